"""Runs of interleaved frames (RFC 2326 10.12) that differ in sequence number and RTP time alone."""

import re
from collections.abc import Callable
from functools import lru_cache
from struct import Struct

MOST_KEPT = 2_048
_cutters: dict[tuple[int, int, int], Struct] = {}


@lru_cache(maxsize=MOST_KEPT)
def matcher(shape: bytes, payload_type: int) -> Callable[[bytearray, int, int], re.Match[bytes] | None]:
    """Return what matches the whole frames that continue a fragmented NAL unit.

    Where it ends may lie within the first frame that is different: Python 3.11.2 counts what of that one
    still matched.

    Args:
        shape: the frame that began the unit up to its fragment header, without what differs from frame to
            frame: RTP's second byte, sequence number and time.
        payload_type: of RTP's second byte, which has no mark before the last fragment.
    """
    start, source = shape[:5] + bytes((payload_type,)), shape[5:]
    within = source[:-1] + bytes(byte & 0x3F for byte in source[-1:])
    skipped = max(4 + int.from_bytes(shape[2:4], "big") - 12 - len(source), 0)
    return re.compile(b"(?s)(?:%b.{6}%b.{%d})++" % (re.escape(start), re.escape(within), skipped)).match


def cutter(skip: int, size: int, count: int) -> Struct:
    """Return what cuts `count` payloads of `size` bytes, each behind `skip` bytes, out of a buffer."""
    key = (skip, size, count)
    found = _cutters.get(key)
    if found is None:
        if len(_cutters) >= MOST_KEPT:
            _cutters.clear()
        found = _cutters[key] = Struct(f"{skip}x{size}s" * count)
    return found
