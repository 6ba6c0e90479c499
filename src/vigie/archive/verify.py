"""`vigie archive verify`: reads every byte of the archive again, and says where one is not as recorded."""

import asyncio
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vigie.archive import store
from vigie.archive.collection import Collection
from vigie.archive.media import SegmentMedia
from vigie.archive.model import Segment, SegmentState
from vigie.archive.proofs import DayHead, day_interval, is_signed, tree_root
from vigie.archive.reader import SegmentFile
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.store import Database

ALWAYS = Interval(UtcUs(0), UtcUs(1 << 60))


@dataclass(frozen=True, slots=True)
class Fault:
    """Where something is not as recorded.

    Attributes:
        code: `part_damaged`, `digest_differs`, `key_fails`, `file_unreadable`, `file_missing`,
        `head_differs`,
            `head_forged`.
        subject: the segment, or the day.
        part: number of the part among the segment's, from 0 on.
        offset: of the part's first byte in the file (its header).
        start_us: first instant that is touched.
        end_us: first instant that is not.
    """

    code: str
    subject: str
    detail: str = ""
    part: int | None = None
    offset: int | None = None
    start_us: int | None = None
    end_us: int | None = None


@dataclass(slots=True)
class VerifyReport:
    """What was read again."""

    segments: int = 0
    parts: int = 0
    bytes: int = 0
    days: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything is as it was recorded."""
        return not self.faults


class Verify:
    """One run; `public_key` is that of the archive's signing key."""

    def __init__(self, database: Database, collection: Collection, public_key: Ed25519PublicKey) -> None:
        self.report = VerifyReport()
        self._database = database
        self._collection = collection
        self._public_key = public_key

    async def run(self) -> VerifyReport:
        """Verify every segment, then every signed day that still can be recomputed."""
        async with self._database.snapshot() as tx:
            cameras = await store.cameras(tx)
            heads = await store.day_heads(tx)
        for camera in cameras:
            await self._verify_camera(camera)
        for head in heads:
            await self._verify_day(head)
        return self.report

    async def _verify_camera(self, camera: CameraId) -> None:
        async with self._database.snapshot() as tx:
            rows = await store.segments(tx, camera, ALWAYS)
        for row in rows:
            if row.state is SegmentState.CLOSED:
                faults = await asyncio.to_thread(self._verify_segment, row)
                if faults and await self._still_there(row):
                    self.report.faults.extend(faults)

    async def _still_there(self, row: Segment) -> bool:
        """Tell whether the segment was not destroyed while it was read."""
        async with self._database.snapshot() as tx:
            now = await store.segment(tx, row.camera_id, row.start)
        return now is not None and now.state is SegmentState.CLOSED

    def _verify_segment(self, row: Segment) -> list[Fault]:
        self.report.segments += 1
        try:
            with SegmentFile(self._collection.path(row)) as file:
                return self._verify_file(row, file)
        except Unavailable as error:
            return [Fault("file_missing", row.id, str(error))]
        except (BadInput, OSError) as error:
            return [Fault("file_unreadable", row.id, str(error))]

    def _verify_file(self, row: Segment, file: SegmentFile) -> list[Fault]:
        faults = []
        for index, part in enumerate(file.layout.parts):
            self.report.parts += 1
            self.report.bytes += part.size
            if not file.is_sound(part) or not file.has_header(part):
                where = (index, part.offset, part.start, part.end)
                faults.append(Fault("part_damaged", row.id, "its bytes are not those recorded", *where))
        if file.layout.digest != row.digest:
            faults.append(Fault("digest_differs", row.id, "its headers are not those recorded"))
        layout = file.layout
        if file.size != row.size or not (layout.tabled or layout.whole == file.size):
            faults.append(Fault("digest_differs", row.id, "its end is not the one recorded"))
        if not faults:
            faults += self._verify_key(row, file)
        return faults

    def _verify_key(self, row: Segment, file: SegmentFile) -> list[Fault]:
        """Decrypt the first part: a wrong key in the index is found here, not when a judge asks."""
        try:
            media = SegmentMedia(file, row, self._collection.key(row))
            media.init()
        except Unavailable as error:
            return [Fault("key_fails", row.id, str(error))]
        return []

    async def _verify_day(self, head: DayHead) -> None:
        self.report.days += 1
        if not is_signed(head, self._public_key):
            self.report.faults.append(Fault("head_forged", head.day, "the signature is not this archive's"))
        async with self._database.snapshot() as tx:
            leaves = await store.leaves(tx, day_interval(head.day))
        if len(leaves) != head.leaves or tree_root(leaves) != head.root:
            detail = f"{head.leaves} segments were signed, {len(leaves)} are known, or a digest changed"
            self.report.faults.append(Fault("head_differs", head.day, detail))
