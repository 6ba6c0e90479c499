"""Legal holds and consultations."""

import json

from sqlalchemy import (
    insert,
    select,
    update,
)

from vigie.archive.consultations import Consultation
from vigie.archive.model import Hold
from vigie.archive.store.tables import consultation_table, legal_hold_table
from vigie.kernel.ids import AccountId, CameraId, SessionId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.store import Transaction


async def insert_hold(tx: Transaction, hold: Hold) -> None:
    """Add a legal hold."""
    await tx.execute(
        insert(legal_hold_table).values(
            id=hold.id,
            camera_id=hold.camera_id,
            start_us=hold.interval.start,
            end_us=hold.interval.end,
            reference=hold.reference,
            reason=hold.reason,
            placed_by=hold.placed_by,
            placed_at_us=hold.placed_at,
        )
    )


async def release_hold(tx: Transaction, hold_id: str, by: str, at: UtcUs) -> None:
    """Mark a hold as released; the row stays."""
    change = update(legal_hold_table).where(legal_hold_table.c.id == hold_id)
    await tx.execute(change.values(released_by=by, released_at_us=at))


async def holds(tx: Transaction, *, hold_id: str | None = None) -> list[Hold]:
    """Return all legal holds, or the one of that id; released ones too, newest first."""
    statement = select(legal_hold_table).order_by(legal_hold_table.c.placed_at_us.desc())
    if hold_id is not None:
        statement = statement.where(legal_hold_table.c.id == hold_id)
    return [
        Hold(
            row["id"],
            CameraId(row["camera_id"]),
            Interval(UtcUs(row["start_us"]), UtcUs(row["end_us"])),
            row["reference"],
            row["reason"],
            row["placed_by"],
            UtcUs(row["placed_at_us"]),
            row["released_by"],
            None if row["released_at_us"] is None else UtcUs(row["released_at_us"]),
        )
        for row in (await tx.execute(statement)).mappings()
    ]


async def insert_consultation(tx: Transaction, one: Consultation) -> None:
    """Add a consultation."""
    await tx.execute(
        insert(consultation_table).values(
            id=one.id,
            account_id=one.account_id,
            session_id=one.session_id,
            cameras=json.dumps(one.cameras),
            start_us=one.interval.start,
            end_us=one.interval.end,
            reason=one.reason,
            basis=one.basis,
            opened_at_us=one.opened_at,
            expires_at_us=one.expires_at,
        )
    )


async def consultation(tx: Transaction, consultation_id: str) -> Consultation | None:
    """Return a consultation."""
    statement = select(consultation_table).where(consultation_table.c.id == consultation_id)
    row = (await tx.execute(statement)).mappings().first()
    if row is None:
        return None
    return Consultation(
        row["id"],
        AccountId(row["account_id"]),
        SessionId(row["session_id"]),
        tuple(CameraId(camera) for camera in json.loads(row["cameras"])),
        Interval(UtcUs(row["start_us"]), UtcUs(row["end_us"])),
        row["reason"],
        row["basis"],
        UtcUs(row["opened_at_us"]),
        UtcUs(row["expires_at_us"]),
    )
