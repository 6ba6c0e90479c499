"""A camera's own time line: which moment of its film it shows, and what its RTP clock says."""

from vigie.kernel.instants import Clock
from vigie.simulator.clips import RTP_HZ


class CameraClock:
    """Media time in 1/90,000 s, running at `rate` times the machine's monotonic clock.

    Main and sub-stream share it, so both show the same moment. `jump` moves RTP timestamps at once, as a
    camera does that is set anew, and leaves the film where it is.
    """

    def __init__(self, clock: Clock, phase_90k: int = 0) -> None:
        self.clock = clock
        self._rate = 1.0
        self._base_s = clock.monotonic_s()
        self._base_90k = float(phase_90k)
        self.rtp_shift_90k = 0

    def media_90k(self) -> int:
        """Return the present media time."""
        return int(self._base_90k + (self.clock.monotonic_s() - self._base_s) * RTP_HZ * self._rate)

    def due_s(self, media_90k: float) -> float:
        """Return the monotonic second at which the media time will be reached."""
        return self._base_s + (media_90k - self._base_90k) / (RTP_HZ * self._rate)

    @property
    def rate(self) -> float:
        """Media seconds per second."""
        return self._rate

    def set_rate(self, rate: float) -> None:
        """Change the speed from now on."""
        self._base_90k, self._base_s = float(self.media_90k()), self.clock.monotonic_s()
        self._rate = rate

    def jump(self, seconds: float) -> None:
        """Move RTP timestamps by `seconds`, from the next picture on."""
        self.rtp_shift_90k += round(seconds * RTP_HZ)
