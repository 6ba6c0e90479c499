"""An archive on a temporary disk with a fake clock, a fake muxer and a real SQLite index."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from vigie.archive.store import TABLES
from vigie.kernel.store import Database, metadata
from vigie.testing.archive import Rig


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.sqlite(tmp_path / "vigie.db")
    journal = [table for name, table in metadata.tables.items() if name.startswith("journal")]
    tables = [*TABLES, *journal]
    async with database.transaction() as tx:
        await tx.run_sync(lambda connection: metadata.create_all(connection, tables=tables))
    yield database
    await database.close()


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> AsyncIterator[Rig]:
    rig = await Rig.make(tmp_path, database)
    yield rig
    await rig.stop()
