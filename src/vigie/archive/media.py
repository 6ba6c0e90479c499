"""Serving a segment's pictures: decrypted on the way, placed on one timeline for all of a camera's segments.

In its file a segment's media time starts at 0. Served for HLS, every fragment's `tfdt` (ISO/IEC 14496-12
8.8.12) is moved to the segment's UTC start in 1/90,000 s, so that a player puts segments one behind the other
by itself.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vigie.archive.container import MDAT_HEADER_BYTES, Part
from vigie.archive.model import Segment
from vigie.archive.output import associated_data, nonce
from vigie.archive.reader import SegmentFile
from vigie.kernel.errors import Unavailable

_BOX = struct.Struct(">I4s")
_TIME = struct.Struct(">Q")
FULL_BOX_BYTES: Final = 12


class SegmentMedia:
    """What a segment's file holds, in the clear.

    Args:
        file: the open file.
        segment: its row in the index.
        key: the segment's plain key; None for a plain file.

    Raises:
        Unavailable: the file is sealed and there is no key: it was destroyed.
    """

    def __init__(self, file: SegmentFile, segment: Segment, key: bytes | None) -> None:
        if file.layout.head.sealed and key is None:
            raise Unavailable("this recording's key was erased", code="recording_destroyed")
        self._file = file
        self._segment = segment
        self._cipher = AESGCM(key) if key and file.layout.head.sealed else None

    @property
    def parts(self) -> Sequence[Part]:
        """The parts that hold pictures."""
        return [part for part in self._file.layout.parts if not part.is_init]

    def init(self) -> bytes:
        """Return the init segment (ftyp, moov)."""
        if self._cipher is None:
            return self._file.init()
        return self._open(0, self._file.layout.parts[0])

    def fragments(self, first: int, stop: int, *, placed: bool = True) -> Iterator[bytes]:
        """Yield the fragments of parts `first` to `stop - 1`, on the common timeline when `placed`."""
        offset = 1 if self._cipher else 0
        shift = self._segment.start * 9 // 100 if placed else 0
        for index, part in enumerate(self.parts[first:stop], first + offset):
            fragment = self._open(index, part)
            yield place(fragment, shift) if placed else fragment

    def _open(self, index: int, part: Part) -> bytes:
        stored = self._file.payload(part)
        if len(stored) != part.size:
            raise Unavailable(
                "this recording was cut short: run « vigie archive check »", code="recording_damaged"
            )
        if self._cipher is None:
            return stored
        try:
            return self._cipher.decrypt(
                nonce(index), stored[MDAT_HEADER_BYTES:], associated_data(self._segment, index)
            )
        except InvalidTag as error:
            raise Unavailable(
                "this recording is damaged: run « vigie archive verify »",
                code="recording_damaged",
                segment=self._segment.id,
                part=index,
            ) from error


def place(fragment: bytes, shift_90k: int) -> bytes:
    """Return `fragment` with `shift_90k` added to the base time of each track fragment."""
    moved = bytearray(fragment)
    for offset in _find_tfdt(fragment, 0, len(fragment)):
        version = fragment[offset + 8]
        if version != 1:
            raise Unavailable("this recording's time box is of an unknown version", code="recording_damaged")
        (base,) = _TIME.unpack_from(fragment, offset + FULL_BOX_BYTES)
        _TIME.pack_into(moved, offset + FULL_BOX_BYTES, base + shift_90k)
    return bytes(moved)


def base_time(fragment: bytes) -> int:
    """Return the base time of the first track fragment, in 1/90,000 s."""
    places = _find_tfdt(fragment, 0, len(fragment))
    return min((_TIME.unpack_from(fragment, at + FULL_BOX_BYTES)[0] for at in places), default=0)


def _find_tfdt(data: bytes, start: int, stop: int) -> Iterator[int]:
    """Yield the offsets of tfdt boxes in moof/traf."""
    offset = start
    while offset + _BOX.size <= stop:
        size, kind = _BOX.unpack_from(data, offset)
        if size < _BOX.size or offset + size > stop:
            return
        if kind in {b"moof", b"traf"}:
            yield from _find_tfdt(data, offset + _BOX.size, offset + size)
        elif kind == b"tfdt":
            yield offset
        offset += size
