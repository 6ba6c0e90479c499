// Said over the picture, or in its place: frozen since when, why, and what to do.
import { useTranslation } from "react-i18next";
import { formatDuration } from "@/time/format";
import { Icon } from "@/ui/icons";
import { STALE_AFTER_S, type TileStatus } from "./tileStatus";

interface Props {
  status: TileStatus;
  lastPictureUs: number | null;
  nowUs: number;
}

export function TileMessage({ status, lastPictureUs, nowUs }: Props) {
  const { t, i18n } = useTranslation();
  if (status.kind === "live") return null;
  if (status.kind === "waiting") {
    return <div className="tile-message tile-message-quiet">{t("wall.waiting")}</div>;
  }
  if (status.kind === "late") {
    return (
      <div className="tile-message tile-message-late">
        <p className="tile-message-title">
          <Icon name="warning" size={16} />
          {t("wall.late", { age: formatDuration(status.ageS, i18n.language) })}
        </p>
      </div>
    );
  }
  if (status.kind === "stale") {
    return (
      <div className="tile-message tile-message-stale">
        <p className="tile-message-title">
          <Icon name="warning" size={16} />
          {t("wall.stale", { age: formatDuration(status.ageS, i18n.language) })}
        </p>
        {status.failure !== null && <Explained failure={status.failure} />}
      </div>
    );
  }
  const ageS = lastPictureUs === null || status.failure === "refused" ? 0 : (nowUs - lastPictureUs) / 1e6;
  return (
    <div className="tile-message tile-message-failed">
      <p className="tile-message-title">
        <Icon name={status.failure === "not_authorised" || status.failure === "disabled" ? "lock" : "warning"} size={16} />
        {t(`failures.title.${status.failure}`)}
      </p>
      <p className="tile-message-advice">{t(`failures.advice.${status.failure}`)}</p>
      {ageS > STALE_AFTER_S && (
        <p className="tile-message-age">{t("wall.noImageSince", { age: formatDuration(ageS, i18n.language) })}</p>
      )}
    </div>
  );
}

function Explained({ failure }: { failure: Extract<TileStatus, { kind: "failed" }>["failure"] }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="tile-message-cause">{t(`failures.title.${failure}`)}</p>
      <p className="tile-message-advice">{t(`failures.advice.${failure}`)}</p>
    </>
  );
}
