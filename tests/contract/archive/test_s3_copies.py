"""What the tier asks of its table, the same on SQLite and PostgreSQL."""

from dataclasses import replace
from typing import Any

from sqlalchemy import event, inspect

from vigie.archive import store
from vigie.archive.model import Hold, Segment, SegmentState
from vigie.archive.tiers import copies
from vigie.archive.tiers.copies import Copy
from vigie.kernel.ids import CameraId, VolumeId
from vigie.kernel.instants import DAY_US, SECOND_US, Interval, UtcUs
from vigie.kernel.store import Database
from vigie.testing.clock import START

CAM, OTHER = CameraId("cam-1"), CameraId("cam-2")
MINUTE_US = 60 * SECOND_US
NOW = UtcUs(START + DAY_US)


def row(minute: int, camera: CameraId = CAM) -> Segment:
    start = UtcUs(START + minute * MINUTE_US)
    end = UtcUs(start + MINUTE_US)
    due = UtcUs(start + 30 * DAY_US)
    return Segment(
        camera,
        start,
        end,
        VolumeId("v"),
        due,
        0,
        SegmentState.CLOSED,
        60,
        1_000,
        60 * 90_000,
        bytes(32),
        bytes(68),
        end,
    )


def copy(segment: Segment, version: str | None = "v1") -> Copy:
    name = f"{segment.camera_id}/{segment.start}.vigie"
    return Copy(segment.camera_id, segment.start, name, version, segment.size, segment.destroy_at, held=False)


async def given(database: Database, segments: list[Segment], sent: list[Copy]) -> None:
    async with database.transaction() as tx:
        await store.insert_segments(tx, segments)
        await copies.put(tx, sent)


async def test_the_migrated_table_is_the_declared_one(database: Database) -> None:
    def columns_and_indexes(connection: object) -> tuple[set[tuple[str, bool]], set[str]]:
        found = inspect(connection)
        columns = {(one["name"], one["nullable"]) for one in found.get_columns("remote_copy")}
        return columns, {str(one["name"]) for one in found.get_indexes("remote_copy")}

    async with database.snapshot() as tx:
        columns, indexes = await tx.run_sync(columns_and_indexes)
    assert columns == {(one.name, bool(one.nullable)) for one in copies.copy_table.columns}
    assert indexes == {one.name for one in copies.copy_table.indexes}


async def test_what_is_behind_a_cameras_last_copy_is_new_and_what_is_before_it_overlooked(
    database: Database,
) -> None:
    rows = [row(minute) for minute in range(6)]
    await given(database, [*rows, row(0, OTHER)], [copy(rows[0]), copy(rows[2])])
    async with database.snapshot() as tx:
        assert await copies.after_last(tx, CAM, NOW, rows[4].end, 10) == rows[3:5]
        assert await copies.after_last(tx, CAM, NOW, rows[4].end, 1) == rows[3:4]
        assert await copies.after_last(tx, OTHER, NOW, NOW, 10) == [row(0, OTHER)]
        assert await copies.overlooked(tx, NOW, NOW) == [rows[1]]


async def test_what_is_open_plain_or_due_is_not_sent_unless_a_hold_keeps_it(database: Database) -> None:
    rows = [
        replace(row(0), state=SegmentState.OPEN),
        replace(row(1), key=None),
        replace(row(2), destroy_at=NOW),
        replace(row(3), destroy_at=NOW),
        replace(row(4), state=SegmentState.DESTROYING),
    ]
    await given(database, rows, [])
    interval = Interval(UtcUs(rows[3].start + 1), UtcUs(rows[3].start + 2))
    async with database.transaction() as tx:
        await store.insert_hold(tx, Hold("h", CAM, interval, "PV", "", "a", NOW))
        assert await copies.after_last(tx, CAM, NOW, NOW, 10) == [rows[3]]


async def test_rows_are_found_changed_and_removed(database: Database) -> None:
    rows = [row(minute) for minute in range(3)]
    sent = [copy(rows[0]), copy(rows[1], None), copy(rows[2])]
    await given(database, rows, sent)
    async with database.transaction() as tx:
        assert await copies.unsent(tx) == [rows[1]]
        assert await copies.of(tx, [rows[0], rows[2], row(9, OTHER)]) == {
            one.key: one for one in (sent[0], sent[2])
        }
        arrived = replace(sent[1], version="v2", held=True)
        await copies.change(tx, [arrived, copy(row(8))])
        assert await copies.all_copies(tx, CAM) == [sent[0], arrived, sent[2]]
        assert await copies.totals(tx) == (3, 3_000)
        await copies.remove(tx, [sent[0].key])
        assert await copies.all_copies(tx, CAM) == [arrived, sent[2]]


async def test_copies_of_what_is_gone_or_going_are_abandoned(database: Database) -> None:
    rows = [row(0), replace(row(1), state=SegmentState.DESTROYING)]
    await given(database, rows, [copy(rows[0]), copy(rows[1]), copy(row(2))])
    async with database.snapshot() as tx:
        assert {one.start for one in await copies.abandoned(tx)} == {rows[1].start, row(2).start}


async def test_holds_are_told_once_however_many_touch_a_segment(database: Database) -> None:
    rows = [row(minute) for minute in range(3)]
    await given(database, rows, [copy(one) for one in rows])
    async with database.transaction() as tx:
        for number in (1, 2):
            interval = Interval(UtcUs(rows[1].start + number), UtcUs(rows[1].start + 10))
            await store.insert_hold(tx, Hold(f"h{number}", CAM, interval, "PV", "", "a", NOW))
        (found,) = await copies.newly_held(tx)
        assert found == copy(rows[1])
        await copies.change(tx, [replace(found, held=True)])
        assert await copies.newly_held(tx) == []
        assert await copies.newly_released(tx) == []
        await store.release_hold(tx, "h1", "a", NOW)
        assert await copies.newly_released(tx) == []
        await store.release_hold(tx, "h2", "a", NOW)
        assert await copies.newly_released(tx) == [replace(found, held=True)]


async def test_no_question_of_every_run_reads_the_whole_index(database: Database) -> None:
    if not database.is_sqlite:
        return  # PostgreSQL reads small tables whole, whatever the index
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    async with database.transaction() as tx:
        await store.insert_hold(tx, Hold("h", CAM, row(0).interval, "PV", "", "a", NOW))
        event.listen(tx.sync_connection, "before_cursor_execute", note)
        await copies.newly_released(tx)
        await copies.unsent(tx)
        await copies.newly_held(tx)
        await copies.after_last(tx, CAM, NOW, NOW, 10)
        event.remove(tx.sync_connection, "before_cursor_execute", note)
        explained = [await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", given) for one, given in asked]
        plans = [str(one.all()) for one in explained]
    assert "ix_remote_copy_held" in plans[0]
    assert "ix_remote_copy_unsent" in plans[1]
    whole = ("SCAN segment'", "SCAN remote_copy'")
    assert not [plan for plan in plans if any(one in plan for one in whole)]
