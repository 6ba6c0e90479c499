import asyncio

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from vigie import migrations
from vigie.bootstrap.schema_check import await_schema, newest
from vigie.kernel.errors import Unavailable
from vigie.kernel.store import Database


@pytest.fixture
async def database(tmp_path):
    database = Database.sqlite(tmp_path / "vigie.db")
    yield database
    await database.close()


async def test_an_empty_database_is_refused_with_what_to_do(database):
    with pytest.raises(Unavailable, match="vigie prepare") as raised:
        await await_schema(database, patience_s=0)
    assert raised.value.error_code == "schema_not_current"


async def test_the_centre_may_come_a_little_later(database):
    waiting = asyncio.create_task(await_schema(database, patience_s=20))
    await asyncio.sleep(0.1)
    await migrations.upgrade(database)
    await waiting


def test_the_newest_revision_is_the_chain_s_head():
    config = Config()
    config.set_main_option("script_location", "src/vigie/migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == newest()
