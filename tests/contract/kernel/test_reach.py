"""What is said when a database is not there, and that several processes may bring it up to date at once."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from vigie import migrations
from vigie.bootstrap.schema_check import newest
from vigie.kernel import store as kernel_store
from vigie.kernel.errors import Unavailable
from vigie.kernel.reach import is_away, reach
from vigie.kernel.store import Database, DatabaseAway
from vigie.testing.audit import BACKENDS, fresh_database


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(params=BACKENDS)
async def database(request, folder):
    async with fresh_database(request.param, folder) as made:
        yield made


async def code_of(url: str) -> str:
    database = Database(url)
    try:
        with pytest.raises(Unavailable) as caught:
            await reach(database)
    finally:
        await database.close()
    return caught.value.error_code


async def test_a_database_that_is_there_is_reached(database):
    await reach(database)


async def test_a_missing_file_is_told(tmp_path):
    assert await code_of(f"sqlite+aiosqlite:///{tmp_path / 'none' / 'vigie.db'}") == "database_missing"


async def test_a_missing_database_and_a_server_that_is_away_are_told(folder, tmp_path):
    async with fresh_database("postgresql", folder) as database:
        url = make_url(database.url)
        missing = url.set(database="nowhere").render_as_string(hide_password=False)
        refused = url.set(username="nobody").render_as_string(hide_password=False)
    assert await code_of(missing) == "database_missing"
    assert await code_of(refused) == "database_refused"
    assert await code_of(f"postgresql+asyncpg://vigie@/vigie?host={tmp_path}") == "database_unreachable"
    assert await code_of("postgresql+asyncpg://vigie@127.0.0.1:1/vigie") == "database_unreachable"


async def test_work_on_a_database_that_is_away_says_so_whoever_catches_it(tmp_path):
    database = Database(f"postgresql+asyncpg://vigie@/vigie?host={tmp_path}")
    try:
        with pytest.raises(OSError, match="does not answer") as caught:
            async with database.transaction():
                raise AssertionError("nothing was opened")
    finally:
        await database.close()
    assert isinstance(caught.value, DatabaseAway)
    assert is_away(caught.value)
    assert not is_away(FileNotFoundError("a file"))


async def test_connections_that_the_server_closed_are_replaced_unnoticed(folder):
    async with fresh_database("postgresql", folder) as database:
        async with database.transaction(), database.snapshot() as tx:
            await tx.execute(text("SELECT 1"))  # two connections lie in the pool afterwards
        name = make_url(database.url).database
        other = Database(
            make_url(database.url).set(database="postgres").render_as_string(hide_password=False)
        )
        try:
            async with other.transaction() as tx:
                ended = await tx.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
                    {"name": name},
                )
                assert len(ended.all()) == 2
        finally:
            await other.close()
        await asyncio.sleep(0.5)

        async def one(tx):
            return (await tx.execute(text("SELECT 1"))).scalar()

        assert await asyncio.gather(database.read(one), database.read(one), database.read(one)) == [1, 1, 1]
        async with database.transaction() as tx:
            assert await one(tx) == 1


async def test_a_writer_that_waits_too_long_is_told_so_and_the_others_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel_store, "BUSY_TIMEOUT_MS", 50)
    async with fresh_database("sqlite", tmp_path) as database, database.transaction() as holding:
        with pytest.raises(DatabaseAway, match="another writer"):
            async with database.transaction():
                raise AssertionError("two wrote at once")
        async with database.snapshot() as tx:
            assert (await tx.execute(text("SELECT 1"))).scalar() == 1
        await holding.execute(text("CREATE TABLE kept (n INTEGER)"))


async def test_an_act_that_fails_leaves_nothing_behind(database):
    async with database.transaction() as tx:
        await tx.execute(text("CREATE TABLE act (n INTEGER)"))

    async def act():
        async with database.transaction() as tx:
            await tx.execute(text("INSERT INTO act VALUES (1)"))
            raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        await act()
    async with database.snapshot() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM act"))).scalar() == 0


async def test_processes_that_start_together_bring_the_schema_up_once(database):
    others = [Database(database.url) for _ in range(3)]
    try:
        await asyncio.gather(*(migrations.upgrade(each) for each in others))
    finally:
        for each in others:
            await each.close()
    async with database.snapshot() as tx:
        found = (await tx.execute(text("SELECT version_num FROM alembic_version"))).scalar()
    assert found == newest()
