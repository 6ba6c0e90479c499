"""Options that several commands share, and the database that they mean."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, TypeVar

from cyclopts import Parameter

from vigie.bootstrap.base import Base, open_base
from vigie.bootstrap.schema_check import await_schema
from vigie.kernel.reach import reach
from vigie.kernel.store import Database
from vigie.settings import Settings, load

Answer = TypeVar("Answer")
Data = Annotated[
    Path | None, Parameter(name="--data", help="Dossier des données ; sinon celui des réglages.")
]
Config = Annotated[Path | None, Parameter(name="--config", help="Fichier de réglages (vigie.toml).")]


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Where:
    """Which Vigie a command is about: by its settings, or by its data folder."""

    config: Config = None
    data: Data = None

    @property
    def settings(self) -> Settings:
        """The settings in force.

        Raises:
            BadInput: `bad_settings`.
        """
        return settings_of(self.config, self.data)


HERE: Final = Where()


def settings_of(config: Path | None, data: Path | None) -> Settings:
    """Return the settings in force; `data` replaces their folder.

    Raises:
        BadInput: `bad_settings`.
    """
    settings = load(config)
    return settings if data is None else settings.model_copy(update={"data": data})


@asynccontextmanager
async def opened_database(settings: Settings) -> AsyncIterator[Database]:
    """Open the database of these settings, SQLite or PostgreSQL; it must be there.

    Raises:
        Unavailable: it is not; the message says what to do.
    """
    database = Database(settings.database_address)
    try:
        await reach(database)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def opened_base(settings: Settings) -> AsyncIterator[Base]:
    """Open every room on a database that is there and of this release: a mistyped folder is never made.

    Raises:
        Unavailable: it is not; the message says what to do.
    """
    async with opened_database(settings) as database:
        await await_schema(database, patience_s=0)
    async with open_base(settings) as base:
        yield base


def run_base(where: Where, act: Callable[[Base], Awaitable[Answer]]) -> Answer:
    """Do something with every room open, and return what it returns.

    Raises:
        Unavailable: the database is not there, or of another release; the message says what to do.
    """

    async def run() -> Answer:
        async with opened_base(where.settings) as base:
            return await act(base)

    return asyncio.run(run())
