"""A short stretch of one camera's recordings as one MP4 file in memory; rights are asked before."""

import asyncio

from vigie.archive import store
from vigie.archive.collection import Collection
from vigie.archive.media import base_time, place
from vigie.archive.model import Segment
from vigie.kernel.errors import NotFound
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import MINUTE_US, Interval
from vigie.kernel.store import Database

LONGEST_US = 2 * MINUTE_US


class ClipReader:
    """Reads clips; nothing is kept, so a clip ends with the segments it comes from."""

    def __init__(self, database: Database, collection: Collection) -> None:
        self._database = database
        self._collection = collection

    async def read(self, camera_id: CameraId, interval: Interval) -> bytes:
        """Return an interval as fragmented MP4, from the keyframe before its start on.

        Its media time begins at 0. When the stream's parameters change inside, the longer half is given:
        one file has one init.

        Raises:
            NotFound: nothing is recorded there.
            Unavailable: a file cannot be read or opened.
        """
        if interval.length_us > LONGEST_US:
            raise NotFound("a clip is two minutes long at most", code="clip_too_long")
        async with self._database.snapshot() as tx:
            found = await store.segments(tx, camera_id, interval)
        runs = await asyncio.to_thread(self._runs, found, interval)
        if not runs:
            raise NotFound("nothing is recorded there", code="nothing_recorded", camera_id=camera_id)
        init, fragments = max(runs, key=lambda run: len(run[1]))
        back = -base_time(fragments[0])
        return init + b"".join(place(each, back) for each in fragments)

    def _runs(self, found: list[Segment], interval: Interval) -> list[tuple[bytes, list[bytes]]]:
        """Return (init, fragments) of each run of segments that share their init."""
        runs: list[tuple[bytes, list[bytes]]] = []
        for segment in found:
            with self._collection.open(segment) as media:
                parts = media.parts
                wanted = [
                    i
                    for i, part in enumerate(parts)
                    if part.end > interval.start and part.start < interval.end
                ]
                if not wanted:
                    continue
                first = next((i for i in range(wanted[0], -1, -1) if parts[i].keyframe), wanted[0])
                init = media.init()
                if not runs or runs[-1][0] != init:
                    runs.append((init, []))
                runs[-1][1].extend(media.fragments(first, wanted[-1] + 1))
        return runs
