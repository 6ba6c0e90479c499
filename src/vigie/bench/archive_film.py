"""Some minutes of one camera, recorded by the real writer: what seeking is measured on."""

import os

from vigie.archive.room import ArchiveRoom, open_writer
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, Interval, UtcUs
from vigie.kernel.store import Database
from vigie.settings import Settings
from vigie.testing.clock import FakeClock
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName

FPS = 25
KEYFRAME_S = 2
PICTURE_BYTES = 20_000
"""4 Mbit/s at 25 pictures a second."""

SPS = bytes.fromhex("67f40028919680780227e27011000003000100000300320f1832a0")
PPS = bytes.fromhex("68ce0f1920")
PARAMETERS = ParameterSets(Codec.H264, 1920, 1080, (), (SPS,), (PPS,))
"""Of a 1080p test card that x264 made; what follows them is noise, which nobody decodes here."""


async def record_minutes(
    room: ArchiveRoom, database: Database, settings: Settings, camera_id: CameraId, start: UtcUs, minutes: int
) -> Interval:
    """Record `minutes` from `start` on, at the pace of the disk; return what was recorded."""
    clock = FakeClock(start)
    writer, _ = await open_writer(room, database, settings.data, clock, settings.archive)
    await writer.set_recordable({camera_id: 30})
    writer.start()
    data = os.urandom(PICTURE_BYTES)
    count = minutes * 60 * FPS
    for number in range(count):
        clock.advance(1 / FPS)
        at = UtcUs(start + number * SECOND_US // FPS)
        keyframe = number % (FPS * KEYFRAME_S) == 0
        unit = AccessUnit(camera_id, StreamName.MAIN, PARAMETERS, keyframe, number * 90_000 // FPS, at, data)
        writer.accept(unit)
        if number % (FPS * 10) == 0:
            writer.drain()
    await writer.close()
    return Interval(start, UtcUs(start + count * SECOND_US // FPS))
