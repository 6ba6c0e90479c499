import pytest

from vigie import migrations
from vigie.audit import Journal
from vigie.cameras.service import Cameras
from vigie.cameras.vault import Vault
from vigie.kernel.store import Database
from vigie.testing.cameras import FakeGate, FakeSecondPerson
from vigie.testing.clock import FakeClock


@pytest.fixture
async def database(tmp_path):
    database = Database.sqlite(tmp_path / "vigie.db")
    await migrations.upgrade(database)
    yield database
    await database.close()


@pytest.fixture
def gate():
    return FakeGate()


@pytest.fixture
def journal():
    return Journal(FakeClock())


@pytest.fixture
def second():
    return FakeSecondPerson()


@pytest.fixture
def cameras(database, gate, journal, second, tmp_path):
    return Cameras(database, gate, journal, Vault.open_file(tmp_path / "cameras.key"), FakeClock(), second)
