"""Fan-out of pictures: sinks see every one, subscriptions follow one stream, and a slow one harms nobody.

Invariants: `publish` is synchronous and never waits; a subscription holds at most `max_units` pictures
beyond those it started with; when it is full it loses what waits, up to the next keyframe, and the picture it
goes on with says `discontinuity`; the cache of a stream holds one group of pictures, bounded in bytes.

The pictures since the last keyframe are kept for sub streams (walls open at once) and for main streams that
somebody watches; a main stream nobody watches costs no memory.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from vigie.kernel.ids import CameraId
from vigie.video.access_unit import AccessUnit, StreamName

MAX_GROUP_BYTES = 16 << 20
MAX_GROUP_UNITS = 1_500
"""A longer group of pictures is not kept: newcomers then wait for the next keyframe."""

Sink = Callable[[AccessUnit], None]


@dataclass(slots=True)
class _Stream:
    """One stream's pictures since its last keyframe, and who follows it."""

    units: list[AccessUnit] = field(default_factory=list)
    size: int = 0
    kept: bool = False
    followers: "list[Subscription]" = field(default_factory=list)

    def keep(self, unit: AccessUnit) -> None:
        if unit.keyframe:
            self.units, self.size = [unit], len(unit.data)
        elif self.units:
            if unit.discontinuity or self.size > MAX_GROUP_BYTES or len(self.units) >= MAX_GROUP_UNITS:
                self.forget()
                return
            self.units.append(unit)
            self.size += len(unit.data)

    def forget(self) -> None:
        self.units, self.size = [], 0


class Subscription:
    """Pictures of one stream: `async for unit in subscription`; `close` (or `aclose`) ends it.

    Attributes:
        dropped: pictures this reader lost by being slow.
        patient: nobody looks at these pictures at once; the stream need not be read more often for them.
    """

    def __init__(
        self,
        cached: list[AccessUnit],
        max_units: int,
        on_close: "Callable[[Subscription], None]",
        *,
        patient: bool = False,
    ) -> None:
        self.patient = patient
        self._waiting = deque(cached)
        self._room = max(max_units, 1)
        self._limit = self._room + len(cached)
        self._needs_keyframe = not cached
        self._skipped = False
        self._on_close = on_close
        self._wake = asyncio.Event()
        self._closed = False
        self.dropped = 0
        if cached:
            self._wake.set()

    def put(self, unit: AccessUnit) -> None:
        """Take a picture, or drop it (and what waits) when the reader is behind."""
        waiting = self._waiting
        if len(waiting) >= self._limit:
            self.dropped += len(waiting)
            waiting.clear()
            self._limit = self._room
            self._needs_keyframe = self._skipped = True
        if self._needs_keyframe:
            if not unit.keyframe:
                self.dropped += self._skipped
                return
            self._needs_keyframe = False
            if self._skipped:
                self._skipped = False
                unit = unit._replace(discontinuity=True)
        waiting.append(unit)
        self._wake.set()

    def close(self) -> None:
        """End the subscription; a reader that waits is woken and its loop ends."""
        if not self._closed:
            self._closed = True
            self._on_close(self)
            self._wake.set()

    async def aclose(self) -> None:
        """End the subscription."""
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> AccessUnit:
        while not self._waiting or self._closed:
            if self._closed:
                raise StopAsyncIteration
            self._wake.clear()
            await self._wake.wait()
        if len(self._waiting) <= self._room:
            self._limit = self._room
        return self._waiting.popleft()


class Hub:
    """Where ingest publishes, and recorders, viewers and analysts listen; lives on one event loop."""

    def __init__(self) -> None:
        self._sinks: tuple[Sink, ...] = ()
        self._streams: dict[tuple[CameraId, StreamName], _Stream] = {}

    def publish(self, unit: AccessUnit) -> None:
        """Hand a picture to all who listen."""
        for sink in self._sinks:
            sink(unit)
        stream = self._streams.get((unit.camera_id, unit.stream))
        if stream is None:
            if unit.stream is not StreamName.SUB:
                return
            stream = self._streams[unit.camera_id, unit.stream] = _Stream(kept=True)
        if stream.kept:
            stream.keep(unit)
        for follower in stream.followers:
            follower.put(unit)

    def follows(self, camera_id: CameraId, stream: StreamName) -> bool:
        """Tell whether somebody watches this stream now, and waits for each picture."""
        found = self._streams.get((camera_id, stream))
        return found is not None and any(not one.patient for one in found.followers)

    def attach(self, sink: Sink) -> Callable[[], None]:
        """Call `sink` for every picture of every stream; returns what detaches it. A sink must not wait."""
        self._sinks = (*self._sinks, sink)

        def detach() -> None:
            self._sinks = tuple(other for other in self._sinks if other is not sink)

        return detach

    def subscribe(
        self, camera_id: CameraId, stream: StreamName, *, max_units: int = 100, patient: bool = False
    ) -> Subscription:
        """Follow one stream, from the pictures kept since its last keyframe on; `patient`: see `follows`."""
        key = (camera_id, stream)
        found = self._streams.get(key)
        if found is None:
            found = self._streams[key] = _Stream()
        found.kept = True
        subscription = Subscription(
            found.units, max_units, lambda one: self._leave(key, one), patient=patient
        )
        found.followers = [*found.followers, subscription]
        return subscription

    def forget(self, camera_id: CameraId) -> None:
        """Drop what is kept of a camera that is no longer received, or may no longer be shown."""
        for stream in StreamName:
            found = self._streams.get((camera_id, stream))
            if found is not None:
                found.forget()
                if not found.followers:
                    del self._streams[camera_id, stream]

    def _leave(self, key: tuple[CameraId, StreamName], subscription: Subscription) -> None:
        found = self._streams.get(key)
        if found is None:
            return
        found.followers = [other for other in found.followers if other is not subscription]
        if not found.followers and key[1] is StreamName.MAIN:
            del self._streams[key]
