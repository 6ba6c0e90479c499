// Where a camera hangs, when that says more than its name; else what it looks at.
import type { TFunction } from "i18next";
import type { Camera } from "@/api/types";

export function placeOf(t: TFunction, camera: Camera): string {
  return camera.site === camera.name || camera.site === "—" ? t(`cameras.kind.${camera.kind}`) : camera.site;
}
