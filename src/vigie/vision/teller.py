"""Hands signals to the sink in their order, one camera's troubles and a slow database kept from analysis.

Invariants: starts and ends go before updates, in their own order; a start is never lost while the process
lives: it is tried again until the sink takes it; of an alert's updates only the newest waits, and it goes
with the alert's end. What is open when the process stops is closed with `stopped`.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from vigie.kernel.errors import Unavailable, VigieError
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock, UtcUs
from vigie.vision.outcome import Closing, Outcome
from vigie.vision.ports import LiveSignal, SignalSink
from vigie.vision.signals import Phase

log = structlog.get_logger("signals")

AGAIN_S = 0.5
DELAYS_KEPT = 1_000

Key = tuple[CameraId, str, float, int]


@dataclass(slots=True)
class TellerCounts:
    """What became of signals.

    Attributes:
        opened: alerts opened.
        closed: alerts closed.
        failed: attempts that the sink refused.
        refused: those that it refused for good, for example of an alert that is no more.
        merged: updates that a newer one, or the end, overtook.
    """

    opened: int = 0
    closed: int = 0
    failed: int = 0
    refused: int = 0
    merged: int = 0


class Teller:
    """Between the analysis and the sink."""

    def __init__(self, sink: SignalSink, clock: Clock) -> None:
        self.counts = TellerCounts()
        self.delays: deque[tuple[UtcUs, float]] = deque(maxlen=DELAYS_KEPT)
        self._sink = sink
        self._clock = clock
        self._waiting: deque[Outcome] = deque()
        self._updates: dict[Key, LiveSignal] = {}
        self._open: dict[Key, tuple[str, LiveSignal]] = {}
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def open(self) -> list[LiveSignal]:
        """The newest message of every open alert."""
        return [told for _, told in self._open.values()]

    def take(self, outcomes: Iterable[Outcome]) -> None:
        """Queue what the analysis told."""
        for each in outcomes:
            if isinstance(each, LiveSignal) and each.signal.phase is not Phase.START:
                self.counts.merged += self._updates.pop(_key(each), None) is not None
            if isinstance(each, LiveSignal) and each.signal.phase is Phase.UPDATE:
                self._updates[_key(each)] = each
            else:
                self._waiting.append(each)
        self._idle.clear()
        self._wake.set()

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            while self._waiting or self._updates:
                if self._waiting:
                    await self._until_taken(self._waiting[0])
                    self._waiting.popleft()
                else:
                    await self._until_taken(self._updates.pop(next(iter(self._updates))))
            self._idle.set()
            self._wake.clear()
            await self._wake.wait()

    async def settled(self, timeout_s: float) -> None:
        """Wait until nothing waits, at most `timeout_s`."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), timeout_s)

    async def close_all(self, reason: str) -> None:
        """Close every open alert; those the sink refuses are logged, and closed by whoever starts next."""
        now = self._clock.now()
        for key in list(self._open):
            try:
                await self._close(key, now, reason)
            except (VigieError, SQLAlchemyError, OSError) as error:
                log.error("not closed", camera=key[0], rule=key[1], error=str(error))  # noqa: TRY400 - goes on

    async def _until_taken(self, outcome: Outcome) -> None:
        while True:
            try:
                await self._tell(outcome)
            except (Unavailable, SQLAlchemyError, OSError) as error:
                self.counts.failed += 1
                log.error("signal not taken; tried again", camera=outcome.camera_id, error=str(error))  # noqa: TRY400 - the text says it all
                await asyncio.sleep(AGAIN_S)
            except VigieError as error:
                self.counts.refused += 1
                log.error("signal refused", camera=outcome.camera_id, error=str(error))  # noqa: TRY400 - trying again would change nothing
                return
            else:
                return

    async def _tell(self, outcome: Outcome) -> None:
        if isinstance(outcome, Closing):
            for key in self._keys(lambda key: key[0] == outcome.camera_id):
                if outcome.rule_id in {None, key[1]}:
                    await self._close(key, outcome.at, outcome.reason)
            return
        signal = outcome.signal
        key = _key(outcome)
        if signal.phase is Phase.START:
            alert_id = await self._sink.open(outcome)
            self._open[key] = alert_id, outcome
            self.counts.opened += 1
            self.delays.append((outcome.at, (self._clock.now() - outcome.at) / 1e6))
        elif key in self._open and signal.phase is Phase.UPDATE:
            alert_id, _ = self._open[key]
            await self._sink.update(alert_id, outcome)
            self._open[key] = alert_id, outcome
        elif key in self._open:
            await self._close(key, outcome.at, "ended")

    def _keys(self, which: Callable[[Key], bool]) -> list[Key]:
        return [key for key in self._open if which(key)]

    async def _close(self, key: Key, at: UtcUs, reason: str) -> None:
        await self._sink.close(self._open[key][0], at, reason)
        del self._open[key]
        self.counts.closed += 1


def _key(told: LiveSignal) -> Key:
    return told.camera_id, *told.signal.event
