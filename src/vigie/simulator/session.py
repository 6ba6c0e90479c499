"""One client watching one stream: its own sequence numbers, timestamps, source identifier and reports.

A slow client loses whole pictures and sees the hole in its sequence numbers; nobody else notices.
"""

import random
import socket
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING, Protocol

from vigie.simulator.link import BACKLOG_BYTES, Link
from vigie.simulator.packets import FRAME_HEADER_BYTES, RTP_HEADER_BYTES, PacketisedPicture
from vigie.simulator.rtcp import sender_report

if TYPE_CHECKING:
    from vigie.simulator.streams import Stream

REPORT_EVERY_S = 5.0


class Carrier(Protocol):
    """How packets reach the client."""

    channel: int

    def send(self, picture: PacketisedPicture, first: int, last: int) -> None:
        """Send stamped packets `first` to `last` (excluded)."""
        ...

    def send_one(self, packet: bytes | memoryview) -> None:
        """Send one RTP packet that stands alone, without frame header."""
        ...

    def report(self, packet: bytes) -> None:
        """Send an RTCP packet."""
        ...

    @property
    def backlog(self) -> int:
        """Bytes waiting for the client."""
        ...


@dataclass(slots=True)
class Interleaved:
    """RTP inside the RTSP connection (RFC 2326 10.12)."""

    link: Link
    channel: int

    @property
    def backlog(self) -> int:
        """Bytes waiting for the client."""
        return self.link.backlog

    def send(self, picture: PacketisedPicture, first: int, last: int) -> None:
        """Send packets in one write."""
        self.link.write(picture.span(first, last))

    def send_one(self, packet: bytes | memoryview) -> None:
        """Send a single packet behind its frame header."""
        self.link.write(_framed(self.channel, packet))

    def report(self, packet: bytes) -> None:
        """Send an RTCP packet on the next channel."""
        self.link.write(_framed(self.channel + 1, packet))


@dataclass(slots=True)
class Datagrams:
    """RTP over UDP, all clients through one pair of sockets."""

    rtp: socket.socket
    rtcp: socket.socket
    host: str
    rtp_port: int
    rtcp_port: int
    channel: int = 0
    backlog: int = 0

    def send(self, picture: PacketisedPicture, first: int, last: int) -> None:
        """Send each packet as a datagram; one that the kernel cannot take is lost, as on a network."""
        for packet in picture.datagrams(first, last):
            self.send_one(packet)

    def send_one(self, packet: bytes | memoryview) -> None:
        """Send a single packet."""
        _send_to(self.rtp, packet, (self.host, self.rtp_port))

    def report(self, packet: bytes) -> None:
        """Send an RTCP packet."""
        _send_to(self.rtcp, packet, (self.host, self.rtcp_port))


def _send_to(sock: socket.socket, packet: bytes | memoryview, address: tuple[str, int]) -> None:
    try:
        sock.sendto(packet, address)
    except OSError:
        # A full buffer or a port nobody listens on any more: UDP promises nothing, and RTSP tells of the end.
        return


def _framed(channel: int, packet: bytes | memoryview) -> bytes:
    return b"$" + bytes((channel,)) + len(packet).to_bytes(2, "big") + packet


class Session:
    """What one SETUP made."""

    def __init__(self, stream: "Stream", carrier: Carrier) -> None:
        self.id = token_hex(8)
        self.stream, self.carrier = stream, carrier
        self.ssrc = random.getrandbits(32)
        self.sequence = random.getrandbits(16)
        self.rtp_offset = random.getrandbits(32)
        self.playing = False
        self.waits_for_keyframe = True
        self.pictures = self.packets = self.octets = self.pictures_lost = 0
        self._skipping = True
        self._report_due_s = 0.0

    def timestamp(self, media_90k: int) -> int:
        """Return this client's RTP timestamp of a media time."""
        return (self.rtp_offset + media_90k + self.stream.camera.clock.rtp_shift_90k) & 0xFFFFFFFF

    def deliver(self, picture: PacketisedPicture, first: int, last: int, media_90k: int) -> None:
        """Send packets `first` to `last` (excluded) of a picture presented at `media_90k`."""
        if first == 0:
            self._begin(picture)
        if self._skipping:
            if not self.waits_for_keyframe:
                self.sequence += last - first
            return
        picture.stamp(first, last, self.carrier.channel, self.sequence, self.timestamp(media_90k), self.ssrc)
        if self.stream.camera.faults.spoils_pictures:
            self._spoil(picture, first, last)
        else:
            self.carrier.send(picture, first, last)
        self._count(picture, first, last)

    def _begin(self, picture: PacketisedPicture) -> None:
        if picture.keyframe:
            self.waits_for_keyframe = False
        late = self.carrier.backlog > BACKLOG_BYTES
        self._skipping = late or self.waits_for_keyframe
        self.pictures_lost += late

    def _count(self, picture: PacketisedPicture, first: int, last: int) -> None:
        packets = last - first
        self.sequence = (self.sequence + packets) & 0xFFFF
        self.packets += packets
        size = picture.offsets[last] - picture.offsets[first]
        self.octets += size - packets * (FRAME_HEADER_BYTES + RTP_HEADER_BYTES)
        self.pictures += last == picture.packets

    def _spoil(self, picture: PacketisedPicture, first: int, last: int) -> None:
        faults = self.stream.camera.faults
        if faults.stall:
            return
        if faults.garbage:
            self._send_garbage(picture.offsets[last] - picture.offsets[first])
            return
        kept = [p for p in picture.datagrams(first, last) if random.random() * 100 >= faults.drop_percent]
        if faults.reorder and isinstance(self.carrier, Datagrams):
            kept[0 : len(kept) & ~1] = [kept[at ^ 1] for at in range(len(kept) & ~1)]
        for packet in kept:
            self.carrier.send_one(packet)

    def _send_garbage(self, size: int) -> None:
        noise = random.randbytes(size)
        if isinstance(self.carrier, Interleaved):
            self.carrier.link.write(noise)
        else:
            self.carrier.send_one(noise[:1400])

    def report(self, now_s: float) -> None:
        """Send a sender report when one is due."""
        faults = self.stream.camera.faults
        if (
            now_s < self._report_due_s
            or self._skipping
            or not faults.reports
            or faults.stall
            or faults.garbage
        ):
            return
        self._report_due_s = now_s + REPORT_EVERY_S
        clock = self.stream.camera.clock
        utc_us = clock.clock.now() + round(faults.clock_offset_s * 1_000_000)
        timestamp = self.timestamp(clock.media_90k())
        self.carrier.report(sender_report(self.ssrc, utc_us, timestamp, self.packets, self.octets))

    def interrupt(self) -> None:
        """Tell the client, by a hole in the sequence numbers, that pictures are lost; wait for a keyframe."""
        self.sequence = (self.sequence + 1) & 0xFFFF
        self.waits_for_keyframe = self._skipping = True

    def stop(self) -> None:
        """Leave the stream."""
        self.playing = False
        self.stream.leave(self)
