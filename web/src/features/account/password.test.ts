import { describe, expect, it } from "vitest";
import { passwordFault } from "./password";

describe("a new password", () => {
  it("may be any long enough text", () => {
    expect(passwordFault("une phrase que je retiens", "ancien mot", "chef.salle")).toBeNull();
  });
  it.each([
    ["onze signes", "short"],
    ["aaaaaaaabbbb", "simple"],
    ["ici CHEF.SALLE veille", "named"],
    ["toujours le même", "same"],
  ])("is refused: %s", (next, fault) => {
    expect(passwordFault(next, "toujours le même", "chef.salle")).toBe(fault);
  });
  it("counts characters as the server does, not UTF-16 halves", () => {
    expect(passwordFault("🔑🔒🔓🎥📷📹", "ancien", "chef")).toBe("short");
  });
});
