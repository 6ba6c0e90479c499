"""What somebody may see and until when, told to themselves (REQ-10 to REQ-12).

The gate decides at each act (`standing.py`); this only says beforehand which papers its answer hangs on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.rights import Principal
from vigie.kernel.store import Database
from vigie.people import records_store
from vigie.people.model import Role
from vigie.people.policy import IMAGES, verbs_of
from vigie.people.records import APPROVALS_NEEDED, GRANT_NEEDED, AccessGrant, StateApproval, granted
from vigie.people.settings import PeopleSettings

GRANT = "grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A paper that the status asks for.

    Attributes:
        paper: an authority (`prefect`, `prosecutor`, `cnaps`), or `grant`.
        until: when it stops to hold, renewals that follow without a hole counted; None: it does not hold now.
    """

    paper: str
    until: UtcUs | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What somebody may see.

    Attributes:
        images: whether the status opens images at all.
        needs: every paper it asks for; none: nothing to renew.
        until: the first of their ends; None when one is missing, or none is asked for.
        cameras: the cameras of the grants in force, None for all of the communes'.
        communes: INSEE codes of the communes whose mayors granted; none in a town alone.
    """

    images: bool
    needs: tuple[Need, ...]
    until: UtcUs | None
    cameras: frozenset[CameraId] | None
    communes: tuple[str, ...] = ()


def holds_until(held: Iterable[StateApproval | AccessGrant], at: UtcUs) -> UtcUs | None:
    """Return when papers that hold at an instant stop to, one taking over from another; None: none holds."""
    spans = sorted(_span(each) for each in held)
    until: UtcUs | None = None
    for starts, ends in spans:
        if starts <= (at if until is None else until) and ends > (at if until is None else until):
            until = ends
    return until


def access_of(
    role: Role, approvals: Iterable[StateApproval], grants: Iterable[AccessGrant], at: UtcUs, department: str
) -> Access:
    """Return what a status and its papers open; approvals count in their department alone."""
    valid = [each for each in approvals if each.department == department]
    decisions = list(grants)
    needs = [
        Need(
            paper=authority.value,
            until=holds_until((each for each in valid if each.authority is authority), at),
        )
        for authority in sorted(APPROVALS_NEEDED.get(role, frozenset()))
    ]
    if role in GRANT_NEEDED:
        needs.append(Need(paper=GRANT, until=holds_until(decisions, at)))
    ends = [need.until for need in needs if need.until is not None]
    return Access(
        images=not IMAGES.isdisjoint(verbs_of(role)),
        needs=tuple(needs),
        until=min(ends) if ends and len(ends) == len(needs) else None,
        cameras=granted(decisions, at)[1] if role in GRANT_NEEDED else None,
        communes=tuple(sorted({each.commune for each in decisions if each.commune and each.holds(at)})),
    )


class OwnAccess:
    """Tells the signed-in person what their own right to look hangs on."""

    def __init__(self, database: Database, clock: Clock, settings: PeopleSettings) -> None:
        self._database = database
        self._clock = clock
        self._department = settings.department

    async def of(self, principal: Principal) -> Access:
        """Return it as of now."""
        async with self._database.snapshot() as tx:
            approvals = await records_store.approvals(tx, principal.account_id)
            grants = await records_store.grants(tx, principal.account_id)
        return access_of(Role(principal.role), approvals, grants, self._clock.now(), self._department)


def _span(each: StateApproval | AccessGrant) -> tuple[UtcUs, UtcUs]:
    """Return from when until when a paper holds."""
    stopped = each.suspended if isinstance(each, StateApproval) else each.revoked
    return each.starts, each.ends if stopped is None else min(each.ends, stopped)
