"""A3, A4, A6: what is due goes, entirely and provably; nothing else does."""

import sqlite3
from pathlib import Path

import pytest

from vigie.archive import store
from vigie.archive.keys import Keyring
from vigie.archive.model import SegmentState
from vigie.archive.settings import ArchiveSettings
from vigie.archive.tags import SEGMENTS_DESTROYED
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, SECOND_US, UtcUs
from vigie.kernel.store import Database
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

CAM = CameraId("cam-1")


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> Rig:
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 3 * 1_500 + 10))
    await rig.index()
    await rig.stop()
    return rig


def files(rig: Rig) -> list[Path]:
    return sorted(path for path in rig.volumes[0].recordings.rglob("*.mp4"))


def at(rig: Rig, instant: int) -> None:
    rig.clock.set_wall(UtcUs(instant))


def checkpoint(rig: Rig) -> None:
    connection = sqlite3.connect(rig.database.url.removeprefix("sqlite+aiosqlite:///"))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


async def register(rig: Rig) -> list[tuple[int, str]]:
    async with rig.database.snapshot() as tx:
        rows = await tx.execute(store.destruction_table.select().order_by("start_us"))
        return [(row.start_us, row.cause) for row in rows]


async def test_nothing_goes_a_microsecond_early(rig: Rig) -> None:
    at(rig, START + 30 * DAY_US - 1)
    await rig.reaper.run_once()
    assert len(await rig.rows()) == len(files(rig)) == 4


async def test_what_is_due_goes_with_its_key_and_leaves_a_register(rig: Rig) -> None:
    at(rig, START + 30 * DAY_US)
    reaper = rig.reaper
    state = await reaper.run_once()
    assert [row.start for row in await rig.rows()] == [START + n * 60 * SECOND_US for n in (1, 2, 3)]
    assert len(files(rig)) == 3
    assert Keyring(rig.volumes[0].path / "keys").book.find(CAM, START) is None
    assert await register(rig) == [(START, "expired")]
    assert (state.destroyed, state.overdue, state.overdue_bytes) == (1, 0, 0)
    assert (state.last_run, state.oldest) == (START + 30 * DAY_US, START + 60 * SECOND_US)
    entry = next(entry for entry in await rig.journal() if entry.tag == SEGMENTS_DESTROYED)
    assert '"segments":1' in entry.details


async def test_all_goes_in_the_end_and_nothing_is_left_on_disk(rig: Rig) -> None:
    at(rig, START + 31 * DAY_US)
    await rig.reaper.run_once()
    assert not await rig.rows()
    assert not files(rig)
    assert not list((rig.volumes[0].path / "keys" / "book").glob("*.keys"))


async def test_a_file_that_cannot_be_removed_is_unreadable_counted_and_tried_again(rig: Rig) -> None:
    at(rig, START + 31 * DAY_US)
    rig.files.break_unlink()
    reaper = rig.reaper
    state = await reaper.run_once()
    assert (state.overdue, len(state.failures), state.destroyed) == (4, 4, 0)
    assert state.overdue_bytes > 0
    assert not await rig.rows()
    assert not await register(rig)
    rig.files.break_unlink(broken=False)
    state = await reaper.run_once()
    assert (state.overdue, state.destroyed, state.failures) == (0, 4, {})
    assert not files(rig)


async def test_a_kill_between_erasing_and_unlinking_is_finished_by_the_next_run(rig: Rig) -> None:
    at(rig, START + 31 * DAY_US)
    async with rig.database.transaction() as tx:
        await store.erase_keys(tx, await store.due(tx, rig.clock.now(), 10))
        row = await store.segment(tx, CAM, START)
    assert row is not None
    assert (row.state, row.key) == (SegmentState.DESTROYING, None)
    await rig.reaper.run_once()
    assert not files(rig)
    assert len(await register(rig)) == 4


async def test_a_volume_that_is_away_keeps_its_rows_until_it_returns(rig: Rig) -> None:
    at(rig, START + 31 * DAY_US)
    volumes, rig.volumes = rig.volumes, []
    reaper = rig.reaper
    assert (await reaper.run_once()).overdue == 4
    rig.volumes = volumes
    assert (await rig.reaper.run_once()).overdue == 0
    assert not files(rig)


async def test_erased_keys_are_not_left_in_the_database_file(rig: Rig) -> None:
    key = (await rig.rows())[0].key
    assert key is not None
    at(rig, START + 31 * DAY_US)
    await rig.reaper.run_once()
    await rig.database.close()
    checkpoint(rig)
    path = Path(rig.database.url.removeprefix("sqlite+aiosqlite:///"))
    assert all(key not in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
