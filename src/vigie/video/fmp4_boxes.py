"""Boxes of ISO/IEC 14496-12: their bytes, and how to walk over them."""

import struct
from collections.abc import Iterator

TIMESCALE = 90_000
TRACK_ID = 1
SYNC_SAMPLE = 0x02000000
OTHER_SAMPLE = 0x01010000
"""Sample flags: depends on nothing; depends on others and is no sync sample."""

_HEADER = struct.Struct(">I4s")
_LARGE = struct.Struct(">Q")


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box."""
    body = b"".join(parts)
    return _HEADER.pack(8 + len(body), kind) + body


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """Return a box with version and flags."""
    return box(kind, (version << 24 | flags).to_bytes(4, "big"), *parts)


def boxes(data: bytes | memoryview, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield (kind, start, start of the body, end) of each whole box in `data[start:end]`.

    Stops without error at the first box that is cut short or whose size makes no sense.
    """
    while start + 8 <= end:
        size, kind = _HEADER.unpack_from(data, start)
        body = start + 8
        if size == 1:
            if body + 8 > end:
                return
            size, body = _LARGE.unpack_from(data, body)[0], body + 8
        elif size == 0:
            size = end - start
        if size < body - start or size > end - start:
            return
        yield kind, start, body, start + size
        start += size
