"""What every process and command stands on: database, journal, gate, cameras, authorisations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from vigie.audit import Journal
from vigie.bootstrap.places import TownPlaces, mark_communes
from vigie.cameras.communes import Communes
from vigie.cameras.service import Cameras
from vigie.cameras.vault import Vault
from vigie.kernel.instants import Clock, SystemClock
from vigie.kernel.rights import Gate, SecondPerson
from vigie.kernel.store import Database
from vigie.law.service import Authorisations
from vigie.people.confirmations import Confirmations
from vigie.people.gate import PolicyGate
from vigie.people.places import Places
from vigie.settings import Settings


@dataclass(frozen=True, slots=True)
class Base:
    """What every process and command stands on."""

    settings: Settings
    clock: Clock
    database: Database
    journal: Journal
    gate: Gate
    cameras: Cameras
    communes: Communes
    places: Places
    authorisations: Authorisations
    second: SecondPerson


@asynccontextmanager
async def open_base(settings: Settings) -> AsyncIterator[Base]:
    """Open database, journal, gate and the rooms that stand on them alone; close the database at the end."""
    settings.data.mkdir(parents=True, exist_ok=True)
    clock = SystemClock()
    database = Database(settings.database_address)
    try:
        journal = Journal(clock, mark_communes)
        places = TownPlaces()
        gate = PolicyGate(database, journal, clock, settings.people, places)
        second = Confirmations(database, gate, journal, clock, settings.people)
        vault = Vault.open_file(settings.camera_key)
        yield Base(
            settings=settings,
            clock=clock,
            database=database,
            journal=journal,
            gate=gate,
            cameras=Cameras(database, gate, journal, vault, clock, second),
            communes=Communes(database, gate, journal),
            places=places,
            second=second,
            authorisations=Authorisations(database, gate, journal, clock),
        )
    finally:
        await database.close()
