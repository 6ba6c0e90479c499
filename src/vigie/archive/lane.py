"""One camera's way into the archive: where its pictures are cut into parts and segments.

The rule of time (T1, A8), tested in `tests/unit/archive/test_lane.py`:

- Inside a segment time follows the camera's picture clock from the segment's first picture: it never jumps.
- A segment begins at its first picture's UTC. Where pictures go on without a break, the segment before ends
  exactly there; so the drift between picture clock and UTC is set right at each segment (60 s).
- Where UTC and the picture clock disagree by more than `CLOCK_STEP_US`, a clock was set: a new segment begins
  at the next keyframe. Forwards, the hole is a gap of reason `clock_jump`. Backwards, a new take begins:
  takes may cover the same instants, all are kept and shown; inside one take segments are ordered and never
  overlap.
- The last two digits of a start are the take's: starts of two takes are never equal.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from vigie.archive.model import Gap, GapReason
from vigie.archive.recording import Pictures, Recording
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, UtcUs
from vigie.video.access_unit import AccessUnit, ParameterSets

TICKS: Final = 90_000
CLOCK_STEP_US: Final = 2 * SECOND_US
GAP_US: Final = SECOND_US
LEAP_PICTURES: Final = 5
TAKES: Final = 100
DEFAULT_DELTA: Final = 3_600
PASSING: Final = frozenset(
    {
        GapReason.NO_PICTURES,
        GapReason.RECORDER_STOPPED,
        GapReason.RECORDER_KILLED,
        GapReason.NOT_AUTHORISED,
        GapReason.DISK_FULL,
        GapReason.WRITE_ERROR,
    }
)
"""Reasons that another one follows in a gap of its own; among a receiver's reasons the first one stays."""


class Desk(Protocol):
    """What a lane asks of the writer."""

    def open_segment(
        self, camera_id: CameraId, start: UtcUs, take: int, parameters: ParameterSets
    ) -> Recording | GapReason:
        """Return a recording on the best volume, or why there is none."""
        ...

    def has_room(self) -> bool:
        """Tell whether the disks keep up."""
        ...


@dataclass(frozen=True, slots=True)
class Cutting:
    """Lengths in 1/90,000 s."""

    segment_ticks: int
    part_ticks: int


