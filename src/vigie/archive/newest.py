"""A few places for costly answers, given to the newest who waits: a pointer in a hurry overtakes itself.

Invariants: at most `places` hold one; of those who wait under one name only the newest does; the one served
next is the newest of all who wait; nobody waits for ever, since whoever is overtaken is told so.
"""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from vigie.kernel.errors import Conflict

MOST_WAITING = 64


class NewestFirst:
    """Places on one event loop.

    Args:
        places: how many work at the same moment.
        most_waiting: beyond it, the one who waits longest is turned away.
    """

    def __init__(self, places: int, most_waiting: int = MOST_WAITING) -> None:
        self._free = places
        self._most_waiting = most_waiting
        self._waiting: dict[Hashable, asyncio.Future[None]] = {}

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @asynccontextmanager
    async def place(self, name: Hashable) -> AsyncIterator[None]:
        """Hold a place while the block runs.

        Raises:
            Conflict: a newer wish of this name, or too many wishes, came meanwhile (`overtaken`).
        """
        await self._take(name)
        try:
            yield
        finally:
            self._give()

    async def _take(self, name: Hashable) -> None:
        if self._free:
            self._free -= 1
            return
        self._overtake(name)
        if len(self._waiting) >= self._most_waiting:
            self._overtake(next(iter(self._waiting)))
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[name] = turn
        try:
            await turn
        except asyncio.CancelledError:
            if self._waiting.get(name) is turn:
                del self._waiting[name]
            elif turn.done() and not turn.cancelled() and turn.exception() is None:
                self._give()
            raise

    def _overtake(self, name: Hashable) -> None:
        older = self._waiting.pop(name, None)
        if older is not None and not older.done():
            older.set_exception(Conflict("a newer picture was asked for", code="overtaken"))

    def _give(self) -> None:
        """Hand a place to the newest who waits."""
        while self._waiting:
            _, turn = self._waiting.popitem()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
