"""A4 for what the index does not know: in quarantine, or behind a lost database, images end on their date."""

import json
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from vigie.archive import store
from vigie.archive.check import Check, CheckReport
from vigie.archive.holdbook import Holdbook
from vigie.archive.leftovers import Leftovers
from vigie.archive.model import DestructionCause, Hold
from vigie.archive.recovery import quarantine
from vigie.archive.settings import ArchiveSettings
from vigie.archive.tags import LEFTOVER_DESTROYED
from vigie.audit import Entry, Journal
from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import DAY_US, HOUR_US, SECOND_US, Interval, UtcUs
from vigie.kernel.store import Database, Transaction
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

CAM, OTHER = CameraId("cam-1"), CameraId("cam-2")
DUE = UtcUs(START + 30 * DAY_US)
HELD = Hold(
    "0" * 32,
    CAM,
    Interval(UtcUs(START + 70 * SECOND_US), UtcUs(START + 80 * SECOND_US)),
    "PV 2027/118",
    "vol",
    AccountId("chef"),
    START,
)


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> Rig:
    """Three sealed minutes of `cam-1`, one of `cam-2`, nothing held."""
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 3 * 1_500))
    rig.feed(pictures(OTHER, START, 1_500))
    await rig.index()
    await rig.stop()
    return rig


async def forget(rig: Rig) -> None:
    """Lose what the database knows of recordings and holds."""
    async with rig.database.transaction() as tx:
        for table in (store.segment_table, store.legal_hold_table, store.gap_table):
            await tx.execute(delete(table))


async def check(rig: Rig, *, repair: bool = False) -> CheckReport:
    return await Check(rig.database, rig.collection, rig.clock, ZoneInfo("Europe/Paris")).run(repair=repair)


def files(rig: Rig) -> list[Path]:
    return sorted(rig.volumes[0].path.rglob("*.mp4*"))


async def register(rig: Rig) -> list[tuple[str, str]]:
    async with rig.database.snapshot() as tx:
        rows = await store.destructions(tx, UtcUs(0), UtcUs(1 << 60))
    return [(f"{row.camera_id}.{row.start}", row.cause) for row in rows]


async def test_a_recording_in_quarantine_goes_on_its_date_and_the_register_says_so(rig: Rig) -> None:
    row = (await rig.rows())[1]
    put_aside = quarantine(rig.volumes[0], rig.collection.path(row))
    async with rig.database.transaction() as tx:
        await store.delete_segments(tx, [row])
    reaper = rig.reaper
    rig.clock.set_wall(UtcUs(DUE - HOUR_US))
    await reaper.run_once()
    assert put_aside.exists()
    rig.clock.set_wall(UtcUs(DUE + 30 * SECOND_US))
    await reaper.run_once()
    assert put_aside.exists(), "it began a minute later than the first one"
    rig.clock.set_wall(UtcUs(DUE + HOUR_US + 61 * SECOND_US))
    state = await reaper.run_once()
    assert (files(rig), state.failures) == ([], {})
    assert (row.id, DestructionCause.QUARANTINE) in await register(rig)
    assert rig.keyring.book.find(CAM, row.start) is None
    assert LEFTOVER_DESTROYED in {entry.tag for entry in await rig.journal()}


async def test_behind_a_lost_database_everything_still_goes_on_its_date(rig: Rig) -> None:
    await forget(rig)
    assert len(files(rig)) == 4
    rig.clock.set_wall(UtcUs(START + 31 * DAY_US))
    await rig.reaper.run_once()
    assert len(files(rig)) == 4, "for a day a person may still repair the index"
    rig.clock.set_wall(UtcUs(START + 34 * DAY_US))
    await rig.reaper.run_once()
    assert files(rig) == []
    assert [cause for _, cause in await register(rig)] == ["quarantine"] * 4
    rig.clock.set_wall(UtcUs(START + 35 * DAY_US))
    await rig.reaper.run_once()
    assert not list(rig.volumes[0].recordings.glob("*/*")), "folders of days without images go, too"


async def test_what_was_held_before_the_database_was_lost_is_held_after(rig: Rig) -> None:
    Holdbook(rig.keyring.folder).put(HELD)
    await forget(rig)
    held = files(rig)[1]
    rig.clock.set_wall(UtcUs(START + 40 * DAY_US))
    await rig.reaper.run_once()
    assert files(rig) == [held]
    report = await check(rig, repair=True)
    assert {finding.code for finding in report.findings} >= {"hold_unknown", "file_unknown"}
    for _ in range(2):
        await rig.reaper.run_once()
    [kept] = await rig.rows()
    assert kept.start <= HELD.interval.start
    assert kept.end >= HELD.interval.end
    assert kept.interval.length_us < 15 * SECOND_US, "the rest of the minute went"
    with rig.collection.open(kept) as media:
        assert b"".join(media.fragments(0, len(media.parts)))


