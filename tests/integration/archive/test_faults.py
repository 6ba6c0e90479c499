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
from vigie.archive.files import DiskFiles
from vigie.archive.keys import Keyring
from vigie.archive.library import Library
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
    library = Library(volumes, keyring)
    found = {"within_s": 0.0, "end_s": 0.0}
    try:
        report = await recover(database, volumes, DiskFiles(), keyring.book.find)
        assert not report.lost
        checked = await Check(database, library, SystemClock(), ZoneInfo("Europe/Paris")).run()
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
    image = tmp_path / "image"
    with image.open("wb") as file:
        file.truncate(96 << 20)
    made = subprocess.run(["mkfs.ext4", "-q", str(image)], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"no ext4 can be made here: {made.stderr.strip()}")
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
    library = Library(volumes, Keyring(folder / "keys"))
    try:
        await Check(database, library, SystemClock(), ZoneInfo("Europe/Paris")).run(repair=True)
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


def _file_systems() -> list[str]:
    place = Path("/sys/fs/ext4")
    return [each.name for each in place.iterdir()] if place.exists() else []
