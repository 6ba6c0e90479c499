import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
import uvicorn

from vigie.people.model import Role
from vigie.testing.audit import fresh_database
from vigie.testing.law import api
from vigie.testing.oidc import FakeProvider
from vigie.testing.people import PASSWORD, PeopleRig

HEADERS = {"X-Vigie": "1"}


@dataclass
class Town:
    """A served API with one account per role."""

    address: str
    rig: PeopleRig
    accounts: dict[Role, str]
    ids: dict[Role, str]
    loop: asyncio.AbstractEventLoop
    provider: FakeProvider

    @contextmanager
    def client(self, role: Role | None = None) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=self.address, headers=HEADERS, timeout=30) as client:
            if role is not None:
                body = {"username": self.accounts[role], "password": PASSWORD}
                assert client.post("/api/session", json=body).status_code == 200
            yield client

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder, started, stop, made = tmp_path_factory.mktemp("api"), threading.Event(), [], []

    async def serve() -> None:
        async with fresh_database("sqlite", folder) as database:
            rig = PeopleRig.on(database, folder)
            people = {
                role: await rig.person(role, username=f"{role.value[:20]}-test".replace("_", "-"))
                for role in Role
            }
            provider = FakeProvider(rig.clock)
            config = uvicorn.Config(
                api(rig, folder, provider=provider), port=0, log_level="error", lifespan="off"
            )
            server = uvicorn.Server(config)
            task = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            names = {role: account.username for role, account in people.items()}
            ids = {role: account.id for role, account in people.items()}
            loop = asyncio.get_running_loop()
            made.append(Town(f"http://127.0.0.1:{port}", rig, names, ids, loop, provider))
            stop.append(lambda: loop.call_soon_threadsafe(setattr, server, "should_exit", True))
            started.set()
            await task

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(60)
    yield made[0]
    stop[0]()
    thread.join(30)
