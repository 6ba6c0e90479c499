"""The whole system with three cameras: recorded, shown, refused, killed, and nothing lost."""

import asyncio
import json
import os
import signal
import time

import pytest
from websockets.exceptions import ConnectionClosed

pytestmark = pytest.mark.slow

PATIENT_S = 100
GOOD = ("cam-001", "cam-002")


def _recording(statuses):
    return all(statuses[camera]["state"] == "recording" for camera in GOOD)


async def _pictures(socket, count):
    """Read until `count` pictures came; return (texts, pictures)."""
    texts, pictures = [], []
    async with asyncio.timeout(PATIENT_S):
        while len(pictures) < count:
            message = await socket.recv()
            if isinstance(message, str):
                texts.append(json.loads(message))
            else:
                pictures.append(message)
    return texts, pictures


async def test_cameras_are_recorded_and_one_with_a_wrong_password_says_so(house):
    async with house.signed_in("operateur") as client:
        statuses = await house.until(
            client, lambda found: _recording(found) and found["cam-003"]["state"] == "failed"
        )
    assert statuses["cam-003"]["code"] == "wrong_password"
    assert statuses["cam-001"]["codec"] == "h264"


async def test_pictures_are_shown_live_and_signing_out_ends_them(house):
    async with house.signed_in("operateur") as client:
        await house.until(client, _recording)
        async with house.watching(client, "/api/live/cam-001/sub") as socket:
            texts, (init, *media) = await _pictures(socket, 10)
            assert "config" in [text["type"] for text in texts]
            assert (init[1], init[24:28]) == (0, b"ftyp")
            assert {message[1] for message in media} == {1}
            await client.delete("/api/session")
            assert await _closing_code(socket) == 4401


async def _closing_code(socket):
    async with asyncio.timeout(PATIENT_S):
        try:
            while True:
                await socket.recv()
        except ConnectionClosed as closed:
            return closed.rcvd.code


async def test_what_is_recorded_can_be_played_with_a_reason(house):
    async with house.signed_in("police") as client:
        await house.until(client, _recording)
        now_us = time.time_ns() // 1000
        wanted = {
            "camera_ids": ["cam-001"],
            "start_us": now_us - 600_000_000,
            "end_us": now_us + 60_000_000,
            "reason": "essai de lecture",
            "basis": "réquisition 2026-001",
        }
        opened = await client.post("/api/archive/consultations", json=wanted)
        assert opened.status_code == 201, opened.text
        query = {name: wanted[name] for name in ("start_us", "end_us")} | {
            "consultation": opened.json()["id"]
        }
        async with asyncio.timeout(PATIENT_S):
            while True:
                playlist = await client.get("/api/archive/cameras/cam-001/playlist.m3u8", params=query)
                if "media.m4s" in playlist.text:
                    break
                await asyncio.sleep(0.5)
    assert "#EXT-X-PROGRAM-DATE-TIME" in playlist.text


async def test_a_camera_put_right_is_received_without_any_restart(house):
    async with house.signed_in("technicien") as client:
        changed = await client.patch("/api/cameras/cam-003", json={"password": "vigie"})
        assert changed.status_code == 200
        await house.until(client, lambda found: found["cam-003"]["state"] == "recording")
        await client.patch("/api/cameras/cam-003", json={"enabled": False})
        await house.until(client, lambda found: found["cam-003"]["state"] == "disabled")


async def test_a_killed_recorder_comes_back_and_loses_at_most_a_second(house):
    async with house.signed_in("operateur") as client:
        await house.until(client, _recording)
        async with house.watching(client, "/api/live/cam-002/sub") as socket:
            await _pictures(socket, 5)
            killed = house.supervisor.pid("recorder")
            os.kill(killed, signal.SIGKILL)
            texts, _ = await _until_set_up_again(socket)
        await house.until(client, _recording)
        assert house.supervisor.pid("recorder") != killed
        assert "recorder_down" in [text.get("code") for text in texts]
        system = (await client.get("/api/system")).json()
        assert (system["recorder"]["state"], system["cameras"]["recording"]) == ("running", 2)
    status, output = await house.vigie("archive", "check", "--data", str(house.plan.settings.data), "--json")
    report = json.loads(output)
    assert (status, report["ok"]) == (0, True), output
    assert 0 <= report["most_lost_s"] <= 1


async def _until_set_up_again(socket):
    """Read until a second configuration comes with pictures behind it: the same socket went on."""
    texts = []
    async with asyncio.timeout(PATIENT_S):
        while "config" not in [text["type"] for text in texts]:
            message = await socket.recv()
            if isinstance(message, str):
                texts.append(json.loads(message))
    return texts, (await _pictures(socket, 3))[1]


async def test_metrics_of_both_processes_stand_on_one_page(house):
    async with house.signed_in("operateur") as client:
        await house.until(client, _recording)
        text = (await client.get("/metrics")).text
    for name in (
        "vigie_live_viewers",
        "vigie_recorder_up 1.0",
        "vigie_receiver_pictures_total",
        "vigie_reaper_overdue",
    ):
        assert name in text
