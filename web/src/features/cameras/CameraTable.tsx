// The table itself; a row opens the camera's page. On a phone each row becomes a card (styles/pages.css).
import { memo } from "react";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { Link, navigate } from "@/app/router";
import { useNowUs } from "@/time/clock";
import { formatBitrate, formatDuration, formatNumber } from "@/time/format";
import { StateDot } from "@/ui/StateDot";
import { codecName } from "./codec";
import { failureOf } from "./failure";
import { placeOf } from "./place";

export function CameraTable({ cameras }: { cameras: readonly Camera[] }) {
  const { t } = useTranslation();
  const nowS = Math.floor(useNowUs() / 1e6);
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t("cameras.title")}>
      <Table className="camera-table stacking-table" stickyHeader highlightOnHover verticalSpacing={7}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("cameras.column.name")}</Table.Th>
            <Table.Th>{t("cameras.column.state")}</Table.Th>
            <Table.Th>{t("cameras.column.codec")}</Table.Th>
            <Table.Th className="number">{t("cameras.column.resolution")}</Table.Th>
            <Table.Th className="number">{t("cameras.column.fps")}</Table.Th>
            <Table.Th className="number">{t("cameras.column.bitrate")}</Table.Th>
            <Table.Th className="number">{t("cameras.column.lastPicture")}</Table.Th>
            <Table.Th className="number">{t("cameras.column.lost")}</Table.Th>
            <Table.Th className="number">{t("cameras.column.reconnects")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cameras.map((camera) => (
            <CameraTableRow key={camera.id} camera={camera} nowS={camera.status.state === "recording" ? recent(camera, nowS) : nowS} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** A camera that records has a picture from just now: its row need not be drawn again at each tick. */
function recent(camera: Camera, nowS: number): number {
  const lastS = (camera.status.last_picture_us ?? 0) / 1e6;
  return nowS - lastS < 3 ? Math.ceil(lastS) : nowS;
}

const CameraTableRow = memo(function CameraTableRow({ camera, nowS }: { camera: Camera; nowS: number }) {
  const { t, i18n } = useTranslation();
  const { status } = camera;
  const failure = failureOf(status.state, status.code);
  const size = status.width_px === null || status.height_px === null ? "—" : `${status.width_px} × ${status.height_px}`;
  return (
    <Table.Tr className="camera-table-row" onClick={() => navigate(`/cameras/${camera.id}`)}>
      <Table.Th scope="row">
        <Link to={`/cameras/${camera.id}`} className="row-link">
          {camera.name}
        </Link>
        <span className="sub">
          {placeOf(t, camera)} · {camera.quarter}
        </span>
      </Table.Th>
      <Table.Td>
        <StateDot state={status.state} withText />
        {failure !== null && status.state === "failed" && <span className="sub bad">{t(`failures.title.${failure}`)}</span>}
      </Table.Td>
      <Table.Td data-label={t("cameras.column.codec")}>{codecName(status.codec)}</Table.Td>
      <Table.Td className="number" data-label={t("cameras.column.resolution")}>
        {size}
      </Table.Td>
      <Table.Td className="number" data-label={t("cameras.column.fps")}>
        {status.fps === null ? "—" : formatNumber(status.fps, i18n.language, 1)}
      </Table.Td>
      <Table.Td className="number" data-label={t("cameras.column.bitrate")}>
        {status.bitrate_bps === null ? "—" : formatBitrate(status.bitrate_bps, i18n.language)}
      </Table.Td>
      <Table.Td className="number" data-label={t("cameras.column.lastPicture")}>
        {status.last_picture_us === null
          ? t("cameras.never")
          : t("cameras.ago", { age: formatDuration(nowS - status.last_picture_us / 1e6, i18n.language) })}
      </Table.Td>
      <Table.Td className="number" data-label={t("cameras.column.lost")}>
        {formatNumber(status.packets_lost, i18n.language)}
      </Table.Td>
      <Table.Td className="number" data-label={t("cameras.column.reconnects")}>
        {formatNumber(status.reconnects, i18n.language)}
      </Table.Td>
    </Table.Tr>
  );
});
