"""`vigie archive check`: every invariant the index and the volumes can show, and repairs that lose nothing.

It may run beside the recorder: files are listed before rows are read, and every finding is looked at twice.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from vigie.archive import store
from vigie.archive.collection import Collection
from vigie.archive.model import Gap, GapReason, Segment, SegmentState
from vigie.archive.reader import SegmentFile, is_sealed
from vigie.archive.recovery import close_torn, quarantine
from vigie.archive.retention import one_month_after
from vigie.archive.volumes import VolumeFolder, as_row
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import CameraId, VolumeId
from vigie.kernel.instants import SECOND_US, Clock, Interval, UtcUs
from vigie.kernel.store import Database, DatabaseAway

ALWAYS = Interval(UtcUs(0), UtcUs(1 << 60))
HOLE_US = SECOND_US
ROUNDING_US = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken invariant.

    Attributes:
        invariant: its number in ARCHITECTURE.
        code: what is wrong, stable.
        subject: segment, file or volume.
        repaired: whether `--repair` set it right.
    """

    invariant: str
    code: str
    subject: str
    detail: str = ""
    repaired: bool = False


@dataclass(slots=True)
class CameraCount:
    """What the index holds of one camera.

    Attributes:
        gaps: by reason, how many and how many seconds (gaps that last are counted without length).
        killed: for each kill of the recorder, seconds of pictures received and not on disk, as far as known.
    """

    segments: int = 0
    bytes: int = 0
    recorded_s: float = 0.0
    gaps: dict[str, int] = field(default_factory=dict)
    gap_s: dict[str, float] = field(default_factory=dict)
    lost_s: list[float] = field(default_factory=list)


@dataclass(slots=True)
class CheckReport:
    """Everything a check found; `ok` when no invariant is broken, or all was repaired."""

    findings: list[Finding] = field(default_factory=list)
    cameras: dict[str, CameraCount] = field(default_factory=dict)
    segments: int = 0
    files: int = 0
    bytes: int = 0

    @property
    def ok(self) -> bool:
        """Whether every invariant holds now."""
        return all(finding.repaired for finding in self.findings)

    @property
    def most_lost_s(self) -> float:
        """The most seconds any camera lost at any kill."""
        return max((lost for count in self.cameras.values() for lost in count.lost_s), default=0.0)


