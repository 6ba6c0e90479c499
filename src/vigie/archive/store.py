"""The archive's tables and queries; the only file of this room that knows SQLAlchemy.

Instants are UTC microseconds. `segment` is clustered by (camera, start): a camera-day is one short range
scan.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    RowMapping,
    SmallInteger,
    String,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from vigie.archive.consultations import Consultation
from vigie.archive.model import Destruction, Gap, Hold, Segment, SegmentState, Volume, merge
from vigie.archive.proofs import DayHead, Leaf
from vigie.kernel.ids import AccountId, CameraId, SessionId, VolumeId
from vigie.kernel.instants import DAY_US, Interval, UtcUs
from vigie.kernel.store import Transaction, metadata

HEARTBEAT: Final = "recorder_heartbeat_us"
REAPER_RAN: Final = "reaper_ran_us"
SEALED_UNTIL: Final = "sealed_until_us"

UNSETTLED: Final = text("state <> 1")
"""The few rows that are open or being destroyed; said so in a query, it uses their small index."""

segment_table = Table(
    "segment",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("start_us", BigInteger, primary_key=True, autoincrement=False),
    Column("end_us", BigInteger, nullable=False),
    Column("volume_id", String(32), nullable=False),
    Column("destroy_at_us", BigInteger, nullable=False),
    Column("take", Integer, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("ticks_90k", BigInteger, nullable=False),
    Column("digest", LargeBinary(32)),
    Column("wrapped_key", LargeBinary(128)),
    Column("closed_us", BigInteger),
    Index("ix_segment_destroy_at_us", "destroy_at_us"),
    Index("ix_segment_unsettled", "state", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
    sqlite_with_rowid=False,
)

gap_table = Table(
    "gap",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("since_us", BigInteger, primary_key=True, autoincrement=False),
    Column("until_us", BigInteger),
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_with_rowid=False,
)

volume_table = Table(
    "volume",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("path", Text, nullable=False),
)

take_table = Table(
    "archive_take",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("take", Integer, nullable=False),
)

state_table = Table(
    "archive_state",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

destruction_table = Table(
    "destruction",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("start_us", BigInteger, primary_key=True, autoincrement=False),
    Column("destroyed_at_us", BigInteger, primary_key=True, autoincrement=False),
    Column("end_us", BigInteger, nullable=False),
    Column("due_us", BigInteger, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("digest", LargeBinary(32)),
    Column("closed_us", BigInteger),
    Column("volume_id", String(32), nullable=False),
    Column("cause", String(20), nullable=False),
    Index("ix_destruction_destroyed_at_us", "destroyed_at_us"),
    sqlite_with_rowid=False,
)

consultation_table = Table(
    "consultation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", String(64), nullable=False),
    Column("session_id", String(64), nullable=False),
    Column("cameras", Text, nullable=False),
    Column("start_us", BigInteger, nullable=False),
    Column("end_us", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("opened_at_us", BigInteger, nullable=False),
    Column("expires_at_us", BigInteger, nullable=False),
)

legal_hold_table = Table(
    "legal_hold",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("camera_id", String(64), nullable=False),
    Column("start_us", BigInteger, nullable=False),
    Column("end_us", BigInteger, nullable=False),
    Column("reference", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_by", String(64), nullable=False),
    Column("placed_at_us", BigInteger, nullable=False),
    Column("released_by", String(64)),
    Column("released_at_us", BigInteger),
    Index("ix_legal_hold_camera_id", "camera_id", "start_us"),
)

day_head_table = Table(
    "archive_day",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("leaves", Integer, nullable=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("signed_at_us", BigInteger, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
)

TABLES: Final = (
    segment_table,
    gap_table,
    volume_table,
    take_table,
    state_table,
    destruction_table,
    consultation_table,
    legal_hold_table,
    day_head_table,
)

LONGEST_SEGMENT_US: Final = 3_600_000_000
"""No segment is longer, so a range scan by start that begins so much earlier misses none."""


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a camera's archive ends."""

    end: UtcUs | None
    take: int
    gap: Gap | None


