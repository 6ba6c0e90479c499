"""RTP packets of a picture, built once: H.264 (RFC 6184) and H.265 (RFC 7798).

A picture's packets lie one behind the other in one buffer, each behind its interleaved frame header
(RFC 2326 10.12), so that a TCP client gets the picture in one write. Only the channel, the sequence number,
the timestamp and the source identifier differ from client to client: `stamp` writes these in place before
each sending, which is safe because one loop sends and the kernel copies.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from vigie.simulator.bitstream import Codec

MTU_BYTES = 1400
"""Largest RTP packet, header included."""

PAYLOAD_TYPE = 96
RTP_HEADER_BYTES = 12
FRAME_HEADER_BYTES = 4
_LENGTH = struct.Struct(">H")
_STAMP = struct.Struct(">HII")
_STAMP_AT = FRAME_HEADER_BYTES + 2
_FU_A, _STAP_A, _FU_H265 = 28, 24, 49


@dataclass(slots=True)
class PacketisedPicture:
    """One picture, ready to be sent.

    Attributes:
        buffer: every packet behind its 4-byte frame header.
        offsets: where each frame header starts, and the buffer's end as last value.
        pts_90k: presentation time from the clip's start.
        dts_90k: decoding time from the clip's start: when it is sent.
        keyframe: whether decoding can start here.
    """

    buffer: bytearray
    offsets: tuple[int, ...]
    pts_90k: int
    dts_90k: int
    keyframe: bool
    view: memoryview = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.view = memoryview(self.buffer)

    @property
    def packets(self) -> int:
        """Number of RTP packets."""
        return len(self.offsets) - 1

    def stamp(self, first: int, last: int, channel: int, sequence: int, timestamp: int, ssrc: int) -> None:
        """Write a client's own numbers into packets `first` to `last` (excluded)."""
        buffer, pack = self.buffer, _STAMP.pack_into
        for offset in self.offsets[first:last]:
            buffer[offset + 1] = channel
            pack(buffer, offset + _STAMP_AT, sequence & 0xFFFF, timestamp, ssrc)
            sequence += 1

    def span(self, first: int, last: int) -> memoryview:
        """Return the bytes of packets `first` to `last` (excluded), frame headers included."""
        return self.view[self.offsets[first] : self.offsets[last]]

    def datagrams(self, first: int, last: int) -> Iterator[memoryview]:
        """Yield packets `first` to `last` (excluded) without frame headers, for UDP."""
        for start, end in zip(self.offsets[first:last], self.offsets[first + 1 : last + 1], strict=True):
            yield self.view[start + FRAME_HEADER_BYTES : end]


def packetise(
    codec: Codec,
    nals: tuple[bytes, ...],
    *,
    pts_90k: int = 0,
    dts_90k: int = 0,
    keyframe: bool = False,
    aggregate: bool = False,
) -> PacketisedPicture:
    """Build a picture's packets; `aggregate` joins small H.264 NAL units into STAP-A packets."""
    room = MTU_BYTES - RTP_HEADER_BYTES
    payloads = [payload for unit in _units(codec, nals, room, aggregate=aggregate) for payload in unit]
    buffer, offsets = bytearray(), []
    for number, payload in enumerate(payloads, start=1):
        offsets.append(len(buffer))
        marker = 0x80 if number == len(payloads) else 0
        buffer += b"$\x00" + _LENGTH.pack(RTP_HEADER_BYTES + len(payload))
        buffer += bytes((0x80, marker | PAYLOAD_TYPE)) + bytes(10) + payload
    return PacketisedPicture(buffer, (*offsets, len(buffer)), pts_90k, dts_90k, keyframe)


def _units(codec: Codec, nals: tuple[bytes, ...], room: int, *, aggregate: bool) -> Iterator[list[bytes]]:
    if codec is Codec.H265:
        yield from (_split_h265(nal, room) for nal in nals)
        return
    small: list[bytes] = []
    for nal in nals:
        if aggregate and 1 + sum(len(kept) + 2 for kept in small) + len(nal) + 2 <= room:
            small.append(nal)
            continue
        yield _join_h264(small)
        small = []
        yield _split_h264(nal, room)
    yield _join_h264(small)


def _join_h264(nals: list[bytes]) -> list[bytes]:
    """Return one STAP-A of several NAL units, or the only one as it is (RFC 6184 5.7.1)."""
    if len(nals) <= 1:
        return nals
    importance = max(nal[0] & 0x60 for nal in nals)
    return [bytes((importance | _STAP_A,)) + b"".join(_LENGTH.pack(len(nal)) + nal for nal in nals)]


def _split_h264(nal: bytes, room: int) -> list[bytes]:
    """Return the NAL unit alone, or cut into FU-A (RFC 6184 5.8)."""
    if len(nal) <= room:
        return [nal]
    indicator, kind, body = nal[0] & 0xE0 | _FU_A, nal[0] & 0x1F, nal[1:]
    return [bytes((indicator, flag | kind)) + part for flag, part in _fragments(body, room - 2)]


def _split_h265(nal: bytes, room: int) -> list[bytes]:
    """Return the NAL unit alone, or cut into fragmentation units (RFC 7798 4.4.3)."""
    if len(nal) <= room:
        return [nal]
    header = bytes((nal[0] & 0x81 | _FU_H265 << 1, nal[1]))
    kind = nal[0] >> 1 & 0x3F
    return [header + bytes((flag | kind,)) + part for flag, part in _fragments(nal[2:], room - 3)]


def _fragments(body: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield (start and end bits of a fragmentation header, part of the body)."""
    for at in range(0, len(body), size):
        yield (0x80 if at == 0 else 0) | (0x40 if at + size >= len(body) else 0), body[at : at + size]
