// The matrix of rights, as the policy has it.
import { call, type Result } from "@/api/client";
import type { Verb } from "@/api/types";

export const CONDITIONS = ["reason", "basis", "consultation", "recent", "grant", "approval"] as const;
export type Condition = (typeof CONDITIONS)[number];

export interface Right {
  role: string;
  verb: Verb;
  conditions: Condition[];
}

/** Whether images are seen through it; every verb must be here. */
const SHOWS_IMAGES: Record<Verb, boolean> = {
  watch_live: true,
  rewind: true,
  play_back: true,
  export: true,
  steer: true,
  lift_mask: true,
  hold: false,
  supervise: false,
  read_journal: false,
  administer: false,
  see_equipment: false,
};

export const VERBS = Object.keys(SHOWS_IMAGES) as Verb[];
export const IMAGE_VERBS = VERBS.filter((verb) => SHOWS_IMAGES[verb]);
export const OTHER_VERBS = VERBS.filter((verb) => !SHOWS_IMAGES[verb]);

export const readRights = (): Promise<Result<Right[]>> => call("GET", "/api/people/rights");

/** Roles in the policy's order, each with what it may do. */
export function byRole(rights: readonly Right[]): { role: string; verbs: Map<Verb, Condition[]> }[] {
  const found = new Map<string, Map<Verb, Condition[]>>();
  for (const { role, verb, conditions } of rights) {
    const verbs = found.get(role) ?? new Map<Verb, Condition[]>();
    verbs.set(verb, CONDITIONS.filter((each) => conditions.includes(each)));
    found.set(role, verbs);
  }
  return [...found].map(([role, verbs]) => ({ role, verbs }));
}

/** The letter that stands for a condition: the same as in docs/reference/rights.md. */
export const markOf = (condition: Condition): string => String.fromCharCode(97 + CONDITIONS.indexOf(condition));
