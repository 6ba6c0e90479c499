"""Conformity of a camera to the arrêté of 3 August 2007, from its measured stream (REQ-43 to REQ-45)."""

from dataclasses import dataclass

NARROW_PX = (704, 576)
OTHER_PX = (352, 288)
FAST_FPS = 12.0
OTHER_FPS = 6.0
TOLERANCE = 0.98
"""Clocks of cameras drift: 12 pictures per second may measure 11.8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A stream as it arrives.

    Attributes:
        narrow: the plan is narrow (recognising people), traffic regulation excepted.
        fast: mainly people moving fast, such as urban pavements.
    """

    width_px: int | None
    height_px: int | None
    fps: float | None
    narrow: bool
    fast: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule: `ok` is None where nothing was measured."""

    rule: str
    required: str
    measured: str
    ok: bool | None


def findings(stream: Measured) -> list[Finding]:
    """Return each rule's verdict."""
    wide, high = NARROW_PX if stream.narrow else OTHER_PX
    fps = FAST_FPS if stream.narrow and stream.fast else OTHER_FPS
    size_ok = None
    if stream.width_px is not None and stream.height_px is not None:
        size_ok = stream.width_px >= wide and stream.height_px >= high
    rate_ok = None if stream.fps is None else stream.fps >= fps * TOLERANCE
    size = "—" if size_ok is None else f"{stream.width_px} × {stream.height_px}"
    rate = "—" if stream.fps is None else f"{stream.fps:.1f}"
    return [
        Finding("resolution", f"{wide} × {high}", size, size_ok),
        Finding("frame_rate", f"{fps:.0f}", rate, rate_ok),
    ]
