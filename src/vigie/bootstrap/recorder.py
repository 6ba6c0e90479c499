"""Wires the recorder's process. Nothing of the web is imported: it would double the process's memory."""

import asyncio

from vigie.archive.disk_watch import DiskWatch
from vigie.archive.emergency import Emergency
from vigie.archive.reaper import Reaper
from vigie.archive.returning import Returning
from vigie.archive.room import ArchiveRoom, open_room, open_writer
from vigie.archive.tiers.opening import open_tier
from vigie.archive.tiers.tier import Tier
from vigie.bootstrap.base import Base, open_base
from vigie.bootstrap.schema_check import await_schema
from vigie.nodes.link_server import LinkServer
from vigie.nodes.metrics import ReceiverMetrics, registry_of
from vigie.nodes.reaper_metrics import DiskMetrics, ReaperMetrics
from vigie.nodes.recorder import Recorder, RecorderParts
from vigie.nodes.status_table import StatusTable
from vigie.nodes.tier_metrics import TierMetrics
from vigie.settings import Settings
from vigie.video.hub import Hub
from vigie.video.ingest import Ingest
from vigie.video.source import ReceiverStatus


async def run_recorder(settings: Settings, stop: asyncio.Event) -> None:
    """Receive and record until told to stop."""
    async with open_base(settings) as base:
        await await_schema(base.database)
        room = await open_room(base.database, settings.data, settings.archive)
        writer, _ = await open_writer(room, base.database, settings.data, base.clock, settings.archive)
        hub = Hub()
        table = StatusTable(base.clock)
        tier = open_tier(
            base.database,
            room.collection,
            base.clock,
            settings.s3,
            settings.data,
            encrypt=settings.archive.encrypt,
        )
        reaper = _reaper(base, room, tier)
        emergency = _emergency(base, room, reaper)
        disks = DiskWatch(
            base.database, room.volumes, room.files, base.clock, alarm_days=settings.archive.alarm_days
        )
        slot = _Slot()
        ingest = Ingest(base.clock, hub.publish, slot.on_status, settings.ingest, hub.follows)
        recorder = slot.recorder = Recorder(
            RecorderParts(
                clock=base.clock,
                settings=settings.recorder,
                cameras=base.cameras,
                authorisations=base.authorisations,
                writer=writer,
                reaper=reaper,
                reap_s=settings.archive.reap_s,
                hub=hub,
                ingest=ingest,
                table=table,
                registry=registry_of(
                    ReceiverMetrics(table, ingest.statuses),
                    ReaperMetrics(reaper.state),
                    DiskMetrics(emergency.state, disks),
                    TierMetrics(tier),
                ),
                tier=tier,
                emergency=emergency,
                disks=disks,
                returning=Returning(base.database, room, writer),
            )
        )
        await recorder.run(LinkServer(settings.socket, hub, recorder), stop)


class _Slot:
    """Stands where the recorder will: ingest is built before it and calls it only afterwards."""

    recorder: Recorder

    def on_status(self, status: ReceiverStatus) -> None:
        self.recorder.on_status(status)


def _emergency(base: Base, room: ArchiveRoom, reaper: Reaper) -> Emergency:
    settings = base.settings.archive
    return Emergency(
        base.database,
        room.volumes,
        room.files,
        reaper,
        base.clock,
        allowed=settings.destroy_early,
        min_free_bytes=settings.min_free_bytes,
        room_bytes=settings.early_room_bytes,
        minimums=lambda: base.authorisations.minimums(base.clock.now()),
    )


def _reaper(base: Base, room: ArchiveRoom, tier: Tier) -> Reaper:
    return Reaper(
        base.database,
        room.collection.volumes,
        room.files,
        room.keyring,
        base.journal,
        base.clock,
        tier.destroyer,
    )
