"""When a picture was taken: camera time to UTC, and our own UTC that does not jump with the wall clock.

Invariants:
- Our UTC (`LocalTime`) follows the monotonic clock; the wall clock only pulls it gently (5 ms per second). A
  wall clock that stays more than 2 s away for three looks was set: then ours follows at once, and says so.
- Inside one continuous stretch a later picture has a later UTC. Where that cannot be kept (a clock was set),
  the time changes at a keyframe, and that picture says `discontinuity`.
- A camera whose clock is further than `limit_us` from ours is timed by the arrival of its pictures: by the
  fastest ones, so that delays of the network do not show.
"""

from vigie.kernel.instants import SECOND_US, Clock, UtcUs
from vigie.video.rtcp import SenderReport

STEP_US = 2 * SECOND_US
PULL_US = 5_000
LOOKS = 3
FORWARD_US, BACKWARD_US = 50_000, 10_000
"""Most that a camera's time is corrected per look (1 s), once it is settled."""

YOUNG_LOOKS, YOUNG_US = 3, 500_000
"""Looks after a connection's first picture during which its time is corrected by so much: that picture was
stamped when it was read, up to `calm_s` after it came."""

WINDOW_LOOKS = 10
JUMP_US = 10 * SECOND_US
USUAL_TICKS = 9_000
"""A step of RTP time that needs no closer look: 0.1 s at the usual clock."""

WRAP = 1 << 32
HALF = 1 << 31


class LocalTime:
    """Our UTC, from the monotonic clock; `steps` counts how often the wall clock was set."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._origin_s = clock.monotonic_s()
        self._utc_us: int = clock.now()
        self._away = 0
        self.steps = 0

    def now_us(self) -> int:
        """Return our UTC in microseconds."""
        return self._utc_us + int((self._clock.monotonic_s() - self._origin_s) * SECOND_US)

    def look(self) -> None:
        """Compare with the wall clock; to be called once per second."""
        drift = self._clock.now() - self.now_us()
        if abs(drift) <= STEP_US:
            self._away = 0
            self._utc_us += max(-PULL_US, min(drift, PULL_US))
            return
        self._away += 1
        if self._away >= LOOKS:
            self._away = 0
            self._utc_us += drift
            self.steps += 1


class CameraTime:
    """One camera stream's times; lives over all its connections.

    Attributes:
        offset_us: the camera's clock minus ours at its last report; None without report.
        by_arrival: whether pictures are timed by their arrival now.
    """

    def __init__(self, local: LocalTime, limit_us: int) -> None:
        self._local = local
        self._limit_us = limit_us
        self._hz = 90_000
        self._time = -1
        self._ticks = 0
        self._last_arrival = 0
        self._started = False
        self._base = 0
        self._step: int | None = None
        self._reported: int | None = None
        self._waiting: tuple[SenderReport, int] | None = None
        self._low: int | None = None
        self._low_before: int | None = None
        self._looks = 0
        self._young = YOUNG_LOOKS
        self._steps_seen = local.steps
        self._last_pts = -1
        self._last_utc = 0
        self.offset_us: int | None = None

    @property
    def by_arrival(self) -> bool:
        """Whether no sender report can be used."""
        return self._reported is None

    def restart(self, clock_hz: int) -> None:
        """A new connection or source: RTP times begin anew, ours go on."""
        self._hz = clock_hz
        self._time = -1
        self._reported = self._waiting = None
        self._low = self._low_before = None
        self._young = YOUNG_LOOKS

    def place(self, time: int, arrival_us: int, *, keyframe: bool) -> tuple[int, UtcUs, bool]:
        """Return when a picture is shown, when it was taken, and whether time jumped.

        Args:
            time: RTP time of the picture, 32 bits.
            arrival_us: when it arrived, by `LocalTime`.
            keyframe: whether time may be set anew here.
        """
        delta = time - self._time
        if 0 < delta < USUAL_TICKS and arrival_us - self._last_arrival < SECOND_US and self._time >= 0:
            self._time, self._last_arrival, jumped = time, arrival_us, False
            self._ticks += delta
        else:
            jumped = self._move(time, arrival_us)
        pts = self._ticks if self._hz == 90_000 else self._ticks * 90_000 // self._hz  # noqa: PLR2004 - the usual clock
        media_us = pts * 100 // 9
        lead = arrival_us - media_us
        if self._low is None or lead < self._low:
            self._low = lead
        if not self._started:
            self._begin(lead)
        elif self._step is not None and keyframe:
            self._base, self._step, jumped = self._step, None, True
        if jumped:
            self._last_pts, self._last_utc = pts - 1, 0
        utc = media_us + self._base
        if pts > self._last_pts:
            if utc <= self._last_utc:
                utc = self._last_utc + 1
            self._last_pts, self._last_utc = pts, utc
        return pts, UtcUs(utc), jumped

    def report(self, report: SenderReport, arrival_us: int) -> None:
        """Take a sender report of this stream's source."""
        self.offset_us = report.utc - arrival_us
        if self._time < 0:
            self._waiting = (report, arrival_us)
            return
        ahead = (report.rtp_time - self._time + HALF) % WRAP - HALF
        media_us = (self._ticks + ahead) * SECOND_US // self._hz
        trusted = abs(self.offset_us) <= self._limit_us and abs(ahead) < 60 * self._hz
        self._reported = report.utc - media_us if trusted else None

    def look(self) -> None:
        """Draw time nearer to the truth; to be called once per second."""
        if self._steps_seen != self._local.steps:
            self._steps_seen = self._local.steps
            self._low = self._low_before = None
            return
        lows = [low for low in (self._low, self._low_before) if low is not None]
        self._looks += 1
        if self._looks >= WINDOW_LOOKS:
            self._looks, self._low_before, self._low = 0, self._low, None
        if not lows or not self._started:
            return
        target = min(lows) if self._reported is None else self._reported
        away = target - self._base
        if abs(away) > STEP_US:
            self._step = target
            return
        self._step = None
        backward, forward = (YOUNG_US, YOUNG_US) if self._young else (BACKWARD_US, FORWARD_US)
        self._young = max(0, self._young - 1)
        self._base += max(-backward, min(away, forward))

    def _move(self, time: int, arrival_us: int) -> bool:
        """Count the camera's ticks without wrapping; return whether they jumped."""
        elapsed_us = arrival_us - self._last_arrival
        self._last_arrival = arrival_us
        jumped = False
        if self._time < 0:
            if self._started:
                self._ticks += max(elapsed_us * self._hz // SECOND_US, 1)
                self._last_pts = -1
        else:
            delta = (time - self._time + HALF) % WRAP - HALF
            if abs(delta * SECOND_US // self._hz - elapsed_us) > JUMP_US:
                delta = max(elapsed_us * self._hz // SECOND_US, 1)
                self._reported, self._low, self._low_before = None, None, None
                jumped = True
            self._ticks += delta
        self._time = time
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            offset = self.offset_us
            self.report(*waiting)
            self.offset_us = offset
        return jumped

    def _begin(self, lead: int) -> None:
        self._started = True
        self._base = lead if self._reported is None else self._reported
