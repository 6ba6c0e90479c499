// Calls of duty and of people's files (routes_duty.py, routes_admin.py). Instants are UTC microseconds.
import { call, type Result } from "@/api/client";
import type { TemplateBody } from "./turns";

export interface Shift {
  id: string;
  account_id: string;
  starts_us: number;
  ends_us: number;
  post: string;
}

export interface Problem {
  kind: "understaffed" | "overlap" | "short_rest" | "too_long";
  starts_us: number;
  ends_us: number;
  account_id: string | null;
  people: number | null;
}

export interface Rota {
  shifts: Shift[];
  problems: Problem[];
}

export interface Colleague {
  id: string;
  name: string;
  role: string;
}

export interface Swap {
  id: string;
  shift_id: string;
  to_account_id: string;
  asked_by: string;
  asked_us: number;
  state: string;
}

export interface Handover {
  id: string;
  from_account_id: string;
  to_account_id: string;
  text: string;
  written_us: number;
  given_us: number | null;
  taken_us: number | null;
}

const id = encodeURIComponent;
const span = (start_us: number, end_us: number): string => `start_us=${start_us}&end_us=${end_us}`;

export const readRota = (start_us: number, end_us: number): Promise<Result<Rota>> => call("GET", `/api/shifts?${span(start_us, end_us)}`);
export const readColleagues = (): Promise<Result<Colleague[]>> => call("GET", "/api/shifts/colleagues");
export const readOnDuty = (): Promise<Result<Shift[]>> => call("GET", "/api/shifts/on-duty");
export const planShifts = (body: TemplateBody): Promise<Result<Shift[]>> => call("POST", "/api/shifts", body);
export const removeShift = (shiftId: string): Promise<Result<null>> => call("DELETE", `/api/shifts/${id(shiftId)}`);
export const calendarUrl = (start_us: number, end_us: number): string => `/api/shifts/calendar.ics?${span(start_us, end_us)}`;
export const readSwaps = (): Promise<Result<Swap[]>> => call("GET", "/api/swaps");
export const askSwap = (shift_id: string, to_account_id: string): Promise<Result<Swap>> => call("POST", "/api/swaps", { shift_id, to_account_id });
export const decideSwap = (swapId: string, agree: boolean): Promise<Result<null>> => call("POST", `/api/swaps/${id(swapId)}/decide`, { agree });
export const readHandovers = (): Promise<Result<Handover[]>> => call("GET", "/api/handovers");
export const giveHandover = (to_account_id: string, text: string): Promise<Result<Handover>> => call("POST", "/api/handovers", { to_account_id, text });
export const takeHandover = (handoverId: string): Promise<Result<null>> => call("POST", `/api/handovers/${id(handoverId)}/take`);
