from collections.abc import AsyncIterator

import pytest

from vigie import migrations
from vigie.kernel.store import Database
from vigie.testing.audit import BACKENDS, fresh_database


@pytest.fixture(scope="session")
def database_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(params=BACKENDS)
async def database(request, database_folder) -> AsyncIterator[Database]:
    async with fresh_database(request.param, database_folder) as made:
        await migrations.upgrade(made)
        yield made
