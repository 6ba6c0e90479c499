"""Destroying copies: every version and delete marker of an object, then its row; nothing is taken on trust.

The reaper and the trimmer ask before they write the register, so a line there means that S3 has it no more
either. The key is erased before that: whatever S3 still keeps is noise.
"""

import logging
import math
from collections.abc import Sequence
from typing import Final, Protocol

from vigie.archive.model import Segment
from vigie.archive.tiers import copies
from vigie.archive.tiers.calls import Calls, is_of_service
from vigie.archive.tiers.copies import Copy, Key
from vigie.archive.tiers.remote import Lock, Remote, Stored
from vigie.kernel.errors import VigieError
from vigie.kernel.instants import Clock
from vigie.kernel.store import Database

logger = logging.getLogger(__name__)

BATCH: Final = 200
DEAF_S: Final = 30.0
"""After S3 failed, this long nobody asks again: a deaf server must not hold up all other destruction."""


class Elsewhere(Protocol):
    """Where segments also lie."""

    async def destroy(self, rows: Sequence[Segment]) -> dict[str, str]:
        """Destroy every copy of segments being destroyed; returns those left and why, by segment id."""


class Nowhere:
    """No other place: tests and measurements."""

    async def destroy(self, rows: Sequence[Segment]) -> dict[str, str]:  # noqa: ARG002 - the port's shape
        """Nothing is left."""
        return {}


class Destroyer:
    """`Elsewhere` in one bucket.

    Args:
        calls: None when the settings name no bucket: copies of before stay, overdue, until they do again.

    Attributes:
        sending: what is on its way to S3 now; it is destroyed once it has arrived.
        failing: code of the error that made the last try fail, None when it went well.
        left: why copies that must go are still there, by segment id.
    """

    def __init__(self, database: Database, calls: Calls | None, clock: Clock) -> None:
        self.sending: set[Key] = set()
        self.failing: str | None = None
        self.left: dict[str, str] = {}
        self._database = database
        self._calls = calls
        self._clock = clock
        self._deaf_until_s: float | None = math.inf

    def listen(self) -> None:
        """Ask S3 from now on: it has answered. Until then nobody waits for it: recording starts at once."""
        self.failing = self._deaf_until_s = None

    async def destroy(self, rows: Sequence[Segment]) -> dict[str, str]:
        """See `Elsewhere.destroy`."""
        async with self._database.snapshot() as tx:
            found = await copies.of(tx, rows)
        left = await self.destroy_copies(list(found.values()))
        reasons = {
            str(row.id): left[row.camera_id, row.start] for row in rows if (row.camera_id, row.start) in left
        }
        for row in rows:
            self.left.pop(row.id, None)
        self.left |= reasons
        return reasons

    async def destroy_copies(self, doomed: Sequence[Copy]) -> dict[Key, str]:
        """Destroy objects and forget those that are gone; returns those left and why."""
        left: dict[Key, str] = {}
        for first in range(0, len(doomed), BATCH):
            left |= await self._destroy_batch(doomed[first : first + BATCH])
        return left

    async def _destroy_batch(self, doomed: Sequence[Copy]) -> dict[Key, str]:
        if self._calls is None:
            return {one.key: "s3_not_configured" for one in doomed}
        if self._deaf_until_s is not None and self._clock.monotonic_s() < self._deaf_until_s:
            return {one.key: self.failing or "s3_unreachable" for one in doomed}
        busy = {one.key: "s3_sending" for one in doomed if one.key in self.sending}
        free = [one for one in doomed if one.key not in busy]
        try:
            kept = await self._destroy_versions(self._calls, free)
        except VigieError as error:
            logger.error("copies in S3 are due and cannot be destroyed: %s", error)  # noqa: TRY400 - the reason is enough
            self.failing = error.error_code
            self._deaf_until_s = self._clock.monotonic_s() + DEAF_S
            return {one.key: error.error_code for one in doomed}
        self.failing = self._deaf_until_s = None
        async with self._database.transaction() as tx:
            await copies.remove(tx, [one.key for one in free if one.name not in kept])
        return busy | {one.key: kept[one.name] for one in free if one.name in kept}

    @staticmethod
    async def _destroy_versions(calls: Calls, doomed: Sequence[Copy]) -> dict[str, str]:
        """Destroy all versions; returns the names that are left and why."""
        listed = await calls.each(_freed_versions, doomed)
        kept = {
            one.name: found
            for one, found in zip(doomed, listed, strict=True)
            if isinstance(found, VigieError)
        }
        for error in kept.values():
            if is_of_service(error):
                raise error
        versions = [stored for found in listed if not isinstance(found, VigieError) for stored in found]
        left = await calls.do(lambda remote: remote.destroy(versions))
        reasons = {name: f"{error.error_code}: {error}" for name, error in kept.items()}
        reasons |= {stored.name: f"s3_kept: {why}" for stored, why in left.items()}
        for name, why in reasons.items():
            logger.error("%s is due and S3 keeps it: %s", name, why)
        return reasons


def versions_of(remote: Remote, name: str) -> list[Stored]:
    """Return every version and marker of one object."""
    return [one for one in remote.versions(name) if one.name == name]


def _freed_versions(remote: Remote, copy: Copy) -> list[Stored]:
    """Return an object's versions, our own legal hold lifted from them; a hold somebody else laid stays."""
    found = versions_of(remote, copy.name)
    if copy.held:
        for one in found:
            if not one.marker:
                remote.relock(one, Lock(None, held=False))
    return found