def _segment_row(row: Segment) -> dict[str, Any]:
    return {
        "camera_id": row.camera_id,
        "start_us": row.start,
        "end_us": row.end,
        "volume_id": row.volume_id,
        "destroy_at_us": row.destroy_at,
        "take": row.take,
        "state": int(row.state),
        "parts": row.parts,
        "size_bytes": row.size,
        "ticks_90k": row.ticks_90k,
        "digest": row.digest,
        "wrapped_key": row.key,
        "closed_us": row.closed_at,
    }


def _segment(row: RowMapping) -> Segment:
    return Segment(
        CameraId(row["camera_id"]),
        UtcUs(row["start_us"]),
        UtcUs(row["end_us"]),
        VolumeId(row["volume_id"]),
        UtcUs(row["destroy_at_us"]),
        row["take"],
        SegmentState(row["state"]),
        row["parts"],
        row["size_bytes"],
        row["ticks_90k"],
        row["digest"],
        row["wrapped_key"],
        None if row["closed_us"] is None else UtcUs(row["closed_us"]),
    )


def _gap(row: RowMapping) -> Gap:
    until = row["until_us"]
    return Gap(
        CameraId(row["camera_id"]),
        UtcUs(row["since_us"]),
        None if until is None else UtcUs(until),
        row["reason"],
        row["detail"],
    )


def _is(camera_id: CameraId, start: UtcUs) -> Any:
    return and_(segment_table.c.camera_id == camera_id, segment_table.c.start_us == start)


async def insert_segments(tx: Transaction, rows: Sequence[Segment]) -> None:
    """Add rows; each (camera, start) is new."""
    if rows:
        await tx.execute(insert(segment_table), [_segment_row(row) for row in rows])


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
    await tx.execute(update(segment_table).where(_is(row.camera_id, row.start)).values(values))


async def delete_segments(tx: Transaction, rows: Iterable[Segment]) -> None:
    """Remove rows from the index."""
    keys = [{"camera": row.camera_id, "start": row.start} for row in rows]
    if keys:
        statement = delete(segment_table).where(
            segment_table.c.camera_id == bindparam("camera"), segment_table.c.start_us == bindparam("start")
        )
        await tx.execute(statement, keys)


async def segment(tx: Transaction, camera_id: CameraId, start: UtcUs) -> Segment | None:
    """Return one row."""
    found = (await tx.execute(select(segment_table).where(_is(camera_id, start)))).mappings().first()
    return None if found is None else _segment(found)


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
    return [_segment(row) for row in (await tx.execute(statement)).mappings()]


async def spans(
    tx: Transaction, camera_id: CameraId, interval: Interval, *, tolerance_us: int = 0
) -> Sequence[tuple[int, int]]:
    """Return what is recorded in `interval`, joined where holes are at most `tolerance_us`, by start.

    Joining here costs a third of what window functions cost in SQLite (measured on 1,440 rows of 4.5
    million).
    """
    columns = segment_table.c
    statement = (
        select(columns.start_us, columns.end_us)
        .where(
            columns.camera_id == camera_id,
            columns.start_us >= interval.start - LONGEST_SEGMENT_US,
            columns.start_us < interval.end,
            columns.end_us > interval.start,
            columns.state != int(SegmentState.DESTROYING),
        )
        .order_by(columns.camera_id, columns.start_us)
    )
    rows = ((row[0], row[1]) for row in await tx.execute(statement))
    return [(span.start, span.end) for span in merge(rows, tolerance_us=tolerance_us)]


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
    return [_gap(row) for row in (await tx.execute(statement)).mappings()]


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
    return Tail(None if end is None else UtcUs(end), take, None if gap is None else _gap(gap))


