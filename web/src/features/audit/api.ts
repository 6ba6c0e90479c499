// The calls of the journal. The server journals each reading.
import { call, type Result } from "@/api/client";
import { civilDay, instantsOf, readLocal } from "@/time/zone";

export interface Entry {
  seq: number;
  at_us: number;
  tag: string;
  actor: string;
  actor_name: string | null;
  address: string;
  session_id: string | null;
  subject: string | null;
  reason: string | null;
  basis: string | null;
  recipients: string[];
  details: Record<string, unknown>;
}

export interface JournalPage {
  entries: Entry[];
  next_before_seq: number | null;
}

export interface Checkpoint {
  size: number;
  at_us: number;
  note: string;
  stamped: boolean;
}

export interface Checkpoints {
  public_key: string | null;
  checkpoints: Checkpoint[];
}

/** What is looked for; days as typed (23/11/2026), an empty text asks for nothing. */
export interface Filter {
  tag: string;
  actor: string;
  subject: string;
  text: string;
  /** INSEE code of a commune that shares the centre. */
  commune: string;
  from: string;
  to: string;
}

export const NO_FILTER: Filter = { tag: "", actor: "", subject: "", text: "", commune: "", from: "", to: "" };

/** The query of the address; null when a day is no date or the days are the wrong way round. */
export function queryOf(filter: Filter): URLSearchParams | null {
  const query = new URLSearchParams();
  for (const name of ["tag", "actor", "subject", "text", "commune"] as const) {
    if (filter[name].trim() !== "") query.set(name, filter[name].trim());
  }
  const from = dayOf(filter.from);
  const to = dayOf(filter.to);
  if (from === null || to === null || (from && to && from.start_us > to.start_us)) return null;
  if (from) query.set("since_us", String(from.start_us));
  if (to) query.set("until_us", String(to.end_us));
  return query;
}

function dayOf(typed: string): { start_us: number; end_us: number } | undefined | null {
  if (typed.trim() === "") return undefined;
  const noon = readLocal(typed.trim(), "12:00");
  const us = noon === null ? undefined : instantsOf(noon)[0];
  return us === undefined ? null : civilDay(us);
}

export function readJournal(query: URLSearchParams, before: number | null): Promise<Result<JournalPage>> {
  const asked = new URLSearchParams(query);
  asked.set("limit", "100");
  if (before !== null) asked.set("before_seq", String(before));
  return call("GET", `/api/journal?${asked.toString()}`);
}

export const exportUrl = (query: URLSearchParams, kind: "csv" | "pdf"): string => `/api/journal/export.${kind}?${query.toString()}`;
export const readTags = (): Promise<Result<string[]>> => call("GET", "/api/journal/tags");
export const readCheckpoints = (): Promise<Result<Checkpoints>> => call("GET", "/api/journal/checkpoints");
