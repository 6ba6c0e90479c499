// Rules while they are edited: pure steps, each of which can be undone.
import type { Kind, Point, PointKey, RuleDraft } from "./api";

export interface Editing {
  rules: readonly RuleDraft[];
  /** States before, newest last. */
  past: readonly (readonly RuleDraft[])[];
  saved: boolean;
}

const MOST_UNDO = 100;

export const begin = (rules: readonly RuleDraft[]): Editing => ({ rules, past: [], saved: true });

export function change(editing: Editing, rules: readonly RuleDraft[]): Editing {
  return { rules, past: [...editing.past, editing.rules].slice(-MOST_UNDO), saved: false };
}

export function undo(editing: Editing): Editing {
  const before = editing.past.at(-1);
  return before === undefined ? editing : { rules: before, past: editing.past.slice(0, -1), saved: false };
}

export function addRule(rules: readonly RuleDraft[], kind: Kind, name: string): RuleDraft[] {
  const taken = new Set(rules.map((rule) => rule.id));
  let [id, number] = [name, 2];
  while (taken.has(id)) id = `${name}-${number++}`;
  const required = Object.fromEntries((kind.parameters.required ?? []).filter((key) => key !== "id").map((key) => [key, 0]));
  return [...rules, { ...required, id, kind: kind.kind }];
}

export const pointsOf = (rule: RuleDraft, key: PointKey): readonly Point[] => rule[key] ?? [];

export function setPoints(rule: RuleDraft, key: PointKey, points: readonly Point[]): RuleDraft {
  return setParameter(rule, key, points.length === 0 ? null : points);
}

export function movePoint(points: readonly Point[], index: number, to: Point, width: number, height: number): Point[] {
  const held: Point = [Math.round(Math.min(Math.max(to[0], 0), width)), Math.round(Math.min(Math.max(to[1], 0), height))];
  return points.map((point, at) => (at === index ? held : point));
}

/** A parameter that is emptied falls back to its default. */
export function setParameter(rule: RuleDraft, key: string, value: unknown): RuleDraft {
  const kept = Object.entries(rule).filter(([name]) => name !== key);
  const entries = value === null || value === "" ? kept : [...kept, [key, value] as const];
  return Object.fromEntries(entries) as RuleDraft;
}