async def put_gaps(tx: Transaction, changed: Sequence[Gap]) -> None:
    """Write gaps, new or changed."""
    for gap in changed:
        row = {"until_us": gap.until, "reason": str(gap.reason), "detail": gap.detail}
        key = {"camera_id": gap.camera_id, "since_us": gap.since}
        await _put(tx, gap_table, key, row)


async def put_volume(tx: Transaction, volume: Volume) -> None:
    """Write a volume and where it is mounted now."""
    await _put(tx, volume_table, {"id": volume.id}, {"path": volume.path})


async def volumes(tx: Transaction) -> list[Volume]:
    """Return every volume the index knows."""
    rows = await tx.execute(select(volume_table).order_by(volume_table.c.id))
    return [Volume(VolumeId(row.id), row.path) for row in rows]


async def put_takes(tx: Transaction, takes: Mapping[CameraId, int]) -> None:
    """Remember each camera's present take."""
    for camera, take in takes.items():
        await _put(tx, take_table, {"camera_id": camera}, {"take": take})


async def put_state(tx: Transaction, name: str, value: int) -> None:
    """Remember a number under a name."""
    await _put(tx, state_table, {"name": name}, {"value": value})


async def state(tx: Transaction, name: str) -> int | None:
    """Return a number kept under a name."""
    value = (await tx.execute(select(state_table.c.value).where(state_table.c.name == name))).scalar()
    return None if value is None else int(value)


async def _put(tx: Transaction, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Update the row of this key, or insert it; writers queue, so nobody inserts in between."""
    where = and_(*(table.c[name] == value for name, value in key.items()))
    changed = await tx.execute(update(table).where(where).values(dict(values)))
    if changed.rowcount == 0:
        await tx.execute(insert(table).values({**key, **values}))


async def open_segments(tx: Transaction, volume_id: VolumeId) -> list[Segment]:
    """Return the rows of a volume that the index still calls open."""
    columns = segment_table.c
    statement = select(segment_table).where(
        UNSETTLED, columns.volume_id == volume_id, columns.state == int(SegmentState.OPEN)
    )
    return [_segment(row) for row in (await tx.execute(statement)).mappings()]


async def due(tx: Transaction, now: UtcUs, limit: int, *, skip: int = 0) -> list[Segment]:
    """Return the unheld segments that must go now, the most overdue first, without the first `skip`."""
    columns = segment_table.c
    statement = (
        select(segment_table)
        .where(columns.destroy_at_us <= now, or_(columns.state == int(SegmentState.DESTROYING), ~_is_held()))
        .order_by(columns.destroy_at_us, columns.camera_id, columns.start_us)
        .limit(limit)
        .offset(skip)
    )
    return [_segment(row) for row in (await tx.execute(statement)).mappings()]


async def half_destroyed(tx: Transaction) -> list[Segment]:
    """Return the segments whose key is erased and whose file may still be there."""
    statement = select(segment_table).where(UNSETTLED, segment_table.c.state == int(SegmentState.DESTROYING))
    return [_segment(row) for row in (await tx.execute(statement)).mappings()]


async def held_due(tx: Transaction, now: UtcUs) -> list[Segment]:
    """Return the closed segments that are due and that a legal hold keeps, wholly or in part."""
    columns = segment_table.c
    statement = (
        select(segment_table)
        .where(columns.destroy_at_us <= now, columns.state == int(SegmentState.CLOSED), _is_held())
        .order_by(columns.destroy_at_us)
    )
    return [_segment(row) for row in (await tx.execute(statement)).mappings()]


async def unheld(tx: Transaction, rows: Sequence[Segment]) -> list[Segment]:
    """Return those of `rows` that exist and nothing holds; no hold can be placed until the end of `tx`."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text("LOCK TABLE legal_hold IN SHARE MODE"))
    free = []
    for row in rows:
        columns = segment_table.c
        allowed = or_(columns.state == int(SegmentState.DESTROYING), ~_is_held())
        statement = select(segment_table).where(_is(row.camera_id, row.start), allowed)
        found = (await tx.execute(statement)).mappings().first()
        if found is not None:
            free.append(_segment(found))
    return free


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


async def count_segments(tx: Transaction) -> tuple[int, int]:
    """Return how many segments there are, and their bytes."""
    statement = select(func.count(), func.coalesce(func.sum(segment_table.c.size_bytes), 0)).select_from(
        segment_table
    )
    count, size = (await tx.execute(statement)).one()
    return int(count), int(size)


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
                columns.destroy_at_us <= now, ~_is_held()
            )
        )
    ).one()
    first = select(columns.start_us).order_by(columns.destroy_at_us).limit(1)
    oldest_image = (await tx.execute(first)).scalar()
    return int(count), int(size), None if oldest_image is None else UtcUs(oldest_image)


