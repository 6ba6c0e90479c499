// Templates of rotas, and people taking turns in them, as `POST /api/shifts` wants them.

export const PATTERNS = {
  threeByEight: { starts: [5 * 60, 13 * 60, 21 * 60], length_minutes: 8 * 60 },
  twoByTwelve: { starts: [7 * 60, 19 * 60], length_minutes: 12 * 60 },
  day: { starts: [9 * 60], length_minutes: 8 * 60 },
} as const;
export type PatternName = keyof typeof PATTERNS;

export interface Plan {
  pattern: PatternName;
  first_day: string;
  days: number;
  /** How many work the same shift. */
  together: number;
  /** Days that somebody works before the next ones in turn do. */
  run: number;
  /** For each start of the pattern, the accounts in the order of their turns. */
  teams: readonly (readonly string[])[];
}

export interface TemplateBody {
  first_day: string;
  days: number;
  starts: number[];
  length_minutes: number;
  people: string[][];
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Who takes one place of a shift, day after day, until it begins again: `together` move on by as many people. */
export function turnsOf(team: readonly string[], together: number, place: number, run: number): string[] {
  const blocks = team.length / commonDivisor(team.length, together);
  return Array.from({ length: blocks }, (_, block) => team[(block * together + place) % team.length] as string).flatMap((who) =>
    Array.from({ length: run }, () => who),
  );
}

export function templateOf(plan: Plan): TemplateBody {
  const { starts, length_minutes } = PATTERNS[plan.pattern];
  const places = starts.flatMap((start, row) => Array.from({ length: plan.together }, (_, place) => ({ start, team: plan.teams[row] ?? [], place })));
  return {
    first_day: plan.first_day,
    days: plan.days,
    starts: places.map((each) => each.start),
    length_minutes,
    people: places.map((each) => turnsOf(each.team, plan.together, each.place, plan.run)),
  };
}

/** A start whose team is too small for those who work together, or -1. */
export function startWithoutPeople(plan: Plan): number {
  return PATTERNS[plan.pattern].starts.findIndex((_, row) => (plan.teams[row]?.length ?? 0) < plan.together);
}
