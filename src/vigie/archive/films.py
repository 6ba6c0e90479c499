"""An interval of one camera's recordings, part by part in the clear; rights are asked before.

Nothing is kept: parts are decrypted when they are asked for, one segment open at a time.
"""

import asyncio
from collections.abc import AsyncIterator

from vigie.archive import store
from vigie.archive.collection import Collection
from vigie.archive.model import Segment
from vigie.kernel.errors import NotFound
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.store import Database

PARTS_AT_ONCE = 10


class FilmReader:
    """Reads long intervals."""

    def __init__(self, database: Database, collection: Collection) -> None:
        self._database = database
        self._collection = collection

    async def kept_until(self, camera_id: CameraId, interval: Interval) -> UtcUs:
        """Return when the first of these recordings is destroyed.

        Raises:
            NotFound: nothing is recorded there (`nothing_recorded`).
        """
        return min(segment.destroy_at for segment in await self._segments(camera_id, interval))

    async def parts(
        self, camera_id: CameraId, interval: Interval
    ) -> AsyncIterator[tuple[bytes | None, UtcUs, bytes]]:
        """Yield (init where a segment begins, when a part begins, the part), in the order of time.

        Raises:
            NotFound: nothing is recorded there.
            Unavailable: a file cannot be read or opened any more.
        """
        for segment in await self._segments(camera_id, interval):
            first = 0
            while True:
                init, found = await asyncio.to_thread(self._read, segment, interval, first)
                for at, fragment in found:
                    yield init, at, fragment
                    init = None
                if len(found) < PARTS_AT_ONCE:
                    break
                first += len(found)

    async def _segments(self, camera_id: CameraId, interval: Interval) -> list[Segment]:
        async with self._database.snapshot() as tx:
            found = await store.segments(tx, camera_id, interval)
        if not found:
            raise NotFound("nothing is recorded there", code="nothing_recorded", camera_id=camera_id)
        return found

    def _read(
        self, segment: Segment, interval: Interval, skip: int
    ) -> tuple[bytes | None, list[tuple[UtcUs, bytes]]]:
        """Return the next parts that lie in the interval; with the first ones the init bytes."""
        with self._collection.open(segment) as media:
            wanted = [
                (number, part.start)
                for number, part in enumerate(media.parts)
                if part.start >= interval.start and part.start < interval.end
            ][skip : skip + PARTS_AT_ONCE]
            if not wanted:
                return None, []
            fragments = media.fragments(wanted[0][0], wanted[-1][0] + 1, placed=False)
            found = [(at, each) for (_, at), each in zip(wanted, fragments, strict=True)]
            return (media.init() if skip == 0 else None), found
