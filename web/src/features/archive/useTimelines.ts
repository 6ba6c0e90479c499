// What is recorded of the cameras chosen, asked again while the page is open; and their alerts, to who may see them.
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera, Interval } from "@/api/types";
import { listAlerts } from "@/features/alerts/api";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { getTimelines, type CameraTimeline } from "./api";
import type { TimelineRow } from "./paintTimeline";

const EVERY_MS = 15_000;
const ALERTS_EVERY_MS = 60_000;

/** Rows in the cameras' order. `again` changes when they should be asked for at once. */
export function useTimelines(cameras: readonly Camera[], scope: Interval, mayWatch: boolean, again: number): TimelineRow[] {
  const { t } = useTranslation();
  const [found, setFound] = useState<readonly CameraTimeline[]>([]);
  const [alerts, setAlerts] = useState<ReadonlyMap<string, readonly number[]>>(new Map());
  const ids = cameras.map((camera) => camera.id).join(",");
  const { start_us, end_us } = scope;

  useEffect(() => {
    let current = true;
    const load = (): void =>
      void getTimelines(ids.split(","), { start_us, end_us }).then((result) => {
        if (!current) return;
        if (result.ok) setFound(result.data);
        else say(failureText(t, result.failure), { tone: "bad" });
      });
    load();
    const timer = setInterval(load, EVERY_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [ids, start_us, end_us, again, t]);

  useEffect(() => {
    if (!mayWatch) return undefined;
    let current = true;
    const ask = async (cameraId: string): Promise<[string, number[]]> => {
      const result = await listAlerts({ show: "all", cameraId, kind: null });
      return [cameraId, result.ok ? result.data.map((alert) => alert.began_us) : []];
    };
    const load = (): void =>
      void Promise.all(ids.split(",").map(ask)).then((all) => {
        if (current) setAlerts(new Map(all));
      });
    load();
    const timer = setInterval(load, ALERTS_EVERY_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [ids, mayWatch]);

  return useMemo(
    () =>
      cameras.map(({ id, name }) => ({
        cameraId: id,
        name,
        timeline: found.find((each) => each.camera_id === id) ?? null,
        alertsUs: alerts.get(id) ?? [],
      })),
    [cameras, found, alerts],
  );
}
