// Calls of people's files (routes_admin.py). Instants are UTC microseconds.
import { call, type Result } from "@/api/client";

export interface Person {
  id: string;
  username: string;
  name: string;
  role: string;
  suspended_us: number | null;
  suspended_reason: string | null;
  second_factor: boolean;
}

export interface Approval {
  id: string;
  authority: "prefect" | "prosecutor" | "cnaps";
  number: string;
  department: string;
  starts_us: number;
  ends_us: number;
  suspended_us: number | null;
  suspended_reason: string | null;
}

export interface Grant {
  id: string;
  number: string;
  granted_by: string;
  starts_us: number;
  ends_us: number;
  /** INSEE code of the mayor's commune; null in a town alone. */
  commune: string | null;
  revoked_us: number | null;
}

export interface Qualification {
  id: string;
  kind: "oath" | "training" | "undertaking";
  title: string;
  signed_us: number;
  ends_us: number | null;
}

export interface Papers {
  account: Person;
  approvals: Approval[];
  grants: Grant[];
  qualifications: Qualification[];
}

export interface PaperWarning {
  account_id: string;
  paper: Approval["authority"] | "grant" | Qualification["kind"];
  number: string;
  ends_us: number;
  days: number;
}

const id = encodeURIComponent;

export const readPeople = (): Promise<Result<Person[]>> => call("GET", "/api/people");
export const readWarnings = (): Promise<Result<PaperWarning[]>> => call("GET", "/api/people/warnings");
export const readPapers = (accountId: string): Promise<Result<Papers>> => call("GET", `/api/people/${id(accountId)}`);
export const suspend = (accountId: string, reason: string): Promise<Result<null>> => call("POST", `/api/people/${id(accountId)}/suspend`, { reason });
export const resume = (accountId: string, reason: string): Promise<Result<null>> => call("POST", `/api/people/${id(accountId)}/resume`, { reason });
export const proofUrl = (accountId: string): string => `/api/people/${id(accountId)}/proof.pdf`;

export type ApprovalIn = Omit<Approval, "id" | "suspended_us" | "suspended_reason">;
export type GrantIn = Omit<Grant, "id" | "revoked_us"> & { cameras: string[] | null };
export type QualificationIn = Omit<Qualification, "id">;

export interface PersonIn {
  username: string;
  name: string;
  role: string;
  password: string;
}

/** Write a paper into somebody's file; `to` names the list it goes to. */
export const recordPaper = (accountId: string, to: "approvals" | "grants" | "qualifications", body: unknown): Promise<Result<{ id: string }>> =>
  call("POST", `/api/people/${id(accountId)}/${to}`, body);
export const suspendApproval = (approvalId: string, reason: string): Promise<Result<null>> =>
  call("POST", `/api/people/approvals/${id(approvalId)}/suspend`, { reason });
export const resumeApproval = (approvalId: string, reason: string): Promise<Result<null>> =>
  call("POST", `/api/people/approvals/${id(approvalId)}/resume`, { reason });
export const revokeGrant = (grantId: string, reason: string): Promise<Result<null>> =>
  call("POST", `/api/people/grants/${id(grantId)}/revoke`, { reason });
export const createPerson = (draft: PersonIn): Promise<Result<Person>> => call("POST", "/api/people", draft);
export const changeRole = (accountId: string, role: string): Promise<Result<Person>> => call("PATCH", `/api/people/${id(accountId)}`, { role });
export const resetPassword = (accountId: string, password: string): Promise<Result<null>> =>
  call("POST", `/api/people/${id(accountId)}/password`, { password });
/** Forget the telephone code and the passkeys: somebody lost them. */
export const forgetMeans = (accountId: string, reason: string): Promise<Result<null>> =>
  call("POST", `/api/people/${id(accountId)}/means/forget`, { reason });
