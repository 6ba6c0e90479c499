// What is known of a camera, in words.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Camera, StreamName } from "@/api/types";
import { useNowUs } from "@/time/clock";
import { formatBitrate, formatDuration, formatInstant, formatNumber } from "@/time/format";
import { Icon } from "@/ui/icons";
import { StateDot } from "@/ui/StateDot";
import { codecName } from "./codec";
import { failureOf } from "./failure";

export function CameraFacts({ camera }: { camera: Camera }) {
  return (
    <div className="facts">
      <StateCard camera={camera} />
      <EquipmentCard camera={camera} />
      <PlaceCard camera={camera} />
      <StreamsCard camera={camera} />
    </div>
  );
}

function StateCard({ camera }: { camera: Camera }) {
  const { t, i18n } = useTranslation();
  const now = useNowUs();
  const { status } = camera;
  const failure = failureOf(status.state, status.code);
  return (
    <section className="card">
      <h2>{t("cameras.section.state")}</h2>
      <p className="fact-state">
        <StateDot state={status.state} withText />
        {status.since_us !== null && (
          <span className="muted">
            {t("cameras.sinceState", { age: formatDuration((now - status.since_us) / 1e6, i18n.language) })}
          </span>
        )}
      </p>
      {failure !== null && (
        <div className="advice">
          <p className="advice-title">
            <Icon name="warning" size={16} /> {t(`failures.title.${failure}`)}
          </p>
          <p>
            <strong>{t("cameras.whatToDo")} : </strong>
            {t(`failures.advice.${failure}`)}
          </p>
          {status.code !== null && (
            <p className="muted">
              {t("cameras.code")} : <code>{status.code}</code>
              {status.detail !== "" && (
                <>
                  {" "}
                  · {t("cameras.detail")} : <code>{status.detail}</code>
                </>
              )}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

function EquipmentCard({ camera }: { camera: Camera }) {
  const { t, i18n } = useTranslation();
  const { status } = camera;
  const number = (value: number | null, digits = 0): string => (value === null ? "—" : formatNumber(value, i18n.language, digits));
  return (
    <section className="card">
      <h2>{t("cameras.section.equipment")}</h2>
      <dl className="facts-list">
        <Fact name={t("cameras.column.codec")}>{codecName(status.codec)}</Fact>
        <Fact name={t("cameras.column.resolution")}>
          {status.width_px === null ? "—" : `${status.width_px} × ${status.height_px ?? 0}`}
        </Fact>
        <Fact name={t("cameras.column.fps")}>{number(status.fps, 1)}</Fact>
        <Fact name={t("cameras.column.bitrate")}>
          {status.bitrate_bps === null ? "—" : formatBitrate(status.bitrate_bps, i18n.language)}
        </Fact>
        <Fact name={t("cameras.column.lastPicture")}>
          {status.last_picture_us === null ? t("cameras.never") : formatInstant(status.last_picture_us, i18n.language)}
        </Fact>
        <Fact name={t("cameras.column.lost")}>{number(status.packets_lost)}</Fact>
        <Fact name={t("cameras.column.reconnects")}>{number(status.reconnects)}</Fact>
      </dl>
    </section>
  );
}

function PlaceCard({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  return (
    <section className="card">
      <h2>{t("cameras.section.place")}</h2>
      <dl className="facts-list">
        <Fact name={t("cameras.field.site")}>{camera.site}</Fact>
        <Fact name={t("cameras.field.quarter")}>{camera.quarter === "" ? "—" : camera.quarter}</Fact>
        <Fact name={t("cameras.field.kind")}>{t(`cameras.kind.${camera.kind}`)}</Fact>
        <Fact name={t("cameras.field.ptz")}>{camera.ptz ? t("shell.yes") : t("shell.no")}</Fact>
      </dl>
    </section>
  );
}

/** Addresses reach only those who look after the equipment; the server leaves them out for others. */
function StreamsCard({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const names: StreamName[] = ["main", "sub"];
  const streams = names.flatMap((name) => {
    const url = camera.streams[name]?.url ?? null;
    return url === null ? [] : [{ name, url }];
  });
  if (streams.length === 0) return null;
  return (
    <section className="card">
      <h2>{t("cameras.section.streams")}</h2>
      <dl className="facts-list">
        {streams.map(({ name, url }) => (
          <Fact key={name} name={t(`cameras.field.${name}`)}>
            <code className="wrap">{url}</code>
          </Fact>
        ))}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
