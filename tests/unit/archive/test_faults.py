"""Disks that refuse: nothing is written down as destroyed before it is gone for good; all is tried again."""

import errno
from pathlib import Path

import pytest

from vigie.archive import files as archive_files
from vigie.archive import removal, store
from vigie.archive.settings import ArchiveSettings
from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.kernel.store import Database
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

CAM = CameraId("cam-1")
DUE = UtcUs(START + 31 * DAY_US)


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> Rig:
    """Four encrypted segments, of which all are due at `DUE`."""
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 3 * 1_500 + 10))
    await rig.index()
    await rig.stop()
    rig.clock.set_wall(DUE)
    return rig


async def registered(rig: Rig) -> int:
    async with rig.database.snapshot() as tx:
        return len((await tx.execute(store.destruction_table.select())).all())


async def test_a_removal_that_may_not_outlast_a_power_cut_is_not_written_down(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    recordings, genuine = rig.volumes[0].recordings, archive_files.sync_folder

    def refuse(folder: Path) -> None:
        if folder.is_relative_to(recordings):
            raise OSError(errno.EIO, "the folder cannot be synced")
        genuine(folder)

    reaper = rig.reaper
    with monkeypatch.context() as broken:
        broken.setattr(archive_files, "sync_folder", refuse)
        broken.setattr(removal, "sync_folder", refuse)
        for _ in range(2):  # at the second run the names are gone, but still not for good
            state = await reaper.run_once()
            assert (state.destroyed, state.overdue, len(state.failures)) == (0, 4, 4)
            assert await registered(rig) == 0
    state = await reaper.run_once()
    assert (state.destroyed, state.overdue, state.failures) == (4, 0, {})
    assert await registered(rig) == 4


async def test_a_disk_unmounted_under_the_reaper_is_no_destruction(rig: Rig) -> None:
    volume = rig.volumes[0].path
    away = volume.with_name("away")
    reaper = rig.reaper
    for name in (
        "vigie-volume.json",
        "open",
        "copies",
        "recordings",
    ):  # a town keeps keys elsewhere
        away.mkdir(exist_ok=True)
        (volume / name).rename(away / name)
    state = await reaper.run_once()
    assert (state.destroyed, state.overdue, len(state.failures)) == (0, 4, 4)
    assert await registered(rig) == 0
    for path in list(away.iterdir()):
        path.rename(volume / path.name)
    state = await reaper.run_once()
    assert (state.destroyed, state.overdue, state.failures) == (4, 0, {})
    assert not list(rig.volumes[0].recordings.rglob("*.mp4"))


async def test_keys_that_cannot_be_erased_are_no_destruction(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_segments: object) -> None:
        raise Unavailable("the key book cannot be written", code="volume_not_writable")

    with monkeypatch.context() as broken:
        broken.setattr(rig.keyring.book, "erase", refuse)
        with pytest.raises(Unavailable):
            await rig.reaper.run_once()
        assert await registered(rig) == 0
        assert len(list(rig.volumes[0].recordings.rglob("*.mp4"))) == 4
    assert rig.keyring.book.find(CAM, START) is not None
    state = await rig.reaper.run_once()
    assert (state.destroyed, state.overdue) == (4, 0)
    assert await registered(rig) == 4
    assert rig.keyring.book.find(CAM, START) is None


async def test_a_file_that_cannot_be_renamed_costs_no_picture(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = await Rig.make(tmp_path, database)

    def refuse(_source: Path, _target: Path) -> None:
        raise OSError(errno.EIO, "the name cannot be changed")

    with monkeypatch.context() as broken:
        broken.setattr(rig.files, "rename", refuse)
        rig.feed(pictures(CAM, START, 2 * 1_500 + 10))
        await rig.index()
    await rig.kill()
    assert not (await rig.recover()).lost
    rows = await rig.rows()
    assert [row.start for row in rows] == [START, rows[0].end, rows[1].end][: len(rows)]
    assert rows[-1].end >= START + 2 * 60_000_000
    for row in rows:
        with rig.collection.open(row) as media:
            assert sum(map(len, media.fragments(0, len(media.parts)))) > 0
