"""The recorder process: receives every camera that the law allows, records it, hands its pictures on.

Order at start: what is overdue is destroyed before anything is recorded; then cameras are read and received.
Order at the end: cameras are left (TEARDOWN), then everything received is written. Cameras and authorisations
are read again while it runs; a camera that loses its authorisation stops at the next reading.
"""

import asyncio
import os
from dataclasses import dataclass
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from vigie import __version__
from vigie.archive.disk_watch import DiskWatch
from vigie.archive.emergency import Emergency
from vigie.archive.reaper import Reaper
from vigie.archive.returning import Returning
from vigie.archive.tiers.tier import Tier
from vigie.archive.writer import ArchiveWriter
from vigie.cameras.service import Cameras, Connection
from vigie.kernel.errors import VigieError
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock
from vigie.law.service import Authorisations
from vigie.nodes import status_table
from vigie.nodes.link_server import LinkServer
from vigie.nodes.settings import RecorderSettings
from vigie.nodes.status_table import StatusTable
from vigie.video.access_unit import StreamName
from vigie.video.hub import Hub
from vigie.video.ingest import Ingest
from vigie.video.source import ReceiverStatus, Source, Transport

log = structlog.get_logger("recorder")

ROOM_S = 5.0


@dataclass(frozen=True, slots=True)
class RecorderParts:
    """What `bootstrap` hands to the recorder."""

    clock: Clock
    settings: RecorderSettings
    cameras: Cameras
    authorisations: Authorisations
    writer: ArchiveWriter
    reaper: Reaper
    reap_s: float
    hub: Hub
    ingest: Ingest
    table: StatusTable
    registry: CollectorRegistry
    tier: Tier
    emergency: Emergency
    disks: DiskWatch
    returning: Returning


