"""Clients that take streams and count, to measure the town itself: RTSP over TCP, nothing decoded or kept.

Each sink checks what a recorder relies on: packets in sequence and whole pictures (the marker ends one).
"""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from vigie.kernel.errors import Unavailable

READ_EVERY_S = 0.04
READ_BYTES = 1 << 20
ANSWER_TIMEOUT_S = 30.0
_FRAME, _RTP = 4, 12


@dataclass(slots=True)
class Count:
    """What one sink got."""

    octets: int = 0
    packets: int = 0
    packets_lost: int = 0
    pictures: int = 0

    def add(self, other: "Count") -> None:
        """Add another's figures."""
        self.octets += other.octets
        self.packets += other.packets
        self.packets_lost += other.packets_lost
        self.pictures += other.pictures


class Sink:
    """Plays one stream and counts its packets."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.count = Count()
        self._expected: int | None = None
        self._rest = bytearray()

    async def run(self) -> None:
        """Receive until cancelled.

        Raises:
            Unavailable: the camera refused, or closed the connection.
        """
        parts = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=2 * READ_BYTES)
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                await self._begin(reader, writer)
            while data := await reader.read(READ_BYTES):
                self.take(data)
                await asyncio.sleep(READ_EVERY_S)
            raise Unavailable(f"{self.url}: the camera closed the connection")
        finally:
            writer.close()

    async def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._ask(reader, writer, f"DESCRIBE {self.url}", "Accept: application/sdp")
        transport = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"
        head = await self._ask(reader, writer, f"SETUP {self.url}/trackID=0", transport)
        found = re.search(r"(?im)^Session:\s*([^;\s]+)", head)
        if found is None:
            raise Unavailable(f"{self.url}: no session in the answer to SETUP")
        await self._ask(reader, writer, f"PLAY {self.url}", f"Session: {found[1]}")

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: str, header: str
    ) -> str:
        writer.write(f"{line} RTSP/1.0\r\nCSeq: 1\r\n{header}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if not head.startswith("RTSP/1.0 200"):
            raise Unavailable(f"{self.url}: {line.split(maxsplit=1)[0]} refused: {head.splitlines()[0]}")
        length = re.search(r"(?im)^Content-Length:\s*(\d+)", head)
        if length is not None:
            await reader.readexactly(int(length[1]))
        return head

    def take(self, data: bytes) -> None:
        """Count the interleaved frames in these bytes; a frame cut short waits for the rest."""
        rest = self._rest
        rest += data
        at, end = 0, len(rest)
        while at + _FRAME <= end:
            size = rest[at + 2] << 8 | rest[at + 3]
            if at + _FRAME + size > end:
                break
            if rest[at] != ord("$"):
                raise Unavailable(f"{self.url}: these bytes are no interleaved frame")
            if rest[at + 1] == 0:
                self._packet(rest[at + 5] >> 7, rest[at + 6] << 8 | rest[at + 7], size)
            at += _FRAME + size
        del rest[:at]

    def _packet(self, marker: int, sequence: int, size: int) -> None:
        count = self.count
        if self._expected is not None:
            count.packets_lost += (sequence - self._expected) & 0xFFFF
        self._expected = (sequence + 1) & 0xFFFF
        count.packets += 1
        count.octets += size - _RTP
        count.pictures += marker


async def receive(urls: Iterable[str], seconds: float, *, warm_up_s: float = 3.0) -> Count:
    """Play all streams; return what they got together in `seconds`, after the first `warm_up_s`.

    Raises:
        Unavailable: a stream could not be played to the end.
    """
    sinks = [Sink(url) for url in urls]
    total = Count()
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(sink.run()) for sink in sinks]
            await asyncio.sleep(warm_up_s)
            for sink in sinks:
                sink.count = Count()
            await asyncio.sleep(seconds)
            for task in tasks:
                task.cancel()
    except ExceptionGroup as failures:  # `except*` would wrap what it raises again, in Python 3.11.2
        unavailable, others = failures.split(Unavailable)
        if unavailable is None or others is not None:
            raise
        raise unavailable.exceptions[0] from None
    for sink in sinks:
        total.add(sink.count)
    return total
