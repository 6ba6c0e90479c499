"""The register of destructions, read: newest first page by page, and summed by camera and cause."""

from sqlalchemy import func, select, tuple_

from vigie.archive.model import Destroyed, Destruction, DestructionPlace
from vigie.archive.store.tables import destruction_table
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.store import Transaction


async def destroyed_lines(
    tx: Transaction,
    interval: Interval,
    limit: int,
    *,
    camera_id: CameraId | None = None,
    before: DestructionPlace | None = None,
) -> list[Destruction]:
    """Return at most `limit` lines of what was destroyed in an interval, newest first, behind `before`."""
    columns = destruction_table.c
    order = (columns.destroyed_at_us, columns.camera_id, columns.start_us)
    statement = (
        select(destruction_table)
        .where(columns.destroyed_at_us >= interval.start, columns.destroyed_at_us < interval.end)
        .order_by(*(column.desc() for column in order))
        .limit(limit)
    )
    if camera_id is not None:
        statement = statement.where(columns.camera_id == camera_id)
    if before is not None:
        place = (before.destroyed_at, before.camera_id, before.start)
        statement = statement.where(columns.destroyed_at_us <= before.destroyed_at, tuple_(*order) < place)
    return [
        Destruction(
            CameraId(row["camera_id"]),
            UtcUs(row["start_us"]),
            UtcUs(row["end_us"]),
            UtcUs(row["due_us"]),
            UtcUs(row["destroyed_at_us"]),
            row["size_bytes"],
            row["digest"],
            row["cause"],
        )
        for row in (await tx.execute(statement)).mappings()
    ]


async def destroyed_sums(
    tx: Transaction, interval: Interval, *, camera_id: CameraId | None = None
) -> list[Destroyed]:
    """Return what was destroyed in an interval, by camera and cause."""
    columns = destruction_table.c
    statement = (
        select(
            columns.camera_id,
            columns.cause,
            func.count(),
            func.sum(columns.size_bytes),
            func.min(columns.start_us),
            func.max(columns.end_us),
            func.max(columns.destroyed_at_us - columns.due_us),
        )
        .where(columns.destroyed_at_us >= interval.start, columns.destroyed_at_us < interval.end)
        .group_by(columns.camera_id, columns.cause)
        .order_by(columns.camera_id, columns.cause)
    )
    if camera_id is not None:
        statement = statement.where(columns.camera_id == camera_id)
    return [
        Destroyed(
            camera_id=CameraId(row[0]),
            cause=row[1],
            segments=row[2],
            size=int(row[3]),
            oldest=UtcUs(row[4]),
            newest=UtcUs(row[5]),
            latest_us=int(row[6]),
        )
        for row in await tx.execute(statement)
    ]
