// Top bar: town, pages, clock with date and offset, account.
import { Burger, Drawer } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useSession } from "@/features/people/session";
import { useNowUs } from "@/time/clock";
import { formatClock, formatDate, formatOffset, formatShortDate } from "@/time/format";
import { Icon } from "@/ui/icons";
import { AccountMenu } from "./AccountMenu";
import { pagesFor } from "./pages";
import { Link, usePath } from "./router";

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
      {!small && <Navigation onFollow={close} />}
      <span className="grow" />
      <Clock />
      <AccountMenu small={small} />
      <Drawer opened={menu && small} onClose={close} title={town} size="78%" closeButtonProps={{ "aria-label": t("shell.close") }}>
        <Navigation onFollow={close} />
      </Drawer>
    </header>
  );
}

function Navigation({ onFollow }: { onFollow: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const path = usePath();
  return (
    <nav className="nav" aria-label={t("nav.label")}>
      {pagesFor(can).map((page) => (
        <Link
          key={page.path}
          to={page.path}
          className="nav-link"
          aria-current={path.startsWith(page.path) ? "page" : undefined}
          onClick={onFollow}
        >
          <Icon name={page.icon} size={17} />
          {t(`nav.${page.name}`)}
        </Link>
      ))}
    </nav>
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
