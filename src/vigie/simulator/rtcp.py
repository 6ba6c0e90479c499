"""RTCP sender reports (RFC 3550 6.4.1): what maps a camera's RTP timestamps to UTC."""

import struct

from vigie.kernel.instants import SECOND_US

NTP_EPOCH_S = 2_208_988_800
"""Seconds between 1900-01-01 (NTP) and 1970-01-01 (UTC instants)."""


def ntp_time(utc_us: int) -> int:
    """Return the 64-bit NTP time of an instant: seconds since 1900 and a binary fraction."""
    seconds, micros = divmod(utc_us, SECOND_US)
    return (seconds + NTP_EPOCH_S) % 2**32 << 32 | (micros << 32) // SECOND_US


def sender_report(
    ssrc: int, utc_us: int, rtp_timestamp: int, packets: int, octets: int, name: str = "vigie"
) -> bytes:
    """Return a compound packet: sender report without report blocks, and the source's name (SDES CNAME)."""
    report = struct.pack(
        ">BBHIQIII",
        0x80,
        200,
        6,
        ssrc,
        ntp_time(utc_us),
        rtp_timestamp & 0xFFFFFFFF,
        packets & 0xFFFFFFFF,
        octets & 0xFFFFFFFF,
    )
    return report + _source_description(ssrc, name)


def _source_description(ssrc: int, name: str) -> bytes:
    item = bytes((1, len(name))) + name.encode("ascii")
    chunk = struct.pack(">I", ssrc) + item
    chunk += bytes(4 - len(chunk) % 4)
    return struct.pack(">BBH", 0x81, 202, len(chunk) // 4) + chunk


def goodbye(ssrc: int) -> bytes:
    """Return a BYE packet (RFC 3550 6.6)."""
    return struct.pack(">BBHI", 0x81, 203, 1, ssrc)
