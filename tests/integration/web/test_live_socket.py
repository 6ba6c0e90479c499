"""Live WebSockets of a whole centre: who may open one, what it carries, and that it closes when it must."""

import asyncio
import json
import struct
import time

import pytest
from websockets.exceptions import ConnectionClosed

from vigie.audit import Query
from vigie.bootstrap.base import open_base
from vigie.testing.live import unit

PATIENT_S = 60
HEAD = struct.Struct("!BBBBqq")


async def _read(socket, count):
    """The next `count` messages that carry pictures or configuration; states are left out."""
    found = []
    async with asyncio.timeout(PATIENT_S):
        while len(found) < count:
            message = await socket.recv()
            if isinstance(message, bytes) or json.loads(message)["type"] != "state":
                found.append(message)
    return found


async def _end(socket):
    """The last text and the code with which the centre closes a socket."""
    last = None
    async with asyncio.timeout(PATIENT_S):
        try:
            while True:
                message = await socket.recv()
                last = json.loads(message) if isinstance(message, str) else last
        except ConnectionClosed as closed:
            return last, closed.rcvd.code


async def test_an_operator_sees_a_camera_from_its_last_keyframe_on(centre):
    await centre.recorder.publish(unit(0, keyframe=True), unit(1))
    async with centre.watching("operateur", "/api/live/cam-001/sub") as socket:
        config, init, first, second = await _read(socket, 4)
        await centre.recorder.publish(unit(2))
        (third,) = await _read(socket, 1)
    assert json.loads(config)["codec"].startswith("avc1.")
    assert (HEAD.unpack_from(init)[1], init[24:28]) == (0, b"ftyp")
    heads = [HEAD.unpack_from(message) for message in (first, second, third)]
    assert [head[4] for head in heads] == [unit(number).utc for number in range(3)]
    assert [head[2] & 1 for head in heads] == [1, 0, 0]


async def test_units_are_the_pictures_themselves(centre):
    await centre.recorder.publish(unit(10, keyframe=True))
    async with centre.watching("operateur", "/api/live/cam-001/sub?format=units") as socket:
        config, picture = await _read(socket, 2)
    assert json.loads(config)["description"]
    assert picture[20:] == unit(10, keyframe=True).data


async def test_the_state_is_told_when_the_camera_stops_and_comes_back(centre):
    async with centre.watching("operateur", "/api/live/cam-001/sub") as socket:
        states = [json.loads(await socket.recv())["state"]]
        centre.recorder.tell("cam-001", state="failed", code="timeout")
        centre.recorder.tell("cam-001", state="recording")
        async with asyncio.timeout(PATIENT_S):
            while "recording" not in states[1:]:
                message = await socket.recv()
                if isinstance(message, str) and json.loads(message)["type"] == "state":
                    states.append(json.loads(message)["state"])
    assert states == ["recording", "failed", "recording"]


async def test_signing_out_closes_every_socket_of_the_session_and_no_other(centre):
    async with (
        centre.signed_in("operateur") as leaving,
        centre.socket("/api/live/cam-001/sub", leaving) as live,
        centre.socket("/api/events", leaving) as events,
        centre.watching("chef", "/api/live/cam-001/sub") as other,
    ):
        await leaving.delete("/api/session")
        for socket in (live, events):
            last, code = await _end(socket)
            assert (last["type"], last["code"], code) == ("signed_out", "signed_out", 4401)
        await centre.recorder.publish(unit(20, keyframe=True))
        await _read(other, 1)


@pytest.mark.parametrize("path", ["/api/live/cam-001/sub", "/api/events"])
async def test_without_a_session_a_socket_says_so_and_closes(centre, path):
    async with centre.socket(path) as socket:
        last, code = await _end(socket)
    assert (last["code"], code) == ("not_signed_in", 4401)


@pytest.mark.parametrize(
    ("who", "camera", "code"),
    [
        ("technicien", "cam-001", "no_right"),
        ("responsable", "cam-001", "no_right"),
        ("operateur", "cam-002", "no_authorisation"),
        ("operateur", "cam-404", "camera_unknown"),
        ("elu", "cam-001", "reason_needed"),
    ],
)
async def test_who_may_not_see_is_told_why_and_sees_nothing(centre, who, camera, code):
    async with centre.watching(who, f"/api/live/{camera}/sub") as socket:
        last, closed = await _end(socket)
    assert (last["code"], closed) == (code, 4403)


