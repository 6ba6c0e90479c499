"""Signs the tree of each UTC day once the day is over, and writes its head into the journal."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vigie.archive import store, tags
from vigie.archive.proofs import DayHead, day_interval, day_of, sign, tree_root
from vigie.audit import Entry, Journal
from vigie.kernel.instants import MINUTE_US, Clock, UtcUs
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
            head = await self._seal(day_of(day.start), now)
            heads += [head] if head else []
            day = day_interval(day_of(day.end))
        return heads

    async def _seal(self, day: str, now: UtcUs) -> DayHead | None:
        interval = day_interval(day)
        async with self._database.transaction() as tx:
            if (await store.state(tx, store.SEALED_UNTIL) or 0) >= interval.end:
                return None
            leaves = await store.leaves(tx, interval)
            if not leaves:
                await store.put_state(tx, store.SEALED_UNTIL, interval.end)
                return None
            head = sign(DayHead(day, len(leaves), tree_root(leaves), now), self._key)
            await store.put_day_head(tx, head, interval.end)
            details = {
                "day": day,
                "leaves": head.leaves,
                "root": head.root.hex(),
                "signature": head.signature.hex(),
            }
            entry = Entry(tag=tags.DAY_SEALED, actor=ACTOR, subject=day, details=details)
            await self._journal.record(tx, entry)
        return head
