"""Sessions ended by what is done to their account, in the transaction of the act."""

from vigie.audit import Entry, Journal
from vigie.kernel.ids import AccountId, SessionId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction
from vigie.people import store, tags


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
            await end_session_of(tx, journal, session.id, account_id, session.address, at, code)


async def end_session_of(
    tx: Transaction,
    journal: Journal,
    session_id: SessionId,
    account_id: AccountId,
    address: str,
    at: UtcUs,
    code: str,
) -> None:
    """End one session of an account, in the transaction of what ends it; one that is over stays so."""
    if not await store.end_session(tx, session_id, at, code):
        return
    entry = Entry(
        tag=tags.SESSION_ENDED,
        actor=account_id,
        address=address,
        session_id=session_id,
        subject=account_id,
        details={"code": code},
    )
    await journal.record(tx, entry)
