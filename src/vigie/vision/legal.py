"""The legal gate of the analysis (ARCHITECTURE R5, LAW.md REQ-63 to REQ-71): off, unless a basis covers it.

A rule runs on a camera only while a recorded basis names its event, that camera and the instant. The events
are the eight of décret 2023-828 art. 3; a behaviour that is none of them can run on no camera at all. Being
in, or entering, a forbidden or sensitive area needs an area: without a field or a line drawn such a rule is
closed too. Diagnostics of the equipment look at no person and always run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.vision.signals import EQUIPMENT_KINDS, RuleKind

EVENTS: Mapping[RuleKind, EventKind] = {
    RuleKind.INTRUSION: EventKind.FORBIDDEN_AREA,
    RuleKind.LINE_CROSSING: EventKind.FORBIDDEN_AREA,
    RuleKind.LOITERING: EventKind.FORBIDDEN_AREA,
    RuleKind.STOPPED_VEHICLE: EventKind.FORBIDDEN_AREA,
    RuleKind.WRONG_WAY: EventKind.WRONG_WAY,
    RuleKind.ABANDONED_OBJECT: EventKind.ABANDONED_OBJECT,
    RuleKind.FALL: EventKind.PERSON_ON_GROUND,
    RuleKind.CROWD_MOVEMENT: EventKind.CROWD_MOVEMENT,
    RuleKind.GATHERING: EventKind.CROWD_DENSITY,
    RuleKind.CROWD_DENSITY: EventKind.CROWD_DENSITY,
    RuleKind.FIRE: EventKind.FIRE,
    RuleKind.SMOKE: EventKind.FIRE,
}
"""The event of the décret that each behaviour is; running people and removed objects are none."""

AREA_KEYS = ("field_px", "polyline_px")


class Closed(StrEnum):
    """Why a rule does not run."""

    NOT_LAWFUL = "not_lawful"
    NO_FIELD = "no_field"
    NO_BASIS = "no_basis"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule may run: on which basis (None for equipment), or why not."""

    closed: Closed | None = None
    basis_id: str | None = None


EQUIPMENT = Verdict()


class LegalGate:
    """The bases known at one reading; asked anew for every picture, so that none outlives its end.

    Args:
        bases: every recorded basis, revoked and coming ones included.
        suspended: whether a person has stopped all analytics (REQ-67).
    """

    def __init__(self, bases: Iterable[AnalyticsBasis] = (), *, suspended: bool = False) -> None:
        self._bases = tuple(bases)
        self._suspended = suspended

    def verdict(
        self, camera_id: CameraId, kind: RuleKind, parameters: Mapping[str, Any], at: UtcUs
    ) -> Verdict:
        """Tell whether a rule may look at a camera at an instant."""
        if kind in EQUIPMENT_KINDS:
            return EQUIPMENT
        event = EVENTS.get(kind)
        if event is None:
            return Verdict(Closed.NOT_LAWFUL)
        if self._suspended:
            return Verdict(Closed.SUSPENDED)
        if event is EventKind.FORBIDDEN_AREA and not any(parameters.get(key) for key in AREA_KEYS):
            return Verdict(Closed.NO_FIELD)
        for basis in self._bases:
            if basis.permits(camera_id, event, at):
                return Verdict(basis_id=basis.id)
        return Verdict(Closed.NO_BASIS)


def end_reason(verdict: Verdict | None) -> str:
    """Return what is written of an alert that ends because its rule may run no more."""
    stopped = verdict is not None and verdict.closed is Closed.SUSPENDED
    return "suspended" if stopped else "basis_ended"
