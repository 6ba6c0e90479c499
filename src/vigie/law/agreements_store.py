"""Queries of agreements and of commissioning notices."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction
from vigie.law.tables import agreement, commissioning

Row = Mapping[str, Any]


async def insert_agreement(tx: Transaction, row: Row, now: UtcUs) -> None:
    """Write an agreement."""
    await tx.execute(insert(agreement).values(**row, recorded_us=now))


async def agreements(tx: Transaction) -> list[Row]:
    """Return every agreement, by first day."""
    wanted = select(agreement).order_by(agreement.c.first_day, agreement.c.id)
    return [dict(row) for row in (await tx.execute(wanted)).mappings()]


async def end_agreement(tx: Transaction, agreement_id: str, at: UtcUs, reason: str) -> bool:
    """End an agreement; False when there is none of that id that still holds."""
    chosen = update(agreement).where(agreement.c.id == agreement_id, agreement.c.ended_us.is_(None))
    return (await tx.execute(chosen.values(ended_us=at, ended_reason=reason))).rowcount > 0


async def insert_commissionings(tx: Transaction, rows: Sequence[Row]) -> None:
    """Write notices of commissioning."""
    await tx.execute(insert(commissioning), [dict(row) for row in rows])


async def commissionings(tx: Transaction) -> list[Row]:
    """Return every notice, the newest date first."""
    wanted = select(commissioning).order_by(commissioning.c.commissioned.desc(), commissioning.c.id)
    return [dict(row) for row in (await tx.execute(wanted)).mappings()]
