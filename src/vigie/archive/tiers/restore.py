"""Brings recordings back from S3 whose file is gone from its volume, before a check calls them lost."""

import asyncio
import os
from pathlib import Path

from vigie.archive import store
from vigie.archive.collection import Collection
from vigie.archive.files import sync_folder
from vigie.archive.model import Segment, SegmentState
from vigie.archive.reader import SegmentFile
from vigie.archive.tiers import copies
from vigie.archive.tiers.far import AHEAD_BYTES, Far
from vigie.archive.tiers.remote import Remote
from vigie.kernel.errors import BadInput, VigieError
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.store import Database

ALWAYS = Interval(UtcUs(0), UtcUs(1 << 60))


class Restore:
    """One run; `prefix` is what names in the bucket begin with."""

    def __init__(self, database: Database, collection: Collection, remote: Remote, prefix: str) -> None:
        self._database = database
        self._collection = collection
        self._far = Far(remote, prefix)

    async def run(self) -> list[Segment]:
        """Bring back every missing file that has a copy; returns those segments.

        Raises:
            Unavailable: S3 does not answer.
            BadInput: a copy is not what was recorded (code `copy_damaged`).
            OSError: the volume cannot be written.
        """
        back: list[Segment] = []
        async with self._database.snapshot() as tx:
            cameras = await copies.cameras(tx)
        for camera in cameras:
            async with self._database.snapshot() as tx:
                rows = await store.segments(tx, camera, ALWAYS)
                sent = await copies.of(tx, rows)
            named = [row for row in rows if (row.camera_id, row.start) in sent]
            for row in named:
                if row.state is SegmentState.CLOSED and await asyncio.to_thread(self._is_missing, row):
                    await asyncio.to_thread(self._bring, row)
                    await self._drop_if_destroyed(row)
                    back.append(row)
        return back

    async def _drop_if_destroyed(self, row: Segment) -> None:
        """The reaper may have been faster: then it found no file to remove, and this one must not stay."""
        async with self._database.snapshot() as tx:
            now = await store.segment(tx, row.camera_id, row.start)
        if now is None or now.state is SegmentState.DESTROYING:
            final = self._collection.volumes[row.volume_id].final_path(row.camera_id, row.start)
            await asyncio.to_thread(final.unlink, missing_ok=True)

    def _is_missing(self, row: Segment) -> bool:
        volume = self._collection.volumes.get(row.volume_id)
        return volume is not None and volume.locate(row.camera_id, row.start) is None

    def _bring(self, row: Segment) -> None:
        final = self._collection.volumes[row.volume_id].final_path(row.camera_id, row.start)
        part = final.with_suffix(".part")
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._far.open(row) as file, part.open("wb") as target:
                for offset in range(0, file.size, AHEAD_BYTES):
                    target.write(file.read(offset, AHEAD_BYTES))
                target.flush()
                os.fsync(target.fileno())
            _check_whole(part, row)
            part.rename(final)
        except (VigieError, OSError):
            part.unlink(missing_ok=True)
            raise
        sync_folder(final.parent)


def _check_whole(path: Path, row: Segment) -> None:
    """Compare every byte with what was signed when it was recorded."""
    with SegmentFile(path) as file:
        sound = file.layout.digest == row.digest and all(map(file.is_sound, file.layout.parts))
    if not sound:
        raise BadInput(f"the copy of {row.id} in S3 is not what was recorded", code="copy_damaged")
