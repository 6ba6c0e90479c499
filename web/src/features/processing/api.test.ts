import { expect, test } from "vitest";
import { grouped } from "./api";

test("figures stand under their headings, in the server's order", () => {
  const figures = [
    { group: "Caméras", label: "en tout", value: 3 },
    { group: "Caméras", label: "grands axes", value: 1 },
    { group: "Comptes", label: "élu", value: 1 },
  ];
  expect(grouped(figures).map((each) => [each.title, each.figures.length])).toEqual([
    ["Caméras", 2],
    ["Comptes", 1],
  ]);
  expect(grouped([])).toEqual([]);
});
