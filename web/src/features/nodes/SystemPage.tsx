// System: recorder, volumes, counts, and which cameras need somebody.
import { useEffect, useState } from "react";
import { Alert, Loader, Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import type { SystemState, Volume } from "@/api/types";
import { Link } from "@/app/router";
import { failureOf } from "@/features/cameras/failure";
import { readSystem, useCameras } from "@/features/cameras/store";
import { nowUs, useNowUs } from "@/time/clock";
import { formatBytes, formatDuration, formatInstant, formatNumber } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { StateDot } from "@/ui/StateDot";
import { KeyRotation } from "./KeyRotation";
import { recorderState } from "./recorderState";

const REFRESH_MS = 5000;
const LOW_SHARE = 0.08;

export function SystemPage() {
  const { t } = useTranslation();
  const [system, setSystem] = useState<SystemState | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  useEffect(() => {
    let stopped = false;
    const load = async (): Promise<void> => {
      const result = await readSystem();
      if (stopped) return;
      setFailure(result.ok ? null : result.failure);
      if (!result.ok) return;
      setSystem(result.data);
    };
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, []);

  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("system.title")}</h1>
      </div>
      {failure !== null && (
        <Alert color="red" mb="md">
          {failureText(t, failure)}
        </Alert>
      )}
      {system === null ? failure === null && <Loader aria-label={t("shell.loading")} /> : <SystemCards system={system} />}
      <CamerasToFix />
    </div>
  );
}

/** Rule A7: disks without room, or soon without. */
function Disks({ disks }: { disks: SystemState["disks"] }) {
  const { t, i18n } = useTranslation();
  const days = disks.full_in_days;
  if (disks.short_since_us !== null) {
    return (
      <p className="bad" role="alert">
        {t("system.disksShort", { at: formatInstant(disks.short_since_us, i18n.language) })}
      </p>
    );
  }
  if (days === null) return <p className="muted">{t("system.disksNeverFull")}</p>;
  return <p className={days <= disks.alarm_days ? "bad" : "muted"}>{t("system.disksFullIn", { days: formatNumber(days, i18n.language, 1) })}</p>;
}

/** Rule A6: destruction runs, and nothing is late. */
function Destruction({ destruction }: { destruction: SystemState["destruction"] }) {
  const { t, i18n } = useTranslation();
  const { ran_us: ran, overdue, overdue_bytes: size, late } = destruction;
  return (
    <section className="card">
      <h2>{t("system.destruction.title")}</h2>
      <p className={`figure ${late ? "figure-down" : "figure-running"}`} role={late ? "alert" : undefined}>
        {t(late ? "system.destruction.late" : "system.destruction.onTime")}
      </p>
      {overdue > 0 && (
        <p className="bad">{t("system.destruction.overdue", { count: overdue, size: formatBytes(size, i18n.language) })}</p>
      )}
      <p className={late && overdue === 0 ? "bad" : "muted"}>
        {ran === null
          ? t("system.destruction.never")
          : t("system.destruction.ran", { at: formatInstant(ran, i18n.language) })}
      </p>
      <Link to="/destructions">{t("system.destruction.register")}</Link>
    </section>
  );
}

function SystemCards({ system }: { system: SystemState }) {
  const { t, i18n } = useTranslation();
  const now = useNowUs();
  const state = recorderState(system.recorder.state);
  const { recording, failed, total } = system.cameras;
  const since = system.recorder.since_us;
  return (
    <div className="cards">
      <section className="card">
        <h2>{t("system.recorder")}</h2>
        <p className={`figure figure-${state}`}>{t(`system.recorderState.${state}`)}</p>
        {since !== null && <p className="muted">{t("system.since", { age: formatDuration((now - since) / 1e6, i18n.language) })}</p>}
      </section>
      <section className="card">
        <h2>{t("system.cameras")}</h2>
        <p className="figure">
          {formatNumber(recording, i18n.language)}
          <span className="figure-of"> / {formatNumber(total, i18n.language)}</span>
        </p>
        <Progress.Root size={8} aria-label={t("system.ofTotal", { n: recording, total })}>
          <Progress.Section value={share(recording, total)} color="teal" aria-label={t("system.recording")} />
          <Progress.Section value={share(failed, total)} color="red" aria-label={t("system.failed")} />
        </Progress.Root>
        <p className="muted">
          {formatNumber(recording, i18n.language)} {t("system.recording")} · {formatNumber(failed, i18n.language)}{" "}
          {t("system.failed")} · {formatNumber(Math.max(0, total - recording - failed), i18n.language)} {t("system.other")}
        </p>
        <Link to="/cameras">{t("cameras.back")}</Link>
      </section>
      <Destruction destruction={system.destruction} />
      <KeyRotation />
      <section className="card card-wide">
        <h2>{t("system.volumes")}</h2>
        <Disks disks={system.disks} />
        {system.volumes.length === 0 && <p className="bad">{t("system.noVolume")}</p>}
        {system.volumes.map((volume) => (
          <VolumeLine key={volume.id + volume.path} volume={volume} />
        ))}
      </section>
      <section className="card">
        <h2>{t("system.version")}</h2>
        <p className="figure figure-small">{system.version}</p>
        <p className="muted">
          {t("system.serverTime")} : {formatInstant(nowUs(), i18n.language)}
        </p>
      </section>
    </div>
  );
}

function VolumeLine({ volume }: { volume: Volume }) {
  const { t, i18n } = useTranslation();
  const full = share(volume.used_bytes, volume.used_bytes + volume.free_bytes);
  const low = volume.free_bytes < volume.total_bytes * LOW_SHARE;
  const free = formatBytes(volume.free_bytes, i18n.language);
  if (volume.state === "away") {
    return (
      <div className="volume">
        <div className="volume-head">
          <code>{volume.path}</code>
        </div>
        <p className="bad" role="alert">
          {t("system.away")}
        </p>
      </div>
    );
  }
  return (
    <div className="volume">
      <div className="volume-head">
        <code>{volume.path}</code>
        <span>{t("system.free", { free, total: formatBytes(volume.total_bytes, i18n.language) })}</span>
      </div>
      <Progress value={full} size={8} color={low ? "red" : "sky"} aria-label={t("system.used", { percent: Math.round(full) })} />
      <p className="muted">
        {t("system.used", { percent: Math.round(full) })} · {t("system.archived", { used: formatBytes(volume.used_bytes, i18n.language) })}
      </p>
      {volume.state === "read_only" && (
        <p className="bad" role="alert">
          {t("system.readOnly")}
        </p>
      )}
      {low && <p className="bad">{t("system.low")}</p>}
    </div>
  );
}

function CamerasToFix() {
  const { t, i18n } = useTranslation();
  const { cameras, loading } = useCameras();
  const now = useNowUs();
  const broken = cameras.filter((camera) => camera.status.state === "failed");
  if (loading || cameras.length === 0) return null;
  return (
    <section className="card card-list">
      <h2>{t("system.toFix")}</h2>
      {broken.length === 0 && <p className="muted">{t("system.allWell")}</p>}
      <ul className="plain-list">
        {broken.map((camera) => (
          <li key={camera.id} className="fix-row">
            <StateDot state={camera.status.state} />
            <Link to={`/cameras/${camera.id}`}>{camera.name}</Link>
            <span>{t(`failures.title.${failureOf(camera.status.state, camera.status.code) ?? "unknown"}`)}</span>
            {camera.status.since_us !== null && (
              <span className="muted">
                {t("system.since", { age: formatDuration((now - camera.status.since_us) / 1e6, i18n.language) })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
