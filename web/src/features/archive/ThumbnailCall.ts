// One small picture from the server: a JPEG in memory, or why there is none.
import { failureFrom, type Failure } from "@/api/client";

export type ThumbnailAnswer =
  | { kind: "picture"; jpeg: Blob; takenUs: number | null }
  | { kind: "none" }
  | { kind: "overtaken" }
  | { kind: "failed"; failure: Failure };

export function thumbnailUrl(cameraId: string, atUs: number, consultation: string): string {
  const query = `at_us=${Math.round(atUs)}&consultation=${encodeURIComponent(consultation)}`;
  return `/api/archive/cameras/${encodeURIComponent(cameraId)}/thumbnail?${query}`;
}

/** Never throws; an aborted call is `overtaken`. */
export async function fetchThumbnail(url: string, signal: AbortSignal): Promise<ThumbnailAnswer> {
  try {
    const response = await fetch(url, { credentials: "same-origin", signal });
    if (response.ok) {
      const takenUs = Number(response.headers.get("X-Picture-Us") ?? NaN);
      return { kind: "picture", jpeg: await response.blob(), takenUs: Number.isFinite(takenUs) ? takenUs : null };
    }
    return answerOf(failureFrom(response, await response.json().catch(() => null)));
  } catch {
    return signal.aborted ? { kind: "overtaken" } : { kind: "failed", failure: { kind: "unreachable" } };
  }
}

export function answerOf(failure: Failure): ThumbnailAnswer {
  if (failure.kind === "rejected" && failure.code === "no_picture") return { kind: "none" };
  if (failure.kind === "rejected" && failure.code === "overtaken") return { kind: "overtaken" };
  return { kind: "failed", failure };
}
