"""What the archive asks of its database, the same on SQLite and PostgreSQL."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, inspect
from sqlalchemy.exc import IntegrityError

from vigie.archive import store
from vigie.archive.consultations import Consultation
from vigie.archive.model import DestructionCause, Gap, Hold, Segment, SegmentState, Volume, merge
from vigie.archive.proofs import Leaf, day_interval, day_of
from vigie.archive.settings import ArchiveSettings
from vigie.kernel.ids import AccountId, CameraId, SessionId, VolumeId
from vigie.kernel.instants import DAY_US, SECOND_US, Interval, UtcUs
from vigie.kernel.store import Database
from vigie.testing.archive import ALWAYS, Rig, pictures
from vigie.testing.clock import START

CAM = CameraId("cam-1")
WHOLE_TABLES = (["SCAN", "segment"], ["SCAN", "destruction"])


def row(minute: int, camera: str = CAM) -> Segment:
    start = UtcUs(START + minute * 60 * SECOND_US)
    return Segment(
        CameraId(camera),
        start,
        UtcUs(start + 60 * SECOND_US),
        VolumeId("v"),
        UtcUs(start + 30 * DAY_US),
        0,
        SegmentState.CLOSED,
        60,
        30_000_000,
        60 * 90_000,
        bytes(range(32)),
        bytes(68),
    )


async def test_the_migrations_make_the_tables_the_code_uses(database: Database) -> None:
    def columns(connection) -> dict[str, set[str]]:
        found = inspect(connection)
        return {table.name: {c["name"] for c in found.get_columns(table.name)} for table in store.TABLES}

    async with database.snapshot() as tx:
        made = await tx.run_sync(columns)
    assert made == {table.name: {column.name for column in table.columns} for table in store.TABLES}


async def test_what_104_cameras_tell_at_once_is_one_statement_each(database: Database) -> None:
    """Others wait for the writer, and it for a busy loop at each statement."""
    statements = []
    event.listen(
        database.engine.sync_engine, "before_cursor_execute", lambda *told: statements.append(told[2])
    )
    cameras = [CameraId(f"cam-{number:03}") for number in range(104)]
    gaps = [Gap(camera, START, None, "recorder_stopped") for camera in cameras]
    ended = [replace(gap, until=UtcUs(START + SECOND_US)) for gap in gaps]
    async with database.transaction() as tx:
        statements.clear()
        await store.put_gaps(tx, gaps)
        await store.put_gaps(tx, ended)
        await store.put_takes(tx, dict.fromkeys(cameras, 3))
    assert len([text for text in statements if text.startswith("INSERT")]) == len(statements) <= 3
    async with database.snapshot() as tx:
        assert [await store.gaps(tx, camera, ALWAYS) for camera in cameras] == [[gap] for gap in ended]


async def test_rows_come_back_as_they_were_written(database: Database) -> None:
    rows = [row(minute) for minute in range(3)]
    async with database.transaction() as tx:
        await store.insert_segments(tx, rows)
        longer = replace(rows[2], end=UtcUs(rows[2].end + 5), state=SegmentState.CLOSED, parts=61)
        await store.update_segments(tx, [longer])
    async with database.snapshot() as tx:
        assert await store.segments(tx, CAM, ALWAYS) == [rows[0], rows[1], longer]
        assert await store.segment(tx, CAM, rows[1].start) == rows[1]
        assert await store.segment(tx, CAM, UtcUs(1)) is None
        assert (await store.tail(tx, CAM)).end == longer.end


async def test_two_segments_never_share_camera_and_start(database: Database) -> None:
    async with database.transaction() as tx:
        await store.insert_segments(tx, [row(0)])
    with pytest.raises(IntegrityError):
        async with database.transaction() as tx:
            await store.insert_segments(tx, [row(1), row(0)])
    async with database.snapshot() as tx:
        assert len(await store.segments(tx, CAM, ALWAYS)) == 1


async def test_an_interval_finds_what_touches_it(database: Database) -> None:
    async with database.transaction() as tx:
        await store.insert_segments(tx, [row(minute) for minute in range(10)] + [row(3, "cam-2")])
    wanted = Interval(UtcUs(START + 150 * SECOND_US), UtcUs(START + 300 * SECOND_US))
    async with database.snapshot() as tx:
        found = await store.segments(tx, CAM, wanted)
        assert [one.start - START for one in found] == [120 * SECOND_US, 180 * SECOND_US, 240 * SECOND_US]
        told = await store.drawn(tx, CAM, wanted)
        assert told.spans == (wanted,)
        assert told.oldest == START
        assert await store.oldest(tx, CAM) == START
        assert await store.cameras(tx) == [CAM, "cam-2"]


async def test_the_database_joins_spans_as_the_rule_says(database: Database) -> None:
    choice = random.Random(5)
    rows = []
    for minute in sorted(choice.sample(range(500), 120)):
        one = row(minute)
        rows.append(replace(one, end=UtcUs(one.start + choice.choice([1, 30, 60, 61, 150]) * SECOND_US)))
    async with database.transaction() as tx:
        await store.insert_segments(tx, rows)
    for tolerance in (0, SECOND_US, 40 * SECOND_US):
        async with database.snapshot() as tx:
            found = await store.drawn(tx, CAM, ALWAYS, tolerance_us=tolerance)
        assert found.spans == tuple(merge([(one.start, one.end) for one in rows], tolerance_us=tolerance))


async def test_a_timeline_tells_in_one_question_what_several_would(database: Database) -> None:
    rows = [row(minute) for minute in (0, 1, 5)]
    gone = replace(row(9), state=SegmentState.DESTROYING)
    gap = Gap(CAM, UtcUs(START + 120 * SECOND_US), UtcUs(START + 300 * SECOND_US), "unreachable", "no route")
    lasting = Gap(CAM, UtcUs(START + 360 * SECOND_US), None, "no_pictures")
    kept = Interval(UtcUs(START + 30 * SECOND_US), UtcUs(START + 90 * SECOND_US))
    async with database.transaction() as tx:
        await store.insert_segments(tx, [*rows, gone, row(2, "cam-2")])
        await store.put_gaps(tx, [gap, lasting, Gap(CameraId("cam-2"), START, None, "unreachable")])
        for number, camera in enumerate((CAM, CameraId("cam-2"))):
            await store.insert_hold(tx, hold(str(number), camera, kept))
    async with database.snapshot() as tx:
        told = await store.drawn(tx, CAM, ALWAYS)
        assert told.gaps == (gap, lasting) == tuple(await store.gaps(tx, CAM, ALWAYS))
        assert told.held == (kept,) == tuple(await store.held(tx, CAM, ALWAYS))
        assert told.oldest == START == await store.oldest(tx, CAM)
        assert [span.end for span in told.spans] == [rows[1].end, rows[2].end]
        nobody = await store.drawn(tx, CameraId("cam-9"), ALWAYS)
    assert nobody == store.Drawn((), (), (), None)


def hold(name: str, camera: CameraId, interval: Interval) -> Hold:
    return Hold(name, camera, interval, "2027/118", "vol", AccountId("a"), START)


async def test_gaps_open_change_and_close(database: Database) -> None:
    async with database.transaction() as tx:
        await store.put_gaps(tx, [Gap(CAM, START, None, "no_pictures")])
        await store.put_gaps(tx, [Gap(CAM, START, None, "unreachable")])
    async with database.snapshot() as tx:
        assert (await store.tail(tx, CAM)).gap == Gap(CAM, START, None, "unreachable")
    async with database.transaction() as tx:
        await store.put_gaps(tx, [Gap(CAM, START, UtcUs(START + 5), "unreachable")])
    async with database.snapshot() as tx:
        assert (await store.tail(tx, CAM)).gap is None
        assert [gap.until for gap in await store.gaps(tx, CAM, ALWAYS)] == [START + 5]


async def test_due_rows_come_most_overdue_first_and_lose_their_key(database: Database) -> None:
    rows = [row(minute) for minute in range(5)]
    async with database.transaction() as tx:
        await store.insert_segments(tx, rows)
    now = rows[2].destroy_at
    async with database.transaction() as tx:
        found = await store.due(tx, now, 10)
        assert found == rows[:3]
        assert await store.due(tx, now, 10, skip=2) == rows[2:3]
        await store.erase_keys(tx, found)
        assert (await store.overdue(tx, now))[0] == 3
    async with database.transaction() as tx:
        erased = await store.segment(tx, CAM, rows[0].start)
        assert erased is not None
        assert (erased.key, erased.state) == (None, SegmentState.DESTROYING)
        await store.delete_segments(tx, found)
        await store.record_destructions(tx, found, now, "expired")
    async with database.snapshot() as tx:
        assert await store.overdue(tx, now) == (0, 0, rows[3].start)


async def test_states_volumes_takes_and_consultations(database: Database) -> None:
    one = Consultation(
        "c1",
        AccountId("a"),
        SessionId("s"),
        (CAM,),
        Interval(START, UtcUs(START + 5)),
        "vol à la roulotte « l'été »",
        "PV",
        START,
        UtcUs(START + 9),
    )
    async with database.transaction() as tx:
        await store.put_state(tx, store.HEARTBEAT, 5)
        await store.put_state(tx, store.HEARTBEAT, 6)
        await store.put_volume(tx, Volume(VolumeId("v"), "/a"))
        await store.put_volume(tx, Volume(VolumeId("v"), "/b"))
        await store.put_takes(tx, {CAM: 3})
        await store.insert_consultation(tx, one)
    async with database.snapshot() as tx:
        assert await store.state(tx, store.HEARTBEAT) == 6
        assert await store.volumes(tx) == [Volume(VolumeId("v"), "/b")]
        assert (await store.tail(tx, CAM)).take == 3
        assert await store.consultation(tx, "c1") == one


async def test_recording_and_destroying_on_this_database(database: Database, tmp_path: Path) -> None:
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 3_050))
    await rig.index()
    await rig.stop()
    assert len(await rig.rows()) == 3
    rig.clock.advance(31 * 86_400)
    state = await rig.reaper.run_once()
    assert (state.destroyed, state.overdue) == (3, 0)
    assert not await rig.rows()


async def test_the_leaves_of_a_day_are_those_closed_in_it_whenever_they_began(database: Database) -> None:
    """Found by their start, or by a small index when they were closed oddly; the answer is the table's."""
    chance = random.Random(9)
    rows = []
    for number in range(600):
        made = replace(row(number * 7, f"cam-{number % 5}"), digest=chance.randbytes(32))
        delay_s = chance.choice([30, 59, 3_600, 7_199, 7_200, 7_201, 9_000, 200_000, -5, -90_000])
        closed = None if chance.random() < 0.05 else UtcUs(made.start + delay_s * SECOND_US)
        rows.append(replace(made, closed_at=closed))
    kept, gone = rows[:400], rows[400:]
    async with database.transaction() as tx:
        await store.insert_segments(tx, kept)
        await store.record_destructions(tx, gone, UtcUs(START + 40 * DAY_US), DestructionCause.EXPIRED)
    for number in range(-2, 6):
        day = day_interval(day_of(UtcUs(START + number * DAY_US)))
        expected = sorted(
            Leaf(each.camera_id, each.start, each.digest or b"")
            for each in rows
            if each.closed_at is not None and day.start <= each.closed_at < day.end
        )
        async with database.snapshot() as tx:
            assert await store.leaves(tx, day) == expected
            assert await store.count_leaves(tx, day) == len(expected)


async def test_a_day_is_read_without_scanning_the_archive(database: Database) -> None:
    """The plan of SQLite names an index for each part of the question."""
    if not database.is_sqlite:
        pytest.skip("the plan is asked of SQLite")
    day = day_interval(day_of(START))
    asked: list[str] = []
    async with database.snapshot() as tx:
        event.listen(tx.sync_connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        await store.leaf_rows(tx, day)
        questions = [each for each in asked if "digest" in each]
        assert len(questions) == 4
        for question in questions:
            marks = [1] * question.count("?")
            plan = (await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", tuple(marks))).all()
            assert not [each for each in plan if each[-1].split()[:2] in WHOLE_TABLES], plan
