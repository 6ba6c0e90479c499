"""A clock that moves only when told."""

from vigie.kernel.instants import SECOND_US, UtcUs

START = UtcUs(1_800_000_000 * SECOND_US)
"""2027-01-15T08:00:00Z: an ordinary winter morning."""


class FakeClock:
    """Fake of `Clock`: `advance` moves both clocks, `set_wall` only the wall clock (as NTP would)."""

    def __init__(self, start: UtcUs = START) -> None:
        self._now = start
        self._monotonic_s = 1000.0

    def now(self) -> UtcUs:
        """Return the simulated instant."""
        return self._now

    def monotonic_s(self) -> float:
        """Return the simulated monotonic seconds."""
        return self._monotonic_s

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now = UtcUs(self._now + round(seconds * SECOND_US))
        self._monotonic_s += seconds

    def set_wall(self, instant: UtcUs) -> None:
        """Set the wall clock; the monotonic clock does not notice."""
        self._now = instant
