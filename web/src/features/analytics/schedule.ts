// Weekly spans as people write them here (`lun-ven 22:00-06:00`) and as rules keep them (`mon-fri 22:00-06:00`). Pure.

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const JOURS = ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"] as const;

function replaced(text: string, from: readonly string[], to: readonly string[]): string {
  return text.replace(/[a-z]+/gi, (word) => to[from.indexOf(word.toLowerCase())] ?? word);
}

/** A span in the words of the page's language. */
export function shownSpan(span: string, language: string): string {
  return language.startsWith("fr") ? replaced(span, DAYS, JOURS) : span;
}

/** The spans of a text, one a line, in the words of rules; days are read in both languages. */
export function spansOf(text: string): string[] {
  const lines = text.split("\n").map((line) => replaced(line.trim(), JOURS, DAYS));
  return lines.filter((line) => line !== "");
}
