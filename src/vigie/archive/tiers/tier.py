"""The S3 tier: sends sealed segments by age, keeps their locks as ours stand, destroys them on time.

One run: locks first (a hold must not wait for a queue), then what no segment names any more, then sending. It
runs in the recorder's process. The keys never leave this machine: an object without its key is noise.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from vigie.archive.collection import Collection
from vigie.archive.tiers import copies
from vigie.archive.tiers.calls import Calls
from vigie.archive.tiers.copies import Copy
from vigie.archive.tiers.destroyer import BATCH, Destroyer
from vigie.archive.tiers.remote import Lock, Remote
from vigie.archive.tiers.sender import Sender
from vigie.archive.tiers.settings import S3Settings
from vigie.archive.tiers.texts import TEXTS
from vigie.kernel.errors import VigieError
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.store import Database

logger = logging.getLogger(__name__)

SWEEP_S: Final = 3600.0
LONGEST_PAUSE_S: Final = 900.0


@dataclass(slots=True)
class TierState:
    """What the tier's watch shows: the values behind its metrics and alarms.

    Attributes:
        last_run: when a run last went well.
        failing: code of what stops the tier, None while it works.
        objects: copies in S3, as counted once an hour.
    """

    last_run: UtcUs | None = None
    failing: str | None = None
    objects: int = 0
    object_bytes: int = 0


class Tier:
    """Copies in one bucket.

    Args:
        remote: None when the settings name no bucket; then the tier only remembers what must still go.
    """

    def __init__(
        self,
        database: Database,
        collection: Collection,
        remote: Remote | None,
        clock: Clock,
        settings: S3Settings,
    ) -> None:
        self.state = TierState()
        self._database = database
        self._clock = clock
        self._settings = settings
        self._calls = None if remote is None else Calls(remote, settings.senders)
        self.destroyer = Destroyer(database, self._calls, clock)
        self.sender = (
            None
            if self._calls is None
            else Sender(database, collection, self._calls, clock, settings, self.destroyer)
        )
        self._swept_s: float | None = None

    async def run(self) -> None:
        """Run again and again until cancelled; ever more rarely after failures."""
        failures = 0
        while self._calls is not None:
            failures = 0 if await self.run_once() else failures + 1
            await asyncio.sleep(self.pause_s(failures))

    def pause_s(self, failures: int) -> float:
        """Return the seconds until the next run: doubled by each failure, less up to a quarter at random."""
        if not failures:
            return self._settings.every_s
        longest = max(LONGEST_PAUSE_S, self._settings.every_s)
        pause = min(self._settings.every_s * 2.0 ** min(failures, 10), longest)
        return pause * random.uniform(0.75, 1.0)  # noqa: S311 - no secret

    async def run_once(self) -> bool:
        """Bring the bucket up to date; returns whether that went well, else `state.failing` tells why."""
        if self._calls is None or self.sender is None:
            return True
        try:
            await self._calls.do(lambda remote: remote.check())
            self.destroyer.listen()
            await self._keep_locks(self._calls)
            await self.sender.resend()
            swept = await self._sweep(self.sender)
            await self.sender.send_new()
            if swept:
                await self._count()
        except VigieError as error:
            self.state.failing = error.error_code
            logger.error("S3: %s (%s)", TEXTS.get(error.error_code, error.error_code), error)  # noqa: TRY400 - the reason is enough
            return False
        self.state.failing = None
        self.state.last_run = self._clock.now()
        return True

    async def _count(self) -> None:
        async with self._database.snapshot() as tx:
            self.state.objects, self.state.object_bytes = await copies.totals(tx)

    async def _keep_locks(self, calls: Calls) -> None:
        """Lay and lift legal holds as ours stand; the retention stays the segment's `destroy_at`."""
        async with self._database.snapshot() as tx:
            changed = [replace(one, held=True) for one in await copies.newly_held(tx)]
            changed += [replace(one, held=False) for one in await copies.newly_released(tx)]
        for first in range(0, len(changed), BATCH):
            await self._relock(calls, changed[first : first + BATCH])

    async def _relock(self, calls: Calls, batch: Sequence[Copy]) -> None:
        results = await calls.each(lambda remote, one: remote.relock(one.stored, Lock(None, one.held)), batch)
        done = [one for one, result in zip(batch, results, strict=True) if result is None]
        async with self._database.transaction() as tx:
            await copies.change(tx, done)
        for result in results:
            if result is not None:
                raise result

    async def _sweep(self, sender: Sender) -> bool:
        """At the start and once an hour: what a crash or a repair left; returns whether it was time."""
        now_s = self._clock.monotonic_s()
        if self._swept_s is not None and now_s - self._swept_s < SWEEP_S:
            return False
        async with self._database.snapshot() as tx:
            doomed = await copies.abandoned(tx)
        await self.destroyer.destroy_copies(doomed)
        await sender.send_overlooked()
        self._swept_s = now_s
        return True

    @property
    def is_on(self) -> bool:
        """Whether there is a bucket."""
        return self._calls is not None

    def close(self) -> None:
        """Let the threads go."""
        if self._calls is not None:
            self._calls.close()
