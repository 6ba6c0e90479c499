// A new alert is shown on every page, without a sound: one strip that leads to the alerts.
import { useEffect, useState } from "react";
import { Button, CloseButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { navigate, usePath } from "@/app/router";
import { useCameras } from "@/features/cameras/store";
import { useSession } from "@/features/people/session";
import { Icon } from "@/ui/icons";
import { getAlert, type Alert } from "./api";
import { followAlerts } from "./live";
import "./notice.css";

const SEEN_AT_MOST = 500;

export function AlertNotice() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { byId } = useCameras();
  const path = usePath();
  const watching = can("watch_live");
  const [newest, setNewest] = useState<Alert | null>(null);

  useEffect(() => {
    if (!watching) return undefined;
    const seen = new Set<string>();
    return followAlerts((alertId) => {
      if (alertId === null || seen.has(alertId)) return;
      if (seen.size >= SEEN_AT_MOST) seen.clear();
      seen.add(alertId);
      void getAlert(alertId).then((result) => {
        if (result.ok && result.data.ended_us === null && result.data.answer === null) setNewest(result.data);
      });
    });
  }, [watching]);

  if (newest === null || path === "/alertes") return null;
  const camera = byId.get(newest.camera_id)?.name ?? newest.camera_id;
  return (
    <div className="alert-notice" role="status">
      <Icon name="warning" size={18} />
      <span>{t("alerts.arrived", { kind: t(`alerts.kinds.${newest.kind}`), camera })}</span>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          setNewest(null);
          navigate("/alertes");
        }}
      >
        {t("alerts.title")}
      </Button>
      <CloseButton aria-label={t("shell.close")} onClick={() => setNewest(null)} />
    </div>
  );
}
