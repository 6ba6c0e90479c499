// Calls about oneself (routes.py, routes_factors.py). Instants are UTC microseconds.
import { call, type Result } from "@/api/client";

export interface OwnSession {
  id: string;
  address: string;
  started_us: number;
  seen_us: number;
  expires_us: number;
  locked: boolean;
  /** The session that asks. */
  current: boolean;
}

const id = encodeURIComponent;

export const changePassword = (old: string, next: string): Promise<Result<null>> =>
  call("POST", "/api/session/password", { old, new: next });
export const readSessions = (): Promise<Result<OwnSession[]>> => call("GET", "/api/session/mine");
export const closeSession = (sessionId: string): Promise<Result<null>> => call("DELETE", `/api/session/mine/${id(sessionId)}`);

export interface Proposal {
  /** Base32; kept by the server only once one of its codes comes back. */
  secret: string;
  /** `otpauth://` address, for the QR code. */
  address: string;
}

export const proposeFactor = (): Promise<Result<Proposal>> => call("POST", "/api/session/second-factor/propose");
export const enableFactor = (secret: string, code: string): Promise<Result<null>> => call("PUT", "/api/session/second-factor", { secret, code });
export const disableFactor = (password: string): Promise<Result<null>> => call("POST", "/api/session/second-factor/disable", { password });

export interface Need {
  paper: "prefect" | "prosecutor" | "cnaps" | "grant";
  /** Null while it does not hold. */
  until_us: number | null;
}

export interface Access {
  /** Whether one's status opens images at all. */
  images: boolean;
  needs: Need[];
  until_us: number | null;
  /** Null: all of the town's. */
  cameras: string[] | null;
}

export const readAccess = (): Promise<Result<Access>> => call("GET", "/api/session/access");
