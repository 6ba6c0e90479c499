"""The recorder's end of the live link: pictures and statuses on a Unix socket that only its owner opens.

Invariants: a reader that falls behind loses pictures up to the next keyframe (its hub subscription drops
them) and costs nobody else anything; nothing here can stop recording.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import structlog

from vigie.kernel.errors import VigieError
from vigie.kernel.ids import CameraId
from vigie.nodes import wire
from vigie.nodes.wire import Kind
from vigie.video.access_unit import ParameterSets, StreamName
from vigie.video.hub import Hub

log = structlog.get_logger("live_link")

WRITE_BUFFER_BYTES = 4 << 20
READ_BYTES = 1 << 16


class LinkSource(Protocol):
    """What the recorder tells about itself."""

    def hello(self) -> dict[str, Any]:
        """Return process id and start."""
        ...

    def statuses(self) -> dict[str, Any]:
        """Return `{"all": True, "cameras": …}`: every camera's status."""
        ...

    def metrics(self) -> bytes:
        """Return the process's metrics in Prometheus' text format."""
        ...

    async def reap(self) -> None:
        """Destroy what is due now."""
        ...


class LinkServer:
    """Accepts centres; normally one."""

    def __init__(self, path: Path, hub: Hub, source: LinkSource) -> None:
        self._path = path
        self._hub = hub
        self._source = source
        self._peers: set[_Peer] = set()
        self._serving: set[asyncio.Task[None]] = set()

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until cancelled."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            server = await asyncio.start_unix_server(self._accept, self._path, limit=READ_BYTES)
        finally:
            os.umask(before)
        ready()
        try:
            async with server:
                await server.serve_forever()
        finally:
            for peer in list(self._peers):
                peer.close()
            await asyncio.gather(*self._serving, return_exceptions=True)
            self._path.unlink(missing_ok=True)

    def push_statuses(self, told: dict[str, Any]) -> None:
        """Tell every centre `{"all": bool, "cameras": {id: status}}`."""
        if self._peers:
            message = wire.encode_json(Kind.STATUS, told)
            for peer in self._peers:
                peer.send(message)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = _Peer(self._hub, self._source, writer)
        self._peers.add(peer)
        log.info("centre connected")
        try:
            await peer.listen(reader)
        except (VigieError, ValueError, KeyError) as error:
            log.error("centre refused", error=str(error))  # noqa: TRY400 - the other end's fault, not ours
        except OSError:
            pass  # it went away
        finally:
            self._peers.discard(peer)
            peer.close()
            log.info("centre gone")


class _Peer:
    """One connected centre and its subscriptions."""

    def __init__(self, hub: Hub, source: LinkSource, writer: asyncio.StreamWriter) -> None:
        self._hub = hub
        self._source = source
        self._writer = writer
        self._pumps: dict[int, asyncio.Task[None]] = {}
        self._errands: set[asyncio.Task[None]] = set()
        writer.transport.set_write_buffer_limits(high=WRITE_BUFFER_BYTES)

    async def listen(self, reader: asyncio.StreamReader) -> None:
        """Greet, then obey until the other end goes."""
        self.send(wire.encode_json(Kind.HELLO, {"version": wire.VERSION} | self._source.hello()))
        self.send(wire.encode_json(Kind.STATUS, self._source.statuses()))
        decoder = wire.Decoder()
        while data := await reader.read(READ_BYTES):
            for message in decoder.feed(data):
                self._obey(message)

    def send(self, message: bytes) -> None:
        """Queue one message; statuses are few and small."""
        if not self._writer.is_closing():
            self._writer.write(message)

    def close(self) -> None:
        """End all subscriptions and the connection."""
        for pump in self._pumps.values():
            pump.cancel()
        self._pumps.clear()
        self._writer.transport.abort()  # what a slow reader has not read is of no use any more

    def _obey(self, message: wire.Message) -> None:
        if message.kind == Kind.SUBSCRIBE:
            asked = message.json()
            stream = CameraId(asked["camera"]), StreamName(asked["stream"])
            self._subscribe(message.number, *stream, patient=bool(asked.get("patient")))
        elif message.kind == Kind.UNSUBSCRIBE:
            pump = self._pumps.pop(message.number, None)
            if pump is not None:
                pump.cancel()
        elif message.kind == Kind.ASK_METRICS:
            self.send(wire.encode(Kind.METRICS, self._source.metrics(), number=message.number))
        elif message.kind == Kind.ASK_REAP:
            self._errands.add(errand := asyncio.get_running_loop().create_task(self._reap()))
            errand.add_done_callback(self._errands.discard)

    async def _reap(self) -> None:
        await self._source.reap()
        self.send(wire.encode(Kind.REAPED))

    def _subscribe(self, number: int, camera_id: CameraId, stream: StreamName, *, patient: bool) -> None:
        if number not in self._pumps:
            pump = self._pump(number, camera_id, stream, patient=patient)
            self._pumps[number] = asyncio.get_running_loop().create_task(pump)

    async def _pump(self, number: int, camera_id: CameraId, stream: StreamName, *, patient: bool) -> None:
        """Relay one stream. While the socket is full `drain` waits, and the subscription drops pictures."""
        parameters: ParameterSets | None = None
        with contextlib.suppress(ConnectionError):
            subscription = self._hub.subscribe(camera_id, stream, patient=patient)
            async with contextlib.aclosing(subscription):
                async for unit in subscription:
                    if unit.parameters is not parameters:
                        parameters = unit.parameters
                        told = wire.parameters_to_json(parameters)
                        self._writer.write(wire.encode_json(Kind.PARAMETERS, told, number=number))
                    header = wire.unit_header(unit, number, discontinuity=unit.discontinuity)
                    self._writer.write(header + unit.data)
                    await self._writer.drain()
