"""A recording through the live pipeline, at the live rates, on a clock that shows the recording's time.

Recordings are of the main stream, the live analysis looks at the small one: pictures are reduced to
`LIVE_SIDE_PX` first, so that the draft sees what it will see when it runs.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import cv2
import numpy as np

from vigie.kernel.instants import SECOND_US, UtcUs
from vigie.video.access_unit import AccessUnit, ParameterSets
from vigie.vision.choice import Choice
from vigie.vision.decoding import LazyDecoder
from vigie.vision.journal_sink import plain
from vigie.vision.legal import LegalGate
from vigie.vision.outcome import Outcome
from vigie.vision.pipeline import TICK_S, Pipeline
from vigie.vision.planar import PlanarPicture
from vigie.vision.plans import CameraPlan
from vigie.vision.ports import LiveSignal
from vigie.vision.replay.film import parameters_of, units_of
from vigie.vision.replay.wire import INIT, Task, jpeg_text
from vigie.vision.signals import Phase

LIVE_SIDE_PX = 640
STILL_SIDE_PX = 480
STILL_QUALITY = 80
HOLE_US = 2 * SECOND_US
PROGRESS_EVERY_US = 5 * SECOND_US
MOST_SIGNALS = 200

Message = tuple[bytes, UtcUs, bytes]


class RecordedClock:
    """Shows the recording's time; the replay moves it."""

    def __init__(self, start: UtcUs) -> None:
        self.at = start

    def now(self) -> UtcUs:
        """Return the recording's instant."""
        return self.at

    def monotonic_s(self) -> float:
        """Return it in seconds."""
        return self.at / SECOND_US


class ReducingDecoder(LazyDecoder):
    """Decodes the main stream and gives pictures of the small one's size; remembers the newest."""

    def __init__(self) -> None:
        super().__init__(max_waiting=1_000)
        self.newest: PlanarPicture | None = None

    def decode(self) -> tuple[PlanarPicture, AccessUnit] | None:
        """Decode what waits; return the newest picture, reduced."""
        found = super().decode()
        if found is None:
            return None
        self.newest = reduced(found[0])
        return self.newest, found[1]


def reduced(picture: PlanarPicture) -> PlanarPicture:
    """Return a picture whose longer side is `LIVE_SIDE_PX` at most; sides stay even."""
    wide, high = picture.size_px
    scale = LIVE_SIDE_PX / max(wide, high)
    if scale >= 1:
        return picture
    half = (max(8, round(wide * scale / 2)), max(8, round(high * scale / 2)))
    whole = (half[0] * 2, half[1] * 2)
    planes = ((picture.luma, whole), (picture.blue, half), (picture.red, half))
    return PlanarPicture(
        *(np.asarray(cv2.resize(p, size, interpolation=cv2.INTER_AREA), np.uint8) for p, size in planes)
    )


class Replay:
    """One task.

    Args:
        task: what to run.
        choice: the detector.
        tell: takes what is found, line by line.
    """

    def __init__(self, task: Task, choice: Choice, tell: Callable[[dict[str, Any]], None]) -> None:
        self._task, self._tell = task, tell
        self._clock = RecordedClock(task.start)
        self._decoder = ReducingDecoder()
        self._pipeline = Pipeline(choice.make, choice.name, self._clock, make_decoder=lambda: self._decoder)
        self._pipeline.legal = LegalGate(task.bases)
        plan = CameraPlan(task.camera_rules(), ptz=task.ptz)
        self._pipeline.set_plans({task.camera_id: plan}, [])
        self._pipeline.tick()
        self._told_at = task.start
        self._told = 0

    def run(self, given: Iterable[Message]) -> None:
        """Go through the recording; tell signals, progress, and at last what was looked at."""
        before: UtcUs | None = None
        for unit in self._units(given):
            if before is not None and unit.utc - before > HOLE_US:
                self._pipeline.eyes[self._task.camera_id].put(None)
                self._clock.at = UtcUs(unit.utc - round(TICK_S * SECOND_US))
            before = unit.utc
            self._advance(unit.utc)
            self._pipeline.eyes[self._task.camera_id].put(unit)
        self._advance(UtcUs(self._clock.at + SECOND_US))
        eye = self._pipeline.eyes[self._task.camera_id]
        counts = eye.decode_counts
        self._tell(
            {
                "type": "end",
                "looks": eye.counts.looks,
                "pictures": counts.received,
                "broken": counts.broken,
                "trouble": eye.trouble,
                "closed": dict(eye.closed),
                "signals": self._told,
            }
        )

    def _units(self, given: Iterable[Message]) -> Iterator[AccessUnit]:
        parameters: ParameterSets | None = None
        for kind, at, payload in given:
            if kind == INIT:
                parameters = parameters_of(payload)
            elif parameters is not None:
                for unit in units_of(self._task.camera_id, parameters, payload, at):
                    if unit.utc < self._task.end:
                        yield unit

    def _advance(self, until: UtcUs) -> None:
        """Tick up to an instant of the recording."""
        step = round(TICK_S * SECOND_US)
        while self._clock.at + step <= until:
            self._clock.at = UtcUs(self._clock.at + step)
            told, _ = self._pipeline.tick()
            for each in told:
                self._signal(each)
        if self._clock.at - self._told_at >= PROGRESS_EVERY_US:
            self._told_at = self._clock.at
            self._tell({"type": "progress", "at_us": self._clock.at})

    def _signal(self, told: Outcome) -> None:
        """Tell a signal; what came from before the interval only warmed the scene up."""
        if not isinstance(told, LiveSignal):
            return
        signal = told.signal
        key = f"{signal.rule_id} {told.began} {signal.number}"
        if signal.phase is Phase.END:
            self._tell({"type": "ended", "key": key, "at_us": told.at})
        if signal.phase is not Phase.START or told.at < self._task.start or self._told >= MOST_SIGNALS:
            return
        self._told += 1
        self._tell(
            {
                "type": "signal",
                "key": key,
                "rule": signal.rule_id,
                "kind": signal.kind.value,
                "at_us": told.at,
                "confidence": signal.confidence,
                "region_px": list(signal.region_px),
                "size_px": list(told.size_px),
                "details": plain(signal.details),
                "basis_id": told.basis_id,
                "jpeg": jpeg_text(self._still()),
            }
        )

    def _still(self) -> bytes:
        picture = self._decoder.newest
        if picture is None:
            return b""
        wide, high = picture.size_px
        colours = picture.region((0, 0, wide, high))
        scale = min(1.0, STILL_SIDE_PX / max(wide, high))
        small = cv2.resize(colours, (round(wide * scale), round(high * scale)), interpolation=cv2.INTER_AREA)
        _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, STILL_QUALITY])
        return jpeg.tobytes()
