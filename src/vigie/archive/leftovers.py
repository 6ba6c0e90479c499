"""Images the index does not know end on their date, too (A4): in quarantine, or behind a lost database.

A2 forbids destroying a file because it is unknown; the law forbids keeping an image beyond its date whoever
knows it. A recording says itself until when it may be kept (`Head.destroy_at`), so that both hold: what lies
in quarantine, and what lies in the folder of a day more than a month ago and has no row, is looked at once an
hour, and goes when its date has come and no legal hold touches it, in the index or in the hold book. Its key
goes first, the register says so. A file that is no recording says nothing of itself and stays for a person.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from vigie.archive import store, tags
from vigie.archive.files import Files
from vigie.archive.holdbook import Holdbook
from vigie.archive.keys import Keyring
from vigie.archive.model import DestructionCause, Segment, SegmentState
from vigie.archive.reader import SegmentFile
from vigie.archive.store.tables import LONGEST_SEGMENT_US
from vigie.archive.volumes import VolumeFolder
from vigie.audit import Entry, Journal
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import VolumeId
from vigie.kernel.instants import HOUR_US, Clock, UtcUs, to_datetime
from vigie.kernel.store import Database

EVERY_US: Final = HOUR_US
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
            for one in await asyncio.to_thread(self._due, volume, now):
                await self._destroy(one)
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

    async def _destroy(self, one: Found) -> None:
        row = one.segment
        async with self._database.snapshot() as tx:
            known = await store.segment(tx, row.camera_id, row.start)
            held = await store.held(tx, row.camera_id, row.interval)
        in_place = known is not None and self._final(known) == one.path
        try:
            if in_place or held or await asyncio.to_thread(self._is_held, row):
                return
            if known is None:
                await asyncio.to_thread(self._book.erase, [row])
            await asyncio.to_thread(self._files.unlink, one.path)
        except (OSError, Unavailable) as error:
            self._failures[str(one.path)] = str(error)
            return
        await self._write_down(one)

    def _is_held(self, row: Segment) -> bool:
        """Tell whether a hold touches it that a lost database no longer knows."""
        return any(
            hold.camera_id == row.camera_id and hold.interval.clip(row.interval) is not None
            for hold in self._holds.all()
        )

    def _final(self, row: Segment) -> Path | None:
        volume = self._volumes.get(row.volume_id)
        return None if volume is None else volume.final_path(row.camera_id, row.start)

    async def _write_down(self, one: Found) -> None:
        row, now = one.segment, self._clock.now()
        details: dict[str, object] = {"file": one.path.name, "segment": row.id, "bytes": row.size}
        async with self._database.transaction() as tx:
            if not await store.was_destroyed_at(tx, row, now):
                await store.record_destructions(tx, [row], now, DestructionCause.QUARANTINE)
            await self._journal.record(
                tx, Entry(tag=tags.LEFTOVER_DESTROYED, actor=ACTOR, subject=row.id, details=details)
            )


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
            with suppress(OSError):
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
