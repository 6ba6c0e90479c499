// Every call to the server goes through `call` and returns a value to look at, never an exception:
// either the data, or the failure with what the page needs to explain it.
import { link } from "./link";

export type Failure =
  | { kind: "unreachable" }
  | { kind: "signed_out"; code: string }
  | { kind: "refused"; code: string; details: Record<string, unknown> }
  | { kind: "locked"; code: string; retryAfterS: number | null }
  | { kind: "rejected"; status: number; code: string; message: string; details: Record<string, unknown> };

export type Result<T> = { ok: true; data: T } | { ok: false; failure: Failure };
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

type SignedOutListener = (code: string) => void;
let onSignedOut: SignedOutListener = () => undefined;

/** Name who is told when the server says that nobody is signed in any more. */
export function listenForSignOut(listener: SignedOutListener): void {
  onSignedOut = listener;
}

const TIMEOUT_MS = 15_000;
/** What a proxy in front answers while the centre restarts. */
const GATEWAY_STATUSES = new Set([502, 503, 504]);

export async function call<T>(method: Method, path: string, body?: unknown): Promise<Result<T>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: headersFor(method, body),
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    link.lost();
    return { ok: false, failure: { kind: "unreachable" } };
  }
  return read<T>(response);
}

function headersFor(method: Method, body: unknown): Record<string, string> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-Vigie"] = "1";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  return headers;
}

async function read<T>(response: Response): Promise<Result<T>> {
  const value = await readJson(response);
  const broken = value === BROKEN && response.ok;
  if (broken || (GATEWAY_STATUSES.has(response.status) && (value === null || value === BROKEN))) {
    link.lost();
    return { ok: false, failure: { kind: "unreachable" } };
  }
  link.found();
  if (response.ok) return { ok: true, data: value as T };
  const failure = failureFrom(response, value);
  if (failure.kind === "signed_out") onSignedOut(failure.code);
  return { ok: false, failure };
}

/** An answer that was cut off, by the time limit or a lost connection, or that is not ours. */
const BROKEN = Symbol("broken");

async function readJson(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === "" ? null : (JSON.parse(text) as unknown);
  } catch {
    return BROKEN;
  }
}

/** A sign-in that fails, unlike a session that has ended. */
const SIGN_IN_CODES: ReadonlySet<string> = new Set(["wrong_credentials", "second_factor_needed"]);

export function failureFrom(response: Pick<Response, "status" | "headers">, value: unknown): Failure {
  const body = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const code = typeof body["code"] === "string" ? body["code"] : "error";
  const details = (body["details"] ?? {}) as Record<string, unknown>;
  if (response.status === 401 && !SIGN_IN_CODES.has(code)) return { kind: "signed_out", code };
  if (response.status === 403) return { kind: "refused", code, details };
  if (response.status === 429) {
    const wait = Number(response.headers.get("Retry-After") ?? details["retry_after_s"] ?? NaN);
    return { kind: "locked", code, retryAfterS: Number.isFinite(wait) ? wait : null };
  }
  const message = typeof body["message"] === "string" ? body["message"] : "";
  return { kind: "rejected", status: response.status, code, message, details };
}
