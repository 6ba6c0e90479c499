// What a request is about, in words.
import type { TFunction } from "i18next";
import type { Camera } from "@/api/types";
import type { Confirmation } from "./api";

const SHOWN = 8;

export function subjectOf(t: TFunction, request: Pick<Confirmation, "act" | "subject">, cameras: ReadonlyMap<string, Camera>): string {
  if (request.act === "release_hold") return t("confirmations.hold", { id: request.subject.slice(0, SHOWN) });
  if (request.act === "rotate_keys") return t("confirmations.archive");
  const name = cameras.get(request.subject)?.name;
  return name === undefined ? request.subject : `${name} (${request.subject})`;
}
