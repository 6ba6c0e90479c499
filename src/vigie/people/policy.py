"""The one place that says who may do what (ARCHITECTURE R1 to R3). Pure: no clock, no database.

`MATRIX` gives each role its verbs, each with the conditions that must hold at the moment of the act.
Invariants, tested over every role and verb: whoever administers or sees equipment never sees an image;
nothing is allowed that is not written here; docs/reference/rights.md is generated from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import MINUTE_US, Interval, UtcUs
from vigie.kernel.rights import Verb
from vigie.people.model import Role

REWIND_US = 30 * MINUTE_US
"""How far back of now an operator on duty may look without opening the archive."""
MIN_REASON = 3


class Condition(StrEnum):
    """What must hold besides the role."""

    REASON = "reason"
    """A reason is given and journalled."""
    BASIS = "basis"
    """A legal basis or requisition is given and journalled."""
    CONSULTATION = "consultation"
    """Images only through a consultation with reason and basis; without them, only what is recorded when."""
    RECENT = "recent"
    """Only the last thirty minutes."""
    GRANT = "grant"
    """A named access grant by the mayor is in force (REQ-11)."""
    APPROVAL = "approval"
    """The State approval that the status asks for is in force (REQ-10)."""
    SHARING = "sharing"
    """An order in force shares the cameras' images with police or gendarmerie (REQ-17)."""


IMAGES = frozenset({Verb.WATCH_LIVE, Verb.REWIND, Verb.PLAY_BACK, Verb.EXPORT, Verb.STEER, Verb.LIFT_MASK})
"""Verbs through which images are seen."""

_C = Condition
_NAMED = frozenset({_C.GRANT})
_LIAISON = frozenset({_C.GRANT, _C.SHARING})
_AGENT = frozenset({_C.GRANT, _C.APPROVAL})
_ARCHIVE = frozenset({_C.CONSULTATION})
_WRITTEN = frozenset({_C.REASON, _C.BASIS})
_NOTHING: frozenset[Condition] = frozenset()


def _operator(person: frozenset[Condition]) -> dict[Verb, frozenset[Condition]]:
    return {
        Verb.WATCH_LIVE: person,
        Verb.STEER: person,
        Verb.REWIND: person | {_C.RECENT},
        Verb.PLAY_BACK: person | _ARCHIVE,
    }


MATRIX: Mapping[Role, Mapping[Verb, frozenset[Condition]]] = {
    Role.MUNICIPAL_POLICE: _operator(_AGENT) | {Verb.EXPORT: _AGENT | _WRITTEN},
    Role.COMMUNAL_AGENT: _operator(_AGENT),
    Role.PRIVATE_AGENT: {Verb.WATCH_LIVE: _AGENT, Verb.STEER: _AGENT, Verb.REWIND: _AGENT | {_C.RECENT}},
    Role.SUPERVISOR: _operator(_AGENT)
    | {
        Verb.EXPORT: _AGENT | _WRITTEN,
        Verb.LIFT_MASK: _AGENT | _WRITTEN,
        Verb.HOLD: _AGENT | _WRITTEN,
        Verb.SUPERVISE: _NOTHING,
        Verb.READ_JOURNAL: _NOTHING,
    },
    Role.MANAGER: {
        Verb.ADMINISTER: _NOTHING,
        Verb.SUPERVISE: _NOTHING,
        Verb.READ_JOURNAL: _NOTHING,
        Verb.HOLD: _WRITTEN,
    },
    Role.DPO: {Verb.READ_JOURNAL: _NOTHING},
    Role.TECHNICIAN: {Verb.SEE_EQUIPMENT: _NOTHING},
    Role.ELECTED_MEMBER: {
        Verb.WATCH_LIVE: _NAMED | {_C.REASON},
        Verb.PLAY_BACK: _NAMED | _ARCHIVE,
    },
    Role.POLICE_LIAISON: {
        Verb.WATCH_LIVE: _LIAISON,
        Verb.PLAY_BACK: _LIAISON | _ARCHIVE,
    },
    Role.INSPECTOR: {Verb.READ_JOURNAL: _NOTHING},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds for a person at one instant, read from the records in the same moment.

    Attributes:
        role: None for an account that does not exist.
        open: session and account are in force: not ended, expired, locked nor suspended.
        granted: a named access grant is in force.
        approved: the State approval of the status is in force.
        shared: an order in force shares the images of every camera asked for.
        cameras: those of the cameras asked for that a grant in force names; None where no grant is needed.
    """

    role: Role | None
    open: bool
    granted: bool
    approved: bool
    shared: bool = False
    cameras: frozenset[CameraId] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An act somebody is about to do."""

    verb: Verb
    now: UtcUs
    cameras: frozenset[CameraId] = frozenset()
    interval: Interval | None = None
    reason: str | None = None
    basis: str | None = None


def verbs_of(role: Role) -> frozenset[Verb]:
    """Return the verbs of a role, conditions aside: what pages offer."""
    return frozenset(MATRIX[role])


def refusal(standing: Standing, request: Request) -> str | None:
    """Return the code of why the act is refused, None when it is allowed."""
    if standing.role is None or not standing.open:
        return "session_closed"
    conditions = MATRIX[standing.role].get(request.verb)
    if conditions is None:
        return "no_right"
    unmet = next((code for code in _unmet(conditions, standing, request)), None)
    if unmet is not None:
        return unmet
    if standing.cameras is not None and not request.cameras <= standing.cameras:
        return "camera_not_granted"
    return None


def _unmet(conditions: frozenset[Condition], standing: Standing, request: Request) -> Iterable[str]:
    """Yield the codes of conditions that do not hold, the person's before the act's."""
    if _C.APPROVAL in conditions and not standing.approved:
        yield "approval_not_in_force"
    if _C.GRANT in conditions and not standing.granted:
        yield "grant_not_in_force"
    if _C.SHARING in conditions and not standing.shared:
        yield "sharing_not_ordered"
    if _C.REASON in conditions and not _said(request.reason):
        yield "reason_needed"
    if _C.BASIS in conditions and not _said(request.basis):
        yield "basis_needed"
    if _C.CONSULTATION in conditions:
        yield from _consultation(request)
    if _C.RECENT in conditions and not _recent(request):
        yield "too_far_back"


def _consultation(request: Request) -> Iterable[str]:
    """Neither reason nor basis: a look at what is recorded when, no image. One of them: both, and written."""
    if request.reason is None and request.basis is None:
        return
    if not _said(request.reason):
        yield "reason_needed"
    if not _said(request.basis):
        yield "basis_needed"


def _said(text: str | None) -> bool:
    return text is not None and len(text.strip()) >= MIN_REASON


def _recent(request: Request) -> bool:
    return request.interval is not None and request.interval.start >= request.now - REWIND_US
