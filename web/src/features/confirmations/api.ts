// Calls of acts that two people decide (routes_duty.py). Instants are UTC microseconds.
import { call, type Result } from "@/api/client";

export type SensitiveAct = "lift_mask" | "release_hold" | "rotate_keys" | "delete_camera";

export interface Asking {
  act: SensitiveAct;
  subject: string;
  reason: string;
  basis?: string;
}

export interface Confirmation {
  id: string;
  act: SensitiveAct;
  subject: string;
  reason: string;
  asked_by_name: string;
  asked_us: number;
  expires_us: number;
  confirmed_by_name: string | null;
  mine: boolean;
}

export const readConfirmations = (): Promise<Result<Confirmation[]>> => call("GET", "/api/confirmations");
export const askConfirmation = (asking: Asking): Promise<Result<Confirmation>> => call("POST", "/api/confirmations", asking);
export const answerConfirmation = (confirmationId: string, agree: boolean): Promise<Result<null>> =>
  call("POST", `/api/confirmations/${encodeURIComponent(confirmationId)}/answer`, { agree });

/** One's own request for an act, the one that is confirmed first. */
export function ownRequest(all: readonly Confirmation[], act: SensitiveAct, subject: string): Confirmation | undefined {
  const own = all.filter((each) => each.mine && each.act === act && each.subject === subject);
  return own.find((each) => each.confirmed_by_name !== null) ?? own[0];
}

/** What waits for one's answer. */
export function toAnswer(all: readonly Confirmation[]): Confirmation[] {
  return all.filter((each) => !each.mine && each.confirmed_by_name === null);
}
