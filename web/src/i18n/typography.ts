// French typography: no-break spaces where a line must not break, so that texts can be typed plainly.

const NARROW = "\u202f";
const WIDE = "\u00a0";

export function frenchSpaces(text: string): string {
  return text
    .replace(/ ([;!?»])/g, `${WIDE}$1`)
    .replace(/ :/g, `${WIDE}:`)
    .replace(/« /g, `«${WIDE}`)
    .replace(/(\d) (?=\d{3}\b)/g, `$1${NARROW}`);
}

export type Texts = { readonly [key: string]: string | Texts };

/** The same texts with their spaces made right. */
export function withFrenchSpaces<T extends Texts>(texts: T): T {
  const entries = Object.entries(texts).map(([key, value]) => [
    key,
    typeof value === "string" ? frenchSpaces(value) : withFrenchSpaces(value),
  ]);
  return Object.fromEntries(entries) as T;
}
