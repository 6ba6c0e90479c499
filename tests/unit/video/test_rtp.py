"""RTP to pictures: round trips, loss, order, boundaries; the fast way gives what the slow way gives."""

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.testing import packets as made
from vigie.video.access_unit import Codec
from vigie.video.datagrams import Reorder
from vigie.video.errors import ReceiverError
from vigie.video.interleaved import Interleaved
from vigie.video.pictures import Pictures
from vigie.video.rtp import RtpStream
from vigie.video.sets_in_force import SetsInForce

CODECS = list(Codec)
MAX_BYTES = 1 << 20


class Rig:
    """One stream, and what came out of it."""

    def __init__(self, codec: Codec, *, max_bytes: int = MAX_BYTES, known: bool = True) -> None:
        self.out: list[tuple[int, bool, bytes, bool]] = []
        self.sets = SetsInForce(codec, made.sets_of(codec) if known else ())
        self.pictures = Pictures(codec, self.sets, lambda *item: self.out.append(item), max_bytes)
        self.rtp = RtpStream(self.pictures, made.PAYLOAD_TYPE, codec=codec)
        self.reports: list[bytes] = []
        self.parser = Interleaved(self.rtp, 0, self.reports.append, lambda _text: 0)

    def feed(self, packets):
        for item in packets:
            self.rtp.packet(item, 0, len(item))

    def stream(self, data, cuts=(1 << 30,)):
        """Feed bytes of a connection in pieces of the given sizes, as polls would."""
        tail, at, turn = b"", 0, 0
        while at < len(data):
            size = max(cuts[turn % len(cuts)], 1)
            turn += 1
            buf = bytearray(tail + data[at : at + size])
            at += size
            tail = bytes(buf[self.parser.parse(buf, len(buf)) :])
        return tail

    @property
    def data(self):
        return [item[2] for item in self.out]


def film(codec, sizes, keyframes=None):
    """Return pictures (NAL units) of these sizes; the first is a keyframe."""
    keyframes = {0} if keyframes is None else keyframes
    return [
        [made.slice_of(codec, bytes((number & 0xFF,)) * size, keyframe=number in keyframes)]
        for number, size in enumerate(sizes)
    ]


sizes = st.lists(st.integers(1, 6_000), min_size=1, max_size=12)


@given(st.sampled_from(CODECS), sizes, st.integers(0, 0xFFFF), st.integers(20, 1_400), st.booleans())
def test_pictures_survive_the_round_trip(codec, lengths, sequence, room, aggregate):
    pictures = film(codec, lengths)
    rig = Rig(codec)
    rig.feed(made.packetise(codec, pictures, sequence=sequence, room=room, aggregate=aggregate))
    assert rig.data == [made.stored(nals) for nals in pictures]
    assert rig.rtp.lost == 0


@given(
    st.sampled_from(CODECS),
    sizes,
    st.integers(0, 0xFFFF),
    st.integers(20, 700),
    st.lists(st.integers(1, 9_000), min_size=1, max_size=5),
)
def test_runs_give_what_single_packets_give(codec, lengths, sequence, room, cuts):
    pictures = film(codec, lengths)
    packets = made.packetise(codec, pictures, sequence=sequence, room=room, time=0xFFFFF000)
    slow, fast = Rig(codec), Rig(codec)
    slow.feed(packets)
    assert fast.stream(made.interleave(packets), cuts) == b""
    assert fast.out == slow.out
    assert len(fast.out) == len(pictures)
    assert (fast.rtp.packets, fast.rtp.expected) == (slow.rtp.packets, slow.rtp.expected)
    assert fast.rtp.extended_highest == slow.rtp.extended_highest


@pytest.mark.parametrize("codec", CODECS)
def test_of_a_long_picture_one_packet_alone_is_taken_by_itself(codec, monkeypatch):
    """The others come as a run: otherwise each costs several times as much, whatever comes out."""
    singly = []
    monkeypatch.setattr(
        RtpStream, "packet", lambda self, *item, by=RtpStream.packet: singly.append(item) or by(self, *item)
    )
    pictures = film(codec, [20_000] * 30)
    rig = Rig(codec)
    assert rig.stream(made.interleave(made.packetise(codec, pictures, room=1_400)), [120_000]) == b""
    assert rig.data == [made.stored(nals) for nals in pictures]
    assert len(singly) == len(pictures)


