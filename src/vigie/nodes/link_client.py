"""The centre's end of the live link: one connection, one subscription per watched stream.

It always connects anew: when the recorder restarts, every open stream is asked for again, and sinks are told
of the loss in between.
"""

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import structlog

from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import CameraId
from vigie.nodes import wire
from vigie.nodes.wire import Kind
from vigie.video.access_unit import AccessUnit, ParameterSets, StreamName

log = structlog.get_logger("live_link")

RETRY_FIRST_S = 0.1
RETRY_MOST_S = 1.0
METRICS_TIMEOUT_S = 2.0
REAP_TIMEOUT_S = 30.0


class UnitSink(Protocol):
    """Who receives a stream's pictures."""

    def on_unit(self, unit: AccessUnit) -> None:
        """Take one picture, without waiting."""
        ...

    def on_lost(self) -> None:
        """The recorder is gone; pictures will start again at a keyframe when it is back."""
        ...


class LinkListener(Protocol):
    """Who is told about the recorder and its cameras."""

    def on_recorder(self, hello: dict[str, Any] | None) -> None:
        """The recorder greeted, or (None) is gone."""
        ...

    def on_statuses(self, told: dict[str, Any]) -> None:
        """Take `{"all": bool, "cameras": {id: status}}`."""
        ...


@dataclass(slots=True)
class _Feed:
    """One watched stream."""

    camera_id: CameraId
    stream: StreamName
    sink: UnitSink
    patient: bool
    parameters: ParameterSets | None = None


class _Line(asyncio.Protocol):
    """One connection: cuts what arrives into messages; one that makes no sense ends it.

    The greeting may be read before whoever connects runs again, so what is sent in answer needs the transport
    from the first moment: `opened` gets it.
    """

    def __init__(
        self, opened: Callable[[asyncio.Transport], None], take: Callable[[wire.Message], None]
    ) -> None:
        self._opened = opened
        self._take = take
        self._decoder = wire.Decoder()
        self._transport: asyncio.Transport | None = None
        self.ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)
        self._opened(self._transport)

    def data_received(self, data: bytes) -> None:
        """Hand over the messages that are whole now."""
        try:
            for message in self._decoder.feed(data):
                self._take(message)
        except (Unavailable, ValueError, KeyError) as error:
            log.error("live link broken", error=str(error))  # noqa: TRY400 - the other end's fault
            if self._transport is not None:
                self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the library's signature
        """Note the end."""
        self.ended.set()


class LinkClient:
    """Keeps connected to the recorder at `path`."""

    def __init__(self, path: Path, listener: LinkListener) -> None:
        self._path = path
        self._listener = listener
        self._numbers = itertools.count(1)
        self._feeds: dict[int, _Feed] = {}
        self._transport: asyncio.Transport | None = None
        self._asked: dict[Kind, list[asyncio.Future[bytes | None]]] = {Kind.METRICS: [], Kind.REAPED: []}

    async def run(self) -> None:
        """Stay connected until cancelled."""
        wait_s = RETRY_FIRST_S
        while True:
            if await self._connect_once():
                wait_s = RETRY_FIRST_S
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, RETRY_MOST_S)

    @property
    def connected(self) -> bool:
        """Whether the recorder is there."""
        return self._transport is not None

    def open(self, camera_id: CameraId, stream: StreamName, sink: UnitSink, *, patient: bool = False) -> int:
        """Ask for a stream; return the number that `close` takes.

        `patient`: nobody waits for each picture, so the camera is not read more often for it.
        """
        number = next(self._numbers)
        self._feeds[number] = _Feed(camera_id, stream, sink, patient)
        self._ask(number)
        return number

    def close(self, number: int) -> None:
        """End a stream."""
        if self._feeds.pop(number, None) is not None:
            self._send(wire.encode(Kind.UNSUBSCRIBE, number=number))

    async def metrics(self) -> bytes:
        """Return the recorder's metrics in Prometheus' text format; nothing while it is away."""
        return await self._request(Kind.ASK_METRICS, Kind.METRICS, METRICS_TIMEOUT_S) or b""

    async def reap(self) -> None:
        """Have the recorder destroy what is due now; one that is away does so first thing at its start."""
        await self._request(Kind.ASK_REAP, Kind.REAPED, REAP_TIMEOUT_S)

    async def _request(self, question: Kind, answer: Kind, timeout_s: float) -> bytes | None:
        if self._transport is None:
            return None
        answered: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._asked[answer].append(answered)
        self._send(wire.encode(question))
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(answered, timeout_s)
        return None

    async def _connect_once(self) -> bool:
        """Serve one connection to its end; tell whether there was one."""
        loop = asyncio.get_running_loop()
        line = _Line(self._opened, self._take)
        try:
            await loop.create_unix_connection(lambda: line, str(self._path))
        except OSError:
            return False
        try:
            await line.ended.wait()
        finally:
            self._lost()
        return True

    def _opened(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def _take(self, message: wire.Message) -> None:
        if message.kind == Kind.UNIT:
            self._take_unit(message)
        elif message.kind == Kind.PARAMETERS:
            feed = self._feeds.get(message.number)
            if feed is not None:
                feed.parameters = wire.parameters_from_json(message.json())
        elif message.kind == Kind.STATUS:
            self._listener.on_statuses(message.json())
        elif message.kind == Kind.HELLO:
            self._greet(message.json())
        elif message.kind in self._asked:
            self._answer(Kind(message.kind), message.payload)

    def _answer(self, kind: Kind, payload: bytes | None) -> None:
        asked, self._asked[kind] = self._asked[kind], []
        for answered in asked:
            if not answered.done():
                answered.set_result(payload)

    def _take_unit(self, message: wire.Message) -> None:
        feed = self._feeds.get(message.number)
        if feed is not None and feed.parameters is not None:
            unit = wire.decode_unit(message, feed.camera_id, feed.stream, feed.parameters)
            feed.sink.on_unit(unit)

    def _greet(self, hello: dict[str, Any]) -> None:
        if hello.get("version") != wire.VERSION:
            raise Unavailable(f"the recorder speaks version {hello.get('version')}", code="link_broken")
        self._listener.on_recorder(hello)
        for number in self._feeds:
            self._ask(number)

    def _ask(self, number: int) -> None:
        feed = self._feeds[number]
        asked = {"camera": feed.camera_id, "stream": feed.stream.value, "patient": feed.patient}
        self._send(wire.encode_json(Kind.SUBSCRIBE, asked, number=number))

    def _send(self, message: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(message)

    def _lost(self) -> None:
        if self._transport is not None:
            self._transport.abort()
        self._transport = None
        self._listener.on_recorder(None)
        for kind in self._asked:
            self._answer(kind, None)
        for feed in self._feeds.values():
            feed.parameters = None
            feed.sink.on_lost()
