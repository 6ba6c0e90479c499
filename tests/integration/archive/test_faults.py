"""A real recorder on real disks that fail: full, or made read-only; a database locked, or lost.

Mounting needs root; where it cannot be done the tests of disks skip and say so.
"""

import asyncio
import sqlite3
import struct
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vigie.archive import store
from vigie.archive.check import ALWAYS, Check
from vigie.archive.collection import Collection
from vigie.archive.files import DiskFiles
from vigie.archive.keys import Keyring
from vigie.archive.model import Segment
from vigie.archive.recovery import recover
from vigie.archive.volumes import open_volume
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, SystemClock
from vigie.kernel.store import Database

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("recorder_program.py")
CAMERAS = [CameraId(f"cam-{number}") for number in range(1, 5)]
LOCKED_S = 30.0
"""Twice what SQLite is told to wait for a lock."""


class Program:
    """The running recorder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.accepted = folder / "accepted"
        self.said = folder / "said"
        with self.said.open("ab") as said:
            self.process = subprocess.Popen([sys.executable, str(PROGRAM), str(folder)], stderr=said)

    def until_recording(self) -> None:
        deadline = time.monotonic() + 90
        while not (self.accepted.exists() and self.accepted.stat().st_size == 16 * len(CAMERAS)):
            assert self.process.poll() is None, "the recorder ended by itself"
            assert time.monotonic() < deadline, "the recorder does not start"
            time.sleep(0.02)

    def end(self) -> tuple[list[tuple[int, int]], str]:
        """Kill it; return what it had accepted, and what it said."""
        assert self.process.poll() is None, self.said.read_text()
        self.process.kill()
        self.process.wait()
        return list(struct.iter_unpack(">qq", self.accepted.read_bytes())), self.said.read_text()


@contextmanager
def recording(folder: Path):
    program = Program(folder)
    try:
        program.until_recording()
        yield program
    finally:
        program.process.kill()
        program.process.wait()


@contextmanager
def mounted(place: Path, *options: str):
    """Mount something at `place`, or skip the test."""
    place.mkdir()
    made = subprocess.run(["mount", *options, str(place)], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"nothing can be mounted here: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


async def holes(folder: Path, accepted: list[tuple[int, int]]) -> dict[str, float]:
    """Recover, check every invariant; return the most seconds that any camera lost within, and at the end."""
    database = Database.sqlite(folder / "vigie.db")
    volumes = [open_volume(folder / f"volume-{number}") for number in (1, 2)]
    keyring = Keyring(folder / "keys")
    collection = Collection(volumes, keyring)
    found = {"within_s": 0.0, "end_s": 0.0}
    try:
        report = await recover(database, volumes, DiskFiles(), keyring.book.find)
        assert not report.lost
        checked = await Check(database, collection, SystemClock(), ZoneInfo("Europe/Paris")).run()
        assert not [finding for finding in checked.findings if finding.code != "gap_unexplained"], checked
        async with database.snapshot() as tx:
            for camera, (first, end) in zip(CAMERAS, accepted, strict=True):
                rows = await store.segments(tx, camera, ALWAYS)
                assert rows[0].start <= first + SECOND_US
                between = [after.start - before.end for before, after in pairwise(rows)]
                found["within_s"] = max(found["within_s"], max(between, default=0) / SECOND_US)
                found["end_s"] = max(found["end_s"], (end - rows[-1].end) / SECOND_US)
    finally:
        await database.close()
    return found


def test_a_database_locked_by_somebody_else_costs_no_picture(tmp_path: Path) -> None:
    with recording(tmp_path) as program:
        time.sleep(1)
        other = sqlite3.connect(tmp_path / "vigie.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(LOCKED_S)
        other.execute("ROLLBACK")
        other.close()
        time.sleep(2.5)
        accepted, told = program.end()
    assert accepted[0][1] - accepted[0][0] > (LOCKED_S + 2) * SECOND_US, "pictures were not taken meanwhile"
    assert "the index cannot be written" in told
    lost = asyncio.run(holes(tmp_path, accepted))
    assert lost["within_s"] <= 0.05
    assert lost["end_s"] <= 1.1


def test_a_full_disk_hands_over_to_the_other_one(tmp_path: Path) -> None:
    with (
        mounted(tmp_path / "volume-1", "-t", "tmpfs", "-o", "size=300m", "tmpfs") as large,
        mounted(tmp_path / "volume-2", "-t", "tmpfs", "-o", "size=100m", "tmpfs") as other,
    ):
        with recording(tmp_path) as program:
            _until(lambda: any(large.rglob("cam-*.mp4")), 20)
            _fill(large)
            time.sleep(5)
            accepted, told = program.end()
        assert "No space left on device" in told, told
        assert any(other.rglob("cam-*.mp4"))
        lost = asyncio.run(holes(tmp_path, accepted))
    assert lost["within_s"] <= 1
    assert lost["end_s"] <= 1.1


def test_a_disk_made_read_only_by_its_file_system_hands_over_to_the_other_one(tmp_path: Path) -> None:
    image = _ext4(tmp_path / "image", 96 << 20)
    before = set(_file_systems())
    with (
        mounted(tmp_path / "volume-1", "-o", "loop,errors=remount-ro", str(image)) as place,
        mounted(tmp_path / "volume-2", "-t", "tmpfs", "-o", "size=60m", "tmpfs"),  # smaller: comes second
    ):
        [device] = set(_file_systems()) - before or pytest.skip("this kernel breaks no ext4 on request")
        with recording(tmp_path) as program:
            time.sleep(3)
            (Path("/sys/fs/ext4") / device / "trigger_fs_error").write_text("broken by a test")
            with pytest.raises(OSError, match="ead-only"):
                (place / "probe").write_text("x")
            time.sleep(4)
            accepted, told = program.end()
        lost = asyncio.run(holes(tmp_path, accepted))
        with recording(tmp_path) as again:  # a disk that stays read-only stops no start
            time.sleep(3)
            after, _ = again.end()
        kept = asyncio.run(holes(tmp_path, [(accepted[0][0], end) for _, end in after]))
    assert kept["end_s"] <= 1.1
    assert "Read-only file system" in told, told
    assert accepted[0][1] - accepted[0][0] > 6 * SECOND_US
    assert lost["within_s"] <= 1
    assert lost["end_s"] <= 1.1


def test_a_disk_repaired_and_mounted_again_is_recorded_on_again(tmp_path: Path) -> None:
    image = _ext4(tmp_path / "image", 96 << 20)
    before = set(_file_systems())
    with (
        mounted(tmp_path / "volume-1", "-o", "loop,errors=remount-ro", str(image)) as place,
        mounted(tmp_path / "volume-2", "-t", "tmpfs", "-o", "size=60m", "tmpfs"),
    ):
        [device] = set(_file_systems()) - before or pytest.skip("this kernel breaks no ext4 on request")
        with recording(tmp_path) as program:
            time.sleep(2)
            (Path("/sys/fs/ext4") / device / "trigger_fs_error").write_text("broken by a test")
            broken = time.time_ns() // 1_000
            time.sleep(3)
            subprocess.run(["umount", "-l", str(place)], check=True)
            time.sleep(3)  # nothing may be written into the folder that is left
            assert not list(place.iterdir()), "pictures were written beside the disk"
            _until(lambda: _repaired(image), 20)
            subprocess.run(["mount", "-o", "loop", str(image), str(place)], check=True)
            known = set(place.rglob("cam-*.mp4")) | set(place.rglob("recordings/*/*/*.mp4"))
            _until(lambda: set(place.rglob("*.mp4")) - known, 30)
            time.sleep(3)
            accepted, _ = program.end()
        rows, told = asyncio.run(_rows_and_faults(tmp_path))
    for (_, end), mine in zip(accepted, rows, strict=True):
        assert max(after.start - before.end for before, after in pairwise(mine)) <= SECOND_US
        assert end - mine[-1].end <= 1_100_000
    begun = {row.id: row.start for mine in rows for row in mine}
    assert all(begun[subject] < broken for subject in told), (
        "only what the broken disk had not synced is lost"
    )


def test_a_block_device_that_fails_hands_over_to_the_other_one(tmp_path: Path) -> None:
    """The disk takes bytes and its device refuses them later: a sparse image where no room is left."""
    with mounted(tmp_path / "backing", "-t", "tmpfs", "-o", "size=30m", "tmpfs") as backing:
        image = _ext4(backing / "image", 200 << 20)
        with (
            mounted(tmp_path / "volume-1", "-o", "loop", str(image)),
            mounted(tmp_path / "volume-2", "-t", "tmpfs", "-o", "size=120m", "tmpfs") as other,
        ):
            with recording(tmp_path) as program:
                time.sleep(1)
                _fill(backing)
                time.sleep(12)
                accepted, told = program.end()
            assert "Input/output error" in told or "Read-only file system" in told, told
            assert any(other.rglob("*.mp4"))
            rows, _ = asyncio.run(_rows_and_faults(tmp_path))
    for (_, end), mine in zip(accepted, rows, strict=True):
        assert end - mine[-1].end <= 1_100_000


@pytest.mark.parametrize("go_on_s", [0, 3], ids=["between two runs", "while it records"])
def test_a_lost_database_is_rebuilt_from_files(tmp_path: Path, go_on_s: int) -> None:
    with recording(tmp_path) as program:
        time.sleep(6)
        if go_on_s:
            _lose_database(tmp_path)
            time.sleep(go_on_s)
        accepted, _ = program.end()
    _lose_database(tmp_path)
    (tmp_path / "accepted").unlink()
    with recording(
        tmp_path
    ) as program:  # on an empty database: what it does not know is put aside, not destroyed
        time.sleep(1)
        program.end()
    asyncio.run(_rebuilt(tmp_path, accepted))


def _lose_database(folder: Path) -> None:
    for name in ("vigie.db", "vigie.db-wal", "vigie.db-shm"):
        (folder / name).unlink(missing_ok=True)


async def _rebuilt(folder: Path, accepted: list[tuple[int, int]]) -> None:
    """Repair, and find everything that was accepted before the loss."""
    database = Database.sqlite(folder / "vigie.db")
    volumes = [open_volume(folder / f"volume-{number}") for number in (1, 2)]
    collection = Collection(volumes, Keyring(folder / "keys"))
    try:
        await Check(database, collection, SystemClock(), ZoneInfo("Europe/Paris")).run(repair=True)
        async with database.snapshot() as tx:
            for camera, (first, end) in zip(CAMERAS, accepted, strict=True):
                told = await store.drawn(tx, camera, ALWAYS, tolerance_us=SECOND_US // 10)
                assert any(
                    span.start <= first + SECOND_US and span.end >= end - 1_100_000 for span in told.spans
                ), (first, end, told.spans)
    finally:
        await database.close()


def _until(condition, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def _fill(place: Path) -> None:
    """Leave no byte free."""
    with (place / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))


def _ext4(image: Path, size: int) -> Path:
    """Make a file system in a file, or skip the test."""
    with image.open("wb") as file:
        file.truncate(size)
    made = subprocess.run(["mkfs.ext4", "-q", str(image)], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"no ext4 can be made here: {made.stderr.strip()}")
    return image


def _repaired(image: Path) -> bool:
    """Repair a file system that is no longer mounted; False while somebody still has a file open on it."""
    done = subprocess.run(["e2fsck", "-fy", str(image)], capture_output=True, check=False)
    return done.returncode in {0, 1} and not _loops_on(image)


def _loops_on(image: Path) -> bool:
    told = subprocess.run(["losetup", "-j", str(image)], capture_output=True, text=True, check=True)
    return bool(told.stdout.strip())


async def _rows_and_faults(folder: Path) -> tuple[list[list[Segment]], list[str]]:
    """Recover what can be read; return each camera's rows, and the segments whose files are damaged."""
    database = Database.sqlite(folder / "vigie.db")
    volumes = [open_volume(folder / f"volume-{number}") for number in (1, 2)]
    collection = Collection(volumes, Keyring(folder / "keys"))
    try:
        await recover(database, volumes, DiskFiles(), collection.book_key)
        checked = await Check(database, collection, SystemClock(), ZoneInfo("Europe/Paris")).run()
        faults = [found.subject for found in checked.findings if found.code.startswith("file_")]
        async with database.snapshot() as tx:
            return [await store.segments(tx, camera, ALWAYS) for camera in CAMERAS], faults
    finally:
        await database.close()


def _file_systems() -> list[str]:
    place = Path("/sys/fs/ext4")
    return [each.name for each in place.iterdir()] if place.exists() else []
