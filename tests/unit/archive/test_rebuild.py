"""A2: a lost database loses no picture: the index is rebuilt from the files and the key book."""

from pathlib import Path
from zoneinfo import ZoneInfo

from vigie.archive.check import Check
from vigie.archive.settings import ArchiveSettings
from vigie.archive.store import TABLES
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, SECOND_US, UtcUs
from vigie.kernel.store import Database, metadata
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

CAM = CameraId("cam-1")
PARIS = ZoneInfo("Europe/Paris")


async def test_a_lost_database_is_rebuilt_from_the_files(tmp_path: Path, database: Database) -> None:
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 2 * 1_500))
    rig.feed(pictures(CAM, UtcUs(START + 600 * SECOND_US), 1_500, first=15_000))
    await rig.index()
    await rig.stop()
    before = await rig.rows()
    empty = Database.sqlite(tmp_path / "new.db")
    async with empty.transaction() as tx:
        await tx.run_sync(lambda connection: metadata.create_all(connection, tables=TABLES))
    rig.database = empty
    report = await Check(empty, rig.collection, rig.clock, PARIS).run()
    assert len([finding for finding in report.findings if finding.code == "file_unknown"]) == 3
    assert all(rig.collection.path(row).exists() for row in before)
    await Check(empty, rig.collection, rig.clock, PARIS).run(repair=True)
    after = await Check(empty, rig.collection, rig.clock, PARIS).run()
    assert after.ok, after.findings
    rows = await rig.rows()
    assert [(r.id, r.key, r.digest, r.destroy_at, r.size) for r in rows] == [
        (r.id, r.key, r.digest, r.destroy_at, r.size) for r in before
    ]
    assert [gap.reason for gap in await rig.gaps()] == ["unknown"]
    with rig.collection.open(rows[0]) as media:
        assert b"".join(media.fragments(0, len(media.parts)))
    await empty.close()


async def test_what_was_destroyed_does_not_come_back_from_a_backup(
    tmp_path: Path, database: Database
) -> None:
    rig = await Rig.make(tmp_path, database)
    rig.feed(pictures(CAM, START, 1_500))
    await rig.index()
    await rig.stop()
    path = rig.collection.path((await rig.rows())[0])
    backup = path.read_bytes()
    rig.clock.set_wall(UtcUs(START + 31 * DAY_US))
    await rig.reaper.run_once()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(backup)
    assert (await Check(database, rig.collection, rig.clock, PARIS).run(repair=True)).ok
    assert not await rig.rows()
    assert len(list(rig.volumes[0].quarantine.iterdir())) == 1
