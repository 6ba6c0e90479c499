"""An alert, a person's answer to it, and the stretch of recording that shows it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import SECOND_US, Interval, UtcUs
from vigie.vision.signals import Box, RuleKind

BEFORE_US = 5 * SECOND_US
AFTER_US = 10 * SECOND_US
LONGEST_CLIP_US = 30 * SECOND_US
LONGEST_REASON = 500
SHORTEST_REASON = 3


class Verdict(StrEnum):
    """What a person says of an alert."""

    TRUE = "true"
    FALSE = "false"
    NOT_USEFUL = "not_useful"


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer: what, why, who, when."""

    verdict: Verdict
    reason: str
    by: AccountId
    name: str
    at: UtcUs


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert.

    Attributes:
        opened: when the picture that rang was taken.
        began: when what holds began to ring.
        updated: instant of the newest picture that told of it.
        ended: when it ended, None while it lasts; `end_reason` says how.
        region_px: the part of the picture that explains it, in pixels of `size_px`.
        basis_id: the legal basis; None only for diagnostics of the equipment.
        change: number of the newest change of any alert when this one changed last.
        recorded: when it was written.
    """

    id: str
    camera_id: CameraId
    rule_id: str
    kind: RuleKind
    topic: str
    opened: UtcUs
    began: UtcUs
    updated: UtcUs
    confidence: float
    region_px: Box
    size_px: tuple[int, int]
    detector: str
    rules_version: int
    recorded: UtcUs
    basis_id: str | None = None
    ground_m: tuple[float, float] | None = None
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    ended: UtcUs | None = None
    end_reason: str | None = None
    answer: Answer | None = None
    change: int = 0

    def clip(self, now: UtcUs) -> Interval:
        """Return what its clip shows: from 5 s before to 10 s after it rang or ended, 30 s at most."""
        start = min(self.began, self.opened) - BEFORE_US
        latest = (self.ended or self.updated) + AFTER_US
        end = min(latest, start + LONGEST_CLIP_US, now)
        return Interval(UtcUs(start), UtcUs(max(end, start + 1)))


def check_answer(verdict: Verdict, reason: str) -> str:
    """Return the reason as it is kept.

    Raises:
        BadInput: an alert is called false or useless without saying why, or the text is too long.
    """
    text = reason.strip()
    if verdict is not Verdict.TRUE and len(text) < SHORTEST_REASON:
        raise BadInput("say why: rules are tuned by it", code="reason_missing", field="reason")
    if len(text) > LONGEST_REASON:
        raise BadInput(
            f"the reason has {LONGEST_REASON} characters at most", code="bad_reason", field="reason"
        )
    return text


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """What people said of one rule's alerts on one camera.

    Attributes:
        days: length of the time looked at, in days.
        waiting: alerts nobody has answered.
    """

    camera_id: CameraId
    rule_id: str
    kind: RuleKind
    days: float
    true: int
    false: int
    not_useful: int
    waiting: int

    @property
    def false_per_day(self) -> float:
        """False alarms a day: those that a person called false."""
        return self.false / self.days
