"""A1 with a real process and a real kill -9, at random instants, on one growing archive."""

import os
import random
import struct
import subprocess
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vigie.archive import store
from vigie.archive.check import ALWAYS, Check
from vigie.archive.collection import Collection
from vigie.archive.explaining import explain_holes
from vigie.archive.files import DiskFiles
from vigie.archive.keys import Keyring
from vigie.archive.recovery import recover
from vigie.archive.volumes import open_volume
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, SystemClock
from vigie.kernel.store import Database

PROGRAM = Path(__file__).with_name("recorder_program.py")
CAMERAS = [CameraId(f"cam-{number}") for number in range(1, 5)]
SLACK_US = 100_000
"""What a loaded machine may take from a part's last picture to its write; the rest is `part_s`."""


def run_and_kill(folder: Path, seconds: float) -> list[tuple[int, int]]:
    """Let the recorder run from its first picture for some seconds, kill it, return what it had accepted."""
    accepted = folder / "accepted"
    accepted.unlink(missing_ok=True)
    process = subprocess.Popen([sys.executable, str(PROGRAM), str(folder)])
    try:
        deadline = time.monotonic() + 90
        while not (accepted.exists() and accepted.stat().st_size == 16 * len(CAMERAS)):
            assert process.poll() is None, "the recorder ended by itself"
            assert time.monotonic() < deadline, "the recorder does not start"
            time.sleep(0.02)
        time.sleep(seconds)
    finally:
        process.kill()
        process.wait()
    return list(struct.iter_unpack(">qq", accepted.read_bytes()))


async def verify(folder: Path, accepted: list[tuple[int, int]]) -> float:
    """Recover, check every invariant, decrypt everything; return the most seconds any camera lost."""
    database = Database.sqlite(folder / "vigie.db")
    volumes = [open_volume(folder / f"volume-{number}") for number in (1, 2)]
    keyring = Keyring(folder / "keys")
    collection = Collection(volumes, keyring)
    try:
        report = await recover(database, volumes, DiskFiles(), keyring.book.find)
        assert not report.lost
        await explain_holes(database, report.since)
        checked = await Check(database, collection, SystemClock(), ZoneInfo("Europe/Paris")).run()
        assert not checked.findings
        most = 0.0
        async with database.snapshot() as tx:
            for camera, (first, end) in zip(CAMERAS, accepted, strict=True):
                rows = await store.segments(tx, camera, ALWAYS)
                for row in rows[-3:]:
                    with collection.open(row) as media:
                        assert sum(map(len, media.fragments(0, len(media.parts)))) > 0
                last = max(rows[-1].end, first) if rows else first
                most = max(most, (end - last) / SECOND_US)
        return most
    finally:
        await database.close()


async def rounds(folder: Path, count: int, seed: int) -> list[float]:
    choice = random.Random(seed)
    lost = []
    for _ in range(count):
        accepted = run_and_kill(folder, choice.uniform(0.05, 2.5))
        lost.append(await verify(folder, accepted))
    return lost


@pytest.mark.slow
async def test_ten_kills_lose_at_most_one_second_per_camera(tmp_path: Path) -> None:
    lost = await rounds(tmp_path, 10, seed=2)
    assert max(lost) <= 1 + SLACK_US / SECOND_US, lost


@pytest.mark.soak
@pytest.mark.timeout(3_600)
async def test_two_hundred_kills_lose_at_most_one_second_per_camera(tmp_path: Path) -> None:
    lost = await rounds(tmp_path, int(os.environ.get("VIGIE_KILLS", "200")), seed=3)
    assert max(lost) <= 1 + SLACK_US / SECOND_US, lost
