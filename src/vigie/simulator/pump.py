"""One timer for all streams: on each tick, whatever has become due is sent.

Cost grows with pictures, not with timers: a heap holds one entry for each stream that somebody watches.
"""

import asyncio
import heapq
from itertools import count
from typing import Protocol

from vigie.kernel.instants import Clock

TICK_S = 0.010
"""Ticks lie this far apart; a picture leaves at most this late."""

BEHIND_S = 5.0
"""A stream this late (the machine slept) begins anew at the present moment."""


class Due(Protocol):
    """Something with a next moment."""

    def due_s(self) -> float | None:
        """Return the monotonic second of the next write; None when there is nothing to do any more."""
        ...

    def send_next(self) -> None:
        """Do it."""
        ...

    def resume(self) -> None:
        """Forget what was missed."""
        ...


class Pump:
    """Sends what is due; `paced` streams spread each picture over its interval."""

    def __init__(self, clock: Clock, *, paced: bool = False) -> None:
        self._clock = clock
        self.paced = paced
        self._heap: list[tuple[float, int, Due]] = []
        self._order = count()
        self._members: set[Due] = set()

    def add(self, stream: Due) -> None:
        """Take up a stream; one that is already there stays as it is."""
        if stream not in self._members:
            self._members.add(stream)
            self._push(stream)

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            self.turn()
            await asyncio.sleep(TICK_S)

    def turn(self) -> None:
        """Send everything that is due now."""
        now_s = self._clock.monotonic_s()
        while self._heap and self._heap[0][0] <= now_s:
            _, _, stream = heapq.heappop(self._heap)
            self._serve(stream, now_s)
            self._push(stream)

    def _serve(self, stream: Due, now_s: float) -> None:
        due_s = stream.due_s()
        if due_s is not None and due_s < now_s - BEHIND_S:
            stream.resume()
            due_s = stream.due_s()
        while due_s is not None and due_s <= now_s:
            stream.send_next()
            due_s = stream.due_s()

    def _push(self, stream: Due) -> None:
        due_s = stream.due_s()
        if due_s is None:
            self._members.discard(stream)
        else:
            heapq.heappush(self._heap, (due_s, next(self._order), stream))
