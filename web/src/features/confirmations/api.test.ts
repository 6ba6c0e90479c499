import { describe, expect, it } from "vitest";
import { ownRequest, toAnswer, type Confirmation } from "./api";

const request = (id: string, mine: boolean, confirmed_by_name: string | null = null): Confirmation => ({
  id,
  act: "delete_camera",
  subject: "cam-001",
  reason: "démontée",
  asked_by_name: "Mamadou Diallo",
  asked_us: 0,
  expires_us: 1,
  confirmed_by_name,
  mine,
});

describe("confirmations", () => {
  it("find one's own request, the confirmed one first", () => {
    const all = [request("a", false), request("b", true), request("c", true, "Sylvie Moreau")];
    expect(ownRequest(all, "delete_camera", "cam-001")?.id).toBe("c");
    expect(ownRequest(all, "delete_camera", "cam-002")).toBeUndefined();
    expect(ownRequest(all, "release_hold", "cam-001")).toBeUndefined();
  });

  it("ask for an answer only to those of others that wait", () => {
    expect(toAnswer([request("a", false), request("b", true), request("c", false, "Sylvie Moreau")]).map((each) => each.id)).toEqual(["a"]);
  });
});
