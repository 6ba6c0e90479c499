"""State approvals, the mayor's access grants, oaths, trainings, undertakings: what they are, when they hold.

Pure. Sources: LAW.md REQ-10 to REQ-12, REQ-15, REQ-16. «Agréé» (State approval) is not «habilité» (named
grant): operators need both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.people.model import Role

WARN_DAYS = (90, 30, 7)


class Authority(StrEnum):
    """Who approves."""

    PREFECT = "prefect"
    PROSECUTOR = "prosecutor"
    CNAPS = "cnaps"


APPROVALS_NEEDED: dict[Role, frozenset[Authority]] = {
    Role.MUNICIPAL_POLICE: frozenset({Authority.PREFECT, Authority.PROSECUTOR}),
    Role.COMMUNAL_AGENT: frozenset({Authority.PREFECT}),
    Role.SUPERVISOR: frozenset({Authority.PREFECT}),
    Role.PRIVATE_AGENT: frozenset({Authority.CNAPS}),
}
"""Approvals a status needs (L511-2, L132-14-1, L612-20); a role that is absent needs none."""

GRANT_NEEDED = frozenset({*APPROVALS_NEEDED, Role.ELECTED_MEMBER, Role.POLICE_LIAISON})
"""Roles that see images, so need the named grant."""


SHARED_WITH = frozenset({Role.POLICE_LIAISON})
"""Roles that see images only where an order in force shares them (CSI L252-3, REQ-17)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateApproval:
    """An approval by prefect or prosecutor, or a professional card; in force in one department."""

    id: str
    account_id: AccountId
    authority: Authority
    number: str
    department: str
    starts: UtcUs
    ends: UtcUs
    suspended: UtcUs | None = None
    suspended_reason: str | None = None

    def holds(self, at: UtcUs) -> bool:
        """Tell whether it is in force."""
        return self.starts <= at < self.ends and (self.suspended is None or at < self.suspended)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessGrant:
    """The mayor's named decision; `cameras` None means all of the commune's.

    `commune` is the INSEE code of the mayor who signed, in a centre shared by communes (REQ-14); None means
    the cameras that belong to none: all of a town that shares with nobody.
    """

    id: str
    account_id: AccountId
    number: str
    granted_by: str
    starts: UtcUs
    ends: UtcUs
    cameras: tuple[CameraId, ...] | None = None
    commune: str | None = None
    revoked: UtcUs | None = None
    revoked_reason: str | None = None

    def holds(self, at: UtcUs) -> bool:
        """Tell whether it is in force."""
        return self.starts <= at < self.ends and (self.revoked is None or at < self.revoked)

    def covers(self, camera_id: CameraId, commune: str | None) -> bool:
        """Tell whether it names a camera of a commune; a mayor grants nothing beyond their own."""
        return self.commune == commune and (self.cameras is None or camera_id in self.cameras)


class QualificationKind(StrEnum):
    """Other papers of a person's file."""

    OATH = "oath"
    TRAINING = "training"
    UNDERTAKING = "undertaking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """An oath, a training, a signed confidentiality undertaking."""

    id: str
    account_id: AccountId
    kind: QualificationKind
    title: str
    signed: UtcUs
    ends: UtcUs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A paper that ends soon: `days` is the smallest of 90, 30, 7 it lies within, 0 once it has ended."""

    account_id: AccountId
    paper: str
    number: str
    ends: UtcUs
    days: int


def approved(role: Role, held: Iterable[StateApproval], at: UtcUs, department: str) -> bool:
    """Tell whether every approval the role needs is in force in the department."""
    have = {each.authority for each in held if each.holds(at) and each.department == department}
    return APPROVALS_NEEDED.get(role, frozenset()) <= have


def granted(held: Iterable[AccessGrant], at: UtcUs) -> tuple[bool, frozenset[CameraId] | None]:
    """Return whether a grant is in force, and the cameras of all that are (None: every camera)."""
    in_force = [each for each in held if each.holds(at)]
    cameras: set[CameraId] = set()
    for each in in_force:
        if each.cameras is None:
            return True, None
        cameras.update(each.cameras)
    return bool(in_force), frozenset(cameras)


def covered(
    held: Iterable[AccessGrant], at: UtcUs, asked: Iterable[CameraId], communes: Mapping[CameraId, str]
) -> frozenset[CameraId]:
    """Return those of the cameras asked for that a grant in force names; `communes` are the cameras' own."""
    in_force = [each for each in held if each.holds(at)]
    return frozenset(
        camera_id
        for camera_id in asked
        if any(each.covers(camera_id, communes.get(camera_id)) for each in in_force)
    )


def warned_days(ends: UtcUs, at: UtcUs) -> int | None:
    """Return 7, 30 or 90 when the end is that near, 0 when it is past, None when it is far."""
    if ends <= at:
        return 0
    return next((days for days in sorted(WARN_DAYS) if ends - at <= days * DAY_US), None)


def check_period(starts: UtcUs, ends: UtcUs) -> None:
    """Return when a period is one.

    Raises:
        BadInput: it ends before it starts.
    """
    if ends <= starts:
        raise BadInput("it must end after it starts", code="bad_period", field="ends_us")
