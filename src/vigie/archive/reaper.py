"""The reaper (A3, A4, A6): destroys every image that is due, and tells how it fares.

Destroying is, in this order: erase the keys and mark the rows (one transaction, so a crash finds them again
and nobody reads them any more); unlink the files and sync their folders; destroy the copies in S3; remove the
rows, write the register and the journal (one transaction). A file or a copy that cannot be removed stays
marked, is counted as overdue and tried at each run.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vigie.archive import store, tags
from vigie.archive.files import Files
from vigie.archive.keys import Keyring
from vigie.archive.leftovers import Leftovers
from vigie.archive.model import DestructionCause, Segment
from vigie.archive.proofs import signing_key
from vigie.archive.removal import remove_for_good
from vigie.archive.sealing import Sealer
from vigie.archive.tiers.destroyer import Elsewhere, Nowhere
from vigie.archive.trimming import Trimmer
from vigie.archive.volumes import VolumeFolder
from vigie.audit import Entry, Journal
from vigie.kernel.ids import VolumeId
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.store import Database

logger = logging.getLogger(__name__)

BATCH = 500
ACTOR = "reaper"


@dataclass(slots=True)
class ReaperState:
    """What the reaper's watch shows: the values behind its metrics and alarms.

    Attributes:
        last_run: when a run last ended, None before the first.
        oldest: the oldest image of the archive.
        overdue: segments that should be gone and are not, held ones left out.
        overdue_bytes: their size.
        destroyed: segments destroyed since the process started.
        failures: why files could not be removed in the last run, by segment.
    """

    last_run: UtcUs | None = None
    oldest: UtcUs | None = None
    overdue: int = 0
    overdue_bytes: int = 0
    destroyed: int = 0
    destroyed_bytes: int = 0
    failures: dict[str, str] = field(default_factory=dict)


class Reaper:
    """Destroys what is due on the volumes that are mounted."""

    def __init__(
        self,
        database: Database,
        volumes: Mapping[VolumeId, VolumeFolder],
        files: Files,
        keyring: Keyring,
        journal: Journal,
        clock: Clock,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.state = ReaperState()
        self._database = database
        self._volumes = volumes
        self._files = files
        self._keyring = keyring
        self._journal = journal
        self._clock = clock
        self._sealer = Sealer(database, journal, clock, signing_key(keyring.folder))
        self._elsewhere = elsewhere or Nowhere()
        self._leftovers = Leftovers(database, volumes, files, keyring, journal, clock)
        self._trimmer = Trimmer(database, volumes, files, keyring, journal, self._elsewhere)

    async def run(self, every_s: float) -> None:
        """Destroy what is due now and then every `every_s` seconds, until cancelled."""
        while True:
            await self.run_once()
            await asyncio.sleep(every_s)

    async def run_once(self) -> ReaperState:
        """Destroy everything that is due now, sign the days that are over; returns the watch's values."""
        now = self._clock.now()
        told, self.state.failures = self.state.failures, {}
        self.state.failures |= await self._trimmer.run(now)
        await self._finish()
        skip = 0
        while True:
            async with self._database.snapshot() as tx:
                batch = await store.due(tx, now, BATCH, skip=skip)
            if not batch:
                break
            skip += len(batch) - await self.destroy(batch, DestructionCause.EXPIRED)
        self.state.failures |= await self._leftovers.run(now)
        self._tell(told)
        await self._sealer.run_once()
        await self._watch(now)
        return self.state

    def _tell(self, before: Mapping[str, str]) -> None:
        """Log each failure once and their number at each run: a dead disk holds a hundred thousand."""
        for name, why in self.state.failures.items():
            if name not in before:
                logger.error("%s is due and cannot be removed: %s", name, why)
        if self.state.failures:
            logger.error("%s due images cannot be removed; tried at each run", len(self.state.failures))

    async def _finish(self) -> None:
        """Finish what a crash or an absent volume left between its steps."""
        async with self._database.snapshot() as tx:
            left = await store.half_destroyed(tx)
        for first in range(0, len(left), BATCH):
            await self.destroy(left[first : first + BATCH], DestructionCause.EXPIRED)

    async def destroy(self, batch: Sequence[Segment], cause: DestructionCause) -> int:
        """Destroy segments, except those that a hold keeps by now; returns how many are gone."""
        async with self._database.transaction() as tx:
            free = await store.unheld(tx, batch)
            await store.erase_keys(tx, free)
        await asyncio.to_thread(self._keyring.book.erase, free)
        gone = await asyncio.to_thread(self._unlink, free)
        left = await self._elsewhere.destroy(free)
        self.state.failures |= left
        gone = [row for row in gone if row.id not in left]
        if gone:
            await self._register(gone, cause)
        self.state.destroyed += len(gone)
        self.state.destroyed_bytes += sum(row.size for row in gone)
        return len(gone)

    def _unlink(self, batch: Sequence[Segment]) -> list[Segment]:
        gone = []
        for row in batch:
            try:
                self._unlink_one(row)
            except OSError as error:
                self.state.failures[row.id] = str(error)
            else:
                gone.append(row)
        return gone

    def _unlink_one(self, row: Segment) -> None:
        volume = self._volumes.get(row.volume_id)
        if volume is None:
            raise FileNotFoundError(f"volume {row.volume_id} is not mounted")
        remove_for_good(self._files, volume, row.camera_id, row.start)

    async def _register(self, gone: Sequence[Segment], cause: DestructionCause) -> None:
        now = self._clock.now()
        details = {
            "segments": len(gone),
            "bytes": sum(row.size for row in gone),
            "cameras": sorted({row.camera_id for row in gone}),
            "oldest_us": min(row.start for row in gone),
            "newest_us": max(row.end for row in gone),
            "cause": str(cause),
        }
        async with self._database.transaction() as tx:
            await store.delete_segments(tx, gone)
            await store.record_destructions(tx, gone, now, cause)
            await self._journal.record(
                tx, Entry(tag=tags.SEGMENTS_DESTROYED, actor=ACTOR, subject="archive", details=details)
            )

    async def _watch(self, now: UtcUs) -> None:
        async with self._database.transaction() as tx:
            await store.put_state(tx, store.REAPER_RAN, now)
            self.state.overdue, self.state.overdue_bytes, self.state.oldest = await store.overdue(tx, now)
            await store.put_state(tx, store.OVERDUE, self.state.overdue)
            await store.put_state(tx, store.OVERDUE_BYTES, self.state.overdue_bytes)
        self.state.last_run = now
