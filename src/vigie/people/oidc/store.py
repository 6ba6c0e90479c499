"""Queries of identities, of flows under way, and of what the provider gave to sessions."""

from dataclasses import dataclass

from sqlalchemy import RowMapping, delete, insert, select

from vigie.kernel.ids import AccountId, SessionId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction
from vigie.people import store as people_store
from vigie.people.model import Session
from vigie.people.oidc.flows import Flow, Proved, Purpose
from vigie.people.tables import identity, oidc_flow, oidc_session

FLOWS_PER_ADDRESS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedIdentity:
    """Who an account is at the provider."""

    account_id: AccountId
    issuer: str
    subject: str
    linked: UtcUs
    linked_by: str


async def insert_identity(tx: Transaction, new: LinkedIdentity) -> None:
    """Write a link."""
    values = {
        "account_id": new.account_id,
        "issuer": new.issuer,
        "subject": new.subject,
        "linked_us": new.linked,
        "linked_by": new.linked_by,
    }
    await tx.execute(insert(identity).values(values))


async def identity_of(tx: Transaction, account_id: AccountId) -> LinkedIdentity | None:
    """Return the identity of an account."""
    row = (await tx.execute(select(identity).where(identity.c.account_id == account_id))).mappings().first()
    return _identity(row) if row else None


async def identity_at(tx: Transaction, issuer: str, subject: str) -> LinkedIdentity | None:
    """Return the link of somebody at a provider."""
    wanted = select(identity).where(identity.c.issuer == issuer, identity.c.subject == subject)
    row = (await tx.execute(wanted)).mappings().first()
    return _identity(row) if row else None


async def remove_identity(tx: Transaction, account_id: AccountId) -> bool:
    """Forget the identity of an account; False when there is none."""
    return (await tx.execute(delete(identity).where(identity.c.account_id == account_id))).rowcount > 0


async def insert_flow(tx: Transaction, state: bytes, browser: bytes, new: Flow) -> None:
    """Write a flow; those whose time is over go, and a workstation's oldest beyond fifty."""
    await tx.execute(delete(oidc_flow).where(oidc_flow.c.expires_us <= new.started))
    newest = (
        select(oidc_flow.c.state)
        .where(oidc_flow.c.address == new.address)
        .order_by(oidc_flow.c.expires_us.desc(), oidc_flow.c.state)
        .offset(FLOWS_PER_ADDRESS - 1)
    )
    old = list((await tx.execute(newest)).scalars())
    if old:
        await tx.execute(delete(oidc_flow).where(oidc_flow.c.state.in_(old)))
    proved = new.proved
    values = {
        "state": state,
        "browser": browser,
        "address": new.address,
        "purpose": new.purpose.value,
        "account_id": new.account_id,
        "nonce": new.nonce,
        "verifier": new.verifier,
        "started_us": new.started,
        "expires_us": new.expires,
        "proved_account_id": proved.account_id if proved else None,
        "subject": proved.subject if proved else None,
        "sid": proved.sid if proved else None,
        "second_factor": proved.second_factor if proved else None,
        "id_token": proved.id_token if proved else None,
    }
    await tx.execute(insert(oidc_flow).values(values))


async def flow(tx: Transaction, state: bytes, browser: bytes, address: str, now: UtcUs) -> Flow | None:
    """Return the flow of a state that this very browser began at this workstation, in time; or None."""
    wanted = select(oidc_flow).where(
        oidc_flow.c.state == state,
        oidc_flow.c.browser == browser,
        oidc_flow.c.address == address,
        oidc_flow.c.expires_us > now,
    )
    row = (await tx.execute(wanted)).mappings().first()
    return _flow(row) if row else None


async def remove_flow(tx: Transaction, state: bytes) -> bool:
    """Forget a flow; False when somebody else did before."""
    return (await tx.execute(delete(oidc_flow).where(oidc_flow.c.state == state))).rowcount > 0


async def insert_session(tx: Transaction, session_id: SessionId, proved: Proved) -> None:
    """Keep what the provider gave to a session, until it ends (`people.store.end_session`)."""
    values = {"session_id": session_id, "sid": proved.sid, "id_token": proved.id_token}
    await tx.execute(insert(oidc_session).values(values))


async def id_token(tx: Transaction, session_id: SessionId) -> str | None:
    """Return the ID token that opened a session; None where another way did."""
    wanted = select(oidc_session.c.id_token).where(oidc_session.c.session_id == session_id)
    return (await tx.execute(wanted)).scalar()


async def sessions_from(tx: Transaction, account_id: AccountId | None, sid: str | None) -> list[Session]:
    """Return the sessions that the provider opened and that are open: of an account, of a `sid`."""
    wanted = select(oidc_session.c.session_id)
    if sid is not None:
        wanted = wanted.where(oidc_session.c.sid == sid)
    theirs = set((await tx.execute(wanted)).scalars())
    return [each for each in await people_store.open_sessions(tx, account_id) if each.id in theirs]


def _identity(row: RowMapping) -> LinkedIdentity:
    return LinkedIdentity(
        account_id=AccountId(row["account_id"]),
        issuer=row["issuer"],
        subject=row["subject"],
        linked=UtcUs(row["linked_us"]),
        linked_by=row["linked_by"],
    )


def _flow(row: RowMapping) -> Flow:
    return Flow(
        purpose=Purpose(row["purpose"]),
        address=row["address"],
        account_id=row["account_id"],
        nonce=row["nonce"],
        verifier=row["verifier"],
        started=UtcUs(row["started_us"]),
        proved=_proved(row),
    )


def _proved(row: RowMapping) -> Proved | None:
    if row["proved_account_id"] is None:
        return None
    return Proved(
        account_id=AccountId(row["proved_account_id"]),
        subject=row["subject"],
        sid=row["sid"],
        second_factor=row["second_factor"],
        id_token=row["id_token"],
    )
