"""Pictures and RTP packets for tests: real parameter sets, made-up slices, an independent packetiser.

The slices hold no picture: nothing decodes them. `packetise` follows RFC 6184 and RFC 7798 plainly.
"""

import struct
from collections.abc import Sequence

from vigie.video.access_unit import Codec

H264_SPS = bytes.fromhex("6764000cacb202a33c4446022000000300200000030301e28549")
"""322x178, High, no reordering."""

H264_PPS = bytes.fromhex("68ebc3cb22c0")
H264_SPS_B = bytes.fromhex("6764000cacd941519e2223011000000300100000030180f1429960")
"""322x178, High, two pictures reordered."""

H264_SPS_HD = bytes.fromhex("6742c028da01e0089f97011000000300100000030320f1832a")
"""1920x1080 (cropped from 1088), Baseline."""

H264_SPS_INTERLACED = bytes.fromhex("674d4028eca03c0227ef011000000300100000030321f162d960")
"""1920x1080, Main, fields."""

H264_PPS_HD = bytes.fromhex("68ce0fc8")
H265_VPS = bytes.fromhex("40010c01ffff01600000030090000003000003003c928090")
H265_SPS = bytes.fromhex(
    "42010101600000030090000003000003003ca00a480b9c926592a4932bc05a020000030002000003001810"
)
"""322x178, Main, no reordering."""

H265_PPS = bytes.fromhex("4401c172b46240")
H265_SPS_B = bytes.fromhex(
    "42010101600000030090000003000003003ca00a480b9c926595964932bc05a02000000300200000030181"
)
"""322x178, Main, two pictures reordered."""

PAYLOAD_TYPE = 96


def sets_of(codec: Codec) -> tuple[bytes, ...]:
    """Return a codec's parameter sets."""
    return (H264_SPS, H264_PPS) if codec is Codec.H264 else (H265_VPS, H265_SPS, H265_PPS)


def slice_of(codec: Codec, body: bytes, *, keyframe: bool, first: bool = True) -> bytes:
    """Return a NAL unit that looks like a slice with `body` behind its first bits."""
    mark = b"\x88" if first else b"\x08"
    if codec is Codec.H264:
        return (b"\x65" if keyframe else b"\x41") + mark + body
    return (b"\x26\x01" if keyframe else b"\x02\x01") + mark + body


def stored(nals: Sequence[bytes]) -> bytes:
    """Return NAL units as an access unit holds them."""
    return b"".join(struct.pack(">I", len(nal)) + nal for nal in nals)


def payloads(codec: Codec, nals: Sequence[bytes], room: int, *, aggregate: bool = False) -> list[bytes]:
    """Return the RTP payloads of a picture, none longer than `room` bytes."""
    if aggregate and 2 + sum(len(nal) + 2 for nal in nals) <= room:
        head = b"\x78" if codec is Codec.H264 else b"\x60\x01"
        return [head + b"".join(struct.pack(">H", len(nal)) + nal for nal in nals)]
    return [part for nal in nals for part in _split(codec, nal, room)]


def _split(codec: Codec, nal: bytes, room: int) -> list[bytes]:
    if len(nal) <= room:
        return [nal]
    if codec is Codec.H264:
        head, kind, body = bytes((nal[0] & 0xE0 | 28,)), nal[0] & 0x1F, nal[1:]
    else:
        head, kind, body = bytes((nal[0] & 0x81 | 98, nal[1])), nal[0] >> 1 & 0x3F, nal[2:]
    size = room - len(head) - 1
    starts = range(0, len(body), size)
    flags = [(0x80 if at == 0 else 0) | (0x40 if at + size >= len(body) else 0) for at in starts]
    return [
        head + bytes((flag | kind,)) + body[at : at + size] for at, flag in zip(starts, flags, strict=True)
    ]


def packet(payload: bytes, sequence: int, time: int, *, marker: bool, ssrc: int = 7) -> bytes:
    """Return an RTP packet."""
    second = (0x80 if marker else 0) | PAYLOAD_TYPE
    return struct.pack(">BBHII", 0x80, second, sequence & 0xFFFF, time & 0xFFFFFFFF, ssrc) + payload


def packetise(
    codec: Codec,
    pictures: Sequence[Sequence[bytes]],
    *,
    sequence: int = 0,
    time: int = 0,
    step: int = 3_600,
    room: int = 1_388,
    aggregate: bool = False,
    ssrc: int = 7,
) -> list[bytes]:
    """Return the packets of pictures (lists of NAL units), `step` ticks apart."""
    packets: list[bytes] = []
    for number, nals in enumerate(pictures):
        parts = payloads(codec, nals, room, aggregate=aggregate)
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            packets.append(
                packet(part, sequence + len(packets), time + number * step, marker=last, ssrc=ssrc)
            )
    return packets


def interleave(packets: Sequence[bytes], channel: int = 0) -> bytes:
    """Return packets as frames inside an RTSP connection (RFC 2326 10.12)."""
    return b"".join(struct.pack(">BBH", 0x24, channel, len(item)) + item for item in packets)
