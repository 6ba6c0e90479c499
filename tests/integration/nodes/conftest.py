"""A whole Vigie: simulated cameras, and recorder and centre as supervised processes on free ports."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import httpx
import pytest
from websockets.asyncio.client import connect

from vigie import demo_town
from vigie.bench.vision_rules import write_rules
from vigie.bootstrap.demo import prepare_demo
from vigie.cli.demo import specs
from vigie.kernel.instants import SystemClock
from vigie.nodes.supervisor import Supervisor
from vigie.simulator.credentials import Auth
from vigie.simulator.settings import TownSettings
from vigie.simulator.town import running_town

PATIENT_S = 100


class House:
    """The running whole, as a person meets it."""

    def __init__(self, plan, supervisor, town):
        self.plan = plan
        self.supervisor = supervisor
        self.town = town
        self.lines = []
        self.url = plan.address.rstrip("/")

    @asynccontextmanager
    async def signed_in(self, who):
        async with httpx.AsyncClient(
            base_url=self.url, headers={"X-Vigie": "1"}, timeout=PATIENT_S
        ) as client:
            answer = await client.post("/api/session", json={"username": who, "password": who})
            assert answer.status_code == 200, answer.text
            yield client

    @asynccontextmanager
    async def watching(self, client, path):
        headers = {"Cookie": f"vigie_session={client.cookies['vigie_session']}"}
        async with connect(self.url.replace("http", "ws") + path, additional_headers=headers) as socket:
            yield socket

    async def statuses(self, client):
        return {one["id"]: one["status"] for one in (await client.get("/api/cameras")).json()}

    async def until(self, client, condition):
        """The cameras' statuses once they meet the condition."""
        found = None
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENT_S):
                while True:
                    found = await self.statuses(client)
                    if condition(found):
                        return found
                    await asyncio.sleep(0.1)
        pytest.fail(f"still {found}; the processes said:\n" + "\n".join(self.lines[-40:]))

    async def vigie(self, *arguments):
        """Run a command beside the processes; return its exit status and standard output."""
        process = await asyncio.create_subprocess_exec(
            *specs(self.plan)[0].command[:3], *arguments, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        return process.returncode, output.decode()


@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="module")
async def house(tmp_path_factory):
    async with running_house(tmp_path_factory.mktemp("vigie")) as house:
        yield house


@pytest.fixture(scope="module")
def open_house():
    """How a test opens a house of its own, on other settings."""
    return running_house


@asynccontextmanager
async def running_house(folder):
    """Three cameras, the third with a wrong password, recorded and shown from `folder`."""
    films = TownSettings(cameras=3, auth=Auth.DIGEST, scenes=False, data=folder / "town")
    async with running_town(films) as town:
        plan = demo_town.plan(cameras=3, media=None, data=folder, port=0)
        plan = replace(plan, rtsp_port=town.port)
        _watch_by_rules(plan, folder)
        drafts = plan.drafts()
        drafts[2] = replace(drafts[2], password="wrong")
        await prepare_demo(plan.settings, drafts)
        lines = []
        supervisor = Supervisor(
            plan.settings.supervisor, SystemClock(), lambda name, line: lines.append(f"{name}: {line}")
        )
        running = asyncio.create_task(supervisor.run(specs(plan)[1:]))
        house = House(plan, supervisor, town)
        house.lines = lines
        try:
            await _until_up(house)
            yield house
        finally:
            supervisor.stop()
            await running


def _watch_by_rules(plan, folder):
    """Give the analyst rules; without a legal basis none of them runs."""
    rules = write_rules(folder / "rules.json", 3)
    settings = plan.config_file.read_text(encoding="utf-8")
    assert "[analyst]\n" in settings
    with_rules = settings.replace("[analyst]\n", f"[analyst]\nrules_file = {json.dumps(str(rules))}\n")
    plan.config_file.write_text(with_rules, encoding="utf-8")


async def _until_up(house):
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENT_S), httpx.AsyncClient(base_url=house.url) as client:
            while True:
                with suppress(httpx.TransportError):
                    if (await client.get("/api/health")).json()["recorder"] == "running":
                        return
                await asyncio.sleep(0.1)
    pytest.fail("it did not start; the processes said:\n" + "\n".join(house.lines[-40:]))
