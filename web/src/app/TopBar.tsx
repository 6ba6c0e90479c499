// Top bar: town, pages, clock with date and offset, account.
import { Burger, Drawer } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { ConfirmationBell } from "@/features/confirmations/ConfirmationBell";
import { useNowUs } from "@/time/clock";
import { formatClock, formatDate, formatOffset, formatShortDate } from "@/time/format";
import { AccountMenu } from "./AccountMenu";
import { BarNavigation, DrawerNavigation } from "./Navigation";
import { Link } from "./router";

export function TopBar({ town }: { town: string }) {
  const { t } = useTranslation();
  const small = useMediaQuery("(max-width: 900px)");
  const [menu, { open, close }] = useDisclosure(false);
  return (
    <header className="topbar">
      {small && <Burger opened={menu} onClick={open} size="sm" aria-label={t("nav.open")} />}
      <Link to="/" className="brand">
        <img src="/favicon.svg" alt="" width={26} height={26} />
        <span className="brand-name">Vigie</span>
        <span className="brand-town">{town}</span>
      </Link>
      {!small && <BarNavigation />}
      <span className="grow" />
      <Clock />
      <ConfirmationBell />
      <AccountMenu small={small} />
      <Drawer opened={menu && small} onClose={close} title={town} size="78%" closeButtonProps={{ "aria-label": t("shell.close") }}>
        <DrawerNavigation onFollow={close} />
      </Drawer>
    </header>
  );
}

function Clock() {
  const { t, i18n } = useTranslation();
  const now = useNowUs();
  return (
    <time className="clock" dateTime={new Date(now / 1000).toISOString()} title={t("shell.clock")}>
      <span className="clock-date">{formatDate(now, i18n.language)}</span>
      <span className="clock-date-short">{formatShortDate(now, i18n.language)}</span>
      <span className="clock-time">{formatClock(now)}</span>
      <span className="clock-offset">{formatOffset(now)}</span>
    </time>
  );
}
