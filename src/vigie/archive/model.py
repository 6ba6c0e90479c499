"""Pure values of the archive: segments, gaps, volumes, and how spans of time are merged.

All instants are UTC microseconds, all intervals half-open `[start, end)`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from vigie.kernel.ids import CameraId, SegmentId, VolumeId
from vigie.kernel.instants import Interval, UtcUs


class SegmentState(IntEnum):
    """Where a segment stands in its life; the number is what the database keeps."""

    OPEN = 0
    CLOSED = 1
    DESTROYING = 2
    """Its key is erased and it can no longer be read; its file is being unlinked."""


class GapReason(StrEnum):
    """Why nothing was recorded; a receiver's `StopReason` values are used as they are beside these."""

    NO_PICTURES = "no_pictures"
    PICTURES_LOST = "pictures_lost"
    RECORDER_STOPPED = "recorder_stopped"
    RECORDER_KILLED = "recorder_killed"
    NOT_AUTHORISED = "not_authorised"
    DISK_FULL = "disk_full"
    WRITE_ERROR = "write_error"
    DISK_TOO_SLOW = "disk_too_slow"
    CLOCK_JUMP = "clock_jump"
    UNKNOWN = "unknown"
    LOST = "lost"
    """The index named pictures that are no longer on any volume."""


class DestructionCause(StrEnum):
    """Why a segment was destroyed."""

    EXPIRED = "expired"
    DISK_PRESSURE = "disk_pressure"
    HOLD_TRIMMED = "hold_trimmed"
    MISSING = "missing"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Segment:
    """One row of the index: one file on one volume.

    Attributes:
        start: when its first picture was taken, unique per camera.
        end: where the next segment begins, or when its last picture ends.
        take: counts the camera's backward clock steps; inside a take segments are ordered and disjoint.
        ticks_90k: length of the media in 1/90,000 s; differs from `end - start` by the clock's drift.
        size: of its file, in bytes.
        digest: SHA-256 over its head and part headers (`container`); None while it is open.
        key: its encryption key, wrapped; None when recorded plain, or erased.
        closed_at: when the index learnt its digest: the day whose tree it stands in; None while it is open.
    """

    camera_id: CameraId
    start: UtcUs
    end: UtcUs
    volume_id: VolumeId
    destroy_at: UtcUs
    take: int = 0
    state: SegmentState = SegmentState.OPEN
    parts: int = 0
    size: int = 0
    ticks_90k: int = 0
    digest: bytes | None = None
    key: bytes | None = None
    closed_at: UtcUs | None = None

    @property
    def id(self) -> SegmentId:
        """Name of the segment in addresses and reports: `cam-001.1800000000000000`."""
        return segment_id(self.camera_id, self.start)

    @property
    def interval(self) -> Interval:
        """What it covers."""
        return Interval(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Gap:
    """When a camera did not record, and why; `until` is None while it lasts."""

    camera_id: CameraId
    since: UtcUs
    until: UtcUs | None
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """What nothing may destroy of a camera (A5); `released_at` is None while it holds."""

    id: str
    camera_id: CameraId
    interval: Interval
    reference: str
    reason: str
    placed_by: str
    placed_at: UtcUs
    released_by: str | None = None
    released_at: UtcUs | None = None


@dataclass(frozen=True, slots=True)
class Destruction:
    """One line of the register: what was destroyed, when it was due, when it went, and why."""

    camera_id: CameraId
    start: UtcUs
    end: UtcUs
    due: UtcUs
    destroyed_at: UtcUs
    size: int
    digest: bytes | None
    cause: str


@dataclass(frozen=True, slots=True)
class DestructionPlace:
    """A line's place in the register, which is ordered by these three."""

    destroyed_at: UtcUs
    camera_id: CameraId
    start: UtcUs


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """Lines of the register summed: one camera, one cause.

    Attributes:
        size: of the files, in bytes.
        oldest: when the oldest picture among them was taken.
        newest: when the newest one was.
        latest_us: how long after its day the last of them went; negative where all went before.
    """

    camera_id: CameraId
    cause: str
    segments: int
    size: int
    oldest: UtcUs
    newest: UtcUs
    latest_us: int


@dataclass(frozen=True, slots=True)
class Volume:
    """A folder that holds recordings, known by the identity file inside it, not by its path."""

    id: VolumeId
    path: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a camera's archive holds in an interval."""

    spans: tuple[Interval, ...]
    gaps: tuple[Gap, ...]
    holds: tuple[Interval, ...]
    oldest: UtcUs | None


def segment_id(camera_id: CameraId, start: UtcUs) -> SegmentId:
    """Return the name of the segment of `camera_id` that starts at `start`."""
    return SegmentId(f"{camera_id}.{start}")


def parse_segment_id(text: str) -> tuple[CameraId, UtcUs] | None:
    """Return camera and start of a segment's name, or None when it is none."""
    camera, dot, start = text.rpartition(".")
    if not dot or not camera or not start.isascii() or not start.isdigit():
        return None
    return CameraId(camera), UtcUs(int(start))


def merge(spans: Iterable[tuple[int, int]], *, tolerance_us: int = 0) -> Iterator[Interval]:
    """Join spans sorted by start when they overlap or lie at most `tolerance_us` apart.

    The result is sorted and disjoint; joined with tolerance 0 it covers exactly what was covered.
    """
    start: int | None = None
    end = 0
    for next_start, next_end in spans:
        if next_end <= next_start:
            continue
        if start is None:
            start, end = next_start, next_end
        elif next_start <= end + tolerance_us:
            end = max(end, next_end)
        else:
            yield Interval(UtcUs(start), UtcUs(end))
            start, end = next_start, next_end
    if start is not None:
        yield Interval(UtcUs(start), UtcUs(end))
