import { describe, expect, it } from "vitest";
import { paneColumns } from "./paneColumns";

describe("columns of the grid", () => {
  it("makes pictures as large as they can be", () => {
    expect(paneColumns(1, 1890, 530)).toBe(1);
    expect(paneColumns(2, 1890, 530)).toBe(2);
    expect(paneColumns(4, 1890, 900)).toBe(2);
    expect(paneColumns(9, 1890, 530)).toBe(5);
    expect(paneColumns(9, 1890, 1060)).toBe(3);
  });

  it("puts one below the other on a telephone", () => {
    expect(paneColumns(9, 366, 300)).toBe(1);
  });

  it("has an answer before anything is measured", () => {
    expect(paneColumns(9, 0, 0)).toBe(3);
    expect(paneColumns(0, 0, 0)).toBe(1);
  });
});
