"""RTCP: what cameras report, what we report."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.instants import to_iso
from vigie.video.rtcp import Reception, read_reports, receiver_report


def sender(seconds, ssrc=7, rtp=90_000):
    return struct.pack(">BBHIQIII", 0x80, 200, 6, ssrc, seconds << 32 | 0x80000000, rtp, 1, 2)


def test_a_sender_report_maps_rtp_time_to_utc():
    report = read_reports(sender(3_900_000_000)).sender
    assert (report.ssrc, report.rtp_time) == (7, 90_000)
    assert to_iso(report.utc) == "2023-08-02T21:20:00.500000Z"
    assert report.middle == (3_900_000_000 << 16 | 0x8000) & 0xFFFFFFFF


def test_the_ntp_era_after_2036_is_understood():
    assert to_iso(read_reports(sender(10)).sender.utc).startswith("2036-02-07T06:28:26")


def test_compound_packets_and_goodbyes():
    bye = struct.pack(">BBHII", 0x82, 203, 2, 7, 8)
    found = read_reports(sender(3_900_000_000) + bye)
    assert found.sender is not None
    assert found.goodbyes == (7, 8)


def test_our_report_is_well_formed():
    data = receiver_report(1, Reception(7, 300, -5, 70_000, 0xAABB, 65_536))
    assert len(data) % 4 == 0
    assert struct.unpack_from(">BBHII", data) == (0x81, 201, 7, 1, 7)
    assert data[12] == 300 & 0xFF
    assert read_reports(data) == read_reports(b"")


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_any_bytes_are_read_without_error(data, tail):
    read_reports(data)
    read_reports(sender(1) + data)
    read_reports(struct.pack(">BBH", 0x9F, 203, len(tail) // 4) + tail)
