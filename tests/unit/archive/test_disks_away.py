"""Disks that go away, turn read-only or come back: nothing is written beside them, the others work on."""

import errno
import os
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vigie.archive import recovery, store
from vigie.archive.check import Check
from vigie.archive.collection import Collection
from vigie.archive.files import DiskFiles
from vigie.archive.model import GapReason, Hold, SegmentState
from vigie.archive.returning import Returning
from vigie.archive.room import ArchiveRoom, open_all
from vigie.archive.settings import ArchiveSettings
from vigie.archive.volumes import IDENTITY
from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import DAY_US, SECOND_US, Interval, UtcUs
from vigie.kernel.store import Database
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

CAM, OTHER = CameraId("cam-1"), CameraId("cam-2")
FOLDERS = (IDENTITY, "open", "copies", "recordings", "quarantine")


def unmount(volume: Path) -> Path:
    """Take what a volume holds away, as unmounting its disk does: an empty folder stays."""
    away = volume.with_name(f"{volume.name}-away")
    away.mkdir()
    for name in FOLDERS:
        (volume / name).rename(away / name)
    return away


def mount(volume: Path, away: Path) -> None:
    """Bring it back; what was written meanwhile beside it would be hidden, so there must be nothing."""
    assert not list(volume.rglob("*.mp4")), "pictures were written beside the disk"
    for name in FOLDERS:
        assert not (volume / name).exists(), f"{name} was made beside the disk"
        (away / name).rename(volume / name)


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> Rig:
    """Two encrypted volumes; `cam-1` on one of them."""
    return await Rig.make(tmp_path, database, volumes=2, settings=ArchiveSettings(min_free_bytes=0))


async def test_an_unmounted_disk_is_not_written_beside_and_recording_goes_on_elsewhere(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 750))
    await rig.index()
    [row] = await rig.rows()
    used = next(v for v in rig.volumes if v.id == row.volume_id)
    away = unmount(used.path)
    rig.feed(pictures(CAM, UtcUs(START + 30 * SECOND_US), 2_250, first=750))
    rig.clock.advance(10)
    for scribe in rig.writer.scribes:
        scribe.probe()
    await rig.index()
    troubles = {scribe.volume.id: scribe.trouble for scribe in rig.writer.scribes}
    assert troubles.pop(used.id) is GapReason.WRITE_ERROR
    assert list(troubles.values()) == [None]
    mount(used.path, away)
    rig.clock.advance(10)
    for scribe in rig.writer.scribes:
        scribe.probe()
    assert all(scribe.trouble is None for scribe in rig.writer.scribes)
    await rig.stop()
    rows = await rig.rows()
    assert {row.volume_id for row in rows} == {volume.id for volume in rig.volumes}
    assert rows[-1].end - START == 120 * SECOND_US
    assert all(after.start - before.end <= 40_000 for before, after in pairwise(rows))


async def test_what_was_closed_while_the_disk_was_away_is_put_in_its_place_when_it_is_back(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 1_600))  # the file of the first minute is closed, not indexed, not moved
    rig.settle()
    used = next(v for v in rig.volumes if any(v.open_folder.iterdir()))
    away = unmount(used.path)
    await rig.index()
    rig.settle()  # the disk's thread has tried to move the file, and failed
    first = (await rig.rows())[0]
    assert first.state is SegmentState.CLOSED
    mount(used.path, away)
    assert not used.final_path(CAM, first.start).exists()
    for scribe in rig.writer.scribes:
        scribe.probe()
    assert used.final_path(CAM, first.start).exists()
    await rig.stop()


async def hold(rig: Rig, camera: CameraId, first_s: int, last_s: int) -> None:
    interval = Interval(UtcUs(START + first_s * SECOND_US), UtcUs(START + last_s * SECOND_US))
    async with rig.database.transaction() as tx:
        one = Hold(f"hold-{camera}", camera, interval, "PV 2027/1", "vol", AccountId("someone"), START)
        await store.insert_hold(tx, one)


@pytest.mark.parametrize("fault", ["missing", "damaged", "unwritable"])
async def test_a_held_segment_that_cannot_be_cut_holds_up_no_destruction(rig: Rig, fault: str) -> None:
    rig.feed(pictures(CAM, START, 1_510))
    rig.feed(pictures(OTHER, START, 1_510))
    await rig.index()
    await rig.stop()
    await hold(rig, CAM, 10, 20)
    row = (await rig.rows())[0]
    path = rig.collection.path(row)
    if fault == "missing":
        path.unlink()
    elif fault == "damaged":
        path.write_bytes(b"\0" * path.stat().st_size)
    else:
        rig.files.break_volume(next(v.path for v in rig.volumes if v.id == row.volume_id), errno.EROFS)
    rig.clock.set_wall(UtcUs(START + 31 * DAY_US))
    reaper = rig.reaper
    state = await reaper.run_once()
    assert state.destroyed == 3, "all but the segment that a hold touches"
    assert list(state.failures) == [row.id]
    assert "cannot be cut" in state.failures[row.id]
    assert row.id in {one.id for one in await rig.rows()}, "what is held is kept whole"
    rig.files.mend_volume(next(v.path for v in rig.volumes if v.id == row.volume_id))
    if fault == "unwritable":
        state = await reaper.run_once()
        assert (state.failures, len(await rig.rows())) == ({}, 1)
        assert (await rig.rows())[0].interval.length_us < 15 * SECOND_US


