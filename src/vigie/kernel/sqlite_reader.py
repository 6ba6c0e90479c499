"""Reads SQLite in threads: a question of several statements costs one turn of a thread, not ten for each.

The asynchronous driver hands every step of every statement (cursor, execute, fetch, close) to a thread and
waits. Here the whole question runs in the thread, on SQLite's blocking driver: nothing in it waits for a
loop, so its coroutine ends at the first step. The connections refuse to write.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import QueuePool

THREADS: Final = 4

T = TypeVar("T")
Ask = Callable[[AsyncConnection], Awaitable[T]]
"""Asks a reading transaction, and waits for nothing else."""


class SqliteReader:
    """Asks the file of a SQLite URL, several questions at once.

    Args:
        prepare: sets the pragmas and transactions of an engine.
    """

    def __init__(self, url: str, prepare: Callable[[Engine], None]) -> None:
        self._engine = create_engine(
            make_url(url).set(drivername="sqlite"),
            poolclass=QueuePool,
            pool_size=THREADS,
            connect_args={"check_same_thread": False},
        )
        prepare(self._engine)
        event.listen(self._engine, "connect", lambda connection, _record: _refuse_writes(connection))
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")

    async def ask(self, question: Ask[T]) -> T:
        """Run a question in one transaction, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, question)

    async def close(self) -> None:
        """End the threads and their connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _answer(self, question: Ask[T]) -> T:
        with self._engine.connect().execution_options(vigie_writes=False) as connection, connection.begin():
            work = question(cast("AsyncConnection", _Reading(connection)))
            return _finish(cast("Coroutine[Any, Any, T]", work))


class _Reading:
    """A blocking connection, asked as an asynchronous one is: what the questions of all rooms use of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(self, statement: Any, parameters: Any = None) -> CursorResult[Any]:
        return self._connection.execute(statement, parameters)

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> CursorResult[Any]:
        return self._connection.exec_driver_sql(statement, parameters)


def _refuse_writes(connection: Any) -> None:
    connection.execute("PRAGMA query_only=ON")


def _finish(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits.

    Raises:
        RuntimeError: it does wait for something.
    """
    try:
        work.send(None)
    except StopIteration as end:
        answer: T = end.value
        return answer
    work.close()
    raise RuntimeError("a question to the database waits for something else")
