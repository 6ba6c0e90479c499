// What the server asks of a password (passwords.py), told before anything is sent.
export const MIN_LENGTH = 12;
export const MAX_LENGTH = 200;
const MIN_DISTINCT = 5;

export type PasswordFault = "short" | "simple" | "named" | "same";

export function passwordFault(next: string, old: string, username: string): PasswordFault | null {
  const characters = Array.from(next);
  if (characters.length < MIN_LENGTH) return "short";
  if (new Set(characters).size < MIN_DISTINCT) return "simple";
  if (username !== "" && next.toLowerCase().includes(username.toLowerCase())) return "named";
  return next === old ? "same" : null;
}
