/** The same keys, other words: a text missing in one language fails the type check. */
export type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> };
