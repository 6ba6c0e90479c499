import { describe, expect, it } from "vitest";
import { chosenBy, NO_MARKS } from "./marks";

describe("a part chosen by two marks", () => {
  it("needs both, apart, in either order, in whole microseconds outwards", () => {
    expect(chosenBy(NO_MARKS)).toBeNull();
    expect(chosenBy({ fromUs: 5, toUs: null })).toBeNull();
    expect(chosenBy({ fromUs: 5, toUs: 5 })).toBeNull();
    expect(chosenBy({ fromUs: 20.4, toUs: 10.6 })).toEqual({ start_us: 10, end_us: 21 });
  });
});
