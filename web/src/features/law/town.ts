// Calls of what surrounds the orders: authority, commissioning notices, communes and agreements of a shared centre.
import { call, type Result } from "@/api/client";

export interface Commissioning {
  id: string;
  camera_id: string;
  commissioned: string;
  notified: string;
  reference: string;
  /** The prefect was told only after the camera was in service. */
  late: boolean;
}

export interface CommissioningIn {
  cameras: string[];
  commissioned: string;
  notified: string;
  reference: string;
}

export const AGREEMENT_KINDS = ["members", "state"] as const;
export type AgreementKind = (typeof AGREEMENT_KINDS)[number];

export interface AgreementIn {
  kind: AgreementKind;
  number: string;
  parties: string[];
  communes: string[];
  signed: string;
  first_day: string;
  last_day: string;
}

export interface Agreement extends AgreementIn {
  id: string;
  in_force: boolean;
  ended_us: number | null;
  ended_reason: string | null;
}

export interface Agreements {
  agreements: Agreement[];
  missing: { commune: string; kind: AgreementKind }[];
}

export interface Commune {
  code: string;
  name: string;
  mayor: string;
}

export const readAuthority = (): Promise<Result<{ department: string; name: string }>> => call("GET", "/api/law/authority");
export const readCommissionings = (): Promise<Result<Commissioning[]>> => call("GET", "/api/law/commissionings");
export const recordCommissioning = (draft: CommissioningIn): Promise<Result<Commissioning[]>> =>
  call("POST", "/api/law/commissionings", draft);
export const readAgreements = (): Promise<Result<Agreements>> => call("GET", "/api/law/agreements");
export const recordAgreement = (draft: AgreementIn): Promise<Result<Agreement>> => call("POST", "/api/law/agreements", draft);
export const endAgreement = (one: string, reason: string): Promise<Result<null>> =>
  call("POST", `/api/law/agreements/${encodeURIComponent(one)}/end`, { reason });
export const readCommunes = (): Promise<Result<Commune[]>> => call("GET", "/api/communes");
