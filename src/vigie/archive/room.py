"""Opens the archive of a data folder: volumes, keys, and what stands on them. `bootstrap` calls this."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vigie.archive import store
from vigie.archive.collection import Collection
from vigie.archive.explaining import explain_holes
from vigie.archive.files import DiskFiles
from vigie.archive.keys import Keyring
from vigie.archive.muxer import Fmp4Muxer
from vigie.archive.recovery import Recovered, recover
from vigie.archive.settings import ArchiveSettings
from vigie.archive.volumes import VolumeFolder, open_volume
from vigie.archive.writer import ArchiveWriter, default_volumes, register_volumes
from vigie.kernel.errors import Unavailable, VigieError
from vigie.kernel.instants import Clock
from vigie.kernel.store import Database


@dataclass(frozen=True, slots=True)
class ArchiveRoom:
    """The archive's parts on one machine.

    Attributes:
        volumes: those that are there, shared by all who use them: one that comes back joins (`returning`).
        absent: volumes the index or the settings name that cannot be opened now, and why.
    """

    volumes: list[VolumeFolder]
    collection: Collection
    keyring: Keyring
    files: DiskFiles
    absent: dict[str, str]


async def open_room(database: Database, data: Path, settings: ArchiveSettings) -> ArchiveRoom:
    """Open every volume of the settings and of the index; those that are away are named, not fatal.

    Raises:
        Unavailable: no volume at all can be opened, or the keys cannot be read.
    """
    configured = default_volumes(settings, data)
    async with database.snapshot() as tx:
        known = [Path(volume.path) for volume in await store.volumes(tx)]
    opened, absent = open_all(configured, known)
    if not opened:
        reasons = "; ".join(f"{path}: {why}" for path, why in absent.items())
        raise Unavailable(f"no volume to record on: {reasons}", code="no_volume")
    await register_volumes(database, opened)
    keyring = Keyring(data / "keys")
    return ArchiveRoom(opened, Collection(opened, keyring), keyring, DiskFiles(), absent)


def open_all(configured: Iterable[Path], known: Iterable[Path]) -> tuple[list[VolumeFolder], dict[str, str]]:
    """Open volumes; new ones may be made only where the settings say so and none was before.

    A folder that the index knows and that holds no volume now is the mount point of a disk that is away: a
    new volume there would fill the system's disk, and its images would be hidden once the disk is back.
    """
    wanted, known = list(configured), list(known)
    opened: dict[str, VolumeFolder] = {}
    absent: dict[str, str] = {}
    for path in [*wanted, *(one for one in known if one not in wanted)]:
        try:
            volume = open_volume(path, create=path in wanted and path not in known)
        except VigieError as error:
            absent[str(path)] = str(error)
        else:
            opened.setdefault(volume.id, volume)
    return list(opened.values()), absent


async def open_writer(
    room: ArchiveRoom, database: Database, data: Path, clock: Clock, settings: ArchiveSettings
) -> tuple[ArchiveWriter, Recovered]:
    """Recover what a crash left, then return a writer that is not started yet."""
    recovered = await recover(database, room.volumes, room.files, room.keyring.book.find)
    await explain_holes(database, recovered.since)
    writer = ArchiveWriter(
        database,
        room.volumes,
        clock,
        settings,
        muxer=Fmp4Muxer(),
        files=room.files,
        make_key=room.keyring.make if settings.encrypt else lambda _camera, _start: None,
        sync_keys=room.keyring.book.sync if settings.encrypt else lambda _starts: None,
        alive=data / "recorder-alive",
    )
    return writer, recovered
