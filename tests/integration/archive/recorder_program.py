"""A recorder without cameras, for tests that kill it: `python recorder_program.py FOLDER`.

Records four cameras of 25 pictures a second, and notes in FOLDER/accepted, for each camera, the start of the
first picture of this run and the end of the last one that the archive accepted (2 × 8 bytes), so that a test
knows exactly what a kill could have taken.
"""

import asyncio
import os
import struct
import sys
from pathlib import Path

from vigie.archive.keys import Keyring
from vigie.archive.recovery import recover
from vigie.archive.settings import ArchiveSettings
from vigie.archive.store import TABLES
from vigie.archive.volumes import open_volume
from vigie.archive.writer import ArchiveWriter, register_volumes
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SystemClock, UtcUs
from vigie.kernel.store import Database, metadata
from vigie.testing.archive import FakeMuxer, pictures

CAMERAS = [CameraId(f"cam-{number}") for number in range(1, 5)]
PICTURE_US = 40_000


async def main(folder: Path) -> None:
    clock = SystemClock()
    settings = ArchiveSettings(segment_s=2, min_free_bytes=0, index_s=0.2, open_index_s=0.5)
    database = Database.sqlite(folder / "vigie.db")
    async with database.transaction() as tx:
        await tx.run_sync(lambda connection: metadata.create_all(connection, tables=TABLES))
    volumes = [open_volume(folder / "volume-1"), open_volume(folder / "volume-2")]
    await register_volumes(database, volumes)
    keyring = Keyring(folder / "keys")
    writer = ArchiveWriter(
        database,
        volumes,
        clock,
        settings,
        muxer=FakeMuxer(),
        make_key=keyring.make,
        sync_keys=keyring.book.sync,
        alive=folder / "alive",
    )
    await recover(database, volumes, writer.files, keyring.book.find)
    await writer.set_recordable(dict.fromkeys(CAMERAS, 30))
    writer.start()
    running = asyncio.create_task(writer.run())
    accepted = os.open(folder / "accepted", os.O_RDWR | os.O_CREAT)
    number, first = 0, 0
    while not running.done():
        now = UtcUs(clock.now())
        for index, camera in enumerate(CAMERAS):
            for unit in pictures(camera, now, 1, first=number, gop=20, size=20_000):
                writer.accept(unit._replace(pts_90k=now * 9 // 100))
            first = first or now
            os.pwrite(accepted, struct.pack(">qq", first, now + PICTURE_US), index * 16)
        number += 1
        await asyncio.sleep(PICTURE_US / 1e6)
    await running


asyncio.run(main(Path(sys.argv[1])))
