"""Queries of approvals, grants and qualifications."""

from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from vigie.kernel.ids import AccountId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction
from vigie.people.records import AccessGrant, Authority, Qualification, QualificationKind, StateApproval
from vigie.people.tables import access_grant, qualification, state_approval


async def insert_approval(tx: Transaction, new: StateApproval) -> None:
    """Write a State approval."""
    values = {
        "id": new.id,
        "account_id": new.account_id,
        "authority": new.authority.value,
        "number": new.number,
        "department": new.department,
        "starts_us": new.starts,
        "ends_us": new.ends,
    }
    await tx.execute(insert(state_approval).values(values))


async def approvals(tx: Transaction, account_id: AccountId | None = None) -> list[StateApproval]:
    """Return approvals of one account or of all, oldest first."""
    return [_approval(row) for row in await _rows(tx, state_approval, account_id, "starts_us")]


async def suspend_approval(tx: Transaction, approval_id: str, at: UtcUs | None, reason: str | None) -> bool:
    """Suspend an approval, or lift the suspension with None; False when there is none."""
    chosen = update(state_approval).where(state_approval.c.id == approval_id)
    return (await tx.execute(chosen.values(suspended_us=at, suspended_reason=reason))).rowcount > 0


async def insert_grant(tx: Transaction, new: AccessGrant) -> None:
    """Write an access grant."""
    values = {
        "id": new.id,
        "account_id": new.account_id,
        "number": new.number,
        "granted_by": new.granted_by,
        "starts_us": new.starts,
        "ends_us": new.ends,
        "cameras": None if new.cameras is None else list(new.cameras),
        "commune": new.commune,
    }
    await tx.execute(insert(access_grant).values(values))


async def grants(tx: Transaction, account_id: AccountId | None = None) -> list[AccessGrant]:
    """Return grants of one account or of all, oldest first."""
    return [_grant(row) for row in await _rows(tx, access_grant, account_id, "starts_us")]


async def revoke_grant(tx: Transaction, grant_id: str, at: UtcUs, reason: str) -> bool:
    """Revoke a grant; False when there is none in force."""
    chosen = update(access_grant).where(access_grant.c.id == grant_id, access_grant.c.revoked_us.is_(None))
    return (await tx.execute(chosen.values(revoked_us=at, revoked_reason=reason))).rowcount > 0


async def insert_qualification(tx: Transaction, new: Qualification) -> None:
    """Write an oath, a training or an undertaking."""
    values = {
        "id": new.id,
        "account_id": new.account_id,
        "kind": new.kind.value,
        "title": new.title,
        "signed_us": new.signed,
        "ends_us": new.ends,
    }
    await tx.execute(insert(qualification).values(values))


async def qualifications(tx: Transaction, account_id: AccountId | None = None) -> list[Qualification]:
    """Return qualifications of one account or of all, oldest first."""
    return [_qualification(row) for row in await _rows(tx, qualification, account_id, "signed_us")]


async def _rows(tx: Transaction, table: Any, account_id: AccountId | None, order: str) -> list[RowMapping]:
    wanted = select(table).order_by(table.c[order], table.c.id)
    if account_id is not None:
        wanted = wanted.where(table.c.account_id == account_id)
    return list((await tx.execute(wanted)).mappings())


def _approval(row: RowMapping) -> StateApproval:
    return StateApproval(
        id=row["id"],
        account_id=AccountId(row["account_id"]),
        authority=Authority(row["authority"]),
        number=row["number"],
        department=row["department"],
        starts=UtcUs(row["starts_us"]),
        ends=UtcUs(row["ends_us"]),
        suspended=row["suspended_us"],
        suspended_reason=row["suspended_reason"],
    )


def _grant(row: RowMapping) -> AccessGrant:
    return AccessGrant(
        id=row["id"],
        account_id=AccountId(row["account_id"]),
        number=row["number"],
        granted_by=row["granted_by"],
        starts=UtcUs(row["starts_us"]),
        ends=UtcUs(row["ends_us"]),
        cameras=None if row["cameras"] is None else tuple(row["cameras"]),
        commune=row["commune"],
        revoked=row["revoked_us"],
        revoked_reason=row["revoked_reason"],
    )


def _qualification(row: RowMapping) -> Qualification:
    return Qualification(
        id=row["id"],
        account_id=AccountId(row["account_id"]),
        kind=QualificationKind(row["kind"]),
        title=row["title"],
        signed=UtcUs(row["signed_us"]),
        ends=row["ends_us"],
    )
