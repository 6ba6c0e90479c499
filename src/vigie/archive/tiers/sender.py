"""Sending segments to the bucket, oldest first; their rows are written before the first byte leaves.

A kill at any instant leaves rows without a version: they are found at the next run, whatever arrived of them
is destroyed, and they are sent again.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from vigie.archive import store
from vigie.archive.collection import Collection
from vigie.archive.model import Segment, SegmentState
from vigie.archive.tiers import copies
from vigie.archive.tiers.calls import Calls, is_of_service
from vigie.archive.tiers.copies import Copy
from vigie.archive.tiers.destroyer import BATCH, Destroyer
from vigie.archive.tiers.remote import Lock, Remote
from vigie.archive.tiers.settings import S3Settings
from vigie.kernel.errors import Unavailable, VigieError
from vigie.kernel.instants import SECOND_US, Clock, UtcUs
from vigie.kernel.store import Database, Transaction

logger = logging.getLogger(__name__)

SUFFIX: Final = ".vigie"


async def _is_still_whole(tx: Transaction, segment: Segment) -> bool:
    """Ask again where the row is written: what the reaper began to destroy meanwhile is not sent."""
    now = await store.segment(tx, segment.camera_id, segment.start)
    return now is not None and now.state is SegmentState.CLOSED


def object_name(prefix: str, segment: Segment) -> str:
    """Return the name of a segment's object: `ville/cam-001/1800000000000000.vigie`."""
    return f"{prefix}{segment.camera_id}/{segment.start}{SUFFIX}"


class Sender:
    """Sends what is old enough.

    Attributes:
        sent: objects since the process started.
        unreadable: segments that could not be read on their volume in the last run.
    """

    def __init__(
        self,
        database: Database,
        collection: Collection,
        calls: Calls,
        clock: Clock,
        settings: S3Settings,
        destroyer: Destroyer,
    ) -> None:
        self.sent = 0
        self.sent_bytes = 0
        self.unreadable = 0
        self._database = database
        self._collection = collection
        self._calls = calls
        self._clock = clock
        self._settings = settings
        self._destroyer = destroyer

    async def resend(self) -> None:
        """Send again what a kill or a failure cut short."""
        self.unreadable = 0
        async with self._database.snapshot() as tx:
            again = await copies.unsent(tx)
            known = await copies.of(tx, again)
        for first in range(0, len(again), BATCH):
            batch = again[first : first + BATCH]
            left = await self._destroyer.destroy_copies([known[one.camera_id, one.start] for one in batch])
            await self._send([one for one in batch if (one.camera_id, one.start) not in left])

    async def send_overlooked(self) -> None:
        """Send what stands before a camera's last copy without one: added by a repair or a trimming."""
        async with self._database.snapshot() as tx:
            found = await copies.overlooked(tx, *self._window())
        for first in range(0, len(found), BATCH):
            await self._send(found[first : first + BATCH])

    async def send_new(self) -> None:
        """Send what is old enough, camera by camera."""
        async with self._database.snapshot() as tx:
            cameras = await store.cameras(tx)
        for camera in cameras:
            batch: list[Segment] | None = None
            while batch is None or len(batch) == BATCH:
                async with self._database.snapshot() as tx:
                    batch = await copies.after_last(tx, camera, *self._window(), BATCH)
                await self._send(batch)

    def _window(self) -> tuple[UtcUs, UtcUs]:
        now = self._clock.now()
        return now, UtcUs(now - int(self._settings.after_s * SECOND_US))

    async def _send(self, segments: Sequence[Segment]) -> None:
        """Write rows, send, write versions.

        Raises:
            VigieError: the service failed; what arrived is known, the rest is sent again at the next run.
        """
        async with self._database.transaction() as tx:
            claimed = [
                (one, await self._claim(tx, one)) for one in segments if await _is_still_whole(tx, one)
            ]
            await copies.put(tx, [copy for _, copy in claimed])
        keys = {copy.key for _, copy in claimed}
        self._destroyer.sending |= keys
        try:
            results = await self._calls.each(self._put, claimed)
            arrived = [one for one in results if isinstance(one, Copy)]
            async with self._database.transaction() as tx:
                await copies.change(tx, arrived)
        finally:
            self._destroyer.sending -= keys
        self.sent += len(arrived)
        self.sent_bytes += sum(one.size for one in arrived)
        self._judge([one for one in results if isinstance(one, VigieError)])

    def _judge(self, errors: Sequence[VigieError]) -> None:
        for error in errors:
            if is_of_service(error):
                raise error
            self.unreadable += 1
            logger.error("a recording cannot be sent to S3: %s", error)

    async def _claim(self, tx: Transaction, segment: Segment) -> Copy:
        held = bool(await store.held(tx, segment.camera_id, segment.interval))
        lock = Lock.of(segment.destroy_at, held=held)
        name = object_name(self._settings.prefix, segment)
        return Copy(
            segment.camera_id, segment.start, name, None, segment.size, lock.until or segment.destroy_at, held
        )

    def _put(self, remote: Remote, claimed: tuple[Segment, Copy]) -> Copy:
        """Send one file as it lies on its volume: sealed, without its key."""
        segment, copy = claimed
        path = self._collection.path(segment)
        # What is held beyond its date has no retention left to set: S3 refuses an instant that is past.
        until = copy.until if copy.until > self._clock.now() else None
        try:
            stored = remote.put(copy.name, path, Lock(until, copy.held))
        except OSError as error:
            raise Unavailable(f"cannot read {path}: {error.strerror}", code="recording_unreadable") from error
        return replace(copy, version=stored.version, size=stored.size)
