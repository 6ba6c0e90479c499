"""Rule A7: when no disk has room, the oldest images go early, so that the present can be recorded.

Never a held one, never one younger than its order's minimum delay (REQ-23); each is written in the register
as destroyed before its term, and the alarm stands as long as disks are short. What may not go stays, and
recording stops with the reason `disk_full`. `archive.destroy_early` off: recording stops at once instead.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vigie.archive import store
from vigie.archive.files import Files
from vigie.archive.model import DestructionCause, Segment
from vigie.archive.reaper import Reaper
from vigie.archive.volumes import VolumeFolder, room_left
from vigie.kernel.ids import CameraId, VolumeId
from vigie.kernel.instants import DAY_US, Clock, UtcUs
from vigie.kernel.store import Database

logger = logging.getLogger(__name__)

BATCH: Final = 64
MOST_BATCHES: Final = 8
"""So that one look ends soon; the next one follows within seconds."""

Minimums = Callable[[], Awaitable[Mapping[CameraId, int]]]
"""Days that an order wants each camera kept at least; a camera without one is absent."""


@dataclass(slots=True)
class EmergencyState:
    """What alarms and metrics show.

    Attributes:
        since: since when no volume has room; None while one has.
        destroyed: segments destroyed early since the process started.
        helpless: nothing more may go, so that recording stops.
    """

    since: UtcUs | None = None
    destroyed: int = 0
    destroyed_bytes: int = 0
    helpless: bool = False


class Emergency:
    """Watches the free space of every volume, and makes room on them when none has any."""

    def __init__(
        self,
        database: Database,
        volumes: Sequence[VolumeFolder],
        files: Files,
        reaper: Reaper,
        clock: Clock,
        *,
        allowed: bool,
        min_free_bytes: int,
        room_bytes: int,
        minimums: Minimums,
    ) -> None:
        self.state = EmergencyState()
        self._database = database
        self._volumes = volumes
        self._files = files
        self._reaper = reaper
        self._clock = clock
        self._allowed = allowed
        self._min_free = min_free_bytes
        self._room = room_bytes
        self._minimums = minimums

    async def look(self) -> EmergencyState:
        """Make room when no volume has any; call it every few seconds.

        Raises:
            OSError: the database or the register cannot be written; nothing is destroyed unseen.
        """
        free = self._left()
        if any(each >= self._min_free + self._room // 2 for each in free.values()):
            await self._calm()
            return self.state
        await self._alarm()
        if not self._allowed:
            self.state.helpless = True
            return self.state
        cutoffs = await self._cutoffs()
        for _ in range(MOST_BATCHES):
            async with self._database.snapshot() as tx:
                batch = await store.spare(tx, cutoffs, BATCH, [volume.id for volume in self._volumes])
            batch = self._enough(batch)
            before = self._reaper.state.destroyed_bytes
            gone = await self._reaper.destroy(batch, DestructionCause.DISK_PRESSURE) if batch else 0
            self._count(gone, self._reaper.state.destroyed_bytes - before)
            if not gone or max(self._left().values()) >= self._min_free + self._room:
                break
        return self.state

    def _enough(self, batch: Sequence[Segment]) -> list[Segment]:
        """Return the first of these that make one volume's room, and no more."""
        free = self._left()
        taken: list[Segment] = []
        for row in batch:
            if max(free.values(), default=0) >= self._min_free + self._room:
                break
            taken.append(row)
            free[row.volume_id] += row.size
        return taken

    def _left(self) -> dict[VolumeId, int]:
        return {volume.id: room_left(self._files, volume) for volume in self._volumes}

    async def _cutoffs(self) -> dict[CameraId | None, UtcUs]:
        """Return before which instant a camera's images may go; under None that of all other cameras."""
        now = self._clock.now()
        cutoffs: dict[CameraId | None, UtcUs] = {None: now}
        for camera_id, days in (await self._minimums()).items():
            cutoffs[camera_id] = UtcUs(now - days * DAY_US)
        return cutoffs

    def _count(self, gone: int, size: int) -> None:
        self.state.destroyed += gone
        self.state.destroyed_bytes += size
        if not gone and not self.state.helpless:
            logger.error("no image may go early: recording stops until a disk has room")
        self.state.helpless = not gone

    async def _alarm(self) -> None:
        if self.state.since is None:
            self.state.since = self._clock.now()
            what = "the oldest images go before their term" if self._allowed else "recording stops"
            logger.error("no volume has room: %s", what)
            await self._note(self.state.since)

    async def _calm(self) -> None:
        if self.state.since is not None:
            logger.warning("a volume has room again; %s segments went early", self.state.destroyed)
            await self._note(None)
        self.state.since, self.state.helpless = None, False

    async def _note(self, since: UtcUs | None) -> None:
        """Write down, for the centre, since when disks are short."""
        async with self._database.transaction() as tx:
            await store.put_state(tx, store.DISKS_SHORT, since or 0)
