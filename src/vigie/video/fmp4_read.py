"""Reads fragmented MP4 back: which parts of a file are whole, and which pictures stand where.

Made for recovery and repair: a file cut anywhere is no error; `Film.whole_bytes` says where it may be cut so
that it ends with a whole part. Only what `fmp4_write` writes, and its like, is understood.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vigie.kernel.errors import BadInput
from vigie.kernel.instants import UtcUs
from vigie.video.errors import Malformed
from vigie.video.fmp4_boxes import boxes
from vigie.video.fmp4_write import NTP_EPOCH_S

NOT_SYNC = 0x00010000
MAX_PICTURES = 100_000
_ROW_FIELDS = (0x100, 0x200, 0x400, 0x800)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a part; times in 1/90,000 s on the track, `offset` from the start of the data read."""

    dts_90k: int
    pts_90k: int
    duration_90k: int
    keyframe: bool
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Part:
    """One `moof` with its `mdat`, and the `prft` before it.

    Attributes:
        offset: of its first byte.
        end: of the first byte after it.
        utc: when its first picture was taken; None when no `prft` says so.
    """

    offset: int
    end: int
    number: int
    utc: UtcUs | None
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Film:
    """What a file holds; `init_bytes` 0: no whole initialisation segment; `whole_bytes`: where to cut."""

    init_bytes: int
    parts: tuple[Part, ...]
    whole_bytes: int


def read_segment(path: Path) -> Film:
    """Read a file.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", code="unreadable_film") from error
    parts = tuple(iter_parts(data))
    return Film(_init_bytes(data), parts, parts[-1].end if parts else _init_bytes(data))


def iter_parts(data: bytes | memoryview) -> Iterator[Part]:
    """Yield the whole parts of fragmented MP4 bytes, in order; stops at the first that is cut or damaged."""
    pending: tuple[int, int, int] | None = None
    clock: tuple[int, int] | None = None
    for kind, start, body, end in boxes(data, 0, len(data)):
        if kind == b"prft":
            clock = (start, body)
        elif kind == b"moof":
            pending = (start, body, end)
        elif kind == b"mdat" and pending is not None:
            try:
                yield _part(data, pending, clock, body, end)
            except (Malformed, struct.error):
                return
            pending = clock = None


def _init_bytes(data: bytes) -> int:
    return next((end for kind, _, _, end in boxes(data, 0, len(data)) if kind == b"moov"), 0)


def _part(
    data: bytes | memoryview, moof: tuple[int, int, int], clock: tuple[int, int] | None, mdat: int, end: int
) -> Part:
    start, body, moof_end = moof
    number = 0
    pictures: tuple[Picture, ...] = ()
    for kind, _, inner, inner_end in boxes(data, body, moof_end):
        if kind == b"mfhd":
            number = struct.unpack_from(">I", data, inner + 4)[0]
        elif kind == b"traf":
            pictures = tuple(_pictures(data, start, inner, inner_end))
    if not pictures or pictures[0].offset < mdat or pictures[-1].offset + pictures[-1].size > end:
        raise Malformed("pictures lie outside their part")
    return Part(clock[0] if clock else start, end, number, _utc(data, clock), pictures)


def _utc(data: bytes | memoryview, clock: tuple[int, int] | None) -> UtcUs | None:
    if clock is None:
        return None
    ntp = struct.unpack_from(">Q", data, clock[1] + 8)[0]
    return UtcUs(((ntp >> 32) - NTP_EPOCH_S) * 1_000_000 + -(-((ntp & 0xFFFFFFFF) * 1_000_000) >> 32))


def _pictures(data: bytes | memoryview, moof: int, start: int, end: int) -> Iterator[Picture]:
    decode = 0
    for kind, _, body, body_end in boxes(data, start, end):
        if kind == b"tfdt":
            long = data[body] == 1
            decode = struct.unpack_from(">Q" if long else ">I", data, body + 4)[0]
        elif kind == b"trun":
            yield from _run(data, moof, decode, body, body_end)


def _run(data: bytes | memoryview, moof: int, decode: int, body: int, end: int) -> Iterator[Picture]:
    flags, count, offset = struct.unpack_from(">III", data, body)
    flags &= 0xFFFFFF
    if not flags & 0x1 or not flags & 0x200 or count > MAX_PICTURES:
        raise Malformed("a run without data offset or sizes, or too long")
    at, first = body + 12, None
    if flags & 0x4:
        first, at = struct.unpack_from(">I", data, at)[0], at + 4
    width = 4 * sum(bool(flags & field) for field in _ROW_FIELDS)
    if at + width * count > end:
        raise Malformed("a run longer than its box")
    position = moof + offset
    for index in range(count):
        duration, size, own, shift = _row(data, at + index * width, flags)
        if index == 0 and first is not None:
            own = first
        yield Picture(decode, decode + shift, duration, not own & NOT_SYNC, position, size)
        decode += duration
        position += size


def _row(data: bytes | memoryview, at: int, flags: int) -> tuple[int, int, int, int]:
    values = []
    for field in _ROW_FIELDS:
        if flags & field:
            values.append(struct.unpack_from(">i" if field == 0x800 else ">I", data, at)[0])  # noqa: PLR2004 - composition offset
            at += 4
        else:
            values.append(NOT_SYNC if field == 0x400 else 0)  # noqa: PLR2004 - sample flags
    return values[0], values[1], values[2], values[3]