async def test_a_hold_without_its_copy_is_found_and_copied(rig: Rig) -> None:
    async with rig.database.transaction() as tx:
        await store.insert_hold(tx, HELD)
    assert [(f.invariant, f.code) for f in (await check(rig)).findings] == [("A5", "hold_uncopied")]
    await check(rig, repair=True)
    assert (await check(rig)).ok
    assert Holdbook(rig.keyring.folder).all() == [HELD]


async def test_a_damaged_copy_of_a_hold_stops_the_sweep_not_the_reaper(rig: Rig) -> None:
    book = Holdbook(rig.keyring.folder)
    book.put(HELD)
    [path] = (rig.keyring.folder / "holds").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text(json.dumps({"id": "x"}))
    with pytest.raises(Unavailable):
        book.all()
    row = (await rig.rows())[1]
    put_aside = quarantine(rig.volumes[0], rig.collection.path(row))
    async with rig.database.transaction() as tx:
        await store.delete_segments(tx, [row])
    rig.clock.set_wall(UtcUs(START + 40 * DAY_US))
    state = await rig.reaper.run_once()
    assert state.destroyed == 3
    assert put_aside.exists()
    assert "restore it" in next(iter(state.failures.values()))


async def test_a_copy_that_outlived_its_hold_keeps_nothing_and_is_found(rig: Rig) -> None:
    Holdbook(rig.keyring.folder).put(HELD)
    async with rig.database.transaction() as tx:
        await store.insert_hold(tx, HELD)
        await store.release_hold(tx, HELD.id, AccountId("chef"), START)
        rows = await store.segments(tx, CAM, HELD.interval)
        await store.delete_segments(tx, rows)
    quarantine(rig.volumes[0], rig.collection.path(rows[0]))
    assert ("A5", "hold_copy_left") in {(each.invariant, each.code) for each in (await check(rig)).findings}
    rig.clock.set_wall(UtcUs(START + 40 * DAY_US))
    await rig.reaper.run_once()
    assert files(rig) == []
    await check(rig, repair=True)
    assert (Holdbook(rig.keyring.folder).all(), (await check(rig)).ok) == ([], True)


async def test_somebody_elses_file_stays(rig: Rig) -> None:
    strange = rig.volumes[0].quarantine / "letter.txt"
    strange.write_text("somebody's")
    rig.clock.set_wall(UtcUs(START + 400 * DAY_US))
    await rig.reaper.run_once()
    assert strange.exists()


class FullJournal(Journal):
    """A journal that takes nothing any more."""

    async def record_all(self, tx: Transaction, entries: Sequence[Entry]) -> None:
        raise Unavailable("the journal's disk is full")


def leftovers(rig: Rig, journal: Journal) -> Leftovers:
    volumes = {volume.id: volume for volume in rig.volumes}
    return Leftovers(rig.database, volumes, rig.files, rig.keyring, journal, rig.clock)


async def test_what_cannot_be_written_down_stays(rig: Rig) -> None:
    await forget(rig)
    rig.clock.set_wall(UtcUs(START + 34 * DAY_US))
    with pytest.raises(Unavailable):
        await leftovers(rig, FullJournal(rig.clock)).run(rig.clock.now())
    assert (len(files(rig)), await register(rig)) == (4, [])
    assert await leftovers(rig, Journal(rig.clock)).run(rig.clock.now()) == {}
    assert (len(files(rig)), len(await register(rig))) == (0, 4)


async def test_what_cannot_be_removed_has_no_line(rig: Rig) -> None:
    await forget(rig)
    rig.clock.set_wall(UtcUs(START + 34 * DAY_US))
    rig.files.break_unlink()
    sweep = leftovers(rig, Journal(rig.clock))
    assert set(await sweep.run(rig.clock.now())) == {str(path) for path in files(rig)}
    assert (len(files(rig)), await register(rig), await rig.journal()) == (4, [], [])
    rig.files.break_unlink(broken=False)
    assert await sweep.run(rig.clock.now()) == {}
    assert (len(files(rig)), len(await register(rig)), len(await rig.journal())) == (0, 4, 4)
