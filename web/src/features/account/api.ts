// Calls about oneself (routes.py, routes_factors.py). Instants are UTC microseconds.
import { call, type Result } from "@/api/client";
import type { Me } from "@/api/types";
import type { CredentialJson, ServerOptions } from "./webauthn";

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
export const enableFactor = (secret: string, code: string, password: string): Promise<Result<null>> =>
  call("PUT", "/api/session/second-factor", { secret, code, password });
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
  /** INSEE codes of the communes whose mayors granted; none in a town alone. */
  communes: string[];
}

export const readAccess = (): Promise<Result<Access>> => call("GET", "/api/session/access");

export interface Passkey {
  /** Base64url. */
  id: string;
  label: string;
  created_us: number;
}

interface Challenge {
  challenge_id: string;
  options: ServerOptions;
}

/** The town's identity provider; it sends browsers back to `pages` alone, and `unlocks` a locked workstation, too. */
export interface Provider {
  name: string;
  pages: string;
  unlocks: boolean;
}

/** `passkey_origin`: the one address that passkeys open from; null when the town has none, as for `provider`. */
export interface Means {
  passkey_origin: string | null;
  provider: Provider | null;
}

export const readMeans = (): Promise<Result<Means>> => call("GET", "/api/session/means");
export const readPasskeys = (): Promise<Result<Passkey[]>> => call("GET", "/api/session/passkeys");
export const removePasskey = (passkeyId: string): Promise<Result<null>> => call("DELETE", `/api/session/passkeys/${id(passkeyId)}`);
/** The password is asked again: a workstation left open gives nobody a lasting way in. */
export const beginPasskey = (password: string): Promise<Result<Challenge>> => call("POST", "/api/session/passkeys/begin", { password });
export const keepPasskey = (challengeId: string, credential: CredentialJson, label: string): Promise<Result<Passkey>> =>
  call("POST", "/api/session/passkeys", { challenge_id: challengeId, credential, label });
export const beginPasskeySignIn = (): Promise<Result<Challenge>> => call("POST", "/api/session/passkey-sign-in/begin");
export const passkeySignIn = (challengeId: string, credential: CredentialJson, reason: string | null): Promise<Result<Me>> =>
  call("POST", "/api/session/passkey-sign-in", { challenge_id: challengeId, credential, reason });
export const passkeyUnlock = (challengeId: string, credential: CredentialJson): Promise<Result<Me>> =>
  call("POST", "/api/session/passkey-unlock", { challenge_id: challengeId, credential });
