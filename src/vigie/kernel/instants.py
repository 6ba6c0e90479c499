"""Instants and intervals in UTC microseconds, and the injected clock.

Nothing but `SystemClock` reads the machine's clocks; local time exists only at the edge (pages, printed
documents), with its offset shown.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NewType, Protocol, Self

UtcUs = NewType("UtcUs", int)
"""Microseconds since 1970-01-01T00:00:00 UTC."""

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> UtcUs:
        """Return the present instant, in UTC microseconds; it may jump when the machine's clock is set."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds that never run backwards, from an arbitrary origin."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> UtcUs:
        """Return the machine's present instant."""
        return UtcUs(time.time_ns() // 1000)

    def monotonic_s(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Half-open span of time `[start, end)`; never empty nor reversed."""

    start: UtcUs
    end: UtcUs

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"interval ends at {self.end}, not after its start {self.start}")

    @property
    def length_us(self) -> int:
        """Length in microseconds."""
        return self.end - self.start

    def holds(self, instant: UtcUs) -> bool:
        """Tell whether `instant` lies inside."""
        return self.start <= instant < self.end

    def overlaps(self, other: Self) -> bool:
        """Tell whether the two share at least one instant."""
        return self.start < other.end and other.start < self.end

    def clip(self, other: Self) -> "Interval | None":
        """Return the part of `self` that lies in `other`, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None


def to_iso(instant: UtcUs) -> str:
    """Return ISO 8601 in UTC with microseconds: `2026-11-23T09:08:00.000000Z`."""
    return to_datetime(instant).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def to_datetime(instant: UtcUs) -> datetime:
    """Return an aware UTC datetime."""
    seconds, micros = divmod(instant, SECOND_US)
    return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=micros)


def from_datetime(moment: datetime) -> UtcUs:
    """Return the instant of an aware datetime; a naive one is an error."""
    if moment.tzinfo is None:
        raise ValueError("this date carries no UTC offset: add one, for example +00:00")
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return UtcUs((delta.days * 86_400 + delta.seconds) * SECOND_US + delta.microseconds)
