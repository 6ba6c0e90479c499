"""What is recorded of a camera: segments, spans, gaps, held intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from vigie.archive.model import Gap, Segment, SegmentState, merge
from vigie.archive.store.rows import gap_of, is_segment, segment_of
from vigie.archive.store.tables import (
    LONGEST_SEGMENT_US,
    gap_table,
    legal_hold_table,
    segment_table,
    take_table,
)
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.store import Transaction


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a camera's archive ends."""

    end: UtcUs | None
    take: int
    gap: Gap | None


async def segment(tx: Transaction, camera_id: CameraId, start: UtcUs) -> Segment | None:
    """Return one row."""
    found = (await tx.execute(select(segment_table).where(is_segment(camera_id, start)))).first()
    return None if found is None else segment_of(found)


async def segments(tx: Transaction, camera_id: CameraId, interval: Interval) -> list[Segment]:
    """Return the readable segments of a camera that share an instant with `interval`, by take and start."""
    columns = segment_table.c
    statement = (
        select(segment_table)
        .where(
            columns.camera_id == camera_id,
            columns.start_us >= interval.start - LONGEST_SEGMENT_US,
            columns.start_us < interval.end,
            columns.end_us > interval.start,
            columns.state != int(SegmentState.DESTROYING),
        )
        .order_by(columns.camera_id, columns.start_us)
    )
    return [segment_of(row) for row in await tx.execute(statement)]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a timeline draws of one camera: spans and held intervals are merged and sorted."""

    spans: tuple[Interval, ...]
    gaps: tuple[Gap, ...]
    held: tuple[Interval, ...]
    oldest: UtcUs | None


_SPAN, _GAP, _HELD, _OLDEST, _END = range(5)


async def drawn(tx: Transaction, camera_id: CameraId, interval: Interval, *, tolerance_us: int = 0) -> Drawn:
    """Return all that a timeline draws, in one question: each one costs several turns of a thread.

    The database joins the day's 1,440 segments; a span's end comes with the next span's beginning.
    """
    rows: list[list[Any]] = [[], [], [], [], []]
    asked = {
        "camera": camera_id,
        "start": interval.start,
        "end": interval.end,
        "reach": interval.start - LONGEST_SEGMENT_US,
        "tolerance": tolerance_us,
    }
    for kind, *values in await tx.execute(_EVERYTHING, asked):
        rows[kind].append(values)
    begun = sorted(rows[_SPAN], key=lambda each: each[0])
    ends = [each[1] for each in begun[1:]] + [each[0] for each in rows[_END]]
    spans = merge(zip((each[0] for each in begun), ends, strict=False), tolerance_us=tolerance_us)
    holds = merge(sorted((each[0], each[1]) for each in rows[_HELD]))
    gaps = sorted(rows[_GAP], key=lambda each: each[0])
    return Drawn(
        spans=tuple(part for span in spans if (part := span.clip(interval)) is not None),
        gaps=tuple(_gap_from(camera_id, each) for each in gaps),
        held=tuple(part for span in holds if (part := span.clip(interval)) is not None),
        oldest=UtcUs(rows[_OLDEST][0][0]) if rows[_OLDEST] else None,
    )


def _gap_from(camera_id: CameraId, values: Sequence[Any]) -> Gap:
    since, until, reason, detail = values
    return Gap(camera_id, UtcUs(since), None if until is None else UtcUs(until), reason, detail)


def _everything() -> Any:
    """Return the question of `drawn`; it is made once, for making it costs as much as half of its answer."""
    kept, gap, hold = segment_table.c, gap_table.c, legal_hold_table.c
    camera_id = bindparam("camera", type_=String())
    start, end, reach, tolerance = (bindparam(name, type_=BigInteger()) for name in _INSTANTS)
    mine = and_(kept.camera_id == camera_id, kept.state != literal_column(str(int(SegmentState.DESTROYING))))
    there = and_(
        mine,
        kept.start_us >= reach,
        kept.start_us < end,
        kept.end_us > start,
        kept.end_us > kept.start_us,
    )
    so_far = func.max(kept.end_us).over(order_by=kept.start_us, rows=(None, -1))
    spans = select(kept.start_us, so_far.label("before_us")).where(there).subquery().c
    first = select(kept.start_us).where(mine).order_by(kept.start_us).limit(1).subquery()
    none, number = cast(null(), String), cast(null(), BigInteger)
    return union_all(
        select(_kind(_SPAN), spans.start_us, spans.before_us, none, none).where(
            or_(spans.before_us.is_(None), spans.start_us > spans.before_us + tolerance)
        ),
        select(_kind(_END), func.max(kept.end_us), number, none, none).where(there),
        select(_kind(_GAP), gap.since_us, gap.until_us, gap.reason, gap.detail).where(
            gap.camera_id == camera_id,
            gap.since_us < end,
            or_(gap.until_us.is_(None), gap.until_us > start),
        ),
        select(_kind(_HELD), hold.start_us, hold.end_us, none, none).where(
            hold.camera_id == camera_id,
            hold.released_at_us.is_(None),
            hold.start_us < end,
            hold.end_us > start,
        ),
        select(_kind(_OLDEST), first.c.start_us, first.c.start_us, none, none),
    )


_INSTANTS = ("start", "end", "reach", "tolerance")


def _kind(number: int) -> Any:
    return literal_column(str(number), Integer)


_EVERYTHING = _everything()


async def gaps(tx: Transaction, camera_id: CameraId, interval: Interval) -> list[Gap]:
    """Return a camera's gaps that share an instant with `interval`."""
    columns = gap_table.c
    statement = (
        select(gap_table)
        .where(
            columns.camera_id == camera_id,
            columns.since_us < interval.end,
            or_(columns.until_us.is_(None), columns.until_us > interval.start),
        )
        .order_by(columns.since_us)
    )
    return [gap_of(row) for row in (await tx.execute(statement)).mappings()]


