"""The tier on Ceph's gateway: kill -9 at random instants, then destruction on the date, nothing left."""

import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from peers import rgw

from vigie.archive import store
from vigie.archive.collection import Collection
from vigie.archive.model import Hold, Segment
from vigie.archive.reaper import Reaper
from vigie.archive.settings import ArchiveSettings
from vigie.archive.tiers import copies
from vigie.archive.tiers.check import TierCheck
from vigie.archive.tiers.far import Far
from vigie.archive.tiers.remote import Lock
from vigie.archive.tiers.s3 import S3Remote
from vigie.archive.tiers.settings import S3Settings
from vigie.archive.tiers.tier import Tier
from vigie.audit import Journal
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.kernel.store import Database, metadata
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("copier_program.py")
CAM = CameraId("cam-1")
SEGMENTS = 60
ROUNDS = 8


@dataclass
class Town:
    """An archive, its bucket, and what speaks to both."""

    folder: Path
    rig: Rig
    settings: S3Settings
    remote: S3Remote
    secret: str

    def run_and_kill(self, seconds: float) -> None:
        running = self.folder / "running"
        running.unlink(missing_ok=True)
        command = [sys.executable, PROGRAM, self.folder, self.settings.model_dump_json(), self.secret]
        process = subprocess.Popen([str(one) for one in command])
        try:
            deadline = time.monotonic() + 90
            while not running.exists():
                assert process.poll() is None, "the copier ended by itself"
                assert time.monotonic() < deadline, "the copier does not start"
                time.sleep(0.01)
            time.sleep(seconds)
            assert process.poll() is None, "the copier ended by itself"
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rgw.Gateway]:
    if missing := rgw.missing():
        pytest.skip(f"not installed: {' '.join(missing)} (packages radosgw, ceph-mon, ceph-osd, ceph-common)")
    with rgw.ceph(tmp_path_factory.mktemp("ceph")) as gateway:
        gateway.make_bucket("locked", lock=True)
        yield gateway


@pytest.fixture
async def town(tmp_path: Path, gateway: rgw.Gateway) -> AsyncIterator[Town]:
    database = Database.sqlite(tmp_path / "vigie.db")
    journal = [table for name, table in metadata.tables.items() if name.startswith("journal")]
    async with database.transaction() as tx:
        tables = [*store.TABLES, *copies.TABLES, *journal]
        await tx.run_sync(lambda connection: metadata.create_all(connection, tables=tables))
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0, segment_s=2))
    rig.feed(pictures(CAM, START, SEGMENTS * 50, size=5_000))
    await rig.index()
    await rig.stop()
    settings = S3Settings(
        bucket="locked",
        endpoint=gateway.endpoint,
        region="default",
        access_key=gateway.access_key,
        prefix="ville/",
        after_s=0,
        every_s=1,
    )
    remote = S3Remote(settings, gateway.secret_key)
    yield Town(tmp_path, rig, settings, remote, gateway.secret_key)
    remote.close()
    await database.close()


async def test_killed_at_any_instant_the_tier_goes_on_and_all_is_gone_on_its_date(town: Town) -> None:
    choice = random.Random(3)
    rig, remote = town.rig, town.remote
    cut_short = 0
    for _ in range(ROUNDS):
        town.run_and_kill(choice.uniform(0.0, 0.5))
        async with rig.database.snapshot() as tx:
            cut_short += len(await copies.unsent(tx))
    assert cut_short, "no kill struck while an object was on its way"
    rig.clock.set_wall(UtcUs(START + DAY_US))
    tier = Tier(rig.database, rig.collection, remote, rig.clock, town.settings)
    assert await tier.run_once(), tier.state.failing
    check = TierCheck(rig.database, remote, town.settings.prefix, rig.clock)
    assert await check.run() == []
    rows = await rig.rows()
    assert len(list(remote.versions("ville/"))) == len(rows) == SEGMENTS
    _check_what_is_there(town, rows)
    await _check_destruction(town, tier, rows)
    assert await check.run() == []
    tier.close()


def _check_what_is_there(town: Town, rows: list[Segment]) -> None:
    """Each object is locked until its segment's date, and read from S3 alone it plays as from the disk."""
    away = Collection([], town.rig.keyring)
    away.far = Far(town.remote, "ville/").open
    for row, stored in zip(rows, town.remote.versions("ville/"), strict=True):
        assert town.remote.lock(stored) == Lock.of(row.destroy_at, held=False)
        with away.open(row) as far, town.rig.collection.open(row) as near:
            assert list(far.fragments(0, len(far.parts))) == list(near.fragments(0, len(near.parts)))


async def _check_destruction(town: Town, tier: Tier, rows: list[Segment]) -> None:
    """What is held stays beyond its date, all else goes; released, it goes too."""
    rig, remote = town.rig, town.remote
    async with rig.database.transaction() as tx:
        await store.insert_hold(tx, Hold("h", CAM, rows[7].interval, "PV 1", "", "maire", rig.clock.now()))
    assert await tier.run_once()
    rig.clock.set_wall(UtcUs(START + 31 * DAY_US))
    volumes = {volume.id: volume for volume in rig.volumes}
    reaper = Reaper(
        rig.database, volumes, rig.files, rig.keyring, Journal(rig.clock), rig.clock, tier.destroyer
    )
    state = await reaper.run_once()
    assert (state.failures, state.overdue) == ({}, 0)
    assert [one.name for one in remote.versions("ville/")] == [f"ville/{CAM}/{rows[7].start}.vigie"]
    async with rig.database.transaction() as tx:
        await store.release_hold(tx, "h", "maire", rig.clock.now())
    assert (await reaper.run_once()).failures == {}
    assert list(remote.versions("ville/")) == []
