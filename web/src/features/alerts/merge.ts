// An alert that changed, put into the list that is shown: new ones on top, answered ones leave the unanswered.
import type { Alert, Filter } from "./api";

export function matches(alert: Alert, filter: Filter): boolean {
  if (filter.cameraId !== null && alert.camera_id !== filter.cameraId) return false;
  if (filter.kind !== null && alert.kind !== filter.kind) return false;
  if (filter.show === "waiting") return alert.answer === null;
  return filter.show === "all" || alert.ended_us === null;
}

/** `keep` is the alert being looked at: it stays although it left the filter, so nothing jumps under the hand. */
export function merge(alerts: readonly Alert[], changed: Alert, filter: Filter, keep: string | null): readonly Alert[] {
  const known = alerts.some((alert) => alert.id === changed.id);
  if (!matches(changed, filter) && changed.id !== keep) return known ? alerts.filter((alert) => alert.id !== changed.id) : alerts;
  if (known) return alerts.map((alert) => (alert.id === changed.id ? changed : alert));
  return [...alerts, changed].sort((a, b) => b.opened_us - a.opened_us);
}

/** The neighbour of the chosen alert; the first one when none is chosen. */
export function step(alerts: readonly Alert[], chosen: string | null, by: 1 | -1): string | null {
  const index = alerts.findIndex((alert) => alert.id === chosen);
  if (index < 0) return alerts[0]?.id ?? null;
  return alerts[Math.min(Math.max(index + by, 0), alerts.length - 1)]?.id ?? null;
}
