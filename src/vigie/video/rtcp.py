"""RTCP (RFC 3550 6): sender reports and goodbyes read, receiver reports written."""

import struct
from dataclasses import dataclass

from vigie.kernel.instants import UtcUs
from vigie.video.fmp4_write import NTP_EPOCH_S

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION, BYE = 200, 201, 202, 203
_SENDER = struct.Struct(">IQI")
_ERA_S = 1 << 32
_ERA_1_BELOW = 1 << 31
"""NTP seconds below this are of the era that begins in 2036 (RFC 5905 6)."""


@dataclass(frozen=True, slots=True)
class SenderReport:
    """Which RTP time is which instant; `middle`: the NTP time as receiver reports quote it."""

    ssrc: int
    utc: UtcUs
    rtp_time: int
    middle: int


@dataclass(frozen=True, slots=True)
class Reports:
    """What a compound packet held."""

    sender: SenderReport | None
    goodbyes: tuple[int, ...]


def read_reports(data: bytes) -> Reports:
    """Read a compound packet; parts that make no sense end the reading, without error."""
    sender: SenderReport | None = None
    goodbyes: list[int] = []
    at = 0
    while at + 4 <= len(data):
        first, kind, words = struct.unpack_from(">BBH", data, at)
        end = at + 4 + 4 * words
        if first & 0xC0 != 0x80 or end > len(data):  # noqa: PLR2004 - version 2
            break
        if kind == SENDER_REPORT and words >= 6:  # noqa: PLR2004 - source and sender information
            sender = _sender(data, at + 4)
        elif kind == BYE:
            count = min(first & 0x1F, words)
            goodbyes += struct.unpack_from(f">{count}I", data, at + 4)
        at = end
    return Reports(sender, tuple(goodbyes))


def _sender(data: bytes, at: int) -> SenderReport:
    ssrc, ntp, rtp_time = _SENDER.unpack_from(data, at)
    seconds = ntp >> 32
    if seconds < _ERA_1_BELOW:
        seconds += _ERA_S
    utc = (seconds - NTP_EPOCH_S) * 1_000_000 + ((ntp & 0xFFFFFFFF) * 1_000_000 >> 32)
    return SenderReport(ssrc, UtcUs(utc), rtp_time, ntp >> 16 & 0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Reception:
    """What a receiver reports about one source; `fraction` in 1/256, `delay` in 1/65,536 s."""

    source: int
    fraction: int
    lost: int
    highest: int
    last_report: int
    delay: int


def receiver_report(ssrc: int, reception: Reception, name: str = "vigie") -> bytes:
    """Return a compound packet: receiver report, and our name (SDES CNAME), as RFC 3550 6.1 asks."""
    lost = max(-0x800000, min(reception.lost, 0x7FFFFF)) & 0xFFFFFF
    report = struct.pack(
        ">BBHIIIIIII",
        0x81,
        RECEIVER_REPORT,
        7,
        ssrc,
        reception.source,
        (reception.fraction & 0xFF) << 24 | lost,
        reception.highest,
        0,
        reception.last_report,
        min(reception.delay, 0xFFFFFFFF),
    )
    item = struct.pack(">I", ssrc) + bytes((1, len(name))) + name.encode("ascii")
    item += bytes(4 - len(item) % 4)
    return report + struct.pack(">BBH", 0x81, SOURCE_DESCRIPTION, len(item) // 4) + item