class Check:
    """One run of the consistency tool."""

    def __init__(self, database: Database, collection: Collection, clock: Clock, zone: ZoneInfo) -> None:
        self.report = CheckReport()
        self._database = database
        self._collection = collection
        self._clock = clock
        self._zone = zone
        self._repair = False
        self._holds = collection.holds
        self._holed: set[CameraId] = set()

    async def run(self, *, repair: bool = False) -> CheckReport:
        """Look at everything; with `repair`, set right what can be without destroying anything.

        Repairs: a recording the index does not know is indexed again when its key is in the key book (so a
        lost database is rebuilt), other unknown files go to quarantine; rows without a file become gaps of
        reason `lost`, holes without a gap gaps of reason `unknown`; a key that fails comes from the key book.
        """
        self._repair = repair
        files = {
            volume.id: await asyncio.to_thread(lambda one: dict(one.closed_files()), volume)
            for volume in self._collection.volumes.values()
        }
        await self._check_volumes()
        await self._check_holds()
        async with self._database.snapshot() as tx:
            cameras = await store.cameras(tx)
        known: set[Path] = set()
        for camera in cameras:
            known |= await self._check_camera(camera)
        for volume_id, listed in files.items():
            self.report.files += len(listed)
            await self._check_files(self._collection.volumes[volume_id], listed, known)
        if self._repair:
            await self._explain_holes()
        await self._check_overdue()
        return self.report

    async def _check_volumes(self) -> None:
        async with self._database.snapshot() as tx:
            known = {volume.id: volume for volume in await store.volumes(tx)}
        for volume_id, volume in known.items():
            if volume_id not in self._collection.volumes:
                self._find("A1", "volume_missing", volume.path)
        for volume_id, folder in self._collection.volumes.items():
            if volume_id not in known:
                if self._repair:
                    async with self._database.transaction() as tx:
                        await store.put_volume(tx, as_row(folder))
                self._find("A2", "volume_unknown", str(folder.path), repaired=self._repair)

    async def _check_holds(self) -> None:
        """A5: every hold in force has its second copy and no other has; a new database knows them."""
        if self._holds is None:
            return
        copies = {hold.id: hold for hold in await asyncio.to_thread(self._holds.all)}
        async with self._database.snapshot() as tx:
            known = {hold.id: hold for hold in await store.holds(tx)}
        for hold in [one for one in copies.values() if one.id not in known]:
            if self._repair:
                async with self._database.transaction() as tx:
                    await store.insert_hold(tx, hold)
            self._find("A5", "hold_unknown", hold.id, hold.reference, repaired=self._repair)
        for hold in [one for one in known.values() if one.released_at is not None and one.id in copies]:
            if self._repair:
                await asyncio.to_thread(self._holds.drop, hold.id)
            self._find("A5", "hold_copy_left", hold.id, hold.reference, repaired=self._repair)
        for hold in known.values():
            if hold.released_at is None and hold.id not in copies:
                if self._repair:
                    await asyncio.to_thread(self._holds.put, hold)
                self._find("A5", "hold_uncopied", hold.id, hold.reference, repaired=self._repair)

    async def _check_camera(self, camera: CameraId) -> set[Path]:
        """Check a camera's rows; returns the files they name."""
        async with self._database.snapshot() as tx:
            rows = await store.segments(tx, camera, ALWAYS)
            gaps = await store.gaps(tx, camera, ALWAYS)
        self._count(camera, rows, gaps)
        self._check_order(rows, gaps)
        faults = await asyncio.to_thread(lambda: [(row, self._fault(row)) for row in rows])
        for row, fault in faults:
            if fault is not None:
                await self._report_row(row, fault)
        known = set()
        for row in rows:
            volume = self._collection.volumes.get(row.volume_id)
            if volume is not None:
                known.add(volume.final_path(row.camera_id, row.start))
        return known

    def _fault(self, row: Segment) -> tuple[str, str] | None:
        """Return why a row and its file disagree."""
        if row.volume_id not in self._collection.volumes:
            return None
        try:
            with SegmentFile(self._collection.path(row)) as file:
                return self._file_fault(row, file)
        except Unavailable as error:
            return "file_missing", str(error)
        except (BadInput, OSError) as error:
            return "file_unreadable", str(error)

    def _file_fault(self, row: Segment, file: SegmentFile) -> tuple[str, str] | None:
        if file.size < row.size:
            return "file_short", f"{file.size} of {row.size} bytes"
        if row.state is SegmentState.CLOSED:
            if file.layout.digest != row.digest:
                return "digest_differs", "the headers are not those that were recorded"
            if file.size > row.size:
                return "file_long", f"{file.size} bytes, {row.size} were recorded"
        return self._key_fault(row) if file.layout.head.sealed else None

    def _key_fault(self, row: Segment) -> tuple[str, str] | None:
        """Return why a sealed recording cannot be opened with the key that its row holds."""
        if row.key is None:
            return "key_missing", "the index holds no key of this sealed recording"
        try:
            self._collection.key(row)
        except Unavailable as error:
            return error.error_code, str(error)
        return None

    async def _report_row(self, row: Segment, fault: tuple[str, str]) -> None:
        """Report a row's fault, unless the row changed while we looked."""
        async with self._database.snapshot() as tx:
            now = await store.segment(tx, row.camera_id, row.start)
        if now is None or now.state is SegmentState.DESTROYING:
            return
        if now != row:
            again = await asyncio.to_thread(self._fault, now)
            if again is None:
                return
            row, fault = now, again
        code, detail = fault
        repaired = self._repair and await self._repair_row(row, code)
        self._find("A3" if code.startswith("key_") else "A1", code, row.id, detail, repaired=repaired)

    async def _repair_row(self, row: Segment, code: str) -> bool:
        """Set a row right where nothing is destroyed by it; False when it stays as it is."""
        if code == "file_missing" and await self._is_there(row.volume_id):
            async with self._database.transaction() as tx:
                await store.delete_segments(tx, [row])
                await store.put_gaps(tx, [Gap(row.camera_id, row.start, row.end, GapReason.LOST)])
            return True
        return code in {"key_missing", "key_damaged"} and await self._repair_key(row)

    async def _repair_key(self, row: Segment) -> bool:
        """Give a row its key again from the key book, when that one opens."""
        key = await asyncio.to_thread(self._collection.book_key, row.camera_id, row.start)
        if key is None or self._key_fault(replace(row, key=key)) is not None:
            return False
        async with self._database.transaction() as tx:
            now = await store.segment(tx, row.camera_id, row.start)
            if now != row:
                return False  # destroyed meanwhile, and its key with it
            await store.put_key(tx, row, key)
        return True

    def _check_order(self, rows: list[Segment], gaps: list[Gap]) -> None:
        """Within a take: ordered, disjoint, and every hole has its gap; and each row has its due date."""
        takes: dict[int, Segment] = {}
        for row in rows:
            if row.end <= row.start:
                self._find("T1", "segment_reversed", row.id)
            before = takes.get(row.take)
            if before is not None and before.end > row.start + ROUNDING_US:
                self._find(
                    "T1", "segments_overlap", row.id, f"{before.id} ends {before.end - row.start} µs on"
                )
            if row.destroy_at > one_month_after(row.start, self._zone):
                self._find("A4", "kept_too_long", row.id, f"destroy_at {row.destroy_at}")
            takes[row.take] = row
        for hole in holes(rows, gaps):
            self._holed.add(rows[0].camera_id)
            self._find(
                "A8",
                "gap_unexplained",
                f"{rows[0].camera_id}.{hole.start}",
                f"{hole.length_us} µs",
                repaired=self._repair,
            )

    async def _check_files(
        self,
        volume: VolumeFolder,
        listed: Mapping[Path, tuple[CameraId, UtcUs] | None],
        known: set[Path],
    ) -> None:
        for path, name in listed.items():
            if path in known or not await asyncio.to_thread(path.exists):
                continue
            if name is not None and await self._has_row(*name):
                continue
            refused = await self._settle(volume, path) if self._repair else ""
            repaired = self._repair and not refused
            self._find("A2", "file_unknown", str(path), refused, repaired=repaired)

    async def _settle(self, volume: VolumeFolder, path: Path) -> str:
        """Index an unknown file again or move it to quarantine; return why the disk refuses, "" when done."""
        try:
            if not await self._adopt(volume, path):
                await asyncio.to_thread(quarantine, volume, path)
        except DatabaseAway:
            raise
        except OSError as error:
            return str(error)
        return ""

    async def _is_there(self, volume_id: VolumeId) -> bool:
        """Tell whether a volume is mounted now: on one that went away every file is missing."""
        try:
            return await asyncio.to_thread(self._collection.volumes[volume_id].is_there)
        except OSError:
            return False

    async def _adopt(self, volume: VolumeFolder, path: Path) -> bool:
        """Index a recording again; False when it is none, was destroyed before, or cannot be opened."""
        found = await asyncio.to_thread(close_torn, path, volume, None)
        if found is None or path != volume.final_path(found.camera_id, found.start):
            return False
        key = await asyncio.to_thread(self._collection.book_key, found.camera_id, found.start)
        found = replace(found, key=key)
        if key is None and await asyncio.to_thread(is_sealed, path):
            return False
        async with self._database.transaction() as tx:
            if await store.was_destroyed(tx, found):
                return False
            found = replace(found, closed_at=await store.closing_instant(tx, found.end))
            await store.insert_segments(tx, [found])
            take = (await store.tail(tx, found.camera_id)).take
            await store.put_takes(tx, {found.camera_id: max(take, found.take)})
        self._holed.add(found.camera_id)
        return True

    async def _explain_holes(self) -> None:
        """Give the holes of cameras that have some, or were indexed again, their gaps."""
        for camera in self._holed:
            async with self._database.transaction() as tx:
                rows = await store.segments(tx, camera, ALWAYS)
                gaps = await store.gaps(tx, camera, ALWAYS)
                found = [Gap(camera, one.start, one.end, GapReason.UNKNOWN) for one in holes(rows, gaps)]
                await store.put_gaps(tx, found)

    async def _has_row(self, camera: CameraId, start: UtcUs) -> bool:
        async with self._database.snapshot() as tx:
            return await store.segment(tx, camera, start) is not None

    async def _check_overdue(self) -> None:
        now = self._clock.now()
        async with self._database.snapshot() as tx:
            overdue = await store.due(tx, UtcUs(now - OVERDUE_GRACE_US), MOST_FINDINGS)
        for row in overdue:
            self._find("A4", "overdue", row.id, f"due {(now - row.destroy_at) // SECOND_US} s ago")

    def _count(self, camera: CameraId, rows: Iterable[Segment], gaps: Iterable[Gap]) -> None:
        count = self.report.cameras[camera] = CameraCount()
        for row in rows:
            count.segments += 1
            count.bytes += row.size
            count.recorded_s += (row.end - row.start) / SECOND_US
        for gap in gaps:
            count.gaps[gap.reason] = count.gaps.get(gap.reason, 0) + 1
            if gap.until is not None:
                seconds = (gap.until - gap.since) / SECOND_US
                count.gap_s[gap.reason] = round(count.gap_s.get(gap.reason, 0.0) + seconds, 3)
            if gap.reason == GapReason.RECORDER_KILLED and gap.detail:
                count.lost_s.append(round(int(gap.detail) / SECOND_US, 3))
        self.report.segments += count.segments
        self.report.bytes += count.bytes

    def _find(
        self, invariant: str, code: str, subject: str, detail: str = "", *, repaired: bool = False
    ) -> None:
        self.report.findings.append(Finding(invariant, code, subject, detail, repaired))


OVERDUE_GRACE_US = 300 * SECOND_US
MOST_FINDINGS = 1_000


def holes(rows: list[Segment], gaps: list[Gap]) -> list[Interval]:
    """Return the stretches of more than a second between the first and last instant that neither covers."""
    spans = sorted(
        [(int(row.start), int(row.end)) for row in rows]
        + [(int(gap.since), int(gap.until or ALWAYS.end)) for gap in gaps]
    )
    found: list[Interval] = []
    end: int | None = None
    for start, stop in spans:
        if end is not None and start - end > HOLE_US:
            found.append(Interval(UtcUs(end), UtcUs(start)))
        end = stop if end is None else max(end, stop)
    return found if rows else []
