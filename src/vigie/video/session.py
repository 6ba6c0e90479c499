"""A camera that plays: its bytes fetched and parsed on each poll, its health looked after once per second."""

import secrets
from collections.abc import Callable

from vigie.video.connection import Connection
from vigie.video.datagrams import MAX_READS, Reorder
from vigie.video.errors import ReceiverError, StopReason
from vigie.video.interleaved import Interleaved
from vigie.video.pictures import Emit, Pictures
from vigie.video.rtcp import Reception, SenderReport, read_reports, receiver_report
from vigie.video.rtp import RtpStream
from vigie.video.rtsp import Playing, RtspClient
from vigie.video.sets_in_force import SetsInForce

MAX_ROUNDS = 8
"""Whole buffers taken from one camera in one poll; the rest waits, so that no camera starves the others."""

REPORT_S = 5.0
LOOKS_AFTER_BYE = 3


class Session:
    """One playing camera.

    Attributes:
        rtp: packets so far; pictures: pictures so far.
        octets: bytes received; received: of them, at the last poll.
    """

    def __init__(
        self,
        connection: Connection,
        client: RtspClient,
        playing: Playing,
        sets: SetsInForce,
        emit: Emit,
        on_report: Callable[[SenderReport], None],
        max_picture_bytes: int,
        now_s: float,
    ) -> None:
        self.connection = connection
        self.client = client
        self.pictures = Pictures(playing.track.codec, sets, emit, max_picture_bytes)
        self.rtp = RtpStream(self.pictures, playing.track.payload_type, codec=playing.track.codec)
        self.octets = self.received = 0
        self.transport = playing.transport
        self._playing = playing
        self._datagrams = playing.datagrams
        self._on_report = on_report
        self._interleaved = Interleaved(
            None if self._datagrams else self.rtp, playing.channel, self._take_report, client.take_message
        )
        self._reorder = Reorder(self.rtp)
        self._early = playing.early
        self._tail = b""
        self._next_alive_s = now_s + playing.keep_alive_s
        self._next_report_s = now_s + REPORT_S
        self._our_ssrc = secrets.randbits(32)
        self._last_report = (0, now_s)
        self._reported = (0, 0)
        self._byes = self._packets_at_bye = 0
        self._now_s = now_s

    @property
    def sees_datagrams(self) -> bool:
        """Whether packets come over UDP."""
        return self._datagrams is not None

    def poll(self, buf: bytearray, view: memoryview, now_s: float) -> None:
        """Take everything that has arrived.

        Raises:
            ReceiverError: the camera is gone, or speaks no sense.
        """
        self._now_s = now_s
        if self._datagrams is not None:
            self._poll_datagrams(buf, view, now_s)
            return
        if self._early:
            self._take_early()
        self.received = 0
        for _ in range(MAX_ROUNDS):
            kept = len(self._tail)
            count = self.connection.poll(view[kept:] if kept else view)
            if not count:
                return
            self.received += count
            if kept:
                buf[:kept] = self._tail
            end = kept + count
            self.octets += count
            taken = self._interleaved.parse(buf, end)
            self._tail = bytes(view[taken:end]) if taken < end else b""
            if end < len(buf):
                return

    def _take_early(self) -> None:
        """Take what arrived with the answer to PLAY."""
        early, self._early = bytearray(self._early), b""
        self.octets += len(early)
        self._tail = bytes(early[self._interleaved.parse(early, len(early)) :])

    def look(self, now_s: float) -> None:
        """Send what is due: keep-alives and receiver reports; to be called once per second.

        Raises:
            ReceiverError: the connection failed, or the camera said goodbye.
        """
        self.connection.flush()
        if now_s >= self._next_alive_s:
            self._next_alive_s = now_s + self._playing.keep_alive_s
            self.client.keep_alive()
        if now_s >= self._next_report_s and self.rtp.packets:
            self._next_report_s = now_s + REPORT_S
            self._send_report(now_s)
        if self._byes:
            self._byes = self._byes + 1 if self.rtp.packets == self._packets_at_bye else 0
            if self._byes > LOOKS_AFTER_BYE:
                raise ReceiverError(StopReason.CLOSED_BY_CAMERA, "the camera ended the stream")

    async def tear_down(self) -> None:
        """Tell the camera that we leave, then close."""
        self.connection.buffer[:0] = self._tail
        try:
            await self.client.tear_down()
        except ReceiverError:
            pass  # it is gone already
        finally:
            self.close()

    def close(self) -> None:
        """Close all sockets."""
        self.connection.close()
        if self._datagrams is not None:
            self._datagrams.close()

    def _poll_datagrams(self, buf: bytearray, view: memoryview, now_s: float) -> None:
        datagrams, reorder = self._datagrams, self._reorder
        if datagrams is None:
            return
        for _ in range(MAX_READS):
            size = datagrams.read(view)
            if not size:
                break
            self.octets += size
            reorder.take(buf, size, now_s)
        reorder.tick(now_s)
        while size := datagrams.read_report(view):
            self._take_report(bytes(view[:size]))
        self._poll_control(buf, view)

    def _poll_control(self, buf: bytearray, view: memoryview) -> None:
        """Take what comes through the RTSP connection beside the datagrams."""
        kept = len(self._tail)
        count = self.connection.poll(view[kept : 1 << 18])
        if count:
            buf[:kept] = self._tail
            taken = self._interleaved.parse(buf, kept + count)
            self._tail = bytes(view[taken : kept + count])

    def _take_report(self, data: bytes) -> None:
        reports = read_reports(data)
        if reports.sender is not None and self.rtp.ssrc in (reports.sender.ssrc, -1):
            self._last_report = (reports.sender.middle, self._now_s)
            self._on_report(reports.sender)
        if self.rtp.ssrc in reports.goodbyes:
            self.rtp.goodbye()
            self._byes, self._packets_at_bye = 1, self.rtp.packets

    def _send_report(self, now_s: float) -> None:
        rtp = self.rtp
        middle, at_s = self._last_report
        packets, lost = rtp.packets - self._reported[0], rtp.lost - self._reported[1]
        self._reported = (rtp.packets, rtp.lost)
        reception = Reception(
            source=rtp.ssrc & 0xFFFFFFFF,
            fraction=min(lost * 256 // max(packets + lost, 1), 255),
            lost=rtp.lost,
            highest=rtp.extended_highest,
            last_report=middle,
            delay=int((now_s - at_s) * 65_536) if middle else 0,
        )
        report = receiver_report(self._our_ssrc, reception)
        if self._datagrams is not None:
            self._datagrams.report(report)
        else:
            channel = self._playing.channel + 1
            self.connection.send(b"$" + bytes((channel & 0xFF,)) + len(report).to_bytes(2, "big") + report)
