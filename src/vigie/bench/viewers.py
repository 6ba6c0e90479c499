"""Browsers without a screen: they sign in, open one live WebSocket each, and note when every picture came."""

import asyncio
import struct
import time
from dataclasses import dataclass, field

import httpx
from websockets.asyncio.client import connect

from vigie.kernel.errors import Unavailable
from vigie.people.demo import DEMO_ACCOUNTS

_HEAD = struct.Struct("!BBBBqq")
MEDIA = 1
SIGN_IN_TRIES = 120


@dataclass(slots=True)
class Seen:
    """What all viewers saw."""

    pictures: int = 0
    octets: int = 0
    delays_ms: list[float] = field(default_factory=list)


async def sign_in(address: str) -> str:
    """Sign the demonstration's operator in, once the centre answers; return the cookie header.

    Raises:
        Unavailable: the centre did not answer within a minute.
    """
    account = DEMO_ACCOUNTS[0]
    body = {"username": account.username, "password": account.password}
    async with httpx.AsyncClient(base_url=address, headers={"X-Vigie": "1"}) as client:
        for _ in range(SIGN_IN_TRIES):
            try:
                answer = await client.post("api/session", json=body)
            except httpx.TransportError:
                await asyncio.sleep(0.5)
                continue
            answer.raise_for_status()
            return "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    raise Unavailable("the centre does not answer", code="no_centre")


async def watch(address: str, cookie: str, camera_id: str, seen: Seen) -> None:
    """Watch one camera's main stream until cancelled."""
    url = f"{address.replace('http', 'ws', 1)}api/live/{camera_id}/main?format=fmp4"
    headers = {"Cookie": cookie, "Origin": address.rstrip("/")}
    async with connect(url, additional_headers=headers, max_size=None, compression=None) as socket:
        async for message in socket:
            if isinstance(message, bytes):
                _note(message, seen)


def _note(message: bytes, seen: Seen) -> None:
    _, kind, _, _, utc_us, _ = _HEAD.unpack_from(message)
    if kind == MEDIA:
        seen.pictures += 1
        seen.octets += len(message)
        seen.delays_ms.append(time.time_ns() / 1e6 - utc_us / 1000)
