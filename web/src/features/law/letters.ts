// Notices of commissioning, put together again as the letters they were: one letter, several cameras.
import type { Commissioning } from "./town";

export interface Letter {
  commissioned: string;
  notified: string;
  reference: string;
  late: boolean;
  cameras: string[];
}

export function letters(notices: readonly Commissioning[]): Letter[] {
  const found = new Map<string, Letter>();
  for (const { commissioned, notified, reference, late, camera_id } of notices) {
    const key = `${commissioned} ${notified} ${reference}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { commissioned, notified, reference, late, cameras: [camera_id] });
    else known.cameras.push(camera_id);
  }
  return [...found.values()];
}
