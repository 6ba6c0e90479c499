"""Keeps the journal provable, and no longer than allowed: checkpoints, daily stamps, purge at three years."""

import asyncio
import logging
from dataclasses import dataclass

from vigie.audit import store
from vigie.audit.checkpoint import Checkpoint, SigningKey, open_note
from vigie.audit.journal import Journal
from vigie.audit.merkle import Frontier, leaf_hash
from vigie.audit.model import Entry
from vigie.audit.stamps import StampClient
from vigie.audit.tags import CHECKPOINT_STAMPED, JOURNAL_PURGED
from vigie.kernel.errors import Conflict, Unavailable
from vigie.kernel.instants import DAY_US, Clock, UtcUs
from vigie.kernel.store import Database, Transaction

logger = logging.getLogger(__name__)

RETENTION_DAYS = 3 * 365 - 1
"""REQ-26: three years at most. A day less, since entries leave with the checkpoint that covers them."""


@dataclass(frozen=True, slots=True)
class Purged:
    """Entries `first` to `before - 1` were purged."""

    first: int
    before: int


class JournalKeeper:
    """Signs, stamps and purges.

    Args:
        stamps: asks a time-stamping authority; None: no stamps.
    """

    def __init__(
        self,
        database: Database,
        journal: Journal,
        clock: Clock,
        key: SigningKey,
        stamps: StampClient | None = None,
    ) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._key = key
        self._stamps = stamps

    async def run(self, every_s: float) -> None:
        """Sign now and then every `every_s` seconds; stamp and purge once a day; until cancelled."""
        while True:
            await self.sign()
            try:
                await self.stamp_due()
            except Unavailable as error:
                logger.error("no time stamp: %s", error)  # noqa: TRY400 - an authority's absence, not a fault here
            await self.purge()
            await asyncio.sleep(every_s)

    async def sign(self) -> Checkpoint | None:
        """Sign what the journal is now; None when nothing was written since the last checkpoint."""
        async with self._database.transaction() as tx:
            head = await store.head(tx, lock=True)
            last = await store.last_checkpoint(tx)
            if head.size == (last.size if last else 0):
                return None
            now = self._clock.now()
            made = Checkpoint(self._key.name, head.size, head.frontier.root(), head.chain, now)
            await store.put_checkpoint(tx, head.size, now, self._key.sign(made))
        return made

    async def stamp_due(self) -> bool:
        """Have the newest checkpoint stamped, if none was for a day; True when one was.

        Raises:
            Unavailable: the authority does not answer rightly.
        """
        if self._stamps is None:
            return False
        async with self._database.snapshot() as tx:
            last, stamped = await store.last_checkpoint(tx), await store.last_stamped(tx)
        if last is None or last.stamp is not None:
            return False
        if stamped is not None and self._clock.now() - stamped < DAY_US:
            return False
        stamp = await self._stamps.stamp(last.note.encode())
        async with self._database.transaction() as tx:
            await store.put_stamp(tx, last.size, stamp)
            entry = Entry(tag=CHECKPOINT_STAMPED, actor="journal", details={"size": last.size})
            await self._journal.record(tx, entry)
        return True

    async def purge(self) -> Purged | None:
        """Delete the entries that are three years old, as far as a signed checkpoint covers them all.

        The proof stays: the signed checkpoint at exactly the cut, from which the rest is verified.

        Raises:
            Conflict: the old entries are not those that were signed: nothing is purged.
        """
        before = UtcUs(self._clock.now() - RETENTION_DAYS * DAY_US)
        async with self._database.transaction() as tx:
            head = await store.head(tx, lock=True)
            due = [
                each for each in await store.checkpoints(tx, until=before) if each.size > head.purged_before
            ]
            if not due:
                return None
            signed = open_note(due[-1].note, self._key.verifying_key())
            frontier = await _frontier_at(tx, head, signed.size)
            if frontier.root() != signed.root:
                raise Conflict(
                    "the journal's old entries were altered: run `vigie audit verify`", code="altered"
                )
            await store.purge(tx, signed.size, signed.chain, frontier)
            details = {
                "first": head.purged_before,
                "before": signed.size,
                "root": signed.root.hex(),
                "checkpoint_us": signed.at,
            }
            await self._journal.record(tx, Entry(tag=JOURNAL_PURGED, actor="journal", details=details))
        return Purged(head.purged_before, signed.size)


async def _frontier_at(tx: Transaction, head: store.Head, size: int) -> Frontier:
    frontier = head.purged_frontier
    async for recorded, _ in store.stream(tx, head.purged_before, size):
        frontier.append(leaf_hash(recorded.leaf()))
    return frontier
