"""Volumes: folders that hold recordings, known by the identity file inside, not by where they are mounted.

VOLUME/vigie-volume.json                        identity
VOLUME/open/CAMERA.START_US.mp4                 segments being recorded
VOLUME/copies/CAMERA.START_US.mp4               copies the index does not name yet
VOLUME/recordings/CAMERA/YYYY-MM-DD/START_US.mp4  closed segments, by UTC day
VOLUME/quarantine/…                             files the index does not know (invariant A2)
"""

import errno
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vigie.archive.files import Files, write_once
from vigie.archive.model import Volume, parse_segment_id, segment_id
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import CameraId, VolumeId, new_id
from vigie.kernel.instants import UtcUs, to_datetime

IDENTITY = "vigie-volume.json"
SUFFIX = ".mp4"


@dataclass(frozen=True, slots=True)
class VolumeFolder:
    """A volume that is present, and where its files lie."""

    id: VolumeId
    path: Path

    def is_there(self) -> bool:
        """Tell whether this volume lies at its path now: an unmounted disk leaves an empty folder behind.

        Raises:
            OSError: the disk does not answer.
        """
        try:
            return _read_id((self.path / IDENTITY).read_text("utf-8")) == self.id
        except (FileNotFoundError, NotADirectoryError, BadInput):
            return False

    def require(self) -> None:
        """Return when this volume lies at its path now.

        Raises:
            OSError: it does not.
        """
        if not self.is_there():
            raise FileNotFoundError(errno.ENODEV, f"volume {self.id} is not mounted at {self.path}")

    @property
    def open_folder(self) -> Path:
        """Where segments lie while they are recorded."""
        return self.path / "open"

    @property
    def copies_folder(self) -> Path:
        """Where copies lie until the index names them."""
        return self.path / "copies"

    @property
    def recordings(self) -> Path:
        """Where closed segments lie."""
        return self.path / "recordings"

    @property
    def quarantine(self) -> Path:
        """Where unknown files are moved."""
        return self.path / "quarantine"

    def open_path(self, camera_id: CameraId, start: UtcUs) -> Path:
        """Return the file of a segment being recorded."""
        return self.open_folder / f"{segment_id(camera_id, start)}{SUFFIX}"

    def copy_path(self, camera_id: CameraId, start: UtcUs) -> Path:
        """Return the file of a copy being made."""
        return self.copies_folder / f"{segment_id(camera_id, start)}{SUFFIX}"

    def final_path(self, camera_id: CameraId, start: UtcUs) -> Path:
        """Return the file of a closed segment."""
        day = to_datetime(start).strftime("%Y-%m-%d")
        return self.recordings / camera_id / day / f"{start}{SUFFIX}"

    def locate(self, camera_id: CameraId, start: UtcUs) -> Path | None:
        """Return the segment's file wherever it is now; it may be renamed while we look."""
        final, opened = self.final_path(camera_id, start), self.open_path(camera_id, start)
        work = self.copy_path(camera_id, start)
        return next((path for path in (final, opened, work, final) if path.exists()), None)

    def open_files(self) -> Iterator[tuple[Path, tuple[CameraId, UtcUs] | None]]:
        """Yield each file of the open folder, with camera and start when its name tells them."""
        return self._named_files(self.open_folder)

    def copy_files(self) -> Iterator[tuple[Path, tuple[CameraId, UtcUs] | None]]:
        """Yield each file of the work folder, likewise."""
        return self._named_files(self.copies_folder)

    @staticmethod
    def _named_files(folder: Path) -> Iterator[tuple[Path, tuple[CameraId, UtcUs] | None]]:
        for path in sorted(folder.iterdir()):
            yield path, parse_segment_id(path.name.removesuffix(SUFFIX)) if path.suffix == SUFFIX else None

    def closed_files(self) -> Iterator[tuple[Path, tuple[CameraId, UtcUs] | None]]:
        """Yield each file under `recordings`, with camera and start when its name and place tell them."""
        for path in sorted(self.recordings.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                continue
            named = parse_segment_id(f"{path.parent.parent.name}.{path.stem}")
            yield path, named if named and path == self.final_path(*named) else None


def open_volume(path: Path, *, create: bool = True) -> VolumeFolder:
    """Return the volume at `path`, giving a new empty folder its identity.

    Raises:
        Unavailable: the folder is missing, or cannot be written.
        BadInput: its identity file is damaged.
    """
    identity = path / IDENTITY
    try:
        text = identity.read_text("utf-8")
    except FileNotFoundError:
        if not create:
            raise Unavailable(
                f"{path} holds no {IDENTITY}: is the disk mounted?", code="volume_missing", path=str(path)
            ) from None
        return _new_volume(path)
    except OSError as error:
        raise Unavailable(f"cannot read {identity}: {error.strerror}", code="volume_missing") from error
    volume = VolumeFolder(_read_id(text), path)
    _make_folders(volume)
    return volume


def room_left(files: Files, volume: VolumeFolder) -> int:
    """Return the bytes that a volume can still take; one that is away has none, and its own alarm."""
    try:
        volume.require()
        return files.free_bytes(volume.path)
    except OSError:
        return 0


def _read_id(text: str) -> VolumeId:
    """Return the id in an identity file.

    Raises:
        BadInput: there is none.
    """
    try:
        return VolumeId(str(json.loads(text)["id"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{IDENTITY} is damaged: restore it from a backup", code="volume_damaged") from error


def _new_volume(path: Path) -> VolumeFolder:
    if (path / "recordings").exists():
        raise BadInput(
            f"{path} holds recordings but lost its {IDENTITY}: run « vigie archive check »",
            code="volume_damaged",
        )
    content = json.dumps({"id": new_id(), "made_by": "vigie"}).encode()
    try:
        path.mkdir(parents=True, exist_ok=True)
        write_once(path / IDENTITY, content)
    except OSError as error:
        raise Unavailable(f"cannot write in {path}: {error.strerror}", code="volume_not_writable") from error
    return open_volume(path, create=False)


def _make_folders(volume: VolumeFolder) -> None:
    try:
        for folder in (
            volume.path,
            volume.open_folder,
            volume.copies_folder,
            volume.recordings,
            volume.quarantine,
        ):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"cannot make folders in {volume.path}: {error.strerror}", code="volume_not_writable"
        ) from error


def as_row(volume: VolumeFolder) -> Volume:
    """Return what the index keeps of a volume."""
    return Volume(volume.id, str(volume.path))
