"""What the recorder writes: segments, gaps, takes, volumes, named states."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from vigie.archive.model import Gap, Segment, SegmentState, Volume
from vigie.archive.store.rows import is_segment, segment_of, segment_row
from vigie.archive.store.tables import (
    UNSETTLED,
    gap_table,
    segment_table,
    state_table,
    take_table,
    volume_table,
)
from vigie.kernel.ids import CameraId, VolumeId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction


async def insert_segments(tx: Transaction, rows: Sequence[Segment]) -> None:
    """Add rows; each (camera, start) is new."""
    if rows:
        await tx.execute(insert(segment_table), [segment_row(row) for row in rows])


_UPDATE = (
    update(segment_table)
    .where(segment_table.c.camera_id == bindparam("camera"), segment_table.c.start_us == bindparam("start"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("end_us", "state", "parts", "size_bytes", "ticks_90k", "digest", "closed_us")
        }
    )
)


async def update_segments(tx: Transaction, rows: Sequence[Segment]) -> None:
    """Bring rows up to what the disk holds; key and `destroy_at` stay as they are in the index."""
    if rows:
        await tx.execute(
            _UPDATE,
            [
                {
                    "camera": row.camera_id,
                    "start": row.start,
                    "new_end_us": row.end,
                    "new_state": int(row.state),
                    "new_parts": row.parts,
                    "new_size_bytes": row.size,
                    "new_ticks_90k": row.ticks_90k,
                    "new_digest": row.digest,
                    "new_closed_us": row.closed_at,
                }
                for row in rows
            ],
        )


async def set_state(tx: Transaction, row: Segment, state: SegmentState, *, erase_key: bool = False) -> None:
    """Change a segment's state, and erase its key when asked."""
    values: dict[str, Any] = {"state": int(state)}
    if erase_key:
        values["wrapped_key"] = None
    await tx.execute(update(segment_table).where(is_segment(row.camera_id, row.start)).values(values))


async def delete_segments(tx: Transaction, rows: Iterable[Segment]) -> None:
    """Remove rows from the index."""
    keys = [{"camera": row.camera_id, "start": row.start} for row in rows]
    if keys:
        statement = delete(segment_table).where(
            segment_table.c.camera_id == bindparam("camera"), segment_table.c.start_us == bindparam("start")
        )
        await tx.execute(statement, keys)


async def open_segments(tx: Transaction, volume_id: VolumeId) -> list[Segment]:
    """Return the rows of a volume that the index still calls open."""
    columns = segment_table.c
    statement = select(segment_table).where(
        UNSETTLED, columns.volume_id == volume_id, columns.state == int(SegmentState.OPEN)
    )
    return [segment_of(row) for row in await tx.execute(statement)]


async def put_gaps(tx: Transaction, changed: Sequence[Gap]) -> None:
    """Write gaps, new or changed."""
    rows = [
        {
            "camera_id": gap.camera_id,
            "since_us": gap.since,
            "until_us": gap.until,
            "reason": str(gap.reason),
            "detail": gap.detail,
        }
        for gap in changed
    ]
    await _put(tx, gap_table, rows)


async def put_volume(tx: Transaction, volume: Volume) -> None:
    """Write a volume and where it is mounted now."""
    await _put(tx, volume_table, [{"id": volume.id, "path": volume.path}])


async def volumes(tx: Transaction) -> list[Volume]:
    """Return every volume the index knows."""
    rows = await tx.execute(select(volume_table).order_by(volume_table.c.id))
    return [Volume(VolumeId(row.id), row.path) for row in rows]


async def put_takes(tx: Transaction, takes: Mapping[CameraId, int]) -> None:
    """Remember each camera's present take."""
    await _put(tx, take_table, [{"camera_id": camera, "take": take} for camera, take in takes.items()])


async def put_state(tx: Transaction, name: str, value: int) -> None:
    """Remember a number under a name."""
    await _put(tx, state_table, [{"name": name, "value": value}])


async def state(tx: Transaction, name: str) -> int | None:
    """Return a number kept under a name."""
    value = (await tx.execute(select(state_table.c.value).where(state_table.c.name == name))).scalar()
    return None if value is None else int(value)


async def _put(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, over those of the same primary key, as one statement.

    One and not one for each row: whoever else writes waits meanwhile, and while 104 cameras are being
    connected each turn of the loop takes long.
    """
    if not rows:
        return
    upsert = postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    others = {name: upsert.excluded[name] for name in rows[0] if name not in keys}
    await tx.execute(
        upsert.on_conflict_do_update(index_elements=keys, set_=others), [dict(row) for row in rows]
    )


async def count_segments(tx: Transaction) -> tuple[int, int]:
    """Return how many segments there are, and their bytes."""
    statement = select(func.count(), func.coalesce(func.sum(segment_table.c.size_bytes), 0)).select_from(
        segment_table
    )
    count, size = (await tx.execute(statement)).one()
    return int(count), int(size)


async def written_since(tx: Transaction, camera_id: CameraId, since: UtcUs) -> tuple[int, int]:
    """Return bytes and recorded microseconds of a camera's segments that start after `since`."""
    columns = segment_table.c
    length = columns.end_us - columns.start_us
    statement = select(
        func.coalesce(func.sum(columns.size_bytes), 0), func.coalesce(func.sum(length), 0)
    ).where(columns.camera_id == camera_id, columns.start_us >= since)
    size, recorded = (await tx.execute(statement)).one()
    return int(size), int(recorded)
