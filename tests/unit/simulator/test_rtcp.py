import struct

from hypothesis import given
from hypothesis import strategies as st

from vigie.simulator.rtcp import goodbye, ntp_time, sender_report


def test_ntp_counts_from_1900():
    assert ntp_time(0) == 2_208_988_800 << 32
    assert ntp_time(500_000) == (2_208_988_800 << 32) + 2**31


@given(st.integers(0, 4_000_000_000_000_000))
def test_ntp_comes_back_to_the_same_microsecond(utc_us):
    seconds, fraction = divmod(ntp_time(utc_us), 2**32)
    back = ((seconds - 2_208_988_800) % 2**32 * 1_000_000) + -(-fraction * 1_000_000 // 2**32)
    assert back == utc_us % (2**32 * 1_000_000)


def test_a_report_holds_its_sources_numbers():
    packet = sender_report(7, 1_000_000, 90_000, 10, 12_345)
    version, kind, words, ssrc, ntp, rtp, packets, octets = struct.unpack(">BBHIQIII", packet[:28])
    assert (version >> 6, kind, words, ssrc, rtp, packets, octets) == (2, 200, 6, 7, 90_000, 10, 12_345)
    assert ntp == ntp_time(1_000_000)


def test_every_part_of_a_compound_packet_ends_on_a_word():
    packet, at, kinds = sender_report(1, 0, 0, 0, 0, name="caméra".encode("ascii", "ignore").decode()), 0, []
    while at < len(packet):
        kinds.append(packet[at + 1])
        at += 4 * (int.from_bytes(packet[at + 2 : at + 4], "big") + 1)
    assert at == len(packet)
    assert kinds == [200, 202]
    assert len(goodbye(1)) == 8
