"""A7: the disks' end is told days ahead, from what was measured."""

from pathlib import Path

from vigie.archive.forecast import forecast, project
from vigie.kernel.ids import CameraId
from vigie.kernel.store import Database
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START


def test_with_room_for_a_month_the_disk_is_never_full() -> None:
    assert project(0, 4_000, 100, {}) == (3_100, None)


def test_a_growing_archive_is_full_on_its_day() -> None:
    assert project(1_000, 1_000, 100, {}) == (4_100, 10.0)


def test_what_is_due_makes_room() -> None:
    assert project(1_000, 50, 100, dict.fromkeys(range(31), 100)) == (1_000, None)


async def test_the_bitrate_is_measured_over_what_was_recorded(tmp_path: Path, database: Database) -> None:
    rig = await Rig.make(tmp_path, database)
    rig.feed(pictures(CameraId("cam-1"), START, 1_501, size=20_000))
    await rig.index()
    rig.clock.advance(60)
    found = await forecast(database, rig.volumes, rig.files, rig.clock)
    assert 4_000_000 <= found.bits_per_s["cam-1"] < 4_100_000
    assert found.bytes_per_day > 43_000_000_000
    assert found.used_bytes > 30_000_000
    await rig.stop()
