"""Where parts are wired together: the recorder's process, the centre's, and the preparation before both.

Nothing here decides anything; it builds, hands over, and closes what it opened.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from vigie import migrations
from vigie.archive.reaper import Reaper
from vigie.archive.room import ArchiveRoom, open_room, open_writer
from vigie.audit import Journal
from vigie.cameras.service import Cameras
from vigie.cameras.vault import Vault
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock, SystemClock
from vigie.kernel.rights import Gate
from vigie.kernel.store import Database
from vigie.law.authorisations import Authorisations
from vigie.nodes.link_server import LinkServer
from vigie.nodes.metrics import ReceiverMetrics, registry_of
from vigie.nodes.reaper_metrics import ReaperMetrics
from vigie.nodes.recorder import Recorder, RecorderParts, Retentions
from vigie.nodes.status_table import StatusTable
from vigie.people.gate import PolicyGate
from vigie.settings import Settings
from vigie.video.access_unit import AccessUnit
from vigie.video.hub import Hub
from vigie.video.ingest import Ingest
from vigie.video.source import ReceiverStatus


@dataclass(frozen=True, slots=True)
class Base:
    """What every process and command stands on."""

    settings: Settings
    clock: Clock
    database: Database
    journal: Journal
    gate: Gate
    cameras: Cameras
    authorisations: Authorisations


@asynccontextmanager
async def open_base(settings: Settings) -> AsyncIterator[Base]:
    """Open database, journal, gate and the rooms that stand on them alone; close the database at the end."""
    settings.data.mkdir(parents=True, exist_ok=True)
    clock = SystemClock()
    database = Database(settings.database_address)
    try:
        journal = Journal(clock)
        gate = PolicyGate(database, journal, clock, settings.people)
        vault = Vault.open_file(settings.camera_key)
        yield Base(
            settings=settings,
            clock=clock,
            database=database,
            journal=journal,
            gate=gate,
            cameras=Cameras(database, gate, journal, vault, clock),
            authorisations=Authorisations(database, gate, journal, clock),
        )
    finally:
        await database.close()


def migrate(settings: Settings) -> None:
    """Bring the database's schema to this release."""

    async def run() -> None:
        settings.data.mkdir(parents=True, exist_ok=True)
        database = Database(settings.database_address)
        try:
            await migrations.upgrade(database)
        finally:
            await database.close()

    asyncio.run(run())


async def run_recorder(settings: Settings, stop: asyncio.Event) -> None:
    """Receive and record until told to stop."""
    async with open_base(settings) as base:
        room = await open_room(base.database, settings.data, settings.archive)
        writer, _ = await open_writer(room, base.database, settings.data, base.clock, settings.archive)
        hub = Hub()
        table = StatusTable(base.clock)
        reaper = _reaper(base, room)
        slot = _Slot()
        ingest = Ingest(base.clock, slot.on_unit, slot.on_status, settings.ingest)
        recorder = slot.recorder = Recorder(
            RecorderParts(
                clock=base.clock,
                settings=settings.recorder,
                cameras=base.cameras,
                retentions=retentions(base),
                writer=writer,
                reaper=reaper,
                reap_s=settings.archive.reap_s,
                hub=hub,
                ingest=ingest,
                table=table,
                registry=registry_of(ReceiverMetrics(table, ingest.statuses), ReaperMetrics(reaper.state)),
            )
        )
        await recorder.run(LinkServer(settings.socket, hub, recorder), stop)


class _Slot:
    """Stands where the recorder will: ingest is built before it and calls it only afterwards."""

    recorder: Recorder

    def on_unit(self, unit: AccessUnit) -> None:
        self.recorder.on_unit(unit)

    def on_status(self, status: ReceiverStatus) -> None:
        self.recorder.on_status(status)


def _reaper(base: Base, room: ArchiveRoom) -> Reaper:
    return Reaper(base.database, room.library.volumes, room.files, room.keyring, base.journal, base.clock)


def retentions(base: Base) -> Retentions:
    """Return what tells the days that each camera's authorisation allows, now."""

    async def read() -> dict[CameraId, int]:
        allowed = await base.authorisations.recordable(base.clock.now())
        return {camera_id: retention.days for camera_id, retention in allowed.items()}

    return read
