"""What holds for a person right now, read in one transaction: account, session, approval, grant."""

from vigie.kernel.ids import CameraId, SessionId
from vigie.kernel.instants import MINUTE_US, UtcUs
from vigie.kernel.store import Transaction
from vigie.people import records_store, store
from vigie.people.model import Account, Session
from vigie.people.places import Places
from vigie.people.policy import Standing
from vigie.people.records import GRANT_NEEDED, SHARED_WITH, approved, covered, granted
from vigie.people.settings import PeopleSettings

NOBODY = Standing(role=None, open=False, granted=False, approved=False)


def session_fault(session: Session, now: UtcUs, settings: PeopleSettings) -> str | None:
    """Return why a session is not in force, None when it is; a locked one is a fault too."""
    if session.ended is not None:
        return session.end_code
    if now >= session.expires or now < session.started - MINUTE_US:
        return "session_expired"  # a clock set back before its start keeps no session alive
    if now >= session.seen + round(settings.idle_minutes * MINUTE_US):
        return "session_idle"
    return "session_locked" if session.locked is not None else None


async def papers_fault(tx: Transaction, account: Account, now: UtcUs, settings: PeopleSettings) -> str | None:
    """Return why somebody may not sign in at all, None when they may (R3, REQ-11)."""
    if account.suspended is not None:
        return "account_suspended"
    if not approved(account.role, await records_store.approvals(tx, account.id), now, settings.department):
        return "approval_not_in_force"
    if account.role in GRANT_NEEDED and not granted(await records_store.grants(tx, account.id), now)[0]:
        return "grant_not_in_force"
    return None


async def standing(
    tx: Transaction,
    session_id: SessionId,
    now: UtcUs,
    settings: PeopleSettings,
    places: Places,
    asked: frozenset[CameraId],
) -> Standing:
    """Return the standing behind a session towards the cameras asked for; nobody's when it is unknown."""
    found = await store.session_by_id(tx, session_id)
    if found is None:
        return NOBODY
    session, account = found
    grants = await records_store.grants(tx, account.id)
    named = account.role in GRANT_NEEDED
    communes = await places.communes(tx, asked) if named and asked else {}
    return Standing(
        role=account.role,
        open=session_fault(session, now, settings) is None and account.suspended is None,
        granted=granted(grants, now)[0],
        approved=approved(
            account.role, await records_store.approvals(tx, account.id), now, settings.department
        ),
        shared=account.role in SHARED_WITH and await places.shared(tx, asked, now),
        cameras=covered(grants, now, asked, communes) if named else None,
    )
