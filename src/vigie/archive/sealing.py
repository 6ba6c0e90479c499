"""Signs the tree of each UTC day once the day is over, and writes its head into the journal."""

import asyncio

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vigie.archive import store, tags
from vigie.archive.proofs import DayHead, Leaf, day_interval, day_of, sign, tree_root
from vigie.audit import Entry, Journal
from vigie.kernel.instants import MINUTE_US, Clock, Interval, UtcUs
from vigie.kernel.store import Database

GRACE_US = 5 * MINUTE_US
"""How long after midnight a day is signed: rows of its last second are in the index by then."""

ACTOR = "archive"


class Sealer:
    """Seals days; may run as often as one likes."""

    def __init__(self, database: Database, journal: Journal, clock: Clock, key: Ed25519PrivateKey) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._key = key

    async def run_once(self) -> list[DayHead]:
        """Sign every day that is over and not signed yet; days without segments have no tree."""
        now = self._clock.now()
        async with self._database.snapshot() as tx:
            start = await store.state(tx, store.SEALED_UNTIL) or await store.first_closed(tx)
        if start is None:
            return []
        heads = []
        day = day_interval(day_of(UtcUs(start)))
        while day.end + GRACE_US <= now:
            leaves, rows = await self._tree(day)
            root = await asyncio.to_thread(tree_root, leaves)
            head = sign(DayHead(day_of(day.start), len(leaves), root, now), self._key)
            if not await self._write(head, day, rows):
                break
            heads += [head] if leaves else []
            day = day_interval(day_of(day.end))
        return heads

    async def _tree(self, day: Interval) -> tuple[list[Leaf], int]:
        """Return a day's leaves and of how many rows they are; read beside the loop that records."""
        rows = await self._database.read(lambda tx: store.leaf_rows(tx, day))
        return await asyncio.to_thread(store.in_order, rows), len(rows)

    async def _write(self, head: DayHead, day: Interval, rows: int) -> bool:
        """Write a day's head; False when the day changed since it was read, so that it must be read again."""
        async with self._database.transaction() as tx:
            if (await store.state(tx, store.SEALED_UNTIL) or 0) >= day.end:
                return False
            if await store.count_leaves(tx, day) != rows:
                return False
            if not rows:
                await store.put_state(tx, store.SEALED_UNTIL, day.end)
                return True
            await store.put_day_head(tx, head, day.end)
            details = {
                "day": head.day,
                "leaves": head.leaves,
                "root": head.root.hex(),
                "signature": head.signature.hex(),
            }
            entry = Entry(tag=tags.DAY_SEALED, actor=ACTOR, subject=head.day, details=details)
            await self._journal.record(tx, entry)
        return True
