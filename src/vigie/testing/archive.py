"""Fakes of the archive's ports: a muxer without MP4, disks that fail on command, numbered pictures."""

import errno
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from vigie.archive import store
from vigie.archive.collection import Collection
from vigie.archive.files import DiskFiles
from vigie.archive.keys import Keyring
from vigie.archive.model import Gap, Segment
from vigie.archive.reaper import Reaper
from vigie.archive.recovery import Recovered, recover
from vigie.archive.settings import ArchiveSettings
from vigie.archive.volumes import VolumeFolder, open_volume
from vigie.archive.writer import ArchiveWriter, register_volumes
from vigie.audit import Journal, Query, Recorded
from vigie.kernel.ids import CameraId, VolumeId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.store import Database
from vigie.testing.clock import FakeClock
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName

PARAMETERS = ParameterSets(Codec.H264, 1920, 1080, (), (b"\x67sps",), (b"\x68pps",))
OTHER_PARAMETERS = ParameterSets(Codec.H264, 1280, 720, (), (b"\x67sps2",), (b"\x68pps2",))

ALWAYS: Final = Interval(UtcUs(0), UtcUs(1 << 60))


class FakeTrack:
    """Fake of `Track`: an mdat box of the pictures' bytes behind a moof box with nothing but their time."""

    def __init__(self) -> None:
        self._first: int | None = None

    def fragment(self, units: Sequence[AccessUnit], *, next_pts_90k: int | None) -> bytes:  # noqa: ARG002 - the port's shape
        """Return two boxes."""
        data = b"".join(unit.data for unit in units)
        if self._first is None:
            self._first = units[0].pts_90k
        tfdt = struct.pack(">I4sIQ", 20, b"tfdt", 1 << 24, units[0].pts_90k - self._first)
        traf = struct.pack(">I4s", 8 + len(tfdt), b"traf") + tfdt
        moof = struct.pack(">I4s", 8 + len(traf), b"moof") + traf
        return moof + struct.pack(">I4s", 8 + len(data), b"mdat") + data


class FakeMuxer:
    """Fake of `Muxer`."""

    def init_segment(self, parameters: ParameterSets) -> bytes:
        """Return an ftyp and a moov box that hold the picture's size."""
        ftyp = struct.pack(">I4s4sI", 16, b"ftyp", b"iso6", 0)
        return ftyp + struct.pack(">I4sII", 16, b"moov", parameters.width_px, parameters.height_px)

    def track(self, parameters: ParameterSets) -> FakeTrack:  # noqa: ARG002 - the port's shape
        """Return a track."""
        return FakeTrack()


