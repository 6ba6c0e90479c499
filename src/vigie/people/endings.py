"""Sessions ended, each with its entry in the journal, in the transaction of what ends them."""

from vigie.audit import Entry, Journal
from vigie.kernel.ids import AccountId, SessionId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction
from vigie.people import store, tags
from vigie.people.model import Session


async def end_sessions(
    tx: Transaction,
    journal: Journal,
    account_id: AccountId,
    at: UtcUs,
    code: str,
    *,
    but: SessionId | None = None,
) -> None:
    """End every session of an account, but one, in the transaction of what ends them."""
    for session in await store.open_sessions(tx, account_id):
        if session.id != but:
            await end_session(tx, journal, session, at, code)


async def end_session(tx: Transaction, journal: Journal, session: Session, at: UtcUs, code: str) -> None:
    """End one session; one that is over stays so."""
    if not await store.end_session(tx, session.id, at, code):
        return
    entry = Entry(
        tag=tags.SESSION_ENDED,
        actor=session.account_id,
        address=session.address,
        session_id=session.id,
        subject=session.account_id,
        details={"code": code},
    )
    await journal.record(tx, entry)
