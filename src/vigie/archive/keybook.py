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
_NAME: Final = struct.Struct(">64sq")
_KEY_OFFSET: Final = _NAME.size
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
        content = self._content(self._path(start))
        wanted = {_name(camera_id, start)}
        found = [content[at + _KEY_OFFSET :][:WRAPPED_BYTES] for at in _offsets(content, wanted)]
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
            names = {_name(row.camera_id, row.start) for row in group}
            with locked(self._folder):
                if path.exists():
                    _erase(path, names, self._content(path))

    def _path(self, start: UtcUs) -> Path:
        return self._folder / to_datetime(start).strftime("%Y-%m-%d.keys")

    @staticmethod
    def _content(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return b""


def _decode(content: bytes) -> Iterator[tuple[int, Name, bytes]]:
    for offset in range(0, len(content) - _SLOT.size + 1, _SLOT.size):
        camera, start, wrapped = _SLOT.unpack_from(content, offset)
        yield offset, (CameraId(camera.rstrip(b"\0").decode()), UtcUs(start)), wrapped


def _name(camera_id: CameraId, start: UtcUs) -> bytes:
    """Return how a slot begins."""
    return _NAME.pack(camera_id.encode(), start)


def _offsets(content: bytes, names: set[bytes]) -> list[int]:
    """Return where the slots of these names begin.

    A town's day has 150,000 slots, looked through once a minute: compared as they lie, they cost a tenth.
    """
    last = len(content) - _SLOT.size
    return [at for at in range(0, last + 1, _SLOT.size) if content[at : at + _KEY_OFFSET] in names]


def _erase(path: Path, names: set[bytes], content: bytes) -> None:
    erased = bytearray(content)
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        for at in _offsets(content, names):
            key = slice(at + _KEY_OFFSET, at + _KEY_OFFSET + WRAPPED_BYTES)
            if content[key] != ERASED:
                os.pwrite(descriptor, ERASED, key.start)
                erased[key] = ERASED
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
    if all(
        erased[at + _KEY_OFFSET : at + _KEY_OFFSET + WRAPPED_BYTES] == ERASED
        for at in range(0, len(erased) - _SLOT.size + 1, _SLOT.size)
    ):
        path.unlink()