async def test_overdue_images_on_a_read_only_disk_are_told_each_run_and_destroyed_later(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    rig.feed(pictures(CAM, START, 3 * 1_500 + 10))
    await rig.index()
    await rig.stop()
    rig.clock.set_wall(UtcUs(START + 31 * DAY_US))
    rig.files.break_unlink()
    reaper = rig.reaper
    for _ in range(3):
        caplog.clear()
        state = await reaper.run_once()
        assert (state.destroyed, state.overdue, len(state.failures)) == (0, 4, 4)
        assert state.overdue_bytes > 0
        assert "4 due images cannot be removed" in caplog.text
    assert caplog.text.count("is due and cannot be removed") == 0, "each file was told once, at the first run"
    async with rig.database.snapshot() as tx:
        assert (await store.state(tx, store.OVERDUE), await store.state(tx, store.OVERDUE_BYTES)) == (
            4,
            state.overdue_bytes,
        )
    assert not await rig.rows(), "their keys are erased: nobody sees them any more"
    rig.files.break_unlink(broken=False)
    state = await reaper.run_once()
    assert (state.destroyed, state.overdue, state.failures) == (4, 0, {})


async def test_a_disk_that_cannot_be_read_stops_no_start(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.feed(pictures(CAM, START, 100))
    rig.feed(pictures(OTHER, START, 100))
    await rig.index()
    await rig.kill()
    dead = rig.volumes[0].open_folder
    genuine = os.path.getsize

    def refuse(path: Path) -> int:
        if Path(path).is_relative_to(dead):
            raise OSError(errno.EUCLEAN, "structure needs cleaning")
        return genuine(path)

    with monkeypatch.context() as broken:
        broken.setattr(os.path, "getsize", refuse)
        report = await rig.recover()
    assert (len(report.unreadable), report.lost) == (1, [])
    assert report.segments == 1, "the sound disk was recovered"
    assert (await rig.recover()).segments == 1
    for camera in ("cam-1", "cam-2"):
        assert {row.state for row in await rig.rows(camera)} == {SegmentState.CLOSED}


async def test_a_file_that_cannot_be_read_is_neither_cut_nor_moved(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.feed(pictures(CAM, START, 100))
    await rig.index()
    await rig.kill()

    def refuse(path: Path) -> None:
        raise OSError(errno.EIO, "input/output error", str(path))

    with monkeypatch.context() as broken:
        broken.setattr(recovery, "SegmentFile", refuse)
        report = await rig.recover()
    assert (len(report.unreadable), report.quarantined, report.lost) == (1, [], [])
    assert (await rig.recover()).segments == 1
    with rig.collection.open((await rig.rows())[0]) as media:
        assert b"".join(media.fragments(0, len(media.parts)))


async def test_repair_changes_nothing_on_a_disk_that_refuses(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.feed(pictures(CAM, START, 1_510))
    await rig.index()
    await rig.stop()
    stray = rig.volumes[0].recordings / "stray.mp4"
    stray.write_bytes(b"somebody's")

    def refuse(self: Path, target: Path) -> Path:
        raise OSError(errno.EROFS, "read-only file system", str(target), None, str(self))

    async def check(*, repair: bool) -> list[tuple[str, bool]]:
        report = await Check(rig.database, rig.collection, rig.clock, ZoneInfo("Europe/Paris")).run(
            repair=repair
        )
        return [(finding.code, finding.repaired) for finding in report.findings]

    with monkeypatch.context() as read_only:
        read_only.setattr(Path, "rename", refuse)
        assert await check(repair=True) == [("file_unknown", False)]
    assert stray.exists()
    assert await check(repair=True) == [("file_unknown", True)]
    assert not stray.exists()


async def test_repair_forgets_nothing_when_a_disk_goes_away_meanwhile(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 1_510))
    await rig.index()
    await rig.stop()
    before = await rig.rows()
    volume = next(v for v in rig.volumes if v.id == before[0].volume_id)
    collection = rig.collection
    away = unmount(volume.path)
    (volume.path / "recordings").mkdir()  # what listing the mount point would show
    await Check(rig.database, collection, rig.clock, ZoneInfo("Europe/Paris")).run(repair=True)
    assert await rig.rows() == before
    (volume.path / "recordings").rmdir()
    mount(volume.path, away)
    assert (await Check(rig.database, collection, rig.clock, ZoneInfo("Europe/Paris")).run()).ok


def test_files_are_never_made_in_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        DiskFiles().create(tmp_path / "disk" / "open" / "one.mp4")
    with pytest.raises(FileNotFoundError):
        DiskFiles().rename(tmp_path / "none.mp4", tmp_path / "disk" / "recordings" / "one.mp4")
    assert not list(tmp_path.iterdir())


async def test_a_mount_point_without_its_disk_is_no_new_volume(tmp_path: Path) -> None:
    [made], _ = open_all([tmp_path / "disk"], [])
    away = unmount(made.path)
    opened, absent = open_all([made.path], [made.path])
    assert (opened, list(absent)) == ([], [str(made.path)])
    mount(made.path, away)
    assert [volume.id for volume in open_all([made.path], [made.path])[0]] == [made.id]


async def test_a_disk_that_comes_back_under_a_running_recorder_is_taken_in(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 1_550))
    rig.feed(pictures(OTHER, START, 1_550))
    await rig.index()
    await rig.kill()  # the second minute of each is left open on its disk
    lost, present = rig.volumes
    away = unmount(lost.path)
    room = ArchiveRoom(
        [present], Collection([present], rig.keyring), rig.keyring, rig.files, {str(lost.path): ""}
    )
    rig.volumes = [present]
    await rig.recover()
    rig.writer = rig.writer_on([present])
    await rig.begin()
    reaper = rig.reaper_on(room.collection.volumes)
    returning = Returning(rig.database, room, rig.writer)
    assert await returning.look() == []
    assert list(room.absent) == [str(lost.path)]
    mount(lost.path, away)
    assert [volume.id for volume in await returning.look()] == [lost.id]
    assert (room.absent, len(room.volumes), len(rig.writer.scribes)) == ({}, 2, 2)
    rig.feed(pictures(CAM, UtcUs(START + 300 * SECOND_US), 1_550, first=7_500))
    rig.feed(pictures(OTHER, UtcUs(START + 300 * SECOND_US), 1_550, first=7_500))
    await rig.stop()
    rows = await rig.rows() + await rig.rows("cam-2")
    assert {row.state for row in rows} == {SegmentState.CLOSED}
    assert {row.volume_id for row in rows if row.start >= START + 300 * SECOND_US} == {lost.id, present.id}
    assert not list(lost.open_folder.iterdir()), "what a crash had left open was closed and moved"
    for row in rows:
        with room.collection.open(row) as media:
            assert b"".join(media.fragments(0, len(media.parts)))
    rig.clock.set_wall(UtcUs(START + 40 * DAY_US))
    state = await reaper.run_once()
    assert (state.destroyed, state.overdue, state.failures) == (len(rows), 0, {})


async def test_a_hole_on_a_disk_that_comes_back_gets_its_gap_as_at_a_start(
    tmp_path: Path, database: Database
) -> None:
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 50))
    await rig.index()
    rig.clock.advance(12)
    later = pictures(CAM, UtcUs(START + 12 * SECOND_US), 50, first=300)
    rig.feed(unit._replace(discontinuity=unit.keyframe) for unit in later)
    rig.settle()
    await rig.kill()  # why nothing came for ten seconds was only in memory
    [lost] = rig.volumes
    room = ArchiveRoom([], Collection([], rig.keyring), rig.keyring, rig.files, {str(lost.path): ""})
    assert await Returning(rig.database, room, rig.writer_on([])).look() == [lost]
    unknown = [(gap.since, gap.until) for gap in await rig.gaps() if gap.reason == GapReason.UNKNOWN]
    assert unknown == [(START + 2 * SECOND_US, START + 12 * SECOND_US)]


