"""A1, A8 and the rule of time, on a real disk and index with a fake clock."""

import errno
from pathlib import Path

import pytest

from vigie.archive.model import GapReason, SegmentState
from vigie.archive.reader import SegmentFile
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, SECOND_US, UtcUs
from vigie.kernel.store import Database
from vigie.testing.archive import OTHER_PARAMETERS, Rig, pictures
from vigie.testing.clock import START
from vigie.video.access_unit import StreamName

CAM = CameraId("cam-1")
MINUTE = 60 * 25


def tear(path: Path, cut: int) -> None:
    path.write_bytes(path.read_bytes()[:-cut])


def flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)


async def test_pictures_become_segments_of_a_minute_that_meet_exactly(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 3 * MINUTE + 50))
    await rig.index()
    rows = await rig.rows()
    assert [row.start - START for row in rows] == [0, 60 * SECOND_US, 120 * SECOND_US, 180 * SECOND_US]
    assert [row.end for row in rows[:-1]] == [row.start for row in rows[1:]]
    assert [row.state for row in rows] == [SegmentState.CLOSED] * 3 + [SegmentState.OPEN]
    assert [row.parts for row in rows[:-1]] == [60, 60, 60]


async def test_closed_segments_lie_in_their_day_and_read_back(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, MINUTE + 1))
    await rig.index()
    row = (await rig.rows())[0]
    path = rig.volumes[0].final_path(CAM, row.start)
    assert path.relative_to(rig.volumes[0].path).as_posix() == f"recordings/cam-1/2027-01-15/{START}.mp4"
    with SegmentFile(path) as file:
        assert file.layout.tabled
        assert file.layout.digest == row.digest
        assert file.size == row.size
        assert all(file.is_sound(part) for part in file.layout.parts)
        assert sum(part.pictures for part in file.layout.parts) == MINUTE


async def test_no_part_spans_more_than_a_second_with_long_groups_of_pictures(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 2 * MINUTE, gop=250))
    await rig.index()
    for row in await rig.rows():
        with SegmentFile(rig.volumes[0].locate(CAM, row.start)) as file:
            assert all(part.ticks <= 90_000 for part in file.layout.parts)
            assert sum(part.keyframe for part in file.layout.parts) == -(-len(file.layout.parts) // 10)


async def test_the_index_names_nothing_before_its_bytes_are_written(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 26))
    await rig.index()
    row = (await rig.rows())[0]
    assert row.size == rig.volumes[0].open_path(CAM, START).stat().st_size
    assert row.end == START + SECOND_US


async def test_sub_streams_and_unknown_cameras_are_not_recorded(rig: Rig) -> None:
    rig.feed(unit._replace(stream=StreamName.SUB) for unit in pictures(CAM, START, 100))
    rig.feed(pictures(CameraId("cam-9"), START, 100))
    await rig.index()
    assert not await rig.rows()
    assert not await rig.rows("cam-9")


async def test_new_parameter_sets_begin_a_new_segment(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 100))
    rig.feed(pictures(CAM, UtcUs(START + 4 * SECOND_US), 100, first=100, parameters=OTHER_PARAMETERS))
    await rig.index()
    first, second = await rig.rows()
    assert first.end == second.start == START + 4 * SECOND_US


async def test_lost_pictures_are_a_gap_and_a_new_segment_at_the_next_keyframe(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 100))
    rig.feed(pictures(CAM, UtcUs(START + 10 * SECOND_US), 90, first=260))
    await rig.index()
    first, second = await rig.rows()
    begin = START + 10 * SECOND_US + 15 * 40_000
    assert (first.end, second.start) == (START + 4 * SECOND_US, begin)
    assert [(gap.since, gap.until, gap.reason) for gap in await rig.gaps() if gap.since > START] == [
        (first.end, begin, GapReason.PICTURES_LOST)
    ]


async def test_a_clock_set_forwards_leaves_a_gap_that_says_so(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 100))
    rig.feed(pictures(CAM, UtcUs(START + DAY_US), 100, first=100))
    await rig.index()
    first, second = await rig.rows()
    assert (first.take, second.take) == (0, 0)
    gaps = [gap for gap in await rig.gaps() if gap.reason == GapReason.CLOCK_JUMP]
    assert [(gap.since, gap.until) for gap in gaps] == [(first.end, second.start)]


