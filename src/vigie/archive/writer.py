"""The archive writer: pictures in, segments, index rows and gaps out.

`accept` is called by the ingest loop for every picture and never waits: it appends to a list, and once a
second per camera hands that list to the thread of a volume (`scribe`), which makes the fragment, encrypts,
digests and writes it. Once a second `flush` writes to the index, in one transaction, what by then is on the
disks (A1).

What can be lost: the process killed: at most one second per camera, of `part_s` and what was not read yet.
Power cut: at most what was written since the last sync of open segments (`sync_s`); closed segments are
synced before the index says so.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from vigie.archive import store
from vigie.archive.alive import ALIVE_S, Alive
from vigie.archive.files import DiskFiles, Files
from vigie.archive.lane import TICKS, Cutting, Lane
from vigie.archive.model import Gap, GapReason, Segment, SegmentState
from vigie.archive.output import MakeKey
from vigie.archive.recording import Muxer, Recording
from vigie.archive.retention import destroy_at
from vigie.archive.scribe import Scribe
from vigie.archive.settings import ArchiveSettings
from vigie.archive.volumes import VolumeFolder, as_row
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.store import Database, Transaction
from vigie.video.access_unit import AccessUnit, ParameterSets, StreamName

logger = logging.getLogger(__name__)

SILENCE_S: Final = 3.0
"""A camera that sent no picture for so long is not recording: its gap begins."""


class ArchiveWriter:
    """Records every camera it was told to, on the volumes it was given.

    Usage: `await set_recordable(…)`, `start()`, `hub.attach(writer.accept)`, `await run()`, `await close()`.
    """

    def __init__(
        self,
        database: Database,
        volumes: Sequence[VolumeFolder],
        clock: Clock,
        settings: ArchiveSettings,
        *,
        muxer: Muxer,
        files: Files | None = None,
        make_key: MakeKey = lambda _camera, _start: None,
        sync_keys: Callable[[Sequence[UtcUs]], None] = lambda _starts: None,
        alive: Path | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self.files = files or DiskFiles()
        self._muxer = muxer
        self._make_key = make_key
        self._sync_keys = sync_keys
        self._alive = Alive(alive, clock)
        self._zone = ZoneInfo(settings.timezone)
        self._cutting = Cutting(round(settings.segment_s * TICKS), round(settings.part_s * TICKS))
        self._lanes: dict[CameraId, Lane] = {}
        self._days: Mapping[CameraId, int] = {}
        self._retained: dict[CameraId, int] = {}
        self._gaps: dict[tuple[CameraId, UtcUs], Gap] = {}
        self._rows: dict[tuple[CameraId, UtcUs], Segment] = {}
        self._indexed: dict[tuple[CameraId, UtcUs], float] = {}
        self._flushing = asyncio.Lock()
        self.scribes = [self._scribe(volume) for volume in volumes]
        self._started = False

    def start(self) -> None:
        """Start one writing thread per volume."""
        self._started = True
        for scribe in self.scribes:
            scribe.start()

    def add_volume(self, volume: VolumeFolder) -> None:
        """Record on one more volume, that was recovered before; may be called from any thread."""
        scribe = self._scribe(volume)
        if self._started:
            scribe.start()
        self.scribes.append(scribe)

    async def set_recordable(self, days: Mapping[CameraId, int]) -> None:
        """Record these cameras, and no other, each kept for its authorised days.

        A camera that is no longer here stops at once and its gap says `not_authorised`, unless its receiver
        told another reason.
        """
        new = [camera for camera in days if camera not in self._lanes]
        async with self._database.snapshot() as tx:
            tails = {camera: await store.tail(tx, camera) for camera in new}
        for camera, tail in tails.items():
            self._lanes[camera] = lane = Lane(
                camera, self, self._cutting, self._note_gap, end=tail.end, take=tail.take, gap=tail.gap
            )
            if tail.gap is None:
                self._begin_gap(lane)
        for camera in self._days.keys() - days.keys():
            lane = self._lanes[camera]
            lane.stop()
            lane.miss(self._clock.now(), GapReason.NOT_AUTHORISED)
        self._days = dict(days)
        self._retained.update(days)

    def _begin_gap(self, lane: Lane) -> None:
        """Say why nothing was recorded until now: an archive that ends without a gap ends with a kill."""
        if lane.end is None:
            lane.miss(self._clock.now(), GapReason.NO_PICTURES)
        else:
            lane.miss(self._clock.now(), GapReason.RECORDER_KILLED, self._alive.lost_us(lane.end))

    def note_reason(self, camera_id: CameraId, reason: str | None) -> None:
        """Remember why a camera's receiver brings no pictures (a `StopReason`); None when it works."""
        lane = self._lanes.get(camera_id)
        if lane is not None:
            lane.reason = reason or GapReason.NO_PICTURES

    def accept(self, unit: AccessUnit) -> None:
        """Take one picture; cheap, never waits, ignores what is not to be recorded."""
        if unit.stream is StreamName.MAIN and unit.camera_id in self._days:
            self._lanes[unit.camera_id].accept(unit)

    async def run(self) -> None:
        """Write the index every `index_s` seconds until cancelled; then `close` what is open."""
        while True:
            await self._sleep()
            self.tick()
            try:
                await asyncio.shield(asyncio.ensure_future(self.flush()))
            except (SQLAlchemyError, OSError) as error:
                logger.error("the index cannot be written, what it misses is kept in memory: %s", error)  # noqa: TRY400 - one line per second, not a trace

    async def _sleep(self) -> None:
        until_s = self._clock.monotonic_s() + self._settings.index_s
        while self._clock.monotonic_s() < until_s:
            self._alive.touch()
            await asyncio.sleep(min(ALIVE_S, self._settings.index_s))

    def note_alive(self) -> None:
        """Leave a sign of life."""
        self._alive.touch()

    def tick(self) -> None:
        """Notice cameras that fell silent."""
        now_s, now = self._clock.monotonic_s(), self._clock.now()
        for camera in self._days:
            lane = self._lanes[camera]
            if lane.fresh or lane.last_seen_s is None:
                lane.fresh, lane.last_seen_s = False, now_s
            elif now_s - lane.last_seen_s >= SILENCE_S:
                lane.stop()
                lane.miss(now, lane.reason)

    async def flush(self) -> None:
        """Write to the index what the disks hold, in one transaction.

        When the database refuses, all is kept and written by a later call.
        """
        async with self._flushing:
            await self._flush()

    async def _flush(self) -> None:
        self._collect()
        now_s = self._clock.monotonic_s()
        new = [row for key, row in self._rows.items() if key not in self._indexed]
        known = [row for key, row in self._rows.items() if self._is_due(key, row, now_s)]
        gaps = list(self._gaps.values())
        if new:
            await asyncio.to_thread(self._sync_keys, [row.start for row in new])
        async with self._database.transaction() as tx:
            closed_at = await store.closing_instant(tx, self._clock.now())
            await store.insert_segments(tx, [_closed(row, closed_at) for row in new])
            await store.update_segments(tx, [_closed(row, closed_at) for row in known])
            await store.put_gaps(tx, gaps)
            await store.put_state(tx, store.HEARTBEAT, self._clock.now())
            await self._save_takes(tx, new)
        self._forget(new + known, gaps, now_s)

    async def close(self) -> None:
        """Stop recording: write what is pending, close all segments, index them, record why."""
        now = self._clock.now()
        for lane in self._lanes.values():
            lane.stop()
            lane.miss(now, GapReason.RECORDER_STOPPED)
        self._days = {}
        try:
            await asyncio.to_thread(self.drain)
            await self.flush()
        finally:
            await asyncio.to_thread(self._stop_scribes)
            self._alive.close()

    def drain(self) -> None:
        """Wait until nothing waits for a disk; twice, for one volume may hand over to another."""
        for _ in range(2):
            for scribe in self.scribes:
                scribe.drain()

    def abandon(self) -> None:
        """End the writing threads and forget everything in memory, as a kill does; for tests."""
        self._lanes, self._days = {}, {}
        self._rows, self._gaps = {}, {}
        self._stop_scribes()

    def open_segment(
        self, camera_id: CameraId, start: UtcUs, take: int, parameters: ParameterSets
    ) -> Recording | GapReason:
        """Return a recording on the sound volume with the most room per segment being written.

        Raises:
            BadInput: the camera has no retention.
        """
        sound = [scribe for scribe in self.scribes if scribe.trouble is None]
        if not sound:
            return next((s.trouble for s in self.scribes if s.trouble), GapReason.WRITE_ERROR)
        scribe = max(sound, key=lambda one: one.free / (1 + one.recordings))
        end = UtcUs(start + 1)
        due = destroy_at(start, self._retained.get(camera_id), self._zone)
        segment = Segment(camera_id, start, end, scribe.volume.id, due, take)
        scribe.adopt()
        return Recording(segment, parameters, scribe.volume, self.files, self._muxer, self._make_key, scribe)

    def has_room(self) -> bool:
        """Tell whether less than `queue_bytes` wait for the disks."""
        return sum(scribe.waiting for scribe in self.scribes) < self._settings.queue_bytes

    def _scribe(self, volume: VolumeFolder) -> Scribe:
        settings = self._settings
        scribe = Scribe(
            volume,
            self.files,
            self._clock,
            sync_s=settings.sync_s,
            min_free_bytes=settings.min_free_bytes,
        )
        scribe.failover = self._failover
        return scribe

    def _failover(self, failed: Recording, start: UtcUs) -> Recording | None:
        """Open the recording that goes on where a volume failed; called by that volume's thread."""
        segment = failed.segment
        start = UtcUs(start + (segment.take - start) % 100)
        if start <= segment.start:
            start = UtcUs(segment.start + 100)
        opened = self.open_segment(segment.camera_id, start, segment.take, failed.parameters)
        return opened if isinstance(opened, Recording) else None

    def _note_gap(self, gap: Gap) -> None:
        self._gaps[gap.camera_id, gap.since] = gap

    def _collect(self) -> None:
        for scribe in self.scribes:
            for event in scribe.take_events():
                if isinstance(event, Gap):
                    self._note_gap(event)
                else:
                    self._rows[event.camera_id, event.start] = event

    def _is_due(self, key: tuple[CameraId, UtcUs], row: Segment, now_s: float) -> bool:
        since_s = self._indexed.get(key)
        if since_s is None:
            return False
        return row.state is SegmentState.CLOSED or now_s - since_s >= self._settings.open_index_s

    async def _save_takes(self, tx: Transaction, new: Iterable[Segment]) -> None:
        takes = {row.camera_id: row.take for row in new if row.take}
        await store.put_takes(tx, takes)

    def _forget(self, written: list[Segment], gaps: list[Gap], now_s: float) -> None:
        """Drop what the index now holds, and send closed files to their final place."""
        for row in written:
            key = (row.camera_id, row.start)
            if self._rows.get(key) is row:
                del self._rows[key]
            if row.state is SegmentState.CLOSED:
                self._indexed.pop(key, None)
            else:
                self._indexed[key] = now_s
        for gap in gaps:
            if self._gaps.get((gap.camera_id, gap.since)) is gap:
                del self._gaps[gap.camera_id, gap.since]
        for scribe in self.scribes:
            closed = [
                row
                for row in written
                if row.state is SegmentState.CLOSED and row.volume_id == scribe.volume.id
            ]
            if closed:
                scribe.move(closed)

    def _stop_scribes(self) -> None:
        for scribe in self.scribes:
            scribe.stop()


def _closed(row: Segment, at: UtcUs) -> Segment:
    return replace(row, closed_at=at) if row.state is SegmentState.CLOSED else row


async def register_volumes(database: Database, volumes: Iterable[VolumeFolder]) -> None:
    """Write the volumes into the index, with where they are mounted now."""
    async with database.transaction() as tx:
        for volume in volumes:
            await store.put_volume(tx, as_row(volume))


def default_volumes(settings: ArchiveSettings, data: Path) -> list[Path]:
    """Return the folders to record in."""
    return list(settings.volumes) or [data / "archive"]
