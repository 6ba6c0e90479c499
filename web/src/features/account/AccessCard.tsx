// « Ce que je peux voir »: the images one's status opens, the papers that this hangs on, and when they end.
import { Alert, Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCameraNames } from "@/features/law/useCameraNames";
import { communeName, useCommunes } from "@/features/law/useCommunes";
import { useLoaded } from "@/ui/useLoaded";
import { nowUs } from "@/time/clock";
import { formatShortDate } from "@/time/format";
import { readAccess, type Access, type Need } from "./api";
import { Card } from "./Card";
import { daysLeft, urgency } from "./access";

export function AccessCard() {
  const { t } = useTranslation();
  const loaded = useLoaded(readAccess);
  return (
    <Card
      title={t("account.access.title")}
      waiting={loaded.data === null}
      failure={loaded.failure}
      onRetry={loaded.again}
    >
      {loaded.data !== null && <Shown access={loaded.data} />}
    </Card>
  );
}

function Shown({ access }: { access: Access }) {
  const { t, i18n } = useTranslation();
  const communes = useCommunes();
  if (!access.images) return <p>{t("account.access.noImages")}</p>;
  const missing = access.needs.some((need) => need.until_us === null);
  return (
    <>
      {missing && <Alert color="red">{t("account.access.closed")}</Alert>}
      {access.until_us !== null && (
        <p className="account-until">{t("account.access.until", { date: formatShortDate(access.until_us - 1, i18n.language) })}</p>
      )}
      {access.needs.length === 0 && <p>{t("account.access.noNeed")}</p>}
      <ul className="account-list">
        {access.needs.map((need) => (
          <NeedRow key={need.paper} need={need} />
        ))}
      </ul>
      {access.communes.length > 0 && (
        <p>{t("account.access.communes", { names: access.communes.map((code) => communeName(communes, code) ?? code).join(", ") })}</p>
      )}
      <Cameras cameras={access.cameras} shared={access.communes.length > 0} />
    </>
  );
}

const COLOURS = { missing: "red", soon: "red", near: "yellow", far: "teal" } as const;

function NeedRow({ need }: { need: Need }) {
  const { t, i18n } = useTranslation();
  const left = daysLeft(need.until_us, nowUs());
  const words =
    need.until_us === null
      ? t("account.access.missing")
      : t(urgency(left) === "far" ? "account.access.holdsLong" : "account.access.holds", { date: formatShortDate(need.until_us - 1, i18n.language), n: left ?? 0 });
  return (
    <li className="account-row">
      <span>{t(`account.access.paper.${need.paper}`)}</span>
      <Badge color={COLOURS[urgency(left)]} variant="light" tt="none">
        {words}
      </Badge>
    </li>
  );
}

function Cameras({ cameras, shared }: { cameras: string[] | null; shared: boolean }) {
  const { t } = useTranslation();
  const names = useCameraNames();
  if (cameras === null) return <p className="muted">{t(shared ? "account.access.allGranted" : "account.access.allCameras")}</p>;
  return (
    <details>
      <summary>{t("account.access.someCameras", { n: cameras.length })}</summary>
      <p className="muted">{cameras.map((id) => names.get(id) ?? id).join(", ")}</p>
    </details>
  );
}
