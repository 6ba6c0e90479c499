"""Days closed, their leaves and signed heads; keys to wrap again."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Table,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from vigie.archive.model import Segment, SegmentState
from vigie.archive.proofs import DayHead, Leaf
from vigie.archive.store.recording import put_state, state
from vigie.archive.store.rows import is_segment, segment_of
from vigie.archive.store.tables import (
    CLOSED_ODDLY,
    CLOSED_SOON,
    CLOSED_WITHIN_US,
    SEALED_UNTIL,
    day_head_table,
    destruction_table,
    segment_table,
)
from vigie.archive.store.timeline import cameras
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.store import Transaction


async def closing_instant(tx: Transaction, now: UtcUs) -> UtcUs:
    """Return the instant to write as `closed_us`: never in a day whose tree is signed already."""
    return UtcUs(max(now, await state(tx, SEALED_UNTIL) or 0))


async def first_closed(tx: Transaction) -> UtcUs | None:
    """Return the earliest `closed_us` of all segments, destroyed ones too."""
    firsts = [
        (await tx.execute(select(func.min(table.c.closed_us)))).scalar()
        for table in (segment_table, destruction_table)
    ]
    known = [first for first in firsts if first is not None]
    return UtcUs(min(known)) if known else None


LeafRow = tuple[str, int, bytes]
"""Camera, start and digest of a segment."""


async def leaf_rows(tx: Transaction, day: Interval) -> list[LeafRow]:
    """Return what stands in the tree of a day, in no order, destroyed segments too.

    It reads the day, not the archive: a town writes 150,000 segments a day and keeps thirty times as many.
    """
    found: list[LeafRow] = []
    for table, there in await _closed_in(tx, day):
        columns = table.c
        statement = select(columns.camera_id, columns.start_us, columns.digest).where(there)
        found.extend((row[0], row[1], row[2]) for row in await tx.execute(statement))
    return found


async def count_leaves(tx: Transaction, day: Interval) -> int:
    """Return how many rows `leaf_rows` would find now."""
    counts = [
        (await tx.execute(select(func.count()).select_from(table).where(there))).scalar_one()
        for table, there in await _closed_in(tx, day)
    ]
    return sum(counts)


async def leaves(tx: Transaction, day: Interval) -> list[Leaf]:
    """Return what stands in the tree of a day, in its order, destroyed segments too."""
    return in_order(await leaf_rows(tx, day))


def in_order(rows: Iterable[LeafRow]) -> list[Leaf]:
    """Return rows as the leaves of a tree, by camera and start."""
    return [Leaf(CameraId(row[0]), UtcUs(row[1]), bytes(row[2])) for row in sorted(set(rows))]


async def _closed_in(tx: Transaction, day: Interval) -> list[tuple[Table, Any]]:
    """Return conditions that together find all that was closed in a day, none of it twice."""
    found: list[tuple[Table, Any]] = []
    for table in (segment_table, destruction_table):
        columns = table.c
        closed = and_(
            columns.closed_us >= day.start, columns.closed_us < day.end, columns.digest.is_not(None)
        )
        usual = and_(
            columns.camera_id.in_(await cameras(tx, table)),
            columns.start_us >= day.start - CLOSED_WITHIN_US,
            columns.start_us < day.end,
            CLOSED_SOON,
        )
        found += [(table, and_(closed, usual)), (table, and_(closed, CLOSED_ODDLY))]
    return found


async def put_day_head(tx: Transaction, head: DayHead, until: UtcUs) -> None:
    """Write the signed head of a day's tree; nothing may join that day any more."""
    await tx.execute(
        insert(day_head_table).values(
            day=head.day,
            leaves=head.leaves,
            root=head.root,
            signed_at_us=head.signed_at,
            signature=head.signature,
        )
    )
    await put_state(tx, SEALED_UNTIL, until)


async def day_heads(tx: Transaction) -> list[DayHead]:
    """Return every signed head, by day."""
    rows = (await tx.execute(select(day_head_table).order_by(day_head_table.c.day))).mappings()
    return [
        DayHead(row["day"], row["leaves"], row["root"], UtcUs(row["signed_at_us"]), row["signature"])
        for row in rows
    ]


async def wrapped_keys(tx: Transaction, after: tuple[str, int], limit: int) -> list[Segment]:
    """Return the segments that have a key, by camera and start, behind `after`."""
    columns = segment_table.c
    behind = or_(
        columns.camera_id > after[0], and_(columns.camera_id == after[0], columns.start_us > after[1])
    )
    statement = (
        select(segment_table)
        .where(behind, columns.wrapped_key.is_not(None))
        .order_by(columns.camera_id, columns.start_us)
        .limit(limit)
    )
    return [segment_of(row) for row in await tx.execute(statement)]


async def replace_keys(tx: Transaction, rows: Sequence[tuple[Segment, bytes]]) -> None:
    """Give segments newly wrapped keys; one whose key was erased meanwhile stays erased."""
    statement = (
        update(segment_table)
        .where(
            segment_table.c.camera_id == bindparam("camera"),
            segment_table.c.start_us == bindparam("start"),
            segment_table.c.wrapped_key == bindparam("before"),
        )
        .values(wrapped_key=bindparam("after"))
    )
    if rows:
        await tx.execute(
            statement,
            [
                {"camera": row.camera_id, "start": row.start, "before": row.key, "after": wrapped}
                for row, wrapped in rows
            ],
        )


async def put_key(tx: Transaction, row: Segment, wrapped: bytes) -> None:
    """Give a segment its wrapped key again; not one that is being destroyed."""
    allowed = and_(
        is_segment(row.camera_id, row.start), segment_table.c.state != int(SegmentState.DESTROYING)
    )
    await tx.execute(update(segment_table).where(allowed).values(wrapped_key=wrapped))