async def oldest(tx: Transaction, camera_id: CameraId) -> UtcUs | None:
    """Return the start of a camera's oldest readable segment."""
    columns = segment_table.c
    statement = (
        select(columns.start_us)
        .where(columns.camera_id == camera_id, columns.state != int(SegmentState.DESTROYING))
        .order_by(columns.start_us)
        .limit(1)
    )
    found = (await tx.execute(statement)).scalar()
    return None if found is None else UtcUs(found)


async def tail(tx: Transaction, camera_id: CameraId) -> Tail:
    """Return where a camera's archive ends: the last end, the present take, the gap that lasts."""
    columns = segment_table.c
    end = (
        await tx.execute(
            select(columns.end_us)
            .where(columns.camera_id == camera_id)
            .order_by(columns.start_us.desc())
            .limit(1)
        )
    ).scalar()
    take = (
        await tx.execute(select(take_table.c.take).where(take_table.c.camera_id == camera_id))
    ).scalar() or 0
    gap = (
        (
            await tx.execute(
                select(gap_table)
                .where(gap_table.c.camera_id == camera_id, gap_table.c.until_us.is_(None))
                .order_by(gap_table.c.since_us.desc())
                .limit(1)
            )
        )
        .mappings()
        .first()
    )
    return Tail(None if end is None else UtcUs(end), take, None if gap is None else gap_of(gap))


async def held(tx: Transaction, camera_id: CameraId, interval: Interval) -> list[Interval]:
    """Return the intervals of a camera that legal holds keep, within `interval`, merged."""
    columns = legal_hold_table.c
    statement = (
        select(columns.start_us, columns.end_us)
        .where(
            columns.camera_id == camera_id,
            columns.released_at_us.is_(None),
            columns.start_us < interval.end,
            columns.end_us > interval.start,
        )
        .order_by(columns.start_us)
    )
    spans = merge((row[0], row[1]) for row in await tx.execute(statement))
    return [part for span in spans if (part := span.clip(interval)) is not None]


async def cameras(tx: Transaction, table: Table = segment_table) -> list[CameraId]:
    """Return every camera that has segments (or other rows), by skipping along the primary key."""
    found: list[CameraId] = []
    columns = table.c
    while True:
        after = columns.camera_id > found[-1] if found else columns.camera_id != ""
        first = select(columns.camera_id).where(after).order_by(columns.camera_id).limit(1)
        camera = (await tx.execute(first)).scalar()
        if camera is None:
            return found
        found.append(CameraId(camera))
