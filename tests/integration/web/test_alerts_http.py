"""Alerts and rules over the real server: an alert reaches browsers that may watch, and no others."""

import asyncio
import json
from contextlib import suppress

from vigie.audit import Journal
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SystemClock, UtcUs
from vigie.kernel.store import Database
from vigie.vision.alerts.sink import AlertSink
from vigie.vision.ports import LiveSignal
from vigie.vision.signals import Phase, RuleKind, Signal

PATIENT_S = 60


async def _ring(centre):
    """Write an alert as the analyst's process does."""
    database, clock = Database(centre.plan.settings.database_address), SystemClock()
    try:
        now = clock.now()
        signal = Signal("zone", RuleKind.INTRUSION, Phase.START, 1.0, 1.0, 0.8, (1, 2, 3, 4))
        told = LiveSignal(CameraId("cam-001"), signal, now, UtcUs(now - 1), (640, 360), "builtin", 1, "basis")
        return await AlertSink(database, Journal(clock), clock).open(told)
    finally:
        await database.close()


async def _next_alert(socket):
    async with asyncio.timeout(PATIENT_S):
        while True:
            event = json.loads(await socket.recv())
            if event["type"] == "alert":
                return event


async def test_an_alert_reaches_who_may_watch_and_is_answered(centre):
    async with centre.signed_in("chef") as client, centre.socket("/api/events", client) as socket:
        await socket.recv()
        alert_id = await _ring(centre)
        assert await _next_alert(socket) == {"type": "alert", "id": alert_id, "camera_id": "cam-001"}
        found = (await client.get(f"/api/alerts/{alert_id}")).json()
        assert (found["kind"], found["basis_id"], found["answer"]) == ("intrusion", "basis", None)
        assert alert_id in [each["id"] for each in (await client.get("/api/alerts?waiting=true")).json()]
        assert (await client.get(f"/api/alerts/{alert_id}/clip.mp4")).json()["code"] == "nothing_recorded"
        url = f"/api/alerts/{alert_id}/answer"
        assert (await client.post(url, json={"verdict": "false"})).json()["code"] == "reason_missing"
        answered = await client.post(url, json={"verdict": "false", "reason": "un chat"})
        assert answered.json()["answer"]["reason"] == "un chat"
        assert (await client.post(url, json={"verdict": "true"})).status_code == 409
        (figures,) = (await client.get("/api/alerts/figures")).json()
        assert figures["false"] == 1
        assert (await client.delete(url)).json()["answer"] is None


async def test_who_may_not_watch_hears_nothing_and_reads_nothing(centre):
    async with centre.signed_in("technicien") as client, centre.socket("/api/events", client) as socket:
        await socket.recv()
        alert_id = await _ring(centre)
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                while True:
                    assert json.loads(await socket.recv())["type"] != "alert"
        for path in ("/api/alerts", f"/api/alerts/{alert_id}", f"/api/alerts/{alert_id}/clip.mp4"):
            assert (await client.get(path)).status_code == 403


async def test_rules_are_saved_and_refused_without_a_basis(centre):
    rules = {"rules": [{"id": "feu", "kind": "fire"}], "width_px": 640, "height_px": 360}
    url = "/api/analytics/cameras/cam-001"
    async with centre.signed_in("chef") as client:
        kinds = (await client.get("/api/analytics/kinds")).json()
        assert {"field_px"} <= {key for kind in kinds for key in kind["geometry"]}
        saved = (await client.post(f"{url}/versions", json=rules)).json()
        refused = await client.post(f"{url}/activate", json={"version": saved["version"]})
        assert (refused.status_code, refused.json()["code"]) == (403, "rule_no_basis")
        found = (await client.get(url)).json()
        assert found["running"] is None
        assert {each["closed"] for each in found["kinds"] if each["kind"] == "tampering"} == {None}
    async with centre.signed_in("operateur") as client:
        assert (await client.get(url)).status_code == 403
        assert (await client.post(f"{url}/versions", json=rules)).status_code == 403


async def test_scenes_are_for_editors_alone_and_say_when_nobody_analyses(centre):
    path = "/api/analytics/cameras/cam-001/scene"
    for who, code in (("operateur", "no_right"), ("chef", "analyst_down")):
        async with centre.watching(who, path) as socket:
            assert json.loads(await socket.recv())["code"] == code
