// Calls of single sign-on (people/oidc/routes.py). Instants are UTC microseconds.
import { call, type Result } from "@/api/client";
import type { Me } from "@/api/types";

/** Where the provider sends browsers back to: the redirect URI is this page of `pages`. */
export const RETURN_PATH = "/connexion/retour";

export type Purpose = "sign_in" | "unlock" | "link";

/** What the provider gave to the browser (RFC 6749, 4.1.2; RFC 9207). */
export interface Returned {
  state: string;
  code: string | null;
  iss: string | null;
  error: string | null;
}

export interface Identity {
  issuer: string;
  /** What the provider calls `sub`. */
  subject: string;
  linked_us: number;
}

interface Address {
  address: string | null;
}

const OWN = "/api/session/oidc";
const ofPerson = (accountId: string): string => `/api/people/${encodeURIComponent(accountId)}/identity`;

export const beginProvider = (purpose: "sign_in" | "unlock"): Promise<Result<Address>> => call("POST", `${OWN}/begin`, { purpose });
export const answerProvider = (given: Returned): Promise<Result<{ purpose: Purpose }>> => call("POST", `${OWN}/answer`, given);
export const enterProvider = (state: string, code: string | null, reason: string | null): Promise<Result<Me>> =>
  call("POST", `${OWN}/enter`, { state, code, reason });
/** Sign out here; the answer says where the browser also leaves the provider, null: nowhere. */
export const leaveProvider = (): Promise<Result<Address>> => call("POST", `${OWN}/leave`);

export const readOwnIdentity = (): Promise<Result<Identity | null>> => call("GET", `${OWN}/identity`);
/** The password is asked again; the answer says where the browser goes to prove who is there. */
export const beginLink = (password: string): Promise<Result<Address>> => call("POST", `${OWN}/link`, { password });
export const unlinkOwn = (password: string): Promise<Result<null>> => call("POST", `${OWN}/unlink`, { password });

export const readIdentity = (accountId: string): Promise<Result<Identity | null>> => call("GET", ofPerson(accountId));
export const linkIdentity = (accountId: string, subject: string, reason: string): Promise<Result<null>> =>
  call("PUT", ofPerson(accountId), { subject, reason });
export const unlinkIdentity = (accountId: string, reason: string): Promise<Result<null>> =>
  call("POST", `${ofPerson(accountId)}/remove`, { reason });

/** The parameters that stand in the address of the return page; null when nobody was sent there. */
export function returned(search: string): Returned | null {
  const given = new URLSearchParams(search);
  const state = given.get("state");
  return state === null ? null : { state, code: given.get("code"), iss: given.get("iss"), error: given.get("error") };
}
