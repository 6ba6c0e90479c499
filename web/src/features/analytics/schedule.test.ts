import { describe, expect, it } from "vitest";
import { shownSpan, spansOf } from "./schedule";

describe("weekly spans", () => {
  it("are written in French on a French page, and kept as rules keep them", () => {
    expect(shownSpan("mon-fri 22:00-06:00", "fr")).toBe("lun-ven 22:00-06:00");
    expect(shownSpan("sat,sun 00:00-24:00", "fr")).toBe("sam,dim 00:00-24:00");
    expect(shownSpan("sat,sun 00:00-24:00", "en")).toBe("sat,sun 00:00-24:00");
    expect(spansOf(" Lun-ven 22:00-06:00\n\nsam,dim 00:00-24:00 ")).toEqual(["mon-fri 22:00-06:00", "sat,sun 00:00-24:00"]);
    expect(spansOf("mon-fri 22:00-06:00\nmar 08:00-09:00")).toEqual(["mon-fri 22:00-06:00", "tue 08:00-09:00"]);
  });

  it("leave what they do not know to the server", () => {
    expect(spansOf("toujours 08:00")).toEqual(["toujours 08:00"]);
  });
});