@given(st.sampled_from(CODECS), st.data())
def test_loss_never_lets_a_damaged_picture_out(codec, data):
    keyframes = {0, 4, 8}
    pictures = film(codec, [3_000] * 12, keyframes)
    packets = made.packetise(codec, pictures, room=300)
    lost = data.draw(st.sets(st.integers(0, len(packets) - 1), min_size=1, max_size=20))
    kept = [item for number, item in enumerate(packets) if number not in lost]
    slow, fast = Rig(codec), Rig(codec)
    slow.feed(kept)
    fast.stream(made.interleave(kept), [data.draw(st.integers(500, 5_000))])
    assert fast.out == slow.out
    per = len(packets) // 12
    whole = [not any(number // per == index for number in lost) for index in range(12)]
    assert set(slow.data) <= {
        made.stored(nals) for nals, is_whole in zip(pictures, whole, strict=True) if is_whole
    }
    _decodable(slow.out)


def _decodable(out):
    """Every picture follows a keyframe without a hole, and the one after a hole says so."""
    for before, after in pairwise(out):
        holes = (after[0] - before[0]) // 3_600 - 1
        assert after[3] == (holes > 0)
        assert after[1] or not holes
    assert not out or out[0][1]


@given(st.sampled_from(CODECS), st.data())
def test_datagrams_out_of_order_are_put_back(codec, data):
    pictures = film(codec, [2_000] * 8)
    packets = made.packetise(codec, pictures, sequence=0xFFF0, room=300)
    order = list(range(len(packets)))
    for at in range(1, len(order) - 4, 4):
        count = data.draw(st.integers(1, 4))
        order[at : at + count] = reversed(order[at : at + count])
    rig = Rig(codec)
    reorder = Reorder(rig.rtp)
    for number in order:
        for _ in range(data.draw(st.integers(1, 2))):
            reorder.take(bytearray(packets[number]), len(packets[number]), 0.0)
    assert rig.data == [made.stored(nals) for nals in pictures]
    assert rig.rtp.lost == 0


def test_a_datagram_that_never_comes_is_given_up():
    rig = Rig(Codec.H264)
    reorder = Reorder(rig.rtp)
    packets = made.packetise(Codec.H264, film(Codec.H264, [500, 500, 500, 500], {0, 2}), room=300)
    for number, item in enumerate(packets):
        if number != 3:
            reorder.take(bytearray(item), len(item), 0.0)
    assert len(rig.out) == 1
    reorder.tick(0.2)
    assert [item[3] for item in rig.out] == [False, True, False]
    assert rig.rtp.lost == 1


def test_a_missing_datagram_does_not_hold_back_for_ever():
    rig = Rig(Codec.H264)
    reorder = Reorder(rig.rtp)
    packets = made.packetise(Codec.H264, film(Codec.H264, [2_000] * 60, set(range(60))), room=300)
    for number, item in enumerate(packets):
        if number != 3:
            reorder.take(bytearray(item), len(item), 0.0)
    assert len(rig.out) > 40
    assert len(reorder._held) <= 64


@given(st.sampled_from(CODECS), st.lists(st.binary(max_size=60), max_size=40))
def test_any_packets_are_taken_without_error(codec, bodies):
    rig = Rig(codec, max_bytes=500)
    head = struct.pack(">BB", 0x80, made.PAYLOAD_TYPE)
    for body in bodies:
        rig.feed([body, head + body, head + struct.pack(">HII", rig.rtp.expected & 0xFFFF, 1, 7) + body])
    assert all(len(data) <= 500 for data in rig.data)


@given(st.lists(st.binary(max_size=400), max_size=20))
def test_any_bytes_of_a_connection_are_parsed_without_error(pieces):
    rig = Rig(Codec.H264)
    rest = made.interleave(made.packetise(Codec.H264, film(Codec.H264, [3_000, 3_000]), room=300))
    for piece in pieces:
        tail = rig.stream(piece + rest)
        assert len(tail) <= 4 + 0xFFFF


def test_garbage_between_frames_is_skipped():
    rig = Rig(Codec.H264)
    frames = made.interleave(made.packetise(Codec.H264, film(Codec.H264, [3_000] * 4), room=300))
    half = made.interleave(made.packetise(Codec.H264, film(Codec.H264, [3_000] * 2), room=300))
    assert rig.stream(frames[: len(half)] + b"\x00\x01garbage\xff" + frames[len(half) :]) == b""
    assert len(rig.out) == 4


def test_endless_garbage_ends_the_connection():
    rig = Rig(Codec.H264)
    for _ in range(10):
        rig.stream(bytes(100_000))
    with pytest.raises(ReceiverError) as caught:
        rig.stream(bytes(100_000))
    assert caught.value.reason == "protocol_error"


@pytest.mark.parametrize("codec", CODECS)
def test_parameter_sets_in_the_stream_do_not_stay_in_pictures(codec):
    rig = Rig(codec, known=False)
    nals = [*made.sets_of(codec), made.slice_of(codec, b"x" * 50, keyframe=True)]
    rig.feed(made.packetise(codec, [nals], aggregate=True))
    assert rig.data == [made.stored(nals[-1:])]
    assert rig.sets.current.width_px == 322


def test_parameter_sets_may_change_in_mid_stream():
    codec = Codec.H264
    rig = Rig(codec)
    before = rig.sets.current
    nals = [made.H264_SPS_HD, made.H264_PPS_HD, made.slice_of(codec, b"x" * 5_000, keyframe=True)]
    rig.feed(made.packetise(codec, [*film(codec, [500]), nals]))
    assert before.width_px == 322
    assert rig.sets.current.width_px == 1920


@pytest.mark.parametrize("codec", CODECS)
def test_delimiters_and_filler_are_left_out(codec):
    drop = [b"\x09\x10", b"\x0c\xff\xff"] if codec is Codec.H264 else [b"\x46\x01\x10", b"\x4c\x01\xff"]
    picture = made.slice_of(codec, b"x" * 50, keyframe=True)
    rig = Rig(codec)
    rig.feed(made.packetise(codec, [[drop[0], picture, drop[1]]]))
    assert rig.data == [made.stored([picture])]


@pytest.mark.parametrize("codec", CODECS)
def test_a_picture_may_have_several_slices(codec):
    nals = [made.slice_of(codec, b"a" * 900, keyframe=True, first=first) for first in (True, False, False)]
    rig = Rig(codec)
    rig.feed(made.packetise(codec, [nals], room=300))
    assert rig.data == [made.stored(nals)]


def test_without_marks_a_new_time_ends_a_picture():
    pictures = film(Codec.H264, [2_000, 900, 900])
    packets = [bytearray(item) for item in made.packetise(Codec.H264, pictures, room=300)]
    for item in packets:
        item[1] &= 0x7F
    rig = Rig(Codec.H264)
    rig.feed(packets)
    assert rig.data == [made.stored(nals) for nals in pictures[:2]]


def test_a_camera_that_marks_every_slice_is_understood_from_its_next_keyframe_on():
    codec = Codec.H264
    pictures = [
        [made.slice_of(codec, bytes(200), keyframe=number % 3 == 0, first=first) for first in (True, False)]
        for number in range(9)
    ]
    packets = [bytearray(item) for item in made.packetise(codec, pictures)]
    for item in packets:
        item[1] |= 0x80
    rig = Rig(codec)
    rig.feed(packets)
    assert rig.data[-5:] == [made.stored(nals) for nals in pictures[3:8]]


def test_a_new_source_is_followed_and_a_stray_packet_is_not():
    codec = Codec.H264
    rig = Rig(codec)
    rig.feed(made.packetise(codec, film(codec, [500] * 2), room=300))
    rig.feed(made.packetise(codec, film(codec, [50]), ssrc=99))
    assert rig.rtp.ssrc == 7
    rig.feed(made.packetise(codec, film(codec, [500] * 6, {0, 3}), sequence=9_000, room=300, ssrc=8))
    assert rig.rtp.ssrc == 8
    assert rig.out[2][1] is True
    assert rig.out[2][3] is True
    assert rig.rtp.sources == 2


def test_old_and_doubled_packets_are_ignored_over_tcp():
    codec = Codec.H264
    packets = made.packetise(codec, film(codec, [500] * 3), sequence=0xFFFE, room=300)
    rig = Rig(codec)
    rig.feed(item for pair in zip(packets, packets, strict=True) for item in pair)
    assert len(rig.out) == 3
    assert rig.rtp.lost == 0


def test_a_sender_that_counts_anew_is_followed():
    codec = Codec.H264
    rig = Rig(codec)
    rig.feed(made.packetise(codec, film(codec, [500] * 3), sequence=40_000, room=300))
    rig.feed(made.packetise(codec, film(codec, [500] * 9, {0, 5}), sequence=10, time=40_000, room=300))
    assert rig.out[-1][0] == 40_000 + 8 * 3_600
    assert rig.out[3][1:] == (True, made.stored(film(codec, [500] * 9, {0, 5})[5]), True)


def test_a_picture_that_never_ends_is_dropped_and_memory_stays_bounded():
    rig = Rig(Codec.H264, max_bytes=10_000)
    rig.feed(made.packetise(Codec.H264, film(Codec.H264, [100, 50_000, 100, 100], {0, 3}), room=300))
    assert [len(data) for data in rig.data] == [106, 106]
    assert rig.out[1][3] is True


def test_cra_entered_after_loss_leaves_out_pictures_that_refer_back():
    codec = Codec.H265

    def nal(kind):
        return bytes((kind << 1, 1, 0x88)) + bytes(40)

    pictures = [[nal(kind)] for kind in (19, 1, 1, 21, 8, 9, 1, 21, 8, 1)]
    packets = made.packetise(codec, pictures)
    rig = Rig(codec)
    rig.feed(packets[:1] + packets[2:])
    kinds = [item[2][4] >> 1 for item in rig.out]
    assert kinds == [19, 21, 1, 21, 8, 1]


def test_padding_extension_and_sources_are_taken_off():
    picture = made.slice_of(Codec.H264, b"abc", keyframe=True)
    head = struct.pack(">BBHII", 0xB1, 0x80 | made.PAYLOAD_TYPE, 5, 0, 7)
    rig = Rig(Codec.H264)
    rig.feed([head + b"csrc" + struct.pack(">HH", 1, 1) + b"exte" + picture + b"\x00\x00\x03"])
    assert rig.data == [made.stored([picture])]


def test_rtcp_and_other_channels_are_told_apart():
    rig = Rig(Codec.H264)
    packets = made.packetise(Codec.H264, film(Codec.H264, [50]))
    rig.stream(made.interleave([b"report"], 1) + made.interleave(packets, 4) + made.interleave(packets))
    assert rig.reports == [b"report"]
    assert len(rig.out) == 1
