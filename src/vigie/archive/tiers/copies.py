"""Which segments have a copy in S3: the tier's table and its queries.

A row stands from before the first byte is sent until the last version is gone, so that a kill at any instant
leaves nothing in the bucket that no row names. `version` is NULL while it is being sent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    RowMapping,
    String,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from vigie.archive.model import Segment, SegmentState
from vigie.archive.store.custody import holds
from vigie.archive.store.rows import is_held, segment_of
from vigie.archive.store.tables import LONGEST_SEGMENT_US, segment_table
from vigie.archive.store.timeline import segment
from vigie.archive.tiers.remote import Stored
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction, metadata

UNSENT: Final = text("version IS NULL")
HELD: Final = text("held")
"""Said so in a query, it uses the small index of the few rows that bear a hold."""

copy_table = Table(
    "remote_copy",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("start_us", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(255), nullable=False),
    Column("version", String(255)),
    Column("size_bytes", BigInteger, nullable=False),
    Column("until_us", BigInteger, nullable=False),
    Column("held", Boolean, nullable=False),
    Index("ix_remote_copy_unsent", "camera_id", sqlite_where=UNSENT, postgresql_where=UNSENT),
    Index("ix_remote_copy_held", "camera_id", sqlite_where=HELD, postgresql_where=HELD),
    sqlite_with_rowid=False,
)

TABLES: Final = (copy_table,)

Key = tuple[CameraId, UtcUs]


@dataclass(frozen=True, slots=True)
class Copy:
    """One row: a segment's object.

    Attributes:
        version: the server's, None while the object is being sent.
        until: end of the retention that was set.
        held: whether we laid a legal hold on it.
    """

    camera_id: CameraId
    start: UtcUs
    name: str
    version: str | None
    size: int
    until: UtcUs
    held: bool

    @property
    def key(self) -> Key:
        """What names the segment."""
        return self.camera_id, self.start

    @property
    def stored(self) -> Stored:
        """The version that the row names."""
        return Stored(self.name, self.version or "", self.size)


def _copy(row: RowMapping) -> Copy:
    return Copy(
        CameraId(row["camera_id"]),
        UtcUs(row["start_us"]),
        row["name"],
        row["version"],
        row["size_bytes"],
        UtcUs(row["until_us"]),
        row["held"],
    )


def _same() -> Any:
    return and_(
        copy_table.c.camera_id == segment_table.c.camera_id, copy_table.c.start_us == segment_table.c.start_us
    )


def _fit(now: UtcUs, closed_before: UtcUs) -> Any:
    """Condition: a segment may be sent: closed long enough, sealed, and not about to go."""
    columns = segment_table.c
    return and_(
        columns.state == int(SegmentState.CLOSED),
        columns.wrapped_key.is_not(None),
        columns.end_us <= closed_before,
        or_(columns.destroy_at_us > now, is_held()),
    )


async def after_last(
    tx: Transaction, camera_id: CameraId, now: UtcUs, closed_before: UtcUs, limit: int
) -> list[Segment]:
    """Return a camera's segments behind the last one that has a row, oldest first: one range scan."""
    columns = segment_table.c
    last = select(func.max(copy_table.c.start_us)).where(copy_table.c.camera_id == camera_id)
    known = (await tx.execute(last)).scalar()
    statement = (
        select(segment_table)
        .where(columns.camera_id == camera_id, columns.start_us > (-1 if known is None else known))
        .where(_fit(now, closed_before))
        .order_by(columns.start_us)
        .limit(limit)
    )
    return [segment_of(row) for row in await tx.execute(statement)]


async def overlooked(tx: Transaction, now: UtcUs, closed_before: UtcUs) -> list[Segment]:
    """Return segments without a row that stand before their camera's last one; reads the index."""
    later = copy_table.alias()
    last = (
        select(func.max(later.c.start_us))
        .where(later.c.camera_id == segment_table.c.camera_id)
        .scalar_subquery()
    )
    missing = ~exists().where(_same())
    statement = select(segment_table).where(
        _fit(now, closed_before), segment_table.c.start_us < last, missing
    )
    return [segment_of(row) for row in await tx.execute(statement)]


async def unsent(tx: Transaction) -> list[Segment]:
    """Return the readable segments that were being sent: one batch, or those whose file cannot be read."""
    statement = select(copy_table.c.camera_id, copy_table.c.start_us).where(copy_table.c.version.is_(None))
    found = []
    for camera, start in (await tx.execute(statement)).all():
        row = await segment(tx, camera, start)
        if row is not None and row.state is SegmentState.CLOSED:
            found.append(row)
    return found


