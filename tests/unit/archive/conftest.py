"""An archive on a temporary disk with a fake clock, a fake muxer and a real SQLite index."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from vigie.archive.settings import ArchiveSettings
from vigie.archive.store import TABLES
from vigie.kernel.ids import CameraId
from vigie.kernel.store import Database, metadata
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START


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


@pytest.fixture
async def two_minutes(tmp_path: Path, database: Database) -> AsyncIterator[Rig]:
    """Two minutes of `cam-1`, pictures 1/25 s apart, a keyframe every two seconds, sealed."""
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CameraId("cam-1"), START, 2 * 1_500 + 30, gop=50))
    await rig.index()
    yield rig
    await rig.stop()
