"""Writing down viewings: a wall that opens asks for 16 at one moment; they share transactions.

Invariants: `record` returns only once its entry is committed, so no picture precedes it; entries that come
while a transaction is under way wait for the next one; where it cannot be written, all who waited for it
fail.
"""

import asyncio
from collections.abc import Sequence

from vigie.audit import Entry, Journal
from vigie.kernel.store import Database

_Waiting = tuple[Entry, asyncio.Future[None]]


class Viewings:
    """The journal of live viewings; lives on one event loop."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def record(self, entry: Entry) -> None:
        """Return once the entry is in the journal.

        Raises:
            VigieError, SQLAlchemyError, OSError: it could not be written; the viewing must not begin.
        """
        loop = asyncio.get_running_loop()
        written: asyncio.Future[None] = loop.create_future()
        self._waiting.append((entry, written))
        if self._writing is None:
            self._writing = loop.create_task(self._write_all())
        await written

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting, []
                await self._write(together)
        finally:
            self._writing = None

    async def _write(self, together: Sequence[_Waiting]) -> None:
        """Write one group; each one who waits is told how it went."""
        failure: Exception | None = None
        try:
            async with self._database.transaction() as tx:
                await self._journal.record_all(tx, [entry for entry, _ in together])
        except Exception as error:  # noqa: BLE001 - handed to each one who waits, whose viewing then fails
            failure = error
        for _, written in together:
            if written.done():  # who asked has gone meanwhile
                continue
            if failure is None:
                written.set_result(None)
            else:
                written.set_exception(failure)
