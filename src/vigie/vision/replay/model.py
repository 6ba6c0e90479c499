"""A replay as the centre knows it: its request, what it found so far, how it ended. In memory only."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import HOUR_US, MINUTE_US, Interval, UtcUs
from vigie.kernel.rights import Principal

SHORTEST_US, LONGEST_US = MINUTE_US, HOUR_US


class ReplayState(StrEnum):
    """How far a replay is."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Draft:
    """The rules to try, as a version of the rulebook holds them."""

    rules: list[dict[str, Any]]
    size_px: tuple[int, int]
    calibration: dict[str, Any] | None = None


@dataclass(slots=True)
class Found:
    """A signal that would ring; `jpeg` is a small picture of that instant."""

    rule_id: str
    kind: str
    at: UtcUs
    confidence: float
    region_px: tuple[float, ...]
    size_px: tuple[int, int]
    details: dict[str, Any]
    jpeg: bytes
    ended: UtcUs | None = None


@dataclass(slots=True)
class ReplayRun:
    """One replay.

    Attributes:
        forget_at: when all of it is forgotten: the recordings or the consultation end then.
        asked_s: the monotonic second when somebody last asked for it.
        at: how far the recording was gone through.
        problem: code and message of what made it fail or end.
        counts: `looks`, `pictures`, `broken` of the whole.
        closed: rules that the law closed at the end, and why.
        bases: ids of the legal bases that it stands on.
    """

    id: str
    principal: Principal
    camera_id: CameraId
    interval: Interval
    consultation_id: str
    forget_at: UtcUs
    asked_s: float
    at: UtcUs
    state: ReplayState = ReplayState.RUNNING
    detector: str = ""
    runtime: str = ""
    problem: tuple[str, str] | None = None
    found: list[Found] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    bases: tuple[str, ...] = ()

    def take(self, line: dict[str, Any], jpeg: bytes) -> None:
        """Take in what the process told."""
        match line["type"]:
            case "began":
                self.detector, self.runtime = line["detector"], line["runtime"]
            case "progress":
                self.at = UtcUs(min(line["at_us"], self.interval.end))
            case "signal":
                self.keys[line["key"]] = len(self.found)
                self.found.append(_found(line, jpeg))
            case "ended" if line["key"] in self.keys:
                self.found[self.keys[line["key"]]].ended = UtcUs(line["at_us"])
            case "failed":
                self.end(ReplayState.FAILED, (line["code"], line["message"]))
            case "end":
                self.counts = {key: line[key] for key in ("looks", "pictures", "broken")}
                self.closed, self.at = line["closed"], self.interval.end
                self.end(ReplayState.DONE)

    def end(self, state: ReplayState, problem: tuple[str, str] | None = None) -> None:
        """End it, once."""
        if self.state is ReplayState.RUNNING:
            self.state, self.problem = state, problem


def check_interval(interval: Interval) -> None:
    """Refuse what is too short to warm up or too long to wait for.

    Raises:
        BadInput: it is not 1 to 60 minutes long.
    """
    if not SHORTEST_US <= interval.length_us <= LONGEST_US:
        raise BadInput("choose one minute to one hour", code="replay_length", field="end_us")


def _found(line: dict[str, Any], jpeg: bytes) -> Found:
    return Found(
        line["rule"],
        line["kind"],
        UtcUs(line["at_us"]),
        line["confidence"],
        tuple(line["region_px"]),
        (line["size_px"][0], line["size_px"][1]),
        line["details"],
        jpeg,
    )
