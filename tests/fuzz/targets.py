"""What is fuzzed: every parser of bytes that a camera (or a damaged disk) hands us.

A target takes bytes and returns nothing. It may raise Vigie's own errors, nothing else, must end within the
time limit, and asserts what must hold whatever the bytes are.
"""

import random
import re
from collections.abc import Callable

from vigie.kernel.instants import UtcUs
from vigie.testing import packets as made
from vigie.testing.clock import START, FakeClock
from vigie.video import fmp4, h264, h265
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName
from vigie.video.datagrams import Reorder
from vigie.video.interleaved import Interleaved
from vigie.video.pictures import Pictures
from vigie.video.rtcp import SenderReport, read_reports
from vigie.video.rtp import RtpStream
from vigie.video.rtsp_auth import Account
from vigie.video.rtsp_message import parse_url, read_message, resolve
from vigie.video.sdp import find_video
from vigie.video.sets_in_force import SetsInForce
from vigie.video.times import CameraTime, LocalTime

MAX_PICTURE = 20_000
Target = Callable[[bytes], None]


class Stream:
    """One stream whose pictures are checked as they come out."""

    def __init__(self, codec: Codec) -> None:
        self.entered = False
        self.sets = SetsInForce(codec)
        self.pictures = Pictures(codec, self.sets, self.check, MAX_PICTURE)
        self.rtp = RtpStream(self.pictures, made.PAYLOAD_TYPE, codec=codec)

    def check(self, time: int, keyframe: bool, data: bytes, discontinuity: bool) -> None:  # noqa: FBT001 - `Emit`
        assert 0 <= time < 1 << 32
        assert 0 < len(data) <= MAX_PICTURE
        assert keyframe or self.entered, "a stream begins with a keyframe"
        assert keyframe or not discontinuity, "after a hole comes a keyframe"
        self.entered = True
        at = 0
        while at < len(data):
            at += 4 + int.from_bytes(data[at : at + 4], "big")
        assert at == len(data), "lengths add up"
        if self.sets.current is not None:
            fmp4.init_segment(self.sets.current)
            fmp4.codec_string(self.sets.current)


def connection(data: bytes) -> None:
    """Bytes of an RTSP connection, in pieces that the bytes themselves choose."""
    stream = Stream(Codec.H265 if data[:1] == b"5" else Codec.H264)
    parser = Interleaved(stream.rtp, 0, lambda report: read_reports(report) and None, _message_size)
    cut = random.Random(len(data))
    tail, at = b"", 0
    while at < len(data):
        size = cut.randrange(1, 4_000)
        buf = bytearray(tail + data[at : at + size])
        at += size
        tail = bytes(buf[parser.parse(buf, len(buf)) :])
        assert len(tail) <= 4 + 0xFFFF
        kept = sum(len(piece) for piece in stream.rtp.fragment or ())
        assert kept <= MAX_PICTURE + 0xFFFF * 2


def _message_size(text: bytes) -> int | None:
    message = read_message(text)
    return message.size if message else None


def datagrams(data: bytes) -> None:
    """Datagrams, each behind its length on 2 bytes."""
    stream = Stream(Codec.H264)
    reorder = Reorder(stream.rtp)
    at, now_s = 0, 0.0
    while at + 2 <= len(data):
        size = int.from_bytes(data[at : at + 2], "big") % 2_000
        piece = bytearray(data[at + 2 : at + 2 + size])
        at += 2 + size
        now_s += 0.01
        reorder.take(piece, len(piece), now_s)
        reorder.tick(now_s)
        assert len(reorder._held) <= 65


def message(data: bytes) -> None:
    """An RTSP message."""
    found = read_message(data)
    assert found is None or 0 < found.size <= len(data)


def description(data: bytes) -> None:
    """A session description."""
    track = find_video(data.decode("utf-8", "replace"))
    sets = SetsInForce(track.codec, track.sets)
    if sets.current is not None:
        fmp4.init_segment(sets.current)


def demand(data: bytes) -> None:
    """A demand for a password."""
    account = Account("admin", "secret")
    if account.accept(data.decode("latin-1").split("\n")):
        header = account.header("PLAY", "rtsp://c/")
        assert header is not None
        assert "secret" not in header


def address(data: bytes) -> None:
    """An address, and a control address below it."""
    text = data.decode("utf-8", "replace")
    found = parse_url(text)
    assert "@" not in re.split("[/?]", found.url.partition("//")[2])[0]
    resolve(found.url, text, found)


def parameter_sets(data: bytes) -> None:
    """Parameter sets, one after the other, split at start codes."""
    for codec in Codec:
        sets = SetsInForce(codec)
        for nal in data.split(b"\x00\x00\x01"):
            sets.take(nal)
        if sets.current is not None:
            fmp4.init_segment(sets.current)
            fmp4.decoder_configuration(sets.current)
            fmp4.codec_string(sets.current)
            fmp4.FragmentWriter(sets.current)


def sequence_set(data: bytes) -> None:
    """One sequence parameter set."""
    parse = h265.parse_sps if data[:1] == b"\x42" else h264.parse_sps
    assert 0 < parse(data).width_px <= 16_384


def reports(data: bytes) -> None:
    """RTCP, and the times that follow from it."""
    found = read_reports(data)
    clock = FakeClock()
    times = CameraTime(LocalTime(clock), 60_000_000)
    last = (-1, 0)
    for at in range(0, min(len(data), 400) - 4, 4):
        ticks = int.from_bytes(data[at : at + 4], "big")
        clock.advance((ticks & 0xFF) / 100)
        if ticks & 3 == 0:
            times.report(found.sender or SenderReport(1, UtcUs(ticks * 1_000), ticks, 0), clock.now())
        if ticks & 12 == 0:
            times.look()
        pts, utc, jumped = times.place(ticks, clock.now(), keyframe=ticks & 16 == 0)
        assert jumped or pts <= last[0] or utc > last[1], "time goes forward"
        if jumped or pts > last[0]:
            last = (pts, utc)


def film(data: bytes) -> None:
    """A fragmented MP4 file."""
    for part in fmp4.iter_parts(data):
        assert 0 <= part.offset < part.end <= len(data)
        for picture in part.pictures[:50]:
            assert picture.offset + picture.size <= len(data)


def written(data: bytes) -> None:
    """Any presentation times: what is written reads back, and decoding times rise."""
    parameters = ParameterSets(Codec.H264, 322, 178, (), (made.H264_SPS_B,), (made.H264_PPS,))
    times = [int.from_bytes(data[at : at + 4], "big") for at in range(0, min(len(data), 200), 4)]
    units = [
        AccessUnit("c", StreamName.MAIN, parameters, time & 1 == 0, time, UtcUs(START + time), b"\0\0\0\1A")
        for time in times
    ]
    writer = fmp4.FragmentWriter(parameters)
    parts = [writer.fragment(units[at : at + 7], next_pts_90k=None) for at in range(0, len(units), 7)]
    dts = [one.dts_90k for part in fmp4.iter_parts(b"".join(parts)) for one in part.pictures]
    assert len(dts) == len(units)
    assert dts == sorted(set(dts))
    assert all(time < 1 << 64 for time in dts)


TARGETS: dict[str, Target] = {
    one.__name__: one
    for one in (
        connection,
        datagrams,
        message,
        description,
        demand,
        address,
        parameter_sets,
        sequence_set,
        reports,
        film,
        written,
    )
}
