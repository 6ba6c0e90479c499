"""Images the index does not know end on their date, too (A4): in quarantine, or behind a lost database.

A2 forbids destroying a file because it is unknown; the law forbids keeping an image beyond its date whoever
knows it. A recording says itself until when it may be kept (`Head.destroy_at`), so that both hold: what lies
in quarantine, and what lies in the folder of a day more than a month ago and has no row, is looked at once an
hour, and goes when its date has come and no legal hold touches it, in the index or in the hold book. Its key
goes first, then register and journal say that it goes, then it does. A file that is no recording says nothing
of itself and stays for a person.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from vigie.archive import store, tags
from vigie.archive.files import Files
from vigie.archive.holdbook import Holdbook
from vigie.archive.keys import Keyring
from vigie.archive.model import DestructionCause, Hold, Segment, SegmentState
from vigie.archive.reader import SegmentFile
from vigie.archive.store.tables import LONGEST_SEGMENT_US
from vigie.archive.volumes import VolumeFolder
from vigie.audit import Entry, Journal
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import VolumeId
from vigie.kernel.instants import HOUR_US, Clock, UtcUs, to_datetime
from vigie.kernel.store import Database, Transaction

EVERY_US: Final = HOUR_US
BATCH: Final = 100
"""As many files in one transaction, and in one reading of a day's keys: a lost database leaves many."""
OLD: Final = timedelta(days=32)
"""No image is kept longer, held ones left out: a day's folder beyond holds only what is held, or unknown."""
ACTOR: Final = "reaper"


@dataclass(frozen=True, slots=True)
class Found:
    """A recording the index may not know, as it describes itself."""

    path: Path
    segment: Segment


class Leftovers:
    """Looks for them on the volumes that are mounted."""

    def __init__(
        self,
        database: Database,
        volumes: Mapping[VolumeId, VolumeFolder],
        files: Files,
        keyring: Keyring,
        journal: Journal,
        clock: Clock,
    ) -> None:
        self._database = database
        self._volumes = volumes
        self._files = files
        self._book = keyring.book
        self._holds = Holdbook(keyring.folder)
        self._journal = journal
        self._clock = clock
        self._looked: UtcUs | None = None
        self._failures: dict[str, str] = {}

    async def run(self, now: UtcUs) -> dict[str, str]:
        """Look when it is time to, and destroy what is due; returns what could not be, by file.

        What could not be is tried again at the next call; a volume that is away is looked at when it is back.
        """
        if self._looked is not None and 0 <= now - self._looked < EVERY_US and not self._failures:
            return {}
        self._failures = {}
        for volume in list(self._volumes.values()):
            due = await asyncio.to_thread(self._due, volume, now)
            for first in range(0, len(due), BATCH):
                await self._destroy(due[first : first + BATCH])
        self._looked = now
        return self._failures

    def _due(self, volume: VolumeFolder, now: UtcUs) -> list[Found]:
        try:
            if not volume.is_there():
                return []
            found = [_described(path, volume) for path in _candidates(volume, now)]
        except OSError as error:
            self._failures[str(volume.path)] = str(error)
            return []
        return [one for one in found if one is not None and one.segment.destroy_at <= now]

    async def _destroy(self, due: Sequence[Found]) -> None:
        """Destroy those that neither index nor hold keeps; each is written down before it goes (R3)."""
        paths = [str(one.path) for one in due]
        try:
            holds = await asyncio.to_thread(self._holds.all)
        except Unavailable as error:
            self._failures |= dict.fromkeys(paths, str(error))
            return
        async with self._database.transaction() as tx:
            released = {each.id for each in await store.holds(tx) if each.released_at is not None}
            holds = [each for each in holds if each.id not in released]
            known = [await store.segment(tx, one.segment.camera_id, one.segment.start) for one in due]
            free = [
                (one, row)
                for one, row in zip(due, known, strict=True)
                if not self._is_in_place(one, row) and not await _is_held(tx, one.segment, holds)
            ]
            try:
                await asyncio.to_thread(self._book.erase, [one.segment for one, row in free if row is None])
            except OSError as error:
                self._failures |= dict.fromkeys(paths, str(error))
                return
            for one, _ in free:
                await self._remove(tx, one)

    async def _remove(self, tx: Transaction, one: Found) -> None:
        """Remove one file; its lines go back when it stays."""
        try:
            async with tx.begin_nested():
                await self._write_down(tx, one)
                await asyncio.to_thread(self._files.unlink, one.path)
        except OSError as error:
            self._failures[str(one.path)] = str(error)

    def _is_in_place(self, one: Found, row: Segment | None) -> bool:
        """Tell whether a row names this very file."""
        volume = None if row is None else self._volumes.get(row.volume_id)
        return volume is not None and volume.final_path(one.segment.camera_id, one.segment.start) == one.path

    async def _write_down(self, tx: Transaction, one: Found) -> None:
        row, now = one.segment, self._clock.now()
        details: dict[str, object] = {
            "file": one.path.name,
            "segment": row.id,
            "camera_id": row.camera_id,
            "bytes": row.size,
        }
        if not await store.was_destroyed_at(tx, row, now):  # two files may say the same of themselves
            await store.record_destructions(tx, [row], now, DestructionCause.QUARANTINE)
        await self._journal.record(
            tx, Entry(tag=tags.LEFTOVER_DESTROYED, actor=ACTOR, subject=row.id, details=details)
        )


async def _is_held(tx: Transaction, row: Segment, holds: Sequence[Hold]) -> bool:
    """Tell whether a hold touches it, also one that a lost database no longer knows."""
    copied = any(hold.camera_id == row.camera_id and hold.interval.clip(row.interval) for hold in holds)
    return copied or bool(await store.held(tx, row.camera_id, row.interval))


def _candidates(volume: VolumeFolder, now: UtcUs) -> Iterator[Path]:
    """Yield the files in quarantine, and those in day folders that should be empty; empty ones go."""
    yield from (path for path in volume.quarantine.iterdir() if path.is_file() and not path.is_symlink())
    last = (to_datetime(now) - OLD).strftime("%Y-%m-%d")
    for day in volume.recordings.glob("*/????-??-??"):
        if day.name >= last:
            continue
        paths = [path for path in day.iterdir() if path.is_file() and not path.is_symlink()]
        yield from paths
        if not paths:
            with suppress(OSError):  # a file came meanwhile, or the disk refuses: the next look tells
                day.rmdir()


def _described(path: Path, volume: VolumeFolder) -> Found | None:
    """Return what a recording says about itself; None when it is none."""
    try:
        with SegmentFile(path) as file:
            head, parts, size = file.layout.head, file.layout.parts, file.size
    except (BadInput, OSError):
        return None
    end = max((part.end for part in parts), default=head.start + LONGEST_SEGMENT_US)
    return Found(
        path,
        Segment(
            head.camera_id,
            head.start,
            UtcUs(max(end, head.start + 1)),
            volume.id,
            head.destroy_at,
            head.take,
            SegmentState.CLOSED,
            size=size,
        ),
    )
