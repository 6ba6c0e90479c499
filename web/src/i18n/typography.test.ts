import { describe, expect, it } from "vitest";
import { en } from "./en";
import { fr } from "./fr";
import { frenchSpaces, withFrenchSpaces, type Texts } from "./typography";

function flat(texts: Texts, path = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : flat(value, `${path}${key}.`),
  );
}
const placeholders = (text: string): string[] => [...text.matchAll(/{{\w+}}/g)].map((match) => match[0]).sort();

describe("texts", () => {
  it("keep French signs with their word", () => {
    expect(frenchSpaces("Que faire : « rien » ?")).toBe("Que faire\u00a0: «\u00a0rien\u00a0»\u00a0?");
    const [, first] = flat(withFrenchSpaces(fr)).find(([key]) => key === "wall.none") ?? [];
    expect(first).toContain("«\u00a0{{query}}\u00a0»");
  });

  it("say the same in both languages, with the same values in them", () => {
    const english = new Map(flat(en));
    for (const [key, text] of flat(fr)) {
      expect(english.get(key), key).toBeTruthy();
      expect(placeholders(english.get(key) ?? ""), key).toEqual(placeholders(text));
    }
  });

  it("use the typographic apostrophe", () => {
    for (const [key, text] of flat(fr)) expect(text, key).not.toContain("'");
  });
});