def _is_held() -> Any:
    """Condition: a legal hold that is not released shares an instant with the segment."""
    hold, columns = legal_hold_table.c, segment_table.c
    return exists().where(
        hold.camera_id == columns.camera_id,
        hold.released_at_us.is_(None),
        hold.start_us < columns.end_us,
        hold.end_us > columns.start_us,
    )


async def cameras(tx: Transaction) -> list[CameraId]:
    """Return every camera that has segments, by skipping from one to the next on the primary key."""
    found: list[CameraId] = []
    columns = segment_table.c
    while True:
        after = columns.camera_id > found[-1] if found else columns.camera_id != ""
        first = select(columns.camera_id).where(after).order_by(columns.camera_id).limit(1)
        camera = (await tx.execute(first)).scalar()
        if camera is None:
            return found
        found.append(CameraId(camera))


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


async def leaves(tx: Transaction, day: Interval) -> list[Leaf]:
    """Return what stands in the tree of a day, in its order, destroyed segments too."""
    found: set[Leaf] = set()
    for table in (segment_table, destruction_table):
        columns = table.c
        statement = select(columns.camera_id, columns.start_us, columns.digest).where(
            columns.closed_us >= day.start, columns.closed_us < day.end, columns.digest.is_not(None)
        )
        found.update(
            Leaf(CameraId(row[0]), UtcUs(row[1]), bytes(row[2])) for row in await tx.execute(statement)
        )
    return sorted(found)


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
    return [_segment(row) for row in (await tx.execute(statement)).mappings()]


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


async def was_destroyed(tx: Transaction, row: Segment) -> bool:
    """Tell whether the register says that this segment was destroyed."""
    columns = destruction_table.c
    statement = select(columns.start_us).where(
        columns.camera_id == row.camera_id, columns.start_us == row.start
    )
    return (await tx.execute(statement.limit(1))).first() is not None


async def written_since(tx: Transaction, camera_id: CameraId, since: UtcUs) -> tuple[int, int]:
    """Return bytes and recorded microseconds of a camera's segments that start after `since`."""
    columns = segment_table.c
    length = columns.end_us - columns.start_us
    statement = select(
        func.coalesce(func.sum(columns.size_bytes), 0), func.coalesce(func.sum(length), 0)
    ).where(columns.camera_id == camera_id, columns.start_us >= since)
    size, recorded = (await tx.execute(statement)).one()
    return int(size), int(recorded)


async def due_by_day(tx: Transaction, now: UtcUs) -> list[tuple[int, int]]:
    """Return (days from `now`, bytes) of what will be destroyed."""
    day = (segment_table.c.destroy_at_us - now) / DAY_US
    number = cast(func.floor(day), Integer) if tx.dialect.name == "postgresql" else cast(day, Integer)
    statement = (
        select(number.label("day"), func.sum(segment_table.c.size_bytes)).group_by("day").order_by("day")
    )
    return [(max(int(row[0]), 0), int(row[1])) for row in await tx.execute(statement)]
