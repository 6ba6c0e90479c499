"""The second copy of every wrapped key, so that neither a kill nor a lost database loses pictures.

It is written before a segment's first picture, and zeroed in place when the segment is destroyed.

    DATA/keys/book/YYYY-MM-DD.keys   slots of 144 bytes: camera (64) · start (8) · wrapped key (68) · 4 zeros

A slot is appended by one write, so threads and a killed process leave whole slots only; a shorter rest is
ignored.
"""

import os
import struct
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from vigie.archive.files import locked
from vigie.archive.model import Segment
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs, to_datetime

_SLOT: Final = struct.Struct(">64sq68s4x")
_KEY_OFFSET: Final = 72
WRAPPED_BYTES: Final = 68
CHUNK_SLOTS: Final = 500
ERASED: Final = bytes(WRAPPED_BYTES)

Name = tuple[CameraId, UtcUs]


class Keybook:
    """The wrapped keys by UTC day of their segment's start; methods raise `OSError` as the disk does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def add(self, camera_id: CameraId, start: UtcUs, wrapped: bytes) -> None:
        """Append a key; it survives this process from here on, and a power cut after `sync`."""
        with locked(self._folder):
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            descriptor = os.open(self._path(start), flags, 0o600)
            try:
                os.write(descriptor, _SLOT.pack(camera_id.encode(), start, wrapped))
            finally:
                os.close(descriptor)

    def sync(self, starts: Iterable[UtcUs]) -> None:
        """Make the keys of segments that start at these instants durable."""
        for path in {self._path(start) for start in starts}:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)

    def find(self, camera_id: CameraId, start: UtcUs) -> bytes | None:
        """Return a segment's wrapped key; None when it was never written, or erased."""
        found = [wrapped for _, name, wrapped in self._slots(self._path(start)) if name == (camera_id, start)]
        return found[-1] if found and found[-1] != ERASED else None

    def rewrap(self, wrap: Callable[[Name, bytes], bytes]) -> int:
        """Replace every key by what `wrap` makes of it, in place and durably; returns how many there were."""
        return sum(self._rewrap_day(path, wrap) for path in sorted(self._folder.glob("*.keys")))

    def _rewrap_day(self, path: Path, wrap: Callable[[Name, bytes], bytes]) -> int:
        """Rewrap a day, some keys at a time, so that neither a new segment nor the reaper waits long."""
        count = chunk = 0
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            while True:
                with locked(self._folder):
                    content = os.pread(descriptor, CHUNK_SLOTS * _SLOT.size, chunk * CHUNK_SLOTS * _SLOT.size)
                    for at, name, wrapped in _decode(content):
                        if wrapped != ERASED:
                            offset = chunk * CHUNK_SLOTS * _SLOT.size + at + _KEY_OFFSET
                            os.pwrite(descriptor, wrap(name, wrapped), offset)
                            count += 1
                chunk += 1
                if len(content) < CHUNK_SLOTS * _SLOT.size:
                    os.fdatasync(descriptor)
                    return count
        finally:
            os.close(descriptor)

    def erase(self, rows: Iterable[Segment]) -> None:
        """Overwrite the keys of segments with zeros, durably; a day whose keys are all erased goes."""
        by_day = sorted(rows, key=lambda row: self._path(row.start))
        for path, group in groupby(by_day, key=lambda row: self._path(row.start)):
            names = {(row.camera_id, row.start) for row in group}
            with locked(self._folder):
                if path.exists():
                    _erase(path, names, self._slots(path))

    def _path(self, start: UtcUs) -> Path:
        return self._folder / to_datetime(start).strftime("%Y-%m-%d.keys")

    @staticmethod
    def _slots(path: Path) -> list[tuple[int, Name, bytes]]:
        """Return offset, name and wrapped key of every slot."""
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return []
        return list(_decode(content))


def _decode(content: bytes) -> Iterator[tuple[int, Name, bytes]]:
    for offset in range(0, len(content) - _SLOT.size + 1, _SLOT.size):
        camera, start, wrapped = _SLOT.unpack_from(content, offset)
        yield offset, (CameraId(camera.rstrip(b"\0").decode()), UtcUs(start)), wrapped


def _erase(path: Path, names: set[Name], slots: list[tuple[int, Name, bytes]]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        for offset, name, wrapped in slots:
            if name in names and wrapped != ERASED:
                os.pwrite(descriptor, ERASED, offset + _KEY_OFFSET)
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
    if all(name in names or wrapped == ERASED for _, name, wrapped in slots):
        path.unlink()