class FaultyFiles(DiskFiles):
    """Real files on disks that can be broken: `break_volume(path)` makes every write there fail.

    Attributes:
        torn: bytes of the next failing write that still reach the file, as a disk that fills up does.
        calls: names of the operations, in order.
    """

    def __init__(self) -> None:
        self.torn = 0
        self.calls: list[str] = []
        self._broken: dict[Path, int] = {}
        self._unsynced: set[Path] = set()
        self._paths: dict[int, Path] = {}
        self._cannot_unlink = False

    def break_volume(self, path: Path, error: int = errno.EIO) -> None:
        """Make writes below `path` fail with `error` from now on."""
        self._broken[path] = error

    def mend_volume(self, path: Path) -> None:
        """Make the volume work again."""
        self._broken.pop(path, None)
        self._unsynced.discard(path)

    def break_sync(self, path: Path) -> None:
        """Make the volume take every byte and fail to bring it to the disk, as a dying one does."""
        self._unsynced.add(path)

    def break_unlink(self, *, broken: bool = True) -> None:
        """Make removing files fail, or work again."""
        self._cannot_unlink = broken

    def create(self, path: Path) -> int:
        """Create a file unless its volume is broken."""
        self._check(path)
        descriptor = super().create(path)
        self._paths[descriptor] = path
        return descriptor

    def write(self, descriptor: int, buffers: Sequence[bytes | memoryview]) -> None:
        """Write, or tear the write where the volume is broken."""
        self.calls.append("write")
        try:
            self._check(self._paths[descriptor])
        except OSError:
            super().write(descriptor, [b"".join(buffers)[: self.torn]])
            raise
        super().write(descriptor, buffers)

    def sync(self, descriptor: int) -> None:
        """Sync unless the volume is broken."""
        self.calls.append("sync")
        self._check(self._paths[descriptor])
        if any(self._paths[descriptor].is_relative_to(root) for root in self._unsynced):
            raise OSError(errno.EIO, "the bytes did not reach the disk")
        super().sync(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Move a file."""
        self.calls.append("rename")
        super().rename(source, target)

    def unlink(self, path: Path) -> bool:
        """Remove a file unless told to refuse."""
        self.calls.append("unlink")
        if self._cannot_unlink:
            raise OSError(errno.EROFS, "read-only file system")
        return super().unlink(path)

    def _check(self, path: Path) -> None:
        for root, number in self._broken.items():
            if path.is_relative_to(root):
                raise OSError(number, "the disk was broken by a test")


def pictures(
    camera_id: CameraId,
    start: UtcUs,
    count: int,
    *,
    first: int = 0,
    gop: int = 25,
    ticks: int = 3_600,
    parameters: ParameterSets = PARAMETERS,
    size: int = 100,
) -> Iterator[AccessUnit]:
    """Yield `count` pictures, `ticks`/90,000 s apart; picture `first` was taken at `start`."""
    for number in range(first, first + count):
        yield AccessUnit(
            camera_id,
            StreamName.MAIN,
            parameters,
            number % gop == 0,
            number * ticks,
            UtcUs(start + (number - first) * ticks * 100 // 9),
            number.to_bytes(4, "big") * (size // 4),
        )


def _whole_seconds(settings: ArchiveSettings) -> ArchiveSettings:
    """Make parts of one second, which tests count easily."""
    return settings.model_copy(update={"part_s": 1.0})


class Rig:
    """A writer on temporary volumes with a fake clock: what tests of the archive stand on.

    Attributes:
        files: the faulty disks.
        volumes: as many as asked for.
        writer: the writer under test; `restart` replaces it, as after a kill.
    """

    def __init__(self, database: Database, volumes: list[VolumeFolder], settings: ArchiveSettings) -> None:
        self.database = database
        self.clock = FakeClock()
        self.files = FaultyFiles()
        self.volumes = volumes
        self.settings = settings
        self.keyring = Keyring(volumes[0].path / "keys")
        self._alive = volumes[0].path / "recorder-alive"
        self.writer = self._new_writer()

    @classmethod
    async def make(
        cls, folder: Path, database: Database, *, volumes: int = 1, settings: ArchiveSettings | None = None
    ) -> "Rig":
        """Return a rig that records `cam-1` and `cam-2` for 30 days."""
        folders = [open_volume(folder / f"volume-{number}") for number in range(volumes)]
        rig = cls(
            database, folders, _whole_seconds(settings or ArchiveSettings(min_free_bytes=0, encrypt=False))
        )
        await register_volumes(database, folders)
        await rig.begin()
        return rig

    async def begin(self) -> None:
        """Start recording."""
        await self.writer.set_recordable({CameraId("cam-1"): 30, CameraId("cam-2"): 30})
        self.writer.start()

    def feed(self, units: Iterable[AccessUnit]) -> None:
        """Hand pictures to the writer."""
        for unit in units:
            self.writer.accept(unit)

    def settle(self) -> None:
        """Wait until the disks did what was asked."""
        self.writer.drain()

    async def index(self) -> None:
        """Let the disks finish, write the index, let the renames finish."""
        self.settle()
        await self.writer.flush()
        self.settle()

    async def kill(self) -> None:
        """Drop the writer as kill -9 does: pending pictures vanish, nothing is closed nor indexed."""
        self.settle()
        self.writer.abandon()
        self.writer = self._new_writer()

    async def recover(self) -> Recovered:
        """Run recovery, as at every start."""
        return await recover(self.database, self.volumes, self.files, self.keyring.book.find)

    async def stop(self) -> None:
        """Stop cleanly."""
        await self.writer.close()

    async def rows(self, camera: str = "cam-1") -> list[Segment]:
        """Return all readable segments of a camera."""
        async with self.database.snapshot() as tx:
            return await store.segments(tx, CameraId(camera), ALWAYS)

    async def gaps(self, camera: str = "cam-1") -> list[Gap]:
        """Return all gaps of a camera."""
        async with self.database.snapshot() as tx:
            return await store.gaps(tx, CameraId(camera), ALWAYS)

    def _new_writer(self) -> ArchiveWriter:
        return self.writer_on(self.volumes)

    def writer_on(self, volumes: list[VolumeFolder]) -> ArchiveWriter:
        """Return a writer on these volumes, not started."""
        return ArchiveWriter(
            self.database,
            volumes,
            self.clock,
            self.settings,
            files=self.files,
            muxer=FakeMuxer(),
            make_key=self.keyring.make if self.settings.encrypt else lambda _camera, _start: None,
            sync_keys=self.keyring.book.sync if self.settings.encrypt else lambda _starts: None,
            alive=self._alive,
        )

    @property
    def reaper(self) -> Reaper:
        """A reaper over the rig's volumes; its state starts anew."""
        return self.reaper_on({volume.id: volume for volume in self.volumes})

    def reaper_on(self, volumes: Mapping[VolumeId, VolumeFolder]) -> Reaper:
        """Return a reaper over these volumes."""
        return Reaper(self.database, volumes, self.files, self.keyring, Journal(self.clock), self.clock)

    async def journal(self) -> list[Recorded]:
        """Return the journal's entries, newest first."""
        async with self.database.snapshot() as tx:
            return (await Journal(self.clock).search(tx, Query())).entries

    @property
    def collection(self) -> Collection:
        """The rig's volumes, to read from."""
        return Collection(self.volumes, self.keyring)
