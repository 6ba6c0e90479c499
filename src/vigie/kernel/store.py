"""One database for all rooms: SQLite (WAL, synchronous=FULL) by default, PostgreSQL at scale.

Rooms declare their tables on `metadata` in their own `store.py` and receive a `Transaction`, so that an act
and its journal entry are written together or not at all. SQLite has one writer: `Database.transaction`
takes the write lock at once (BEGIN IMMEDIATE), so two writers queue instead of failing half-way.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from vigie.kernel.errors import Unavailable
from vigie.kernel.sqlite_reader import Ask, SqliteReader, T

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Transaction = AsyncConnection
"""An open transaction; everything written through it is committed together or not at all."""

BUSY_TIMEOUT_MS = 15_000
LOCKED = "database is locked"
"""What SQLite says when it has waited for that long."""


class DatabaseAway(Unavailable, OSError):
    """The database cannot be reached; whoever writes keeps what it has and tries again."""


class Database:
    """An engine and its ways in: `transaction` to write, `snapshot` to read, `read` to ask quickly.

    Args:
        url: SQLAlchemy URL, `sqlite+aiosqlite:///PATH` or `postgresql+asyncpg://…`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(url)
        self._asking = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._away: tuple[type[Exception], ...] = (OSError,)
        self._reader: SqliteReader | None = None
        if self.is_sqlite:
            _prepare_sqlite(self.engine.sync_engine)
        else:
            _prepare_postgresql(self.engine.sync_engine)
            self._away = (OSError, DBAPIError)

    @classmethod
    def sqlite(cls, path: Path) -> "Database":
        """Open (and create at first write) the SQLite file at `path`."""
        return cls(f"sqlite+aiosqlite:///{path}")

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return make_url(self.url).get_backend_name() == "sqlite"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a writing transaction; commits on leaving, rolls back on any error.

        Raises:
            DatabaseAway: there is no connection to be had, or another writer holds SQLite for too long.
        """
        async with self._opened(self.engine) as connection, _begun(connection):
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        """Open a reading transaction: one consistent state of all tables.

        Raises:
            DatabaseAway: there is no connection to be had.
        """
        async with self._opened(self.engine) as connection:
            await connection.execution_options(vigie_writes=False)
            async with _begun(connection):
                yield connection

    async def read(self, question: Ask[T]) -> T:
        """Ask in a reading transaction, the quickest way that this database has.

        On SQLite the question sees one state of all tables, on PostgreSQL each statement what is committed.

        Args:
            question: waits for the transaction it is given and for nothing else; SQLite runs it in a thread.

        Raises:
            DatabaseAway: there is no connection to be had.
        """
        if not self.is_sqlite:
            async with self._opened(self._asking) as connection:
                return await question(connection)
        if self._reader is None:
            self._reader = SqliteReader(self.url, _prepare_sqlite)
        return await self._reader.ask(question)

    @asynccontextmanager
    async def _opened(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        connection = engine.connect()
        try:
            await connection.start()
        except self._away as error:
            raise DatabaseAway(
                f"the database does not answer: {error}", code="database_unreachable"
            ) from error
        try:
            yield connection
        finally:
            await connection.close()

    async def close(self) -> None:
        """Close all connections."""
        if self._reader is not None:
            await self._reader.close()
            self._reader = None
        await self.engine.dispose()


@asynccontextmanager
async def _begun(connection: AsyncConnection) -> AsyncIterator[None]:
    """Begin, and commit or roll back; that it could not begin in time is nobody's defect."""
    async with AsyncExitStack() as transaction:
        try:
            await transaction.enter_async_context(connection.begin())
        except OperationalError as error:
            if LOCKED not in str(error.orig):
                raise
            raise DatabaseAway(
                f"another writer has held the database for {BUSY_TIMEOUT_MS // 1000} s",
                code="database_unreachable",
            ) from error
        yield


def _prepare_postgresql(engine: Engine) -> None:
    """Take no connection from the pool that the server has closed.

    The driver knows that by itself; asking the server each time would cost more than most questions.
    """

    @event.listens_for(engine, "checkout")
    def _on_checkout(connection: Any, _record: Any, _proxy: Any) -> None:
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError("the server has closed the connection")


def _prepare_sqlite(engine: Engine) -> None:
    """Set the pragmas of each new connection, and let SQLAlchemy, not the driver, open transactions."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",  # first: the next one waits for locks, too
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("vigie_writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")
