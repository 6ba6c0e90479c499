"""A whole centre on a free port, with a recorder played by the test: real server, database and sockets."""

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict

import httpx
import pytest
from websockets.asyncio.client import connect

from vigie import demo_town
from vigie.bootstrap.centre import run_centre
from vigie.bootstrap.demo import prepare_demo
from vigie.cameras.status import CameraState, CameraStatus
from vigie.nodes.link_server import LinkServer
from vigie.video.hub import Hub

PATIENT_S = 100
WRITE = {"X-Vigie": "1"}


class PlayedRecorder:
    """The recorder's end of the live link, told by the test what to say."""

    def __init__(self, path):
        self.hub = Hub()
        self.told = {
            "cam-001": CameraStatus(state=CameraState.RECORDING),
            "cam-002": CameraStatus(state=CameraState.NOT_AUTHORISED, code="no_authorisation"),
            "cam-003": CameraStatus(state=CameraState.FAILED, code="wrong_password"),
        }
        self.link = LinkServer(path, self.hub, self)

    def hello(self):
        return {"pid": 1}

    def statuses(self):
        return {"all": True, "cameras": {name: asdict(status) for name, status in self.told.items()}}

    async def reap(self):
        self.reaped = True

    def metrics(self):
        return b"vigie_played 1\n"

    def tell(self, camera_id, **status):
        self.told[camera_id] = CameraStatus(**status)
        self.link.push_statuses({"all": False, "cameras": {camera_id: asdict(self.told[camera_id])}})

    async def publish(self, *units):
        for unit in units:
            self.hub.publish(unit)
        await asyncio.sleep(0)


class Centre:
    """Where the centre listens, and how its people speak to it."""

    def __init__(self, plan, recorder):
        self.plan = plan
        self.recorder = recorder
        self.url = plan.address.rstrip("/")

    @asynccontextmanager
    async def signed_in(self, who):
        async with httpx.AsyncClient(base_url=self.url, headers=WRITE, timeout=PATIENT_S) as client:
            answer = await client.post("/api/session", json={"username": who, "password": who})
            assert answer.status_code == 200, answer.text
            client.cookie = f"vigie_session={client.cookies['vigie_session']}"
            yield client

    @asynccontextmanager
    async def watching(self, who, path):
        async with self.signed_in(who) as client, self.socket(path, client) as socket:
            yield socket

    def socket(self, path, client=None, **headers):
        wanted = {"Origin": self.url} | headers | ({"Cookie": client.cookie} if client else {})
        return connect(self.url.replace("http", "ws") + path, additional_headers=wanted, compression=None)


@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"


@asynccontextmanager
async def running(folder):
    """Run a centre of three cameras until the block ends, then stop it in order."""
    plan = demo_town.plan(cameras=3, media=None, data=folder, port=0)
    await prepare_demo(plan.settings, plan.drafts())
    recorder = PlayedRecorder(plan.settings.socket)
    stop = asyncio.Event()
    link = asyncio.create_task(recorder.link.run())
    serving = asyncio.create_task(run_centre(plan.settings, stop))
    await _until_up(plan.address)
    yield Centre(plan, recorder)
    stop.set()
    await serving
    link.cancel()
    await asyncio.gather(link, return_exceptions=True)


@pytest.fixture(scope="module")
async def centre(tmp_path_factory):
    async with running(tmp_path_factory.mktemp("data")) as one:
        yield one


async def _until_up(address):
    async with asyncio.timeout(PATIENT_S), httpx.AsyncClient(base_url=address) as client:
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/api/health")).json()["recorder"] == "running":
                    return
            await asyncio.sleep(0.05)
