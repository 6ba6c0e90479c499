import { describe, expect, it } from "vitest";
import { encode } from "uqr";
import { drawQr } from "./qr";

const ADDRESS = "otpauth://totp/Vigie:chef.salle?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Vigie";

function modulesOf(path: string): Set<string> {
  const found = new Set<string>();
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let i = 0; i < Number(length); i += 1) found.add(`${Number(x) + i},${y}`);
  }
  return found;
}

describe("the drawn code", () => {
  it("has exactly the dark modules of the code", () => {
    const { data, size } = encode(ADDRESS, { ecc: "M", border: 4 });
    const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x},${y}`] : [])));
    const drawn = drawQr(ADDRESS);
    expect(drawn.size).toBe(size);
    expect([...modulesOf(drawn.path)].sort()).toEqual(dark.sort());
  });
  it("keeps four light modules on every side", () => {
    const { size, path } = drawQr(ADDRESS);
    for (const module of modulesOf(path)) {
      for (const place of module.split(",").map(Number)) {
        expect(place).toBeGreaterThanOrEqual(4);
        expect(place).toBeLessThan(size - 4);
      }
    }
  });
});
