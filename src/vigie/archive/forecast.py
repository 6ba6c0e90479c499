"""When the disks will be full (A7), from what was measured: bytes written yesterday, bytes due each day.

Each coming day adds what the last day added and takes away what is due; what is recorded from now on is due
after the cameras' days, so after a month the need no longer grows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vigie.archive import store
from vigie.archive.files import Files
from vigie.archive.volumes import VolumeFolder, room_left
from vigie.kernel.instants import DAY_US, HOUR_US, SECOND_US, Clock, UtcUs
from vigie.kernel.store import Database

HORIZON_DAYS: Final = 31
MEASURED_US: Final = 24 * HOUR_US


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is coming.

    Attributes:
        bytes_per_day: as written in the last day, scaled up when fewer hours were recorded.
        bits_per_s: by camera, over what was recorded in the last day.
        need_bytes: the most the archive will need within the horizon, and afterwards.
        full_in_days: days until no volume has room, None when that does not happen.
    """

    bytes_per_day: int
    bits_per_s: Mapping[str, int]
    used_bytes: int
    free_bytes: int
    need_bytes: int
    full_in_days: float | None


async def forecast(
    database: Database, volumes: Sequence[VolumeFolder], files: Files, clock: Clock
) -> Forecast:
    """Measure and project; a volume that is away has no room, and its alarm is another."""
    now = clock.now()
    bits: dict[str, int] = {}
    per_day = 0
    async with database.snapshot() as tx:
        for camera in await store.cameras(tx):
            size, recorded_us = await store.written_since(tx, camera, UtcUs(now - MEASURED_US))
            if recorded_us:
                bits[camera] = round(size * 8 * SECOND_US / recorded_us)
                per_day += round(size * DAY_US / recorded_us)
        due = dict(await store.due_by_day(tx, now))
        _, used = await store.count_segments(tx)
    free = sum(room_left(files, volume) for volume in volumes)
    most, full = project(used, free, per_day, due)
    return Forecast(per_day, bits, used, free, most, full)


def project(used: int, free: int, per_day: int, due: Mapping[int, int]) -> tuple[int, float | None]:
    """Return the most bytes needed within the horizon, and days until `free` is used up (None: never)."""
    room, level, most = used + free, used, used
    full: float | None = None
    for day in range(HORIZON_DAYS):
        grown = level + per_day - due.get(day, 0)
        if full is None and grown > room:
            full = round(day + (room - level) / max(grown - level, 1), 2)
        level = grown
        most = max(most, level)
    return most, full
