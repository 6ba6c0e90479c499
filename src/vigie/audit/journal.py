"""Writing to the journal and looking into it.

Invariants: an entry is written in the transaction of the act it tells, before the act's effect shows; if it
cannot be written, the act does not happen. Places have no holes. A clock that ran backwards is an entry.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from vigie.audit import store
from vigie.audit.merkle import leaf_hash
from vigie.audit.model import Entry, Page, Query, Recorded, chained, record_of
from vigie.audit.tags import CLOCK_WENT_BACK
from vigie.kernel.errors import BadInput
from vigie.kernel.ids import COMMUNE_CODE
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.store import Transaction

MAX_PAGE = 500
TEXT_WINDOW = 10_000
"""Entries one page of a text search looks at; the page then says where to continue."""


Marks = Callable[[Transaction, Sequence[Entry]], Awaitable[Sequence[Entry]]]
"""Returns the entries with what the place of the act adds to their details."""


class Journal:
    """The append-only journal.

    Args:
        clock: says when it is.
        marks: adds the communes concerned to every entry, in a centre shared by communes (REQ-14).
    """

    def __init__(self, clock: Clock, marks: Marks | None = None) -> None:
        self._clock = clock
        self._marks = marks

    async def record(self, tx: Transaction, entry: Entry) -> None:
        """Write an entry in the transaction of its act.

        Raises:
            BadInput: its details are no plain JSON.
        """
        await self.record_all(tx, [entry])

    async def record_all(self, tx: Transaction, entries: Sequence[Entry]) -> None:
        """Write several entries at once; cheaper than one by one."""
        if not entries:
            return
        head = await store.head(tx, lock=True)
        now = self._clock.now()
        told = list(entries if self._marks is None else await self._marks(tx, entries))
        if now < head.last:
            details = {"before_us": head.last, "now_us": now}
            told.insert(0, Entry(tag=CLOCK_WENT_BACK, actor="journal", details=details))
        frontier, chain = head.frontier, head.chain
        rows: list[tuple[Recorded, bytes]] = []
        for entry in told:
            recorded = record_of(entry, frontier.size, now)
            leaf = recorded.leaf()
            chain = chained(chain, leaf)
            frontier.append(leaf_hash(leaf))
            rows.append((recorded, chain))
        await store.append(tx, rows, frontier)

    async def size(self, tx: Transaction) -> int:
        """Return how many entries were ever written."""
        return (await store.head(tx)).size

    async def counts(self, tx: Transaction, since: UtcUs) -> dict[str, int]:
        """Return how many entries of each tag were written from an instant on."""
        return await store.count_by_tag(tx, since)

    async def search(self, tx: Transaction, query: Query) -> Page:
        """Return one page of matching entries, newest first.

        A search by text or commune looks at 10,000 entries at a time: its page may be short, or empty, with a
        continuation.

        Raises:
            BadInput: the limit is out of range, or the commune is no INSEE code.
        """
        if query.commune is not None and not re.fullmatch(COMMUNE_CODE, query.commune):
            raise BadInput("commune: the five signs of INSEE", code="bad_commune", field="commune")
        if not 1 <= query.limit <= MAX_PAGE:
            raise BadInput(f"limit: 1 to {MAX_PAGE}", code="bad_limit", field="limit")
        head = await store.head(tx)
        newest = head.size if query.before_seq is None else min(query.before_seq, head.size)
        oldest = head.purged_before
        if query.slow:
            newest, oldest = await _window(tx, query, newest, oldest)
        found = await store.find(tx, replace(query, before_seq=newest), oldest)
        if len(found) > query.limit:
            return Page(_of(query, found[: query.limit]), found[query.limit - 1].seq)
        return Page(
            _of(query, found), oldest if query.slow and await _more(tx, query, oldest, head) else None
        )


def _of(query: Query, found: list[Recorded]) -> list[Recorded]:
    """Leave out what names the commune elsewhere than among the communes concerned."""
    return [each for each in found if query.commune is None or query.commune in each.communes()]


async def _window(tx: Transaction, query: Query, newest: int, oldest: int) -> tuple[int, int]:
    """Return the places (stop, first) that one page of a text search looks at."""
    first, stop = await store.seq_bounds(tx, query.since, query.until)
    if stop is not None:
        newest = min(newest, stop)
    return newest, max(oldest, first or 0, newest - TEXT_WINDOW)


async def _more(tx: Transaction, query: Query, looked_down_to: int, head: store.Head) -> bool:
    """Tell whether older entries were not looked at yet."""
    first, _ = await store.seq_bounds(tx, query.since, None)
    return looked_down_to > max(head.purged_before, first or 0)
