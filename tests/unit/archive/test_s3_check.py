"""`vigie archive check` and the tier: orphans both ways, and repairs that lose no picture."""

from pathlib import Path

import pytest

from vigie.archive import store
from vigie.archive.check import Finding
from vigie.archive.model import Hold, Segment
from vigie.archive.settings import ArchiveSettings
from vigie.archive.tiers import copies
from vigie.archive.tiers.check import TierCheck
from vigie.archive.tiers.remote import Lock, Stored
from vigie.archive.tiers.restore import Restore
from vigie.archive.tiers.settings import S3Settings
from vigie.archive.tiers.tier import Tier
from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, SECOND_US, UtcUs
from vigie.kernel.store import Database, metadata
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START
from vigie.testing.s3 import FakeRemote

CAM = CameraId("cam-1")
PREFIX = "ville/"
SETTINGS = S3Settings(bucket="b", prefix=PREFIX, after_s=3600)


@pytest.fixture
def remote() -> FakeRemote:
    return FakeRemote()


@pytest.fixture
async def rig(tmp_path: Path, database: Database, remote: FakeRemote) -> Rig:
    async with database.transaction() as tx:
        await tx.run_sync(lambda connection: metadata.create_all(connection, tables=copies.TABLES))
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 2 * 1_500))
    await rig.index()
    await rig.stop()
    rig.clock.set_wall(UtcUs(START + DAY_US))
    await tier(rig, remote).run_once()
    return rig


def tier(rig: Rig, remote: FakeRemote) -> Tier:
    return Tier(rig.database, rig.collection, remote, rig.clock, SETTINGS)


async def check(rig: Rig, remote: FakeRemote | None, *, repair: bool = False) -> list[Finding]:
    return await TierCheck(rig.database, remote, PREFIX, rig.clock).run(repair=repair)


def codes(findings: list[Finding]) -> list[tuple[str, bool]]:
    return [(one.code, one.repaired) for one in findings]


async def first(rig: Rig, remote: FakeRemote) -> tuple[Segment, Stored]:
    return (await rig.rows())[0], next(remote.versions(PREFIX))


async def test_a_sound_tier_has_no_findings(rig: Rig, remote: FakeRemote) -> None:
    assert len(list(remote.versions(PREFIX))) == 2
    assert await check(rig, remote) == []


@pytest.mark.parametrize("how_many", [1, 2])
async def test_a_copy_that_vanished_is_found_and_sent_again(
    rig: Rig, remote: FakeRemote, how_many: int
) -> None:
    before = list(remote.versions(PREFIX))
    remote.destroy(before[:how_many])
    assert codes(await check(rig, remote)) == [("copy_missing", False)] * how_many
    assert codes(await check(rig, remote, repair=True)) == [("copy_missing", True)] * how_many
    await tier(rig, remote).run_once()
    assert [one.name for one in remote.versions(PREFIX)] == [one.name for one in before]
    assert await check(rig, remote) == []


async def test_a_second_version_and_a_marker_are_destroyed_by_repair(rig: Rig, remote: FakeRemote) -> None:
    segment, stored = await first(rig, remote)
    lock = remote.lock(stored)
    remote.put(stored.name, rig.collection.path(segment), lock)
    remote.mark_deleted(stored.name)
    assert codes(await check(rig, remote)) == [("copy_unknown", False)] * 2
    assert codes(await check(rig, remote, repair=True)) == [("copy_unknown", True)] * 2
    assert await check(rig, remote) == []
    assert remote.read(stored, 0, 1), "the one that the row names stays"


async def test_an_object_whose_row_was_lost_is_named_again(rig: Rig, remote: FakeRemote) -> None:
    async with rig.database.transaction() as tx:
        before = await copies.all_copies(tx, CAM)
        await copies.remove(tx, [before[0].key])
    assert codes(await check(rig, remote)) == [("copy_unknown", False)]
    assert codes(await check(rig, remote, repair=True)) == [("copy_unknown", True)]
    async with rig.database.snapshot() as tx:
        assert await copies.all_copies(tx, CAM) == before


async def test_an_unknown_object_is_destroyed_only_once_its_date_is_over(
    rig: Rig, remote: FakeRemote, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    film.write_bytes(b"sealed")
    until = UtcUs(rig.clock.now() + 60 * SECOND_US)
    lost = remote.put(f"{PREFIX}cam-9/17.vigie", film, Lock(until, held=False))
    assert codes(await check(rig, remote, repair=True)) == [("copy_unknown", False)]
    rig.clock.set_wall(UtcUs(until + 1))
    assert codes(await check(rig, remote, repair=True)) == [("copy_unknown", True)]
    assert lost not in set(remote.versions(PREFIX))


async def test_a_hold_lifted_behind_our_back_is_found_and_laid_again(rig: Rig, remote: FakeRemote) -> None:
    segment, stored = await first(rig, remote)
    async with rig.database.transaction() as tx:
        hold = Hold("h", CAM, segment.interval, "PV", "", "maire", rig.clock.now())
        await store.insert_hold(tx, hold)
    await tier(rig, remote).run_once()
    assert await check(rig, remote) == []
    remote.relock(stored, Lock(None, held=False))
    assert codes(await check(rig, remote)) == [("copy_hold_missing", False)]
    assert codes(await check(rig, remote, repair=True)) == [("copy_hold_missing", True)]
    assert remote.lock(stored).held


async def test_a_bucket_that_cannot_be_asked_is_a_finding(rig: Rig, remote: FakeRemote) -> None:
    remote.down = True
    assert codes(await check(rig, remote)) == [("s3_unreachable", False)]
    assert codes(await check(rig, None)) == [("s3_not_configured", False)]


async def test_a_file_gone_from_its_volume_is_brought_back_byte_for_byte(
    rig: Rig, remote: FakeRemote
) -> None:
    segment, _ = await first(rig, remote)
    path = rig.collection.path(segment)
    body = path.read_bytes()
    path.unlink()
    back = await Restore(rig.database, rig.collection, remote, PREFIX).run()
    assert [one.id for one in back] == [segment.id]
    assert path.read_bytes() == body
    assert list(path.parent.glob("*.part")) == []


async def test_a_copy_that_is_not_what_was_recorded_is_not_brought_back(
    rig: Rig, remote: FakeRemote, tmp_path: Path
) -> None:
    segment, stored = await first(rig, remote)
    path = rig.collection.path(segment)
    forged = bytearray(path.read_bytes())
    forged[len(forged) // 2] ^= 1
    path.unlink()
    remote.destroy([stored])
    (tmp_path / "forged").write_bytes(forged)
    remote.put(stored.name, tmp_path / "forged", Lock(None, held=False))
    with pytest.raises(BadInput) as caught:
        await Restore(rig.database, rig.collection, remote, PREFIX).run()
    assert caught.value.error_code == "copy_damaged"
    assert list(path.parent.glob(f"{path.stem}*")) == []
