"""Queries of two-person confirmations."""

from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from vigie.kernel.ids import AccountId
from vigie.kernel.instants import UtcUs
from vigie.kernel.rights import SensitiveAct
from vigie.kernel.store import Transaction
from vigie.people.model import Confirmation
from vigie.people.tables import confirmation


async def insert_confirmation(tx: Transaction, new: Confirmation) -> None:
    """Write a request for confirmation."""
    values = {
        "id": new.id,
        "act": new.act.value,
        "subject": new.subject,
        "reason": new.reason,
        "asked_by": new.asked_by,
        "asked_us": new.asked,
        "expires_us": new.expires,
    }
    await tx.execute(insert(confirmation).values(values))


async def pending(tx: Transaction, now: UtcUs) -> list[Confirmation]:
    """Return requests that can still be decided or used, oldest first."""
    open_ones = confirmation.c.refused_us.is_(None) & confirmation.c.used_us.is_(None)
    wanted = select(confirmation).where(open_ones, confirmation.c.expires_us > now)
    rows = (await tx.execute(wanted.order_by(confirmation.c.asked_us, confirmation.c.id))).mappings()
    return [_confirmation(row) for row in rows]


async def find(tx: Transaction, confirmation_id: str) -> Confirmation | None:
    """Return one request; locked, so that it is decided and used once."""
    wanted = select(confirmation).where(confirmation.c.id == confirmation_id).with_for_update()
    row = (await tx.execute(wanted)).mappings().first()
    return _confirmation(row) if row else None


async def confirmed(
    tx: Transaction, act: SensitiveAct, subject: str, asked_by: AccountId | None, now: UtcUs
) -> Confirmation | None:
    """Return the oldest request for an act that was confirmed and can still serve; locked."""
    there = (confirmation.c.act == act.value) & (confirmation.c.subject == subject)
    open_ones = confirmation.c.refused_us.is_(None) & confirmation.c.used_us.is_(None)
    wanted = select(confirmation).where(
        there, open_ones, confirmation.c.confirmed_us.is_not(None), confirmation.c.expires_us > now
    )
    if asked_by is not None:
        wanted = wanted.where(confirmation.c.asked_by == asked_by)
    first = wanted.order_by(confirmation.c.asked_us, confirmation.c.id).limit(1).with_for_update()
    row = (await tx.execute(first)).mappings().first()
    return _confirmation(row) if row else None


async def decide(tx: Transaction, confirmation_id: str, **values: Any) -> None:
    """Set columns of a request."""
    await tx.execute(update(confirmation).where(confirmation.c.id == confirmation_id).values(values))


def _confirmation(row: RowMapping) -> Confirmation:
    return Confirmation(
        id=row["id"],
        act=SensitiveAct(row["act"]),
        subject=row["subject"],
        reason=row["reason"],
        asked_by=AccountId(row["asked_by"]),
        asked=UtcUs(row["asked_us"]),
        expires=UtcUs(row["expires_us"]),
        confirmed_by=row["confirmed_by"],
        confirmed=row["confirmed_us"],
        refused=row["refused_us"],
        used=row["used_us"],
    )
