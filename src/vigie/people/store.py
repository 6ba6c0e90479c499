"""Queries of accounts, sessions and failed sign-ins."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update

from vigie.kernel.ids import AccountId, SessionId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction
from vigie.people.model import Account, Role, Session
from vigie.people.tables import account, oidc_session, session, sign_in_failure


async def insert_account(tx: Transaction, new: Account) -> None:
    """Write a new account."""
    values = {
        "id": new.id,
        "username": new.username,
        "name": new.name,
        "role": new.role.value,
        "demo": new.demo,
        "created_us": new.created,
        "password_hash": new.password_hash,
        "totp_last_step": 0,
    }
    await tx.execute(insert(account).values(values))


async def accounts(tx: Transaction) -> list[Account]:
    """Return every account, by user name."""
    rows = (await tx.execute(select(account).order_by(account.c.username))).mappings()
    return [_account(row) for row in rows]


async def account_by_id(tx: Transaction, account_id: AccountId) -> Account | None:
    """Return one account."""
    row = (await tx.execute(select(account).where(account.c.id == account_id))).mappings().first()
    return _account(row) if row else None


async def account_by_username(tx: Transaction, username: str) -> Account | None:
    """Return the account of a user name in its one spelling."""
    row = (await tx.execute(select(account).where(account.c.username == username))).mappings().first()
    return _account(row) if row else None


async def change_account(tx: Transaction, account_id: AccountId, values: Mapping[str, Any]) -> None:
    """Set columns of an account."""
    await tx.execute(update(account).where(account.c.id == account_id).values(dict(values)))


async def totp(tx: Transaction, account_id: AccountId) -> tuple[bytes | None, int]:
    """Return the sealed second factor and the newest time step used."""
    wanted = select(account.c.totp_sealed, account.c.totp_last_step).where(account.c.id == account_id)
    row = (await tx.execute(wanted)).one()
    return row.totp_sealed, row.totp_last_step


async def insert_session(tx: Transaction, new: Session, token_digest: bytes) -> None:
    """Write a new session."""
    values = {
        "id": new.id,
        "account_id": new.account_id,
        "token_digest": token_digest,
        "address": new.address,
        "started_us": new.started,
        "seen_us": new.seen,
        "expires_us": new.expires,
        "method": new.method,
    }
    await tx.execute(insert(session).values(values))


async def session_by_token(tx: Transaction, token_digest: bytes) -> tuple[Session, Account] | None:
    """Return the session of a token, ended or not, with its account."""
    return await _one_session(tx, session.c.token_digest == token_digest)


async def session_by_id(tx: Transaction, session_id: SessionId) -> tuple[Session, Account] | None:
    """Return a session by its id, with its account."""
    return await _one_session(tx, session.c.id == session_id)


async def open_sessions(tx: Transaction, account_id: AccountId | None = None) -> list[Session]:
    """Return sessions that were not ended, of one account or of all."""
    wanted = select(session).where(session.c.ended_us.is_(None)).order_by(session.c.started_us)
    if account_id is not None:
        wanted = wanted.where(session.c.account_id == account_id)
    return [_session(row) for row in (await tx.execute(wanted)).mappings()]


async def end_session(tx: Transaction, session_id: SessionId, at: UtcUs, code: str) -> bool:
    """End a session and forget what a provider gave to it; False when it had ended before."""
    await tx.execute(delete(oidc_session).where(oidc_session.c.session_id == session_id))
    chosen = update(session).where(session.c.id == session_id, session.c.ended_us.is_(None))
    return (await tx.execute(chosen.values(ended_us=at, end_code=code))).rowcount > 0


async def touch_session(tx: Transaction, session_id: SessionId, at: UtcUs) -> None:
    """Note that a session is in use."""
    await tx.execute(update(session).where(session.c.id == session_id).values(seen_us=at))


async def lock_session(tx: Transaction, session_id: SessionId, at: UtcUs | None) -> None:
    """Lock a session, or open it again with None."""
    await tx.execute(update(session).where(session.c.id == session_id).values(locked_us=at))


async def insert_failure(tx: Transaction, username_digest: bytes, address: str, at: UtcUs) -> None:
    """Count a failed sign-in."""
    values = {"username_digest": username_digest, "address": address, "at_us": at}
    await tx.execute(insert(sign_in_failure).values(values))


async def forget_failures(tx: Transaction, before: UtcUs) -> None:
    """Drop failures that count no more."""
    await tx.execute(delete(sign_in_failure).where(sign_in_failure.c.at_us < before))


async def clear_failures(tx: Transaction, username_digest: bytes, address: str) -> None:
    """Forget the failures of a name at a workstation: its owner has signed in."""
    failure = sign_in_failure.c
    await tx.execute(
        delete(sign_in_failure).where(failure.username_digest == username_digest, failure.address == address)
    )


async def failures(
    tx: Transaction, since: UtcUs, *, username_digest: bytes | None = None, address: str | None = None
) -> tuple[int, UtcUs]:
    """Return how many failures there were after that, and the oldest one's instant (0: none)."""
    failure = sign_in_failure.c
    wanted = select(func.count(), func.min(failure.at_us)).where(failure.at_us > since)
    if username_digest is not None:
        wanted = wanted.where(failure.username_digest == username_digest)
    if address is not None:
        wanted = wanted.where(failure.address == address)
    count, oldest = (await tx.execute(wanted)).one()
    return count, UtcUs(oldest or 0)


async def _one_session(tx: Transaction, condition: Any) -> tuple[Session, Account] | None:
    row = (await tx.execute(select(session).where(condition))).mappings().first()
    if row is None:
        return None
    found = _session(row)
    owner = await account_by_id(tx, found.account_id)
    return None if owner is None else (found, owner)


def _account(row: RowMapping) -> Account:
    return Account(
        id=AccountId(row["id"]),
        username=row["username"],
        name=row["name"],
        role=Role(row["role"]),
        demo=row["demo"],
        created=UtcUs(row["created_us"]),
        suspended=row["suspended_us"],
        suspended_reason=row["suspended_reason"],
        totp=row["totp_sealed"] is not None,
        password_hash=row["password_hash"],
    )


def _session(row: RowMapping) -> Session:
    return Session(
        id=SessionId(row["id"]),
        account_id=AccountId(row["account_id"]),
        address=row["address"],
        started=UtcUs(row["started_us"]),
        seen=UtcUs(row["seen_us"]),
        expires=UtcUs(row["expires_us"]),
        locked=row["locked_us"],
        ended=row["ended_us"],
        end_code=row["end_code"],
        method=row["method"],
    )
