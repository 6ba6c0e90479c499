import { describe, expect, it } from "vitest";
import { correction } from "./sync";

describe("catching up with the common clock", () => {
  it("leaves alone what nobody sees, jumps when far off", () => {
    expect(correction(0.002, 1)).toEqual({ kind: "rate", rate: 1 });
    expect(correction(1, 1)).toEqual({ kind: "seek" });
    expect(correction(-1, 1)).toEqual({ kind: "seek" });
    expect(correction(1, 8).kind).toBe("rate");
  });

  it.each([0.5, 1, 2, 4, 8])("brings every error below a picture within two seconds at %d x", (speed) => {
    for (const first of [0.3, -0.3, 0.05, -0.05]) {
      let error = first;
      for (let ms = 0; ms < 2000; ms += 50) {
        const act = correction(error, speed);
        error = act.kind === "seek" ? 0 : error + (speed - act.rate) * 0.05;
      }
      expect(Math.abs(error)).toBeLessThan(0.04 * Math.max(1, speed / 2));
    }
  });

  it("asks browsers for no rate they refuse", () => {
    expect(correction(5, 16)).toEqual({ kind: "rate", rate: 16 });
  });
});
