"""The register of destructions, and the rotation of keys."""

import csv
import io
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vigie.archive import store
from vigie.archive.keys import Keyring
from vigie.archive.register import to_csv, to_pdf
from vigie.archive.rotation import rotate
from vigie.archive.settings import ArchiveSettings
from vigie.audit import Journal
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.kernel.store import Database
from vigie.testing.archive import Rig, pictures
from vigie.testing.cameras import FakeSecondPerson
from vigie.testing.clock import START

CAM = CameraId("cam-1")
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> Rig:
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 3 * 1_500))
    await rig.index()
    await rig.stop()
    return rig


async def test_the_register_tells_each_destruction(rig: Rig) -> None:
    rows = await rig.rows()
    rig.clock.set_wall(UtcUs(START + 31 * DAY_US))
    await rig.reaper.run_once()
    async with rig.database.snapshot() as tx:
        destroyed = await store.destructions(tx, START, UtcUs(START + 32 * DAY_US))
        assert await store.destructions(tx, START, UtcUs(START + 1)) == []
    lines = list(csv.DictReader(io.StringIO(to_csv(destroyed, PARIS)), delimiter=";"))
    assert [line["sha256"] for line in lines] == [row.digest.hex() for row in rows if row.digest]
    assert {line["motif"] for line in lines} == {"délai atteint"}
    assert lines[0]["detruit_local"] == "15/02/2027 09:00:00 +0100"
    pdf = to_pdf(destroyed, PARIS, town="Ville d’essai", since=START, until=UtcUs(START + DAY_US))
    assert pdf.startswith(b"%PDF-")


async def test_rotation_rewraps_every_key_and_drops_the_old_one(rig: Rig) -> None:
    before = await rig.rows()
    files = {row.id: rig.collection.path(row).read_bytes() for row in before}
    old = rig.keyring.current
    done = await rotate(rig.database, rig.keyring, Journal(rig.clock), FakeSecondPerson())
    assert (done.segments, done.book, done.dropped) == (3, 3, 1)
    rows = await rig.rows()
    assert {row.id: rig.collection.path(row).read_bytes() for row in rows} == files
    assert all(row.key and not row.key.startswith(old) for row in rows)
    keyring = Keyring(rig.volumes[0].path / "keys")
    assert keyring.ids == [rig.keyring.current]
    for row in rows:
        assert keyring.unwrap(row.key or b"", CAM, row.start)
        assert keyring.unwrap(keyring.book.find(CAM, row.start) or b"", CAM, row.start)


async def test_a_running_recorder_uses_the_new_key_and_its_late_rows_still_open(rig: Rig) -> None:
    running = Keyring(rig.volumes[0].path / "keys")
    start = UtcUs(START + DAY_US)
    key, late = running.make(CAM, start)
    await rotate(rig.database, rig.keyring, Journal(rig.clock), FakeSecondPerson())
    assert running.make(CAM, UtcUs(start + 100))[1].startswith(rig.keyring.current)
    assert rig.keyring.unwrap(late, CAM, start) == key
    assert Keyring(rig.volumes[0].path / "keys").unwrap(late, CAM, start) == key


async def test_rotating_does_not_bring_an_erased_key_back(rig: Rig) -> None:
    row = (await rig.rows())[0]
    async with rig.database.transaction() as tx:
        await store.erase_keys(tx, [row])
        await store.replace_keys(tx, [(row, bytes(68))])
        erased = await store.segment(tx, CAM, row.start)
    assert erased is not None
    assert erased.key is None
