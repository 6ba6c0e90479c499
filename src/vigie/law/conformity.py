"""Conformity of a camera to the arrêté of 3 August 2007, from its measured stream. Pure; REQ-43 to REQ-45."""

from dataclasses import dataclass
from enum import StrEnum

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId

MAX_OBJECTIVE = 200

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


class Plan(StrEnum):
    """What the arrêté's annex distinguishes: a plan that lets people be recognised, and any other."""

    NARROW = "narrow"
    WIDE = "wide"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraClass:
    """What the town declares of a camera (REQ-43).

    Attributes:
        objective: what the camera is mainly for, in the town's words.
        traffic: it only regulates traffic; a narrow plan then needs no more than the other flows.
        fast: it mainly sees people or vehicles moving fast, such as an urban pavement.
    """

    objective: str
    plan: Plan
    traffic: bool = False
    fast: bool = False


class Verdict(StrEnum):
    """What can be said of a camera."""

    CONFORMS = "conforms"
    FAILS = "fails"
    UNMEASURED = "unmeasured"
    UNCLASSED = "unclassed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A stream as it arrives now; None where nothing does."""

    width_px: int | None = None
    height_px: int | None = None
    fps: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformity:
    """One camera's line of the report; an unclassed camera is held to the least that every flow needs."""

    camera_id: CameraId
    name: str
    declared: CameraClass | None
    findings: tuple[Finding, ...]
    verdict: Verdict


def conformity(camera_id: CameraId, name: str, declared: CameraClass | None, stream: Stream) -> Conformity:
    """Return what can be said of a camera from its declared class and its stream."""
    narrow = declared is not None and declared.plan is Plan.NARROW and not declared.traffic
    fast = declared is not None and declared.fast
    told = findings(
        Measured(
            width_px=stream.width_px, height_px=stream.height_px, fps=stream.fps, narrow=narrow, fast=fast
        )
    )
    return Conformity(
        camera_id=camera_id,
        name=name,
        declared=declared,
        findings=tuple(told),
        verdict=_verdict(told, declared),
    )


def _verdict(told: list[Finding], declared: CameraClass | None) -> Verdict:
    if any(each.ok is False for each in told):
        return Verdict.FAILS
    if any(each.ok is None for each in told):
        return Verdict.UNMEASURED
    return Verdict.UNCLASSED if declared is None else Verdict.CONFORMS


def check_class(new: CameraClass) -> None:
    """Return when a class can be declared.

    Raises:
        BadInput: the objective is empty or too long.
    """
    if not new.objective.strip() or len(new.objective) > MAX_OBJECTIVE:
        raise BadInput(f"objective: 1 to {MAX_OBJECTIVE} characters", code="bad_class", field="objective")