async def test_a_clock_set_back_begins_a_new_take_and_keeps_everything(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 100))
    rig.feed(pictures(CAM, UtcUs(START - DAY_US), 100, first=100))
    await rig.index()
    early, late = await rig.rows()
    assert (early.take, late.take) == (1, 0)
    assert early.start % 100 == 1
    assert late.end == START + 4 * SECOND_US
    await rig.kill()
    await rig.recover()
    await rig.begin()
    rig.feed(pictures(CAM, UtcUs(START - DAY_US + 20 * SECOND_US), 100))
    await rig.index()
    assert {row.take for row in await rig.rows()} == {0, 1, 2}


async def test_a_clock_that_drifts_is_set_right_at_each_segment(rig: Rig) -> None:
    for minute in range(5):
        slow = UtcUs(START + minute * (60 * SECOND_US - 30_000))
        rig.feed(pictures(CAM, slow, MINUTE, first=minute * MINUTE))
    await rig.index()
    rows = await rig.rows()
    assert [row.start for row in rows] == [START + n * (60 * SECOND_US - 30_000) for n in range(5)]
    assert [row.end for row in rows[:-1]] == [row.start for row in rows[1:]]
    assert not [gap for gap in await rig.gaps() if gap.since > START]


async def test_a_silent_camera_is_a_gap_with_its_receivers_reason(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 100))
    rig.writer.tick()
    rig.writer.note_reason(CAM, "unreachable")
    rig.clock.advance(5)
    rig.writer.tick()
    await rig.index()
    gap = (await rig.gaps())[-1]
    assert (gap.since, gap.until, gap.reason) == (START + 4 * SECOND_US, None, "unreachable")
    rig.feed(pictures(CAM, UtcUs(START + 60 * SECOND_US), 50, first=5_000))
    await rig.index()
    assert (await rig.gaps())[-1].until == START + 60 * SECOND_US
    assert (await rig.rows())[0].state is SegmentState.CLOSED


async def test_a_camera_that_lost_its_authorisation_stops_at_once(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 100))
    await rig.writer.set_recordable({CameraId("cam-2"): 30})
    rig.feed(pictures(CAM, UtcUs(START + 4 * SECOND_US), 100, first=100))
    await rig.index()
    assert [row.end for row in await rig.rows()] == [START + 4 * SECOND_US]
    assert (await rig.gaps())[-1].reason == GapReason.NOT_AUTHORISED


async def test_a_clean_stop_loses_nothing_and_says_why_nothing_follows(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 110))
    await rig.writer.close()
    row = (await rig.rows())[0]
    assert (row.end, row.state) == (START + 4_400_000, SegmentState.CLOSED)
    gap = (await rig.gaps())[-1]
    assert (gap.since, gap.until, gap.reason) == (row.end, None, GapReason.RECORDER_STOPPED)


async def test_after_a_kill_all_but_the_last_second_is_there(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 110))
    await rig.index()
    rig.feed(pictures(CAM, UtcUs(START + 4_400_000), 60, first=110))
    await rig.kill()
    report = await rig.recover()
    row = (await rig.rows())[0]
    assert report.segments == 1
    assert row.state is SegmentState.CLOSED
    assert START + 170 * 40_000 - row.end <= SECOND_US
    await rig.begin()
    rig.feed(pictures(CAM, UtcUs(START + 20 * SECOND_US), 26))
    await rig.index()
    gap = (await rig.gaps())[-1]
    assert (gap.since, gap.until, gap.reason) == (row.end, START + 20 * SECOND_US, GapReason.RECORDER_KILLED)


@pytest.mark.parametrize("cut", [1, 7, 50, 91, 92, 200, 1_000])
async def test_a_torn_file_is_cut_back_to_its_last_whole_part(rig: Rig, cut: int) -> None:
    rig.feed(pictures(CAM, START, 130))
    await rig.kill()
    tear(rig.volumes[0].open_path(CAM, START), cut)
    report = await rig.recover()
    assert report.segments == 1
    row = (await rig.rows())[0]
    assert row.parts == 4
    with SegmentFile(rig.volumes[0].final_path(CAM, START)) as file:
        assert file.layout.tabled
        assert file.layout.digest == row.digest


