// What the camera form holds, its checks, and what is sent. Passwords go out only when typed; they never come back.
import type { Camera, CameraKind } from "@/api/types";

export interface CameraDraft {
  name: string;
  site: string;
  quarter: string;
  kind: CameraKind;
  ptz: boolean;
  enabled: boolean;
  mainUrl: string;
  subUrl: string;
  username: string;
  password: string;
  transport: "tcp" | "udp";
  verifyTls: boolean;
  /** INSEE code; null in a town alone. */
  commune: string | null;
  /** Degrees as typed, `48.9389, 2.4632`; empty when unknown. */
  place: string;
}

export type DraftProblem = "required" | "url" | "place";
export type DraftProblems = Partial<Record<keyof CameraDraft, DraftProblem>>;

export function draftOf(camera: Camera | null): CameraDraft {
  return {
    name: camera?.name ?? "",
    site: camera?.site ?? "",
    quarter: camera?.quarter ?? "",
    kind: camera?.kind ?? "public_building",
    ptz: camera?.ptz ?? false,
    enabled: camera?.enabled ?? true,
    mainUrl: camera?.streams.main.url ?? "",
    subUrl: camera?.streams.sub?.url ?? "",
    username: camera?.username ?? "",
    password: "",
    transport: camera?.transport ?? "tcp",
    verifyTls: camera?.verify_tls ?? true,
    commune: camera?.commune ?? null,
    place: camera?.latitude_deg == null || camera.longitude_deg === null ? "" : `${camera.latitude_deg}, ${camera.longitude_deg}`,
  };
}

/** `addressesHidden`: this person does not see addresses, so leaving them empty keeps them. */
export function problemsOf(draft: CameraDraft, addressesHidden: boolean): DraftProblems {
  const problems: DraftProblems = {};
  if (draft.name.trim() === "") problems.name = "required";
  if (draft.site.trim() === "") problems.site = "required";
  if (draft.mainUrl.trim() === "" && !addressesHidden) problems.mainUrl = "required";
  if (draft.mainUrl.trim() !== "" && !isStreamUrl(draft.mainUrl)) problems.mainUrl = "url";
  if (draft.subUrl.trim() !== "" && !isStreamUrl(draft.subUrl)) problems.subUrl = "url";
  if (draft.place.trim() !== "" && placeOf(draft.place) === null) problems.place = "place";
  return problems;
}

/** Latitude and longitude in degrees of `48.9389, 2.4632` (or with a semicolon, and decimal commas); null when they are none. */
export function placeOf(text: string): readonly [number, number] | null {
  const parts = text.includes(";") ? text.replaceAll(",", ".").split(";") : text.split(",");
  const [latitude, longitude, more] = parts.map((part) => (part.trim() === "" ? NaN : Number(part.trim())));
  if (latitude === undefined || longitude === undefined || more !== undefined) return null;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
}

export function isStreamUrl(text: string): boolean {
  return /^rtsps?:\/\/[^\s@/]+(\/[^\s]*)?$/i.test(text.trim());
}

/** What to send: everything for a new camera; for a known one only what changed, so that the rest stays. */
export function requestOf(draft: CameraDraft, before: CameraDraft | null): Record<string, unknown> {
  const wanted = fieldsOf(draft);
  if (before !== null) {
    const known = fieldsOf(before);
    for (const name of Object.keys(wanted)) if (wanted[name] === known[name]) Reflect.deleteProperty(wanted, name);
  }
  return draft.password === "" ? wanted : { ...wanted, password: draft.password };
}

function fieldsOf(draft: CameraDraft): Record<string, unknown> {
  return {
    name: draft.name.trim(),
    site: draft.site.trim(),
    quarter: orDash(draft.quarter),
    kind: draft.kind,
    ptz: draft.ptz,
    enabled: draft.enabled,
    main_url: draft.mainUrl.trim(),
    sub_url: orNull(draft.subUrl),
    username: orNull(draft.username),
    transport: draft.transport,
    verify_tls: draft.verifyTls,
    commune: draft.commune,
    latitude_deg: placeOf(draft.place)?.[0] ?? null,
    longitude_deg: placeOf(draft.place)?.[1] ?? null,
  };
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}

/** The server wants a word everywhere; a dash stands for none. */
function orDash(text: string): string {
  return text.trim() === "" ? "—" : text.trim();
}
