"""Small pictures of the recordings, for the pointer on the timeline: made when asked for, never on a disk.

Invariants:

- Whoever may not play back an instant sees no thumbnail of it: each request passes the consultation's door
  (`Archive.admit`), whether the picture is remembered or not. The first picture that a consultation shows of
  a camera is journalled there, before it shows; the following ones are that same viewing, so hovering writes
  no row per picture.
- A remembered picture lives in memory only, as long as its segment stands in the index and not past the
  segment's `destroy_at`, the consultation's end, or `KEPT_S`.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Callable
from operator import itemgetter
from typing import Protocol

from vigie.archive import store
from vigie.archive.collection import Collection
from vigie.archive.consultations import Consultation
from vigie.archive.model import Segment, SegmentState
from vigie.archive.newest import NewestFirst
from vigie.archive.shelf import Kept, Shelf
from vigie.archive.stills import still
from vigie.kernel.errors import NotFound
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, Clock, Interval, UtcUs
from vigie.kernel.rights import Principal
from vigie.kernel.store import Database, Transaction

PLACES = 2
SWEEP_S = 2.0
KEPT_S = 120


class Door(Protocol):
    """What opens the archive: `Archive`."""

    async def admit(
        self, principal: Principal, camera_id: CameraId, interval: Interval, consultation_id: str
    ) -> Consultation:
        """Return the consultation that opens an interval of a camera, or raise."""
        ...


class Thumbnails:
    """Makes thumbnails; `run` keeps their memory clean.

    Args:
        picture: turns init and fragment of an MP4 that begins with a keyframe into a JPEG; blocking.
    """

    def __init__(
        self,
        database: Database,
        collection: Collection,
        door: Door,
        clock: Clock,
        picture: Callable[[bytes, bytes], bytes] = still,
    ) -> None:
        self._database = database
        self._collection = collection
        self._door = door
        self._clock = clock
        self._picture = picture
        self._turns = NewestFirst(PLACES)
        self._shelf = Shelf()

    @property
    def remembered(self) -> int:
        """How many pictures are in memory."""
        return len(self._shelf)

    async def at(
        self, principal: Principal, camera_id: CameraId, instant: UtcUs, consultation_id: str
    ) -> Kept:
        """Return the keyframe at or before an instant; `stands_for` begins when it was taken.

        Raises:
            NotFound: nothing is recorded at that instant (`no_picture`), or there is no such consultation.
            Refused: the consultation does not open it.
            Conflict: another instant of this camera was asked for meanwhile (`overtaken`).
            Unavailable: the recording cannot be read or decoded.
        """
        only = Interval(instant, UtcUs(instant + 1))
        consultation = await self._door.admit(principal, camera_id, only, consultation_id)
        segment = await self._segment(camera_id, only)
        kept = self._shelf.find(consultation.id, camera_id, segment.start, instant, self._clock.now())
        if kept is not None:
            return kept
        async with self._turns.place((consultation.id, camera_id)):
            stands_for, jpeg = await asyncio.to_thread(self._make, segment, instant)
        now = self._clock.now()
        until = UtcUs(min(segment.destroy_at, consultation.expires_at, now + KEPT_S * SECOND_US))
        kept = Kept(consultation.id, camera_id, segment.start, stands_for, until, jpeg)
        self._shelf.put(kept, now)
        return kept

    async def run(self) -> None:
        """Forget what may no longer be remembered, every `SWEEP_S` seconds, until cancelled."""
        while True:
            await asyncio.sleep(SWEEP_S)
            await self.sweep()

    async def sweep(self) -> None:
        """Forget pictures that are over, and those whose segment was destroyed."""
        self._shelf.expire(self._clock.now())
        remembered = self._shelf.segments()
        if not remembered:
            return
        async with self._database.snapshot() as tx:
            gone = [one for one in remembered if not await _stands(tx, *one)]
        for camera_id, start in gone:
            self._shelf.forget(camera_id, start)

    async def _segment(self, camera_id: CameraId, only: Interval) -> Segment:
        """Return the segment of the newest take that covers the instant."""
        async with self._database.snapshot() as tx:
            found = await store.segments(tx, camera_id, only)
        if not found:
            raise _no_picture(camera_id)
        return max(found, key=lambda row: (row.take, row.start))

    def _make(self, segment: Segment, instant: UtcUs) -> tuple[Interval, bytes]:
        """Read, decrypt and decode the part that begins with the keyframe at or before an instant."""
        with self._collection.open(segment) as media:
            keyframes = [(part.start, index) for index, part in enumerate(media.parts) if part.keyframe]
            chosen = bisect_right(keyframes, instant, key=itemgetter(0)) - 1
            if chosen < 0:
                raise _no_picture(segment.camera_id)
            start, index = keyframes[chosen]
            init, (fragment,) = media.init(), media.fragments(index, index + 1, placed=False)
            end = keyframes[chosen + 1][0] if chosen + 1 < len(keyframes) else media.parts[-1].end
        return Interval(start, UtcUs(max(end, start + 1))), self._picture(init, fragment)


async def _stands(tx: Transaction, camera_id: CameraId, start: UtcUs) -> bool:
    row = await store.segment(tx, camera_id, start)
    return row is not None and row.state is not SegmentState.DESTROYING


def _no_picture(camera_id: CameraId) -> NotFound:
    return NotFound("nothing is recorded at that instant", code="no_picture", camera_id=camera_id)
