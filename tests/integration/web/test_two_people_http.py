"""Acts that two people decide, over HTTP: refused alone, done once after somebody else's yes."""


async def test_a_camera_goes_only_after_a_second_person_s_yes(centre):
    path = "/api/cameras/cam-003"
    ask = {"act": "delete_camera", "subject": "cam-003", "reason": "Démontée pour travaux"}
    async with centre.signed_in("technicien") as technician, centre.signed_in("chef") as lead:
        alone = await technician.delete(path)
        assert (alone.status_code, alone.json()["code"]) == (403, "confirmation_needed")
        asked = (await technician.post("/api/confirmations", json=ask)).json()
        assert asked["mine"]
        [seen] = (await lead.get("/api/confirmations")).json()
        assert (seen["id"], seen["mine"], seen["asked_by_name"]) == (asked["id"], False, "Mamadou Diallo")
        unanswered = await technician.delete(path)
        assert unanswered.json()["code"] == "confirmation_needed"
        answer = f"/api/confirmations/{asked['id']}/answer"
        assert (await technician.post(answer, json={"agree": True})).status_code == 403
        assert (await lead.post(answer, json={"agree": True})).status_code == 204
        assert (await technician.delete(path)).status_code == 204
        assert (await technician.get(path)).status_code == 404
        journal = (await lead.get("/api/journal", params={"tag": "people:confirmation:"})).json()
    tags = [each["tag"].rsplit(":", 1)[-1] for each in journal["entries"]]
    assert tags == ["used", "given", "asked"]


async def test_a_hold_is_released_by_two(centre):
    start = 1_700_000_000_000_000
    body = {"camera_id": "cam-001", "start_us": start, "end_us": start + 60_000_000}
    body |= {"reference": "PV 2026/118", "reason": "vol avec violence"}
    async with centre.signed_in("responsable") as manager, centre.signed_in("chef") as lead:
        hold = (await manager.post("/api/archive/holds", json=body)).json()
        path = f"/api/archive/holds/{hold['id']}/release"
        alone = await manager.post(path, json={"reason": "classé"})
        assert (alone.status_code, alone.json()["code"]) == (403, "confirmation_needed")
        ask = {"act": "release_hold", "subject": hold["id"], "reason": "classé", "basis": "PV 2026/118"}
        asked = (await manager.post("/api/confirmations", json=ask)).json()
        agreed = await lead.post(f"/api/confirmations/{asked['id']}/answer", json={"agree": True})
        assert agreed.status_code == 204, agreed.text
        stranger = await lead.post(path, json={"reason": "classé"})
        assert stranger.json()["code"] == "confirmation_needed"
        released = await manager.post(path, json={"reason": "classé"})
    assert released.status_code == 200, released.text
    assert released.json()["released_at_us"] is not None