async def of(tx: Transaction, segments: Sequence[Segment]) -> dict[Key, Copy]:
    """Return the rows of segments, by camera and start."""
    return await at(tx, [(row.camera_id, row.start) for row in segments])


async def at(tx: Transaction, keys: Sequence[Key]) -> dict[Key, Copy]:
    """Return rows by camera and start."""
    found: dict[Key, Copy] = {}
    for camera in sorted({key[0] for key in keys}):
        starts = {start for name, start in keys if name == camera}
        columns = copy_table.c
        statement = select(copy_table).where(
            columns.camera_id == camera, columns.start_us.between(min(starts), max(starts))
        )
        for row in (await tx.execute(statement)).mappings():
            if row["start_us"] in starts:
                found[camera, UtcUs(row["start_us"])] = _copy(row)
    return found


async def cameras(tx: Transaction) -> list[CameraId]:
    """Return every camera that has copies."""
    statement = select(copy_table.c.camera_id).distinct().order_by(copy_table.c.camera_id)
    return [CameraId(row[0]) for row in await tx.execute(statement)]


async def abandoned(tx: Transaction) -> list[Copy]:
    """Return rows whose segment is gone or is being destroyed; reads the index."""
    alive = exists().where(_same(), segment_table.c.state != int(SegmentState.DESTROYING))
    statement = select(copy_table).where(~alive)
    return [_copy(row) for row in (await tx.execute(statement)).mappings()]


async def newly_held(tx: Transaction) -> list[Copy]:
    """Return the sent copies that a hold keeps and that bear no legal hold yet: a range scan per hold."""
    found: dict[Key, Copy] = {}
    columns = copy_table.c
    for hold in await holds(tx):
        if hold.released_at is not None:
            continue
        start, end = hold.interval.start, hold.interval.end
        statement = (
            select(copy_table)
            .join(segment_table, _same())
            .where(
                columns.camera_id == hold.camera_id, columns.start_us < end, segment_table.c.end_us > start
            )
            .where(columns.start_us > start - LONGEST_SEGMENT_US)
            .where(columns.version.is_not(None), ~columns.held)
        )
        for row in (await tx.execute(statement)).mappings():
            copy = _copy(row)
            found[copy.key] = copy
    return list(found.values())


async def newly_released(tx: Transaction) -> list[Copy]:
    """Return the copies that bear our legal hold and that no hold keeps any more."""
    statement = select(copy_table).join(segment_table, _same()).where(HELD, ~is_held())
    return [_copy(row) for row in (await tx.execute(statement)).mappings()]


async def all_copies(tx: Transaction, camera_id: CameraId) -> list[Copy]:
    """Return a camera's rows in order."""
    statement = select(copy_table).where(copy_table.c.camera_id == camera_id).order_by(copy_table.c.start_us)
    return [_copy(row) for row in (await tx.execute(statement)).mappings()]


async def totals(tx: Transaction) -> tuple[int, int]:
    """Return how many objects there are and their bytes."""
    row = (await tx.execute(select(func.count(), func.coalesce(func.sum(copy_table.c.size_bytes), 0)))).one()
    return int(row[0]), int(row[1])


async def put(tx: Transaction, copies: Iterable[Copy]) -> None:
    """Add rows; each segment has none."""
    values = [
        {
            "camera_id": one.camera_id,
            "start_us": one.start,
            "name": one.name,
            "version": one.version,
            "size_bytes": one.size,
            "until_us": one.until,
            "held": one.held,
        }
        for one in copies
    ]
    if values:
        await tx.execute(insert(copy_table), values)


async def change(tx: Transaction, copies: Iterable[Copy]) -> None:
    """Write version, retention and hold of rows that are still there."""
    statement = (
        update(copy_table)
        .where(copy_table.c.camera_id == bindparam("camera"), copy_table.c.start_us == bindparam("start"))
        .values(version=bindparam("new_version"), until_us=bindparam("new_until"), held=bindparam("new_held"))
    )
    values = [
        {
            "camera": one.camera_id,
            "start": one.start,
            "new_version": one.version,
            "new_until": one.until,
            "new_held": one.held,
        }
        for one in copies
    ]
    if values:
        await tx.execute(statement, values)


async def remove(tx: Transaction, keys: Iterable[Key]) -> None:
    """Remove rows."""
    statement = delete(copy_table).where(
        copy_table.c.camera_id == bindparam("camera"), copy_table.c.start_us == bindparam("start")
    )
    values = [{"camera": camera, "start": start} for camera, start in keys]
    if values:
        await tx.execute(statement, values)