class Lane:
    """Cuts one camera's pictures; `accept` does a few comparisons for most of them.

    Attributes:
        gap: the gap that lasts now, if any.
        reason: why pictures stay away, as last told by the camera's receiver.
        end: end of what was last recorded.
        last_seen_s: monotonic time of the last tick that saw a new picture.
    """

    def __init__(
        self,
        camera_id: CameraId,
        desk: Desk,
        cutting: Cutting,
        note: Callable[[Gap], None],
        *,
        end: UtcUs | None,
        take: int,
        gap: Gap | None,
    ) -> None:
        self.camera_id = camera_id
        self.gap = gap
        self.reason: str = GapReason.NO_PICTURES
        self.end = end
        self.take = take
        self.fresh = False
        self.last_seen_s: float | None = None
        self._desk = desk
        self._cutting = cutting
        self._part = cutting.part_ticks
        self._note = note
        self._recording: Recording | None = None
        self._pending: list[AccessUnit] = []
        self._origin_pts = self._part_pts = self._max_pts = 0
        self._origin = UtcUs(0)
        self._delta = DEFAULT_DELTA
        self._continuous = False

    @property
    def recording(self) -> bool:
        """Whether a segment is being written."""
        return self._recording is not None

    def accept(self, unit: AccessUnit) -> None:
        """Take one picture."""
        self.fresh = True
        recording, keyframe, pts = self._recording, unit.keyframe, unit.pts_90k
        if recording is not None:
            if self._breaks(unit, recording):
                self.stop()
            elif keyframe and self._is_due(unit):
                self._cut(unit)
        if self._recording is None and not (keyframe and self._begin(unit)):
            return
        if self._pending:
            elapsed = pts - self._pending[0].pts_90k
            if elapsed >= self._part or (keyframe and elapsed >= self._part // 2):
                self._flush(pts)
                if self._recording is None:
                    return
        self._pending.append(unit)
        self._max_pts = max(self._max_pts, pts)

    def stop(self) -> None:
        """Write what is pending and close the segment where its last picture ends."""
        if self._recording is None:
            return
        self._flush(None)
        self._close(self._utc(self._part_pts))

    def miss(self, now: UtcUs, reason: str, detail: str = "") -> None:
        """Begin a gap where the last segment ended; one that lasts changes when a better reason is known."""
        if self.gap is None:
            self.gap = Gap(self.camera_id, now if self.end is None else self.end, None, reason, detail)
        elif self.gap.reason == reason or self.gap.reason not in PASSING:
            return
        elif self.gap.reason == GapReason.NO_PICTURES:
            self.gap = replace(self.gap, reason=reason)
        else:
            split = UtcUs(max(now, self.gap.since + 1))
            self._note(replace(self.gap, until=split))
            self.gap = Gap(self.camera_id, split, None, reason)
        self._note(self.gap)

    def _utc(self, pts_90k: int) -> UtcUs:
        return UtcUs(self._origin + (pts_90k - self._origin_pts) * 100 // 9)

    def _breaks(self, unit: AccessUnit, recording: Recording) -> bool:
        """Tell whether this picture cannot stand in the same segment as the one before."""
        leap = unit.pts_90k - self._max_pts
        return (
            (not -TICKS <= leap <= TICKS and abs(leap) > LEAP_PICTURES * self._delta)
            or recording.lost
            or (unit.parameters is not recording.parameters and unit.parameters != recording.parameters)
        )

    def _is_due(self, unit: AccessUnit) -> bool:
        """Tell whether this keyframe begins a new segment."""
        return (
            unit.pts_90k - self._origin_pts >= self._cutting.segment_ticks
            or abs(unit.utc - self._utc(unit.pts_90k)) > CLOCK_STEP_US
        )

    def _cut(self, unit: AccessUnit) -> None:
        """Close the segment so that the next begins with this picture, without a break."""
        predicted = self._utc(unit.pts_90k)
        self._flush(unit.pts_90k)
        self._continuous = True
        start = self._stamp(unit.utc)
        self._close(start if abs(start - predicted) <= CLOCK_STEP_US else predicted)

    def _close(self, end: UtcUs) -> None:
        recording, self._recording = self._recording, None
        if recording is not None:
            self.end = UtcUs(max(end, recording.segment.start + 1))
            recording.finish(self.end)

    def _begin(self, unit: AccessUnit) -> bool:
        start, take = self._place(unit)
        opened = self._desk.open_segment(self.camera_id, start, take, unit.parameters)
        if not isinstance(opened, Recording):
            self.miss(start, opened)
            return False
        self._record_gap(start, take)
        self.take, self._recording = take, opened
        self._origin, self._origin_pts = start, unit.pts_90k
        self._part_pts = self._max_pts = unit.pts_90k
        return True

    def _place(self, unit: AccessUnit) -> tuple[UtcUs, int]:
        """Return where a segment that begins with `unit` starts, and in which take."""
        start = self._stamp(unit.utc)
        if self.end is None or start >= self.end:
            return start, self.take
        if self.end - start <= CLOCK_STEP_US:
            return self._stamp(self.end), self.take
        take = self.take + 1
        return UtcUs(start + (take - start) % TAKES), take

    def _stamp(self, instant: UtcUs) -> UtcUs:
        """Return the first instant from `instant` on whose last two digits are the take's."""
        return UtcUs(instant + (self.take - instant) % TAKES)

    def _record_gap(self, start: UtcUs, take: int) -> None:
        gap, self.gap = self.gap, None
        if gap is not None:
            self._note(replace(gap, until=UtcUs(max(start, gap.since + 1))))
        elif self.end is not None and take == self.take and start - self.end > GAP_US:
            reason = GapReason.CLOCK_JUMP if self._continuous else GapReason.PICTURES_LOST
            self._note(Gap(self.camera_id, self.end, start, reason))
        self._continuous = False

    def _flush(self, next_pts_90k: int | None) -> None:
        """Hand the pending pictures over; `next_pts_90k` is the next picture's, when it is known."""
        units, self._pending = self._pending, []
        recording = self._recording
        if not units or recording is None:
            return
        if len(units) > 1:
            self._delta = max((self._max_pts - units[0].pts_90k) // (len(units) - 1), 1)
        stop_pts = max(self._part_pts, self._max_pts + self._delta if next_pts_90k is None else next_pts_90k)
        start, end = self._utc(self._part_pts), self._utc(stop_pts)
        pictures = Pictures(units, next_pts_90k, start, end, stop_pts - self._part_pts)
        if not self._desk.has_room():
            self._note(Gap(self.camera_id, start, UtcUs(max(end, start + 1)), GapReason.DISK_TOO_SLOW))
            self._close(start)
            self.end = end
            return
        self._part_pts = stop_pts
        recording.append(pictures)
