// The calls of the room « law »: prefects' orders, their renewals, legal bases for analytics.
import { call, type Result } from "@/api/client";
import type { Perimeter } from "./perimeter";

export const STATES = ["in_force", "authorisation_not_started", "authorisation_expired", "authorisation_revoked"] as const;
export type State = (typeof STATES)[number];
export const PURPOSES = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"] as const;
export type Purpose = (typeof PURPOSES)[number];
export const STEPS = ["prepare", "file_now", "late", "expired"] as const;
export type Step = (typeof STEPS)[number];
export const KINDS = [
  "abandoned_object",
  "weapon",
  "wrong_way",
  "forbidden_area",
  "person_on_ground",
  "crowd_movement",
  "crowd_density",
  "fire",
] as const;
export type Kind = (typeof KINDS)[number];

/** A prefect's order, as it is written down; days as `2026-11-23`. */
export interface AuthorisationIn {
  number: string;
  prefecture: string;
  signed: string;
  first_day: string;
  last_day: string;
  retention_days: number;
  minimum_days: number | null;
  purposes: Purpose[];
  cameras: string[];
  persons: string[];
  prescriptions: string;
  perimeter: Perimeter | null;
  provisional: boolean;
  sharing: Sharing | null;
}

/** Who else receives the images, as the order says (CSI L252-3). */
export interface Sharing {
  services: string[];
  days: number;
  urgent: boolean;
}

export interface Authorisation extends AuthorisationIn {
  id: string;
  demo: boolean;
  state: State;
  revoked_us: number | null;
  revoked_reason: string | null;
}

export interface Renewal {
  authorisation_id: string;
  number: string;
  last_day: string;
  step: Step;
  prepare_from: string;
  file_before: string;
  cameras: string[];
}

/** A legal basis for analytics. */
export interface BasisIn {
  text: string;
  order_number: string;
  authority: string;
  event: string;
  kinds: Kind[];
  cameras: string[];
  starts_us: number;
  ends_us: number;
  attestation: string;
}

export interface Basis extends BasisIn {
  id: string;
  revoked_us: number | null;
  revoked_reason: string | null;
}

const id = encodeURIComponent;

export const readAuthorisations = (): Promise<Result<Authorisation[]>> => call("GET", "/api/law/authorisations");
export const readRenewals = (): Promise<Result<Renewal[]>> => call("GET", "/api/law/renewals");
export const recordAuthorisation = (draft: AuthorisationIn): Promise<Result<Authorisation>> =>
  call("POST", "/api/law/authorisations", draft);
export const revokeAuthorisation = (one: string, reason: string): Promise<Result<null>> =>
  call("POST", `/api/law/authorisations/${id(one)}/revoke`, { reason });

export const readBases = (): Promise<Result<Basis[]>> => call("GET", "/api/law/analytics-bases");
export const recordBasis = (draft: BasisIn): Promise<Result<Basis>> => call("POST", "/api/law/analytics-bases", draft);
export const revokeBasis = (one: string, reason: string): Promise<Result<null>> =>
  call("POST", `/api/law/analytics-bases/${id(one)}/revoke`, { reason });

const RANK: Record<State, number> = { in_force: 0, authorisation_not_started: 1, authorisation_expired: 2, authorisation_revoked: 3 };

/** In force first, then coming, then past; among equals the one that ends last. */
export function sortedOrders(orders: readonly Authorisation[]): Authorisation[] {
  return [...orders].sort((a, b) => RANK[a.state] - RANK[b.state] || b.last_day.localeCompare(a.last_day));
}

export const BASIS_STATES = ["running", "coming", "over", "revoked"] as const;
export type BasisState = (typeof BASIS_STATES)[number];

export function basisState(basis: Basis, nowUs: number): BasisState {
  if (basis.revoked_us !== null && nowUs >= basis.revoked_us) return "revoked";
  if (nowUs < basis.starts_us) return "coming";
  return nowUs < basis.ends_us ? "running" : "over";
}

export function sortedBases(bases: readonly Basis[], nowUs: number): Basis[] {
  const rank = (basis: Basis): number => BASIS_STATES.indexOf(basisState(basis, nowUs));
  return [...bases].sort((a, b) => rank(a) - rank(b) || b.ends_us - a.ends_us);
}
