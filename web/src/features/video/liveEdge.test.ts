import { describe, expect, it } from "vitest";
import { CUSHION_S, edgeAction, type EdgeView } from "./liveEdge";

const near: EdgeView = { aheadS: 0.3, inside: true, stuckS: 0, rate: 1 };

describe("staying near the live edge", () => {
  it("leaves a player alone that is near", () => {
    expect(edgeAction(near)).toEqual({ do: "nothing" });
  });

  it("speeds a little up when behind, and only once", () => {
    expect(edgeAction({ ...near, aheadS: 0.8 })).toEqual({ do: "rate", rate: 1.05 });
    expect(edgeAction({ ...near, aheadS: 0.8, rate: 1.05 })).toEqual({ do: "nothing" });
    expect(edgeAction({ ...near, aheadS: 0.5, rate: 1.05 })).toEqual({ do: "nothing" });
    expect(edgeAction({ ...near, aheadS: 0.2, rate: 1.05 })).toEqual({ do: "rate", rate: 1 });
  });

  it("jumps when far behind, outside of the buffer, or stuck before pictures", () => {
    expect(edgeAction({ ...near, aheadS: 2.5 })).toEqual({ do: "jump" });
    expect(edgeAction({ ...near, inside: false })).toEqual({ do: "jump" });
    expect(edgeAction({ ...near, stuckS: 1.5 })).toEqual({ do: "jump" });
  });

  it("does not jump where nothing new has come", () => {
    expect(edgeAction({ ...near, aheadS: 0, stuckS: 60 })).toEqual({ do: "nothing" });
  });

  it("never drifts: a viewer that starts anywhere behind ends within the catch-up threshold", () => {
    for (let start = 0; start <= 30; start += 0.1) {
      let aheadS = start;
      let rate = 1;
      for (let step = 0; step < 240; step += 1) {
        const action = edgeAction({ aheadS, inside: true, stuckS: 0, rate });
        if (action.do === "jump") aheadS = CUSHION_S;
        if (action.do === "rate") rate = action.rate;
        aheadS -= (rate - 1) * 0.25;
      }
      expect(aheadS).toBeLessThanOrEqual(0.7);
      expect(aheadS).toBeGreaterThan(-0.01);
    }
  });
});