async def test_what_became_due_while_a_disk_was_away_goes_when_it_is_back(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 1_550))
    rig.feed(pictures(OTHER, START, 1_550))
    await rig.index()
    await rig.stop()
    lost, present = rig.volumes
    away = unmount(lost.path)
    rig.clock.set_wall(UtcUs(START + 40 * DAY_US))
    room = ArchiveRoom(
        [present], Collection([present], rig.keyring), rig.keyring, rig.files, {str(lost.path): ""}
    )
    reaper = rig.reaper_on(room.collection.volumes)
    state = await reaper.run_once()
    assert (state.destroyed, state.overdue) == (2, 2)
    assert all("not mounted" in why for why in state.failures.values())
    mount(lost.path, away)
    await Returning(rig.database, room).look()
    state = await reaper.run_once()
    assert (state.destroyed, state.overdue, state.failures) == (4, 0, {})
    assert not list(lost.path.rglob("*.mp4"))


async def test_a_disk_that_takes_bytes_and_cannot_sync_them_gets_no_more(rig: Rig) -> None:
    rig.feed(pictures(CAM, START, 100))
    await rig.index()
    dying = next(v for v in rig.volumes if any(v.open_folder.iterdir()))
    rig.files.break_sync(dying.path)
    rig.clock.advance(11)  # the time to sync open segments has come
    rig.feed(pictures(CAM, UtcUs(START + 4 * SECOND_US), 25, first=100))
    rig.settle()
    rig.feed(pictures(CAM, UtcUs(START + 5 * SECOND_US), 50, first=125))
    await rig.index()
    rows = await rig.rows()
    assert [row.volume_id == dying.id for row in rows] == [True, False], "the minute goes on elsewhere"
    assert rows[1].start - rows[0].end <= 40_000
    rig.files.mend_volume(dying.path)
    rig.clock.advance(11)
    for scribe in rig.writer.scribes:
        scribe.probe()
    assert all(scribe.trouble is None for scribe in rig.writer.scribes)
    await rig.stop()