@pytest.mark.parametrize("known", ["indexed", "not indexed"])
async def test_a_torn_file_on_a_read_only_disk_is_named_as_it_is_and_closed_later(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    rig.feed(pictures(CAM, START, 130))
    if known == "indexed":
        await rig.index()
    await rig.kill()
    place = rig.volumes[0].open_path(CAM, START)
    tear(place, 50)
    before = place.read_bytes()
    with monkeypatch.context() as disk:
        disk.setattr("vigie.archive.recovery.os.ftruncate", _refuse_as_read_only)
        report = await rig.recover()
    assert (report.segments, report.unwritable, report.lost) == (0, [str(place)], [])
    assert place.read_bytes() == before
    row = (await rig.rows())[0]
    assert (row.state, row.parts) == (SegmentState.OPEN, 4)
    assert (await rig.recover()).segments == 1
    closed = (await rig.rows())[0]
    assert (closed.state, closed.parts, closed.end) == (SegmentState.CLOSED, 4, row.end)


def _refuse_as_read_only(_descriptor: int, _size: int) -> None:
    raise OSError(errno.EROFS, "Read-only file system")


async def test_recovery_keeps_rotten_bytes_out_of_the_index(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 130))
    await rig.kill()
    flip(rig.volumes[0].open_path(CAM, START), -10)
    await rig.recover()
    assert (await rig.rows())[0].parts == 4


async def test_a_file_that_is_no_recording_goes_to_quarantine(rig: Rig) -> None:
    stray = rig.volumes[0].open_folder / "holiday.mp4"
    stray.write_bytes(b"not ours")
    report = await rig.recover()
    assert report.quarantined == [str(rig.volumes[0].quarantine / "open_holiday.mp4")]
    assert rig.volumes[0].quarantine.joinpath("open_holiday.mp4").read_bytes() == b"not ours"


async def test_an_indexed_file_that_vanished_is_a_gap(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 130))
    await rig.index()
    await rig.kill()
    rig.volumes[0].open_path(CAM, START).unlink()
    report = await rig.recover()
    assert report.lost == [f"cam-1.{START}"]
    assert not await rig.rows()
    assert GapReason.LOST in {gap.reason for gap in await rig.gaps()}


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS])
async def test_a_broken_volume_hands_over_to_another_without_losing_a_picture(
    tmp_path: Path, database: Database, error: int
) -> None:
    rig = await Rig.make(tmp_path, database, volumes=2)
    rig.feed(pictures(CAM, START, 130))
    rig.settle()
    broken = next(volume for volume in rig.volumes if list(volume.open_folder.iterdir()))
    rig.files.torn = 40
    rig.files.break_volume(broken.path, error)
    rig.feed(pictures(CAM, UtcUs(START + 130 * 40_000), 130, first=130))
    await rig.index()
    first, second = await rig.rows()
    assert first.volume_id == broken.id != second.volume_id
    assert (first.end, first.state) == (START + 5 * SECOND_US, SegmentState.CLOSED)
    assert (second.start, second.end) == (first.end, START + 10 * SECOND_US)
    await rig.stop()


async def test_with_no_volume_left_recording_stops_with_a_reason_and_starts_again(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 130))
    rig.settle()
    rig.files.break_volume(rig.volumes[0].path, errno.ENOSPC)
    rig.feed(pictures(CAM, UtcUs(START + 130 * 40_000), 130, first=130))
    rig.settle()
    rig.feed(pictures(CAM, UtcUs(START + 260 * 40_000), 130, first=260))
    await rig.index()
    assert (await rig.rows())[0].end == START + 5 * SECOND_US
    assert {gap.reason for gap in await rig.gaps() if gap.since > START} == {GapReason.DISK_FULL}
    rig.files.mend_volume(rig.volumes[0].path)
    rig.writer.scribes[0].probe()
    rig.feed(pictures(CAM, UtcUs(START + 390 * 40_000), 60, first=390))
    await rig.index()
    assert len(await rig.rows()) == 2
    assert (await rig.gaps())[-1].until == (await rig.rows())[-1].start


async def test_pictures_beyond_the_queues_room_are_dropped_and_named(rig: Rig) -> None:
    rig.writer.scribes[0].waiting = 1 << 40
    rig.feed(pictures(CAM, START, 60))
    rig.writer.scribes[0].waiting = 0
    await rig.index()
    assert GapReason.DISK_TOO_SLOW in {gap.reason for gap in await rig.gaps()}


async def test_segments_are_spread_over_volumes(tmp_path: Path, database: Database) -> None:
    rig = await Rig.make(tmp_path, database, volumes=2)
    rig.feed(pictures(CAM, START, 30))
    rig.feed(pictures(CameraId("cam-2"), START, 30))
    await rig.index()
    assert (await rig.rows())[0].volume_id != (await rig.rows("cam-2"))[0].volume_id
    await rig.stop()


async def test_destroy_at_is_never_missing(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 30))
    await rig.index()
    assert [row.destroy_at for row in await rig.rows()] == [START + 30 * DAY_US]
