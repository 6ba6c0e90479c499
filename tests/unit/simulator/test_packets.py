"""RFC 6184 and RFC 7798: what is cut is joined again by the RFCs' own rules, written here a second time."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.simulator.bitstream import Codec
from vigie.simulator.packets import MTU_BYTES, packetise

BODY = st.integers(1, 6000).map(bytes)
H264_NALS = st.lists(st.tuples(st.sampled_from([0x41, 0x65, 0x67, 0x06]), BODY), min_size=1, max_size=5).map(
    lambda pairs: tuple(bytes((head,)) + body for head, body in pairs)
)
H265_NALS = st.lists(st.tuples(st.sampled_from([1, 19, 32, 39]), BODY), min_size=1, max_size=5).map(
    lambda pairs: tuple(bytes((kind << 1, 1)) + body for kind, body in pairs)
)


def _packets(picture):
    return [bytes(packet) for packet in picture.datagrams(0, picture.packets)]


def _join_h264(packets):
    nals = []
    for payload in (packet[12:] for packet in packets):
        kind = payload[0] & 0x1F
        if kind == 28:
            if payload[1] & 0x80:
                nals.append(bytes((payload[0] & 0xE0 | payload[1] & 0x1F,)))
            nals[-1] += payload[2:]
        elif kind == 24:
            at = 1
            while at < len(payload):
                (size,) = struct.unpack_from(">H", payload, at)
                nals.append(payload[at + 2 : at + 2 + size])
                at += 2 + size
        else:
            nals.append(payload)
    return tuple(nals)


def _join_h265(packets):
    nals = []
    for payload in (packet[12:] for packet in packets):
        if payload[0] >> 1 & 0x3F == 49:
            if payload[2] & 0x80:
                nals.append(bytes((payload[0] & 0x81 | (payload[2] & 0x3F) << 1, payload[1])))
            nals[-1] += payload[3:]
        else:
            nals.append(payload)
    return tuple(nals)


@given(H264_NALS, st.booleans())
def test_h264_units_come_back_as_they_went_in(nals, aggregate):
    assert _join_h264(_packets(packetise(Codec.H264, nals, aggregate=aggregate))) == nals


@given(H265_NALS)
def test_h265_units_come_back_as_they_went_in(nals):
    assert _join_h265(_packets(packetise(Codec.H265, nals))) == nals


@given(H264_NALS)
def test_no_packet_exceeds_the_limit_and_the_last_alone_is_marked(nals):
    packets = _packets(packetise(Codec.H264, nals))
    assert all(len(packet) <= MTU_BYTES for packet in packets)
    assert [packet[1] >> 7 for packet in packets] == [0] * (len(packets) - 1) + [1]


def test_small_units_travel_together_when_asked():
    nals = (b"\x67\x01", b"\x68\x02", b"\x65" + bytes(50))
    assert packetise(Codec.H264, nals).packets == 3
    assert packetise(Codec.H264, nals, aggregate=True).packets == 1


@pytest.mark.parametrize("sequence", [0, 65_534])
def test_a_stamp_writes_the_clients_own_numbers_into_its_packets_only(sequence):
    picture = packetise(Codec.H264, (b"\x65" + bytes(5000),))
    before = _packets(picture)
    picture.stamp(1, 3, 4, sequence, 77, 0xDEADBEEF)
    after = _packets(picture)
    assert after[0] == before[0]
    assert after[3] == before[3]
    for step in (0, 1):
        numbers = struct.unpack(">HII", after[1 + step][2:12])
        assert numbers == ((sequence + step) & 0xFFFF, 77, 0xDEADBEEF)
        assert after[1 + step][12:] == before[1 + step][12:]


def test_frame_headers_hold_channel_and_length():
    picture = packetise(Codec.H264, (b"\x65" + bytes(3000),))
    picture.stamp(0, picture.packets, 6, 0, 0, 0)
    data, at = bytes(picture.span(0, picture.packets)), 0
    for packet in picture.datagrams(0, picture.packets):
        assert data[at : at + 2] == b"$\x06"
        assert int.from_bytes(data[at + 2 : at + 4], "big") == len(packet)
        at += 4 + len(packet)
    assert at == len(data)
