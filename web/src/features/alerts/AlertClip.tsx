// The recording around an alert, looping, with the region that explains it drawn over it.
import { useEffect, useRef, useState } from "react";
import { Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { fetchClip, type Alert } from "./api";

export function AlertClip({ alert, take, onAgain }: { alert: Alert; take: number; onAgain: () => void }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const video = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    const leaving = new AbortController();
    let made: string | null = null;
    void fetchClip(alert.id, leaving.signal).then((result) => {
      if (leaving.signal.aborted) return;
      if (result.ok) made = URL.createObjectURL(result.blob);
      setAddress(made);
      setFailure(result.ok ? null : result.failure);
    });
    return () => {
      leaving.abort();
      if (made !== null) URL.revokeObjectURL(made);
      setAddress(null);
    };
  }, [alert.id, take]);

  const [left, top, right, bottom] = alert.region_px;
  return (
    <figure className="alert-clip">
      <div className="alert-clip-picture" style={{ aspectRatio: `${alert.width_px} / ${alert.height_px}` }}>
        {address !== null && <video ref={video} src={address} loop muted autoPlay playsInline disablePictureInPicture aria-label={t("alerts.clip")} />}
        {address === null && failure === null && <Loader aria-label={t("alerts.clipLoading")} />}
        {failure !== null && (
          <p className="alert-clip-failure" role="alert">
            {failureText(t, failure)}
          </p>
        )}
        {address !== null && (
          <svg viewBox={`0 0 ${alert.width_px} ${alert.height_px}`} preserveAspectRatio="none" role="img" aria-label={t("alerts.region")}>
            <rect x={left} y={top} width={Math.max(right - left, 1)} height={Math.max(bottom - top, 1)} />
          </svg>
        )}
      </div>
      <figcaption>
        <span>{t("alerts.clip")}</span>
        <span className="muted">{t("alerts.clipPlayed")}</span>
        <Button size="compact-sm" variant="default" leftSection={<Icon name="playback" size={14} />} onClick={onAgain}>
          {t("alerts.clipAgain")} (O)
        </Button>
      </figcaption>
    </figure>
  );
}