class Recorder:
    """Runs the parts together; also what the live link tells about the process."""

    def __init__(self, parts: RecorderParts) -> None:
        self._parts = parts
        self._started = parts.clock.now()
        self._revision = -1
        self._reaping = asyncio.Lock()
        self._days: dict[CameraId, int] = {}
        self._connections: list[Connection] = []
        self._link: LinkServer | None = None

    async def run(self, link: LinkServer, stop: asyncio.Event) -> None:
        """Record until `stop` is set, then write everything and return."""
        parts = self._parts
        await self.reap()
        self._link = link
        await self.refresh()
        parts.writer.start()
        detach = parts.hub.attach(parts.writer.accept)
        ingest = asyncio.create_task(parts.ingest.run(), name="ingest")
        others = [
            asyncio.create_task(parts.writer.run(), name="archive writer"),
            asyncio.create_task(self._reap(), name="reaper"),
            asyncio.create_task(_keep_serving(link), name="live link"),
            asyncio.create_task(self._keep_refreshing(), name="refresh"),
            asyncio.create_task(self._keep_reporting(), name="statuses"),
            asyncio.create_task(self._keep_room(), name="room on disks"),
        ]
        if parts.tier.is_on:
            others.append(asyncio.create_task(self._keep_copies(), name="S3 tier"))
        log.info("recording", cameras=len(self._days), pid=os.getpid())
        try:
            await _until(stop, [ingest, *others])
        finally:
            await _cancel([ingest])
            detach()
            await _cancel(others)
            await parts.writer.close()
            parts.tier.close()
            log.info("all written")

    def on_status(self, status: ReceiverStatus) -> None:
        """Take one receiver's change: the archive learns why pictures are missing, the centre what to say."""
        if status.stream is StreamName.MAIN:
            reason = status.reason.value if status.reason is not None else None
            self._parts.writer.note_reason(status.camera_id, reason)
        self._push([status])

    async def refresh(self) -> None:
        """Read cameras and authorisations; receive and record exactly those that are allowed now."""
        parts = self._parts
        self._revision, self._connections = await parts.cameras.connections()
        self._days = await self._authorised_days()
        allowed = [item for item in self._connections if self._is_allowed(item)]
        days = {item.camera.id: self._days[item.camera.id] for item in allowed}
        await parts.writer.set_recordable(days)
        parts.ingest.set_sources(source for item in allowed for source in sources_of(item))
        for item in self._connections:
            if not self._is_allowed(item):
                parts.hub.forget(item.camera.id)
        known = [item.camera.id for item in self._connections]
        refused = await parts.authorisations.faults(known, parts.clock.now())
        faults = {item.camera.id: item.fault for item in self._connections if item.fault}
        parts.table.set_cameras((item.camera for item in self._connections), refused, faults)
        if self._link is not None:
            self._link.push_statuses(self.statuses())

    def hello(self) -> dict[str, Any]:
        """Return what greets a centre."""
        return {"release": __version__, "pid": os.getpid(), "since_us": self._started}

    def statuses(self) -> dict[str, Any]:
        """Return every camera's status."""
        return {"all": True, "cameras": status_table.to_json(self._parts.table.all())}

    def metrics(self) -> bytes:
        """Return this process's metrics in Prometheus' text format."""
        return generate_latest(self._parts.registry)

    async def reap(self) -> None:
        """Destroy what is due now: a legal hold was released, or it is time. Failures are tried again."""
        async with self._reaping:
            try:
                await self._parts.reaper.run_once()
            except (SQLAlchemyError, VigieError, OSError):
                log.exception("destruction failed; it is tried again")

    def _is_allowed(self, item: Connection) -> bool:
        return item.camera.enabled and item.fault is None and item.camera.id in self._days

    def _push(self, receivers: list[ReceiverStatus]) -> None:
        changed = self._parts.table.refresh(receivers, self._disk_trouble())
        if changed and self._link is not None:
            self._link.push_statuses({"all": False, "cameras": status_table.to_json(changed)})

    def _disk_trouble(self) -> str | None:
        """Return why no volume takes pictures (`disk_full`…), or None when one does."""
        troubles = [scribe.trouble for scribe in self._parts.writer.scribes]
        return str(troubles[0]) if troubles and all(troubles) else None

    async def _keep_refreshing(self) -> None:
        """Look for changes; a database that cannot be read for a while must not stop recording."""
        settings = self._parts.settings
        read_s = self._parts.clock.monotonic_s()
        while True:
            await asyncio.sleep(settings.refresh_s)
            try:
                due = self._parts.clock.monotonic_s() - read_s >= settings.authorisations_s
                if due or await self._parts.cameras.revision() != self._revision:
                    read_s = self._parts.clock.monotonic_s()
                    if await self._has_changed():
                        await self.refresh()
            except (SQLAlchemyError, VigieError, OSError) as error:
                log.error("cameras cannot be read", error=str(error))  # noqa: TRY400 - those known go on

    async def _has_changed(self) -> bool:
        revision = await self._parts.cameras.revision()
        return revision != self._revision or await self._authorised_days() != self._days

    async def _authorised_days(self) -> dict[CameraId, int]:
        allowed = await self._parts.authorisations.recordable(self._parts.clock.now())
        return {camera_id: retention.days for camera_id, retention in allowed.items()}

    async def _keep_reporting(self) -> None:
        while True:
            await asyncio.sleep(self._parts.settings.status_s)
            self._push(self._parts.ingest.statuses())

    async def _reap(self) -> None:
        """Destroy what is due, regularly; never given up."""
        while True:
            await asyncio.sleep(self._parts.reap_s)
            await self.reap()

    async def _keep_room(self) -> None:
        """Look after the disks; what the database does not take is tried again."""
        parts = self._parts
        while True:
            try:
                async with self._reaping:
                    if await parts.returning.look():
                        await parts.reaper.run_once()  # what became due while the disk was away
                    await parts.emergency.look()
                await parts.disks.look()
            except (SQLAlchemyError, OSError, VigieError):
                log.exception("the disks' room cannot be looked after; tried again")
            await asyncio.sleep(ROOM_S)

    async def _keep_copies(self) -> None:
        """Keep the S3 tier up to date; a database that does not answer must not stop recording."""
        while True:
            try:
                await self._parts.tier.run()
            except (SQLAlchemyError, OSError):
                log.exception("the S3 tier stopped; it starts again")
            await asyncio.sleep(self._parts.reap_s)


def sources_of(item: Connection) -> list[Source]:
    """Return the streams to receive from a camera."""
    camera = item.camera
    urls = {StreamName.MAIN: camera.main_url, StreamName.SUB: camera.sub_url}
    return [
        Source(
            camera_id=camera.id,
            stream=stream,
            url=url,
            username=camera.username,
            password=item.password,
            transport=Transport(camera.transport.value),
            verify_tls=camera.verify_tls,
        )
        for stream, url in urls.items()
        if url is not None
    ]


async def _until(stop: asyncio.Event, tasks: list[asyncio.Task[None]]) -> None:
    """Wait for `stop`; a task that ends before has failed, and its error is ours."""
    stopping = asyncio.create_task(stop.wait(), name="stop")
    try:
        done, _ = await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
    for task in done:
        if task is not stopping:
            task.result()
            raise RuntimeError(f"{task.get_name()} ended by itself")


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel and wait; why a task failed has been told by whoever waited for it."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _keep_serving(link: LinkServer) -> None:
    """Serve the live link; that it cannot be served is no reason to stop recording."""
    while True:
        try:
            await link.run()
        except OSError as error:
            log.error("live link cannot be served", error=str(error))  # noqa: TRY400 - it is tried again
        await asyncio.sleep(1.0)
