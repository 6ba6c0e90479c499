// What the camera form holds, its checks, and what is sent. Passwords go out only when typed; they never come back.
import type { Camera, CameraKind, StreamName } from "@/api/types";

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
}

export type DraftProblem = "required" | "url";
export type DraftProblems = Partial<Record<keyof CameraDraft, DraftProblem>>;

export function draftOf(camera: Camera | null): CameraDraft {
  const main = camera?.streams?.main;
  return {
    name: camera?.name ?? "",
    site: camera?.site ?? "",
    quarter: camera?.quarter ?? "",
    kind: camera?.kind ?? "public_building",
    ptz: camera?.ptz ?? false,
    enabled: camera?.enabled ?? true,
    mainUrl: main?.url ?? "",
    subUrl: camera?.streams?.sub?.url ?? "",
    username: main?.username ?? "",
    password: "",
    transport: main?.transport === "udp" ? "udp" : "tcp",
    verifyTls: main?.verify_tls ?? true,
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
  return problems;
}

export function isStreamUrl(text: string): boolean {
  return /^rtsps?:\/\/[^\s@/]+(\/[^\s]*)?$/i.test(text.trim());
}

export function requestOf(draft: CameraDraft): Record<string, unknown> {
  const streams: Partial<Record<StreamName, unknown>> = {};
  if (draft.mainUrl.trim() !== "") streams.main = streamOf(draft, draft.mainUrl);
  if (draft.subUrl.trim() !== "") streams.sub = streamOf(draft, draft.subUrl);
  return {
    name: draft.name.trim(),
    site: draft.site.trim(),
    quarter: draft.quarter.trim(),
    kind: draft.kind,
    ptz: draft.ptz,
    enabled: draft.enabled,
    ...(Object.keys(streams).length > 0 ? { streams } : {}),
  };
}

function streamOf(draft: CameraDraft, url: string): Record<string, unknown> {
  return {
    url: url.trim(),
    username: draft.username.trim() === "" ? null : draft.username.trim(),
    transport: draft.transport,
    verify_tls: draft.verifyTls,
    ...(draft.password === "" ? {} : { password: draft.password }),
  };
}
