"""What must go, what must not, what went."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import (
    Integer,
    and_,
    bindparam,
    cast,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from vigie.archive.model import Destruction, Segment, SegmentState
from vigie.archive.store.rows import is_held, is_segment, segment_of
from vigie.archive.store.tables import UNSETTLED, destruction_table, segment_table
from vigie.kernel.ids import CameraId, VolumeId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.kernel.store import Transaction


async def due(tx: Transaction, now: UtcUs, limit: int, *, skip: int = 0) -> list[Segment]:
    """Return the unheld segments that must go now, the most overdue first, without the first `skip`."""
    columns = segment_table.c
    statement = (
        select(segment_table)
        .where(columns.destroy_at_us <= now, or_(columns.state == int(SegmentState.DESTROYING), ~is_held()))
        .order_by(columns.destroy_at_us, columns.camera_id, columns.start_us)
        .limit(limit)
        .offset(skip)
    )
    return [segment_of(row) for row in await tx.execute(statement)]


async def spare(
    tx: Transaction, cutoffs: Mapping[CameraId | None, UtcUs], limit: int, volumes: Sequence[VolumeId]
) -> list[Segment]:
    """Return closed, unheld segments on these volumes, ended before their camera's cutoff, soonest due first.

    `cutoffs` holds under None the cutoff of the cameras it does not name.
    """
    columns = segment_table.c
    named = {camera: at for camera, at in cutoffs.items() if camera is not None}
    groups: dict[UtcUs, list[CameraId]] = {}
    for camera, at in named.items():
        groups.setdefault(at, []).append(camera)
    old = [and_(columns.camera_id.in_(group), columns.end_us <= at) for at, group in groups.items()]
    old.append(and_(columns.camera_id.not_in(list(named)), columns.end_us <= cutoffs[None]))
    statement = (
        select(segment_table)
        .where(
            columns.state == int(SegmentState.CLOSED),
            columns.volume_id.in_(list(volumes)),
            or_(*old),
            ~is_held(),
        )
        .order_by(columns.destroy_at_us, columns.camera_id, columns.start_us)
        .limit(limit)
    )
    return [segment_of(row) for row in await tx.execute(statement)]


async def half_destroyed(tx: Transaction) -> list[Segment]:
    """Return the segments whose key is erased and whose file may still be there."""
    statement = select(segment_table).where(UNSETTLED, segment_table.c.state == int(SegmentState.DESTROYING))
    return [segment_of(row) for row in await tx.execute(statement)]


async def held_due(tx: Transaction, now: UtcUs) -> list[Segment]:
    """Return the closed segments that are due and that a legal hold keeps, wholly or in part."""
    columns = segment_table.c
    statement = (
        select(segment_table)
        .where(columns.destroy_at_us <= now, columns.state == int(SegmentState.CLOSED), is_held())
        .order_by(columns.destroy_at_us)
    )
    return [segment_of(row) for row in await tx.execute(statement)]


async def unheld(tx: Transaction, rows: Sequence[Segment]) -> list[Segment]:
    """Return those of `rows` that exist and nothing holds; no hold can be placed until the end of `tx`."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text("LOCK TABLE legal_hold IN SHARE MODE"))
    free = []
    for row in rows:
        columns = segment_table.c
        allowed = or_(columns.state == int(SegmentState.DESTROYING), ~is_held())
        statement = select(segment_table).where(is_segment(row.camera_id, row.start), allowed)
        found = (await tx.execute(statement)).first()
        if found is not None:
            free.append(segment_of(found))
    return free


async def erase_keys(tx: Transaction, rows: Sequence[Segment]) -> None:
    """Erase the keys of segments and mark them as being destroyed; SQLite overwrites the erased bytes."""
    if tx.dialect.name == "sqlite":
        await tx.exec_driver_sql("PRAGMA secure_delete=ON")
    statement = (
        update(segment_table)
        .where(
            segment_table.c.camera_id == bindparam("camera"), segment_table.c.start_us == bindparam("start")
        )
        .values(state=int(SegmentState.DESTROYING), wrapped_key=None)
    )
    if rows:
        await tx.execute(statement, [{"camera": row.camera_id, "start": row.start} for row in rows])


async def overdue(tx: Transaction, now: UtcUs) -> tuple[int, int, UtcUs | None]:
    """Return how many unheld segments should be gone, their bytes, and the image that is due first."""
    columns = segment_table.c
    count, size = (
        await tx.execute(
            select(func.count(), func.coalesce(func.sum(columns.size_bytes), 0)).where(
                columns.destroy_at_us <= now, ~is_held()
            )
        )
    ).one()
    first = select(columns.start_us).order_by(columns.destroy_at_us).limit(1)
    oldest_image = (await tx.execute(first)).scalar()
    return int(count), int(size), None if oldest_image is None else UtcUs(oldest_image)


async def due_by_day(tx: Transaction, now: UtcUs) -> list[tuple[int, int]]:
    """Return (days from `now`, bytes) of what will be destroyed."""
    day = (segment_table.c.destroy_at_us - now) / DAY_US
    number = cast(func.floor(day), Integer) if tx.dialect.name == "postgresql" else cast(day, Integer)
    statement = (
        select(number.label("day"), func.sum(segment_table.c.size_bytes)).group_by("day").order_by("day")
    )
    return [(max(int(row[0]), 0), int(row[1])) for row in await tx.execute(statement)]


async def record_destructions(tx: Transaction, rows: Iterable[Segment], at: UtcUs, cause: str) -> None:
    """Write the register of destructions."""
    values = [
        {
            "camera_id": row.camera_id,
            "start_us": row.start,
            "destroyed_at_us": at,
            "end_us": row.end,
            "due_us": row.destroy_at,
            "size_bytes": row.size,
            "digest": row.digest,
            "closed_us": row.closed_at,
            "volume_id": row.volume_id,
            "cause": cause,
        }
        for row in rows
    ]
    if values:
        await tx.execute(insert(destruction_table), values)


async def destructions(tx: Transaction, since: UtcUs, until: UtcUs) -> list[Destruction]:
    """Return the register of destructions in `[since, until)`, oldest first."""
    columns = destruction_table.c
    statement = (
        select(destruction_table)
        .where(columns.destroyed_at_us >= since, columns.destroyed_at_us < until)
        .order_by(columns.destroyed_at_us, columns.camera_id, columns.start_us)
    )
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


async def was_destroyed_at(tx: Transaction, row: Segment, at: UtcUs) -> bool:
    """Tell whether the register has a line of this segment with this very instant."""
    columns = destruction_table.c
    statement = select(columns.start_us).where(
        columns.camera_id == row.camera_id, columns.start_us == row.start, columns.destroyed_at_us == at
    )
    return (await tx.execute(statement)).first() is not None


async def was_destroyed(tx: Transaction, row: Segment) -> bool:
    """Tell whether the register says that this segment was destroyed."""
    columns = destruction_table.c
    statement = select(columns.start_us).where(
        columns.camera_id == row.camera_id, columns.start_us == row.start
    )
    return (await tx.execute(statement.limit(1))).first() is not None