async def test_an_elected_member_gives_a_reason(centre):
    await centre.recorder.publish(unit(30, keyframe=True))
    path = "/api/live/cam-001/sub?format=units&reason=visite+du+quartier"
    async with centre.watching("elu", path) as socket:
        assert len(await _read(socket, 2)) == 2


async def test_a_camera_that_loses_its_authorisation_closes(centre):
    async with centre.watching("operateur", "/api/live/cam-003/sub") as socket:
        centre.recorder.tell("cam-003", state="not_authorised", code="authorisation_expired")
        last, code = await _end(socket)
    assert (last["code"], code) == ("authorisation_expired", 4403)


async def test_a_grant_for_this_camera_that_ends_closes_it_though_another_keeps_the_session(
    centre, monkeypatch
):
    monkeypatch.setattr("vigie.web.live.ASK_AGAIN_S", 0.2)
    async with centre.signed_in("responsable") as manager, centre.signed_in("prive") as agent:
        me = (await agent.get("/api/session")).json()["account_id"]
        file = (await manager.get(f"/api/people/{me}")).json()
        [whole] = file["grants"]
        now = whole["starts_us"]
        draft = {"granted_by": "Le maire", "starts_us": now, "ends_us": whole["ends_us"]}
        other = draft | {"number": "H-2", "cameras": ["cam-003"]}
        short = draft | {
            "number": "H-3",
            "cameras": ["cam-001"],
            "ends_us": int(time.time() * 1e6) + 4_000_000,
        }
        for each in (other, short):
            assert (await manager.post(f"/api/people/{me}/grants", json=each)).status_code == 201
        revoke = f"/api/people/grants/{whole['id']}/revoke"
        assert (await manager.post(revoke, json={"reason": "Remplacée"})).status_code == 204
        async with centre.watching("prive", "/api/live/cam-001/sub") as socket:
            last, code = await _end(socket)
        assert (last["code"], code) == ("camera_not_granted", 4403)
        async with centre.signed_in("prive") as again:
            assert (await again.get("/api/session")).status_code == 200
        whole = draft | {"number": "H-4"}
        assert (await manager.post(f"/api/people/{me}/grants", json=whole)).status_code == 201


async def test_the_liaison_s_socket_closes_when_no_order_shares_the_images_any_more(centre, monkeypatch):
    monkeypatch.setattr("vigie.web.live.ASK_AGAIN_S", 0.2)
    async with (
        centre.signed_in("responsable") as manager,
        centre.watching("liaison", "/api/live/cam-001/sub") as socket,
    ):
        [order] = (await manager.get("/api/law/authorisations")).json()
        revoke = f"/api/law/authorisations/{order['id']}/revoke"
        assert (await manager.post(revoke, json={"reason": "Fin du déport"})).status_code == 204
        last, code = await _end(socket)
        assert (last["code"], code) == ("sharing_not_ordered", 4403)
        fields = ("number", "prefecture", "signed", "first_day", "last_day", "retention_days", "purposes")
        again = {name: order[name] for name in (*fields, "cameras", "sharing")}
        assert (await manager.post("/api/law/authorisations", json=again)).status_code == 201


async def test_a_socket_opened_by_a_foreign_page_is_refused(centre):
    async with centre.signed_in("operateur") as client:
        with pytest.raises(Exception, match="403"):
            await centre.socket("/api/live/cam-001/sub", client, Origin="http://evil.example").__aenter__()


async def test_events_tell_the_recorder_s_and_the_cameras_changes(centre):
    async with centre.watching("operateur", "/api/events") as socket, asyncio.timeout(PATIENT_S):
        first = json.loads(await socket.recv())
        centre.recorder.tell("cam-001", state="recording", fps=25.0)
        second = json.loads(await socket.recv())
    assert (first["type"], first["state"]) == ("recorder", "running")
    assert (second["type"], second["camera_id"], second["status"]["fps"]) == (
        "camera_status",
        "cam-001",
        25.0,
    )


async def _viewings(centre, account_id):
    query = Query(tag="web:live:watched", actor=account_id)
    async with open_base(centre.plan.settings) as base, base.database.snapshot() as tx:
        return (await base.journal.search(tx, query)).entries


async def test_every_viewing_is_in_the_journal_before_it_shows(centre):
    async with centre.signed_in("chef") as client:
        me = (await client.get("/api/session")).json()
        async with centre.socket("/api/live/cam-001/main?reason=ronde", client) as socket:
            await socket.recv()
            found = await _viewings(centre, me["account_id"])
    assert [(entry.subject, entry.reason, json.loads(entry.details)) for entry in found[:1]] == [
        ("cam-001", "ronde", {"stream": "main"})
    ]
