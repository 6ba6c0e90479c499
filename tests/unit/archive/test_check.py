"""`vigie archive check` finds each kind of fault, and repairs without destroying."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update

from vigie.archive import store
from vigie.archive.check import Check, CheckReport
from vigie.archive.model import Volume
from vigie.kernel.ids import CameraId, VolumeId
from vigie.kernel.instants import DAY_US, SECOND_US, UtcUs
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

CAM = CameraId("cam-1")
PARIS = ZoneInfo("Europe/Paris")


async def check(rig: Rig, *, repair: bool = False) -> CheckReport:
    return await Check(rig.database, rig.collection, rig.clock, PARIS).run(repair=repair)


def found(report: CheckReport) -> list[tuple[str, str]]:
    return [(finding.invariant, finding.code) for finding in report.findings]


@pytest.fixture
async def recorded(rig: Rig) -> Rig:
    rig.feed(pictures(CAM, START, 3 * 1500 + 30))
    rig.feed(pictures(CameraId("cam-2"), START, 100))
    await rig.index()
    return rig


def first_file(rig: Rig) -> Path:
    return rig.volumes[0].final_path(CAM, START)


async def test_a_sound_archive_has_no_finding(recorded: Rig) -> None:
    report = await check(recorded)
    assert report.ok
    assert (report.segments, report.files) == (5, 3)
    assert report.cameras["cam-1"].recorded_s == pytest.approx(181)


async def test_a_missing_file_is_found_and_repaired_into_a_gap(recorded: Rig) -> None:
    first_file(recorded).unlink()
    assert found(await check(recorded)) == [("A1", "file_missing")]
    assert (await check(recorded, repair=True)).ok
    assert found(await check(recorded)) == []
    assert "lost" in {gap.reason for gap in await recorded.gaps()}


async def test_a_shortened_file_is_found(recorded: Rig) -> None:
    path = first_file(recorded)
    path.write_bytes(path.read_bytes()[:-50])
    assert found(await check(recorded)) == [("A1", "file_short")]


async def test_a_forged_header_is_found(recorded: Rig) -> None:
    path = first_file(recorded)
    content = bytearray(path.read_bytes())
    content[-40] ^= 1
    path.write_bytes(content)
    assert found(await check(recorded)) == [("A1", "digest_differs")]


async def test_a_file_without_a_head_is_found(recorded: Rig) -> None:
    path = first_file(recorded)
    path.write_bytes(b"\0" * path.stat().st_size)
    assert found(await check(recorded)) == [("A1", "file_unreadable")]


async def test_an_unknown_file_goes_to_quarantine_and_is_never_deleted(recorded: Rig) -> None:
    stray = first_file(recorded).with_name("1.mp4")
    stray.write_bytes(b"somebody's")
    assert found(await check(recorded)) == [("A2", "file_unknown")]
    assert (await check(recorded, repair=True)).ok
    assert not stray.exists()
    kept = list(recorded.volumes[0].quarantine.iterdir())
    assert [path.read_bytes() for path in kept] == [b"somebody's"]
    assert (await check(recorded)).ok


async def test_what_is_overdue_is_found(recorded: Rig) -> None:
    recorded.clock.advance(31 * 86_400)
    report = await check(recorded)
    assert set(found(report)) == {("A4", "overdue")}


async def test_a_due_date_beyond_the_month_is_found(recorded: Rig) -> None:
    async with recorded.database.transaction() as tx:
        late = update(store.segment_table).where(store.segment_table.c.camera_id == "cam-2")
        await tx.execute(late.values(destroy_at_us=START + 40 * DAY_US))
    assert found(await check(recorded)) == [("A4", "kept_too_long")]


async def test_a_hole_without_a_gap_is_found(recorded: Rig) -> None:
    async with recorded.database.transaction() as tx:
        columns = store.segment_table.c
        middle = columns.start_us == START + 60 * SECOND_US
        await tx.execute(delete(store.segment_table).where(columns.camera_id == CAM, middle))
    assert set(found(await check(recorded))) == {("A8", "gap_unexplained"), ("A2", "file_unknown")}


async def test_overlapping_segments_are_found(recorded: Rig) -> None:
    async with recorded.database.transaction() as tx:
        columns = store.segment_table.c
        first = update(store.segment_table).where(columns.camera_id == CAM, columns.start_us == START)
        await tx.execute(first.values(end_us=START + 70 * SECOND_US))
    assert found(await check(recorded)) == [("T1", "segments_overlap")]


async def test_a_volume_that_is_away_is_found_once(recorded: Rig) -> None:
    async with recorded.database.transaction() as tx:
        await store.put_volume(tx, Volume(VolumeId("f" * 32), "/media/away"))
    assert found(await check(recorded)) == [("A1", "volume_missing")]


async def test_seconds_lost_by_a_kill_are_counted(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 120))
    rig.clock.advance(4.8)
    rig.writer.note_alive()
    await rig.index()
    await rig.kill()
    await rig.recover()
    await rig.begin()
    rig.feed(pictures(CAM, UtcUs(START + 30 * SECOND_US), 60))
    await rig.index()
    report = await check(rig)
    assert report.ok
    assert report.cameras["cam-1"].lost_s == [0.9]
    assert report.most_lost_s <= 1
