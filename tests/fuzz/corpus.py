"""What mutation starts from: small, sound examples for each target."""

import base64
import struct

from vigie.kernel.instants import UtcUs
from vigie.testing import packets as made
from vigie.testing.clock import START
from vigie.video import fmp4
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName
from vigie.video.rtcp import Reception, receiver_report

ANSWER = (
    b"RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nSession: 12345;timeout=60\r\n"
    b'WWW-Authenticate: Digest realm="cam", nonce="00ff", qop="auth", algorithm=SHA-256, stale=true\r\n'
    b"Content-Length: 5\r\n\r\nhello"
)
OPTIONS = b"OPTIONS rtsp://127.0.0.1/ RTSP/1.0\r\nCSeq: 7\r\n\r\n"
SENDER_REPORT = struct.pack(">BBHIQIII", 0x80, 200, 6, 7, 0xE8754321_80000000, 90_000, 10, 1_000)
BYE = struct.pack(">BBHI", 0x81, 203, 1, 7)


def _pictures(codec: Codec) -> list[list[bytes]]:
    pictures = [
        [made.slice_of(codec, bytes((number,)) * size, keyframe=number % 3 == 0)]
        for number, size in enumerate((3_000, 900, 40, 2_000, 1_500, 300))
    ]
    pictures[0] = [*made.sets_of(codec), *pictures[0]]
    return pictures


def _connections() -> list[bytes]:
    found = []
    for codec in Codec:
        for room in (200, 700):
            for aggregate in (False, True):
                frames = made.interleave(
                    made.packetise(codec, _pictures(codec), room=room, aggregate=aggregate, sequence=0xFFF8)
                )
                between = made.interleave([SENDER_REPORT + BYE], 1) + ANSWER + OPTIONS
                found.append((b"5" if codec is Codec.H265 else b"") + frames + between + frames)
    return found


def _datagrams() -> list[bytes]:
    packets = made.packetise(Codec.H264, _pictures(Codec.H264), room=300)
    swapped = [
        packets[number ^ 1] if number ^ 1 < len(packets) else packets[number]
        for number in range(len(packets))
    ]
    return [b"".join(struct.pack(">H", len(item)) + item for item in order) for order in (packets, swapped)]


def _descriptions() -> list[bytes]:
    sets = ",".join(base64.b64encode(nal).decode() for nal in made.sets_of(Codec.H264))
    names = ("vps", "sps", "pps")
    sets5 = ";".join(
        f"sprop-{name}={base64.b64encode(nal).decode()}"
        for name, nal in zip(names, made.sets_of(Codec.H265), strict=True)
    )
    head = "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=x\r\na=control:*\r\nm=audio 0 RTP/AVP 8\r\na=control:t1\r\n"
    h264 = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:t0\r\n"
    h264 += f"a=fmtp:96 sprop-parameter-sets={sets}\r\n"
    h265 = f"m=video 0 RTP/AVP 98\na=rtpmap:98 H265/90000\na=fmtp:98 {sets5}\na=control:rtsp://c/t0?x=1\n"
    return [(head + h264).encode(), h265.encode()]


def _films() -> list[bytes]:
    films = []
    for codec, sps in ((Codec.H264, made.H264_SPS), (Codec.H265, made.H265_SPS)):
        sets = made.sets_of(codec)
        parameters = ParameterSets(codec, 322, 178, sets[:-2], (sps,), sets[-1:])
        writer = fmp4.FragmentWriter(parameters)
        units = [
            AccessUnit(
                "c",
                StreamName.MAIN,
                parameters,
                not n % 5,
                n * 3_600,
                UtcUs(START + n * 40_000),
                b"\0\0\0\2AB",
            )
            for n in (0, 2, 1, 3, 4, 5, 6, 7, 8, 9)
        ]
        films.append(fmp4.init_segment(parameters) + writer.fragment(units[:5], next_pts_90k=None))
        films[-1] += writer.fragment(units[5:], next_pts_90k=None)
    return films


def seeds() -> dict[str, list[bytes]]:
    """Return examples by target."""
    sets = [b"\x00\x00\x01".join(made.sets_of(codec)) for codec in Codec]
    reception = Reception(7, 3, 40, 70_000, 5, 6)
    return {
        "connection": _connections(),
        "datagrams": _datagrams(),
        "message": [ANSWER, OPTIONS],
        "description": _descriptions(),
        "demand": [
            b'Digest realm="a b", nonce="1", qop="auth,auth-int", opaque="\\"", algorithm=MD5-sess',
            b'Basic realm="x"',
        ],
        "address": [b"rtsp://user:pw@[::1]:554/a/b?c=d#e", b"rtsps://camera.local/"],
        "parameter_sets": sets,
        "sequence_set": [
            made.H264_SPS,
            made.H264_SPS_B,
            made.H264_SPS_HD,
            made.H264_SPS_INTERLACED,
            made.H265_SPS,
            made.H265_SPS_B,
        ],
        "reports": [SENDER_REPORT + receiver_report(9, reception) + BYE, bytes(range(200))],
        "film": _films(),
        "written": [b"".join(struct.pack(">I", n * 3_600) for n in (0, 3, 1, 2, 6, 4, 5, 9, 7, 8)) * 3],
    }
