"""RTP and RTCP as datagrams (RTP/AVP over UDP): a pair of ports, and packets put back in order.

Invariants: at most `MAX_HELD` packets wait for a missing one, at most `HOLD_S`; only datagrams of the
camera's address and announced port are taken.
"""

import secrets
import socket
from collections.abc import Callable
from contextlib import suppress

from vigie.video.errors import ReceiverError, StopReason
from vigie.video.rtp import HEADER_BYTES, MAX_DROPOUT, RtpStream

BUFFER_BYTES = 4 << 20
FIRST_PORT, LAST_PORT = 20_000, 60_000
TRIES = 100
MAX_HELD = 64
HOLD_S = 0.1
MAX_READS = 4_096
_SO_RCVBUFFORCE = 33
_DUMMY = bytes((0x80, 0, 0, 0)) + bytes(8)
_EMPTY_REPORT = bytes((0x80, 201, 0, 1)) + bytes(4)


class DatagramPair:
    """Two sockets on neighbouring ports, the even one for RTP."""

    def __init__(self, local_host: str) -> None:
        self.rtp, self.rtcp = _open_pair(local_host)
        self.port = int(self.rtp.getsockname()[1])
        self._receive = self.rtp.recv_into

    def point(self, host: str, rtp_port: int, rtcp_port: int) -> None:
        """Take datagrams of these ports only, and open the way for them through address translation."""
        for sock, port, greeting in ((self.rtp, rtp_port, _DUMMY), (self.rtcp, rtcp_port, _EMPTY_REPORT)):
            with suppress(OSError):
                sock.connect((host, port))
                sock.send(greeting)

    def read(self, view: memoryview) -> int:
        """Put the next RTP datagram into `view`; return its size, 0 when there is none."""
        return _read(self._receive, view)

    def read_report(self, view: memoryview) -> int:
        """Put the next RTCP datagram into `view`; return its size, 0 when there is none."""
        return _read(self.rtcp.recv_into, view)

    def report(self, data: bytes) -> None:
        """Send RTCP; a report that does not get through is no loss."""
        with suppress(OSError):
            self.rtcp.send(data)

    def close(self) -> None:
        """Close both."""
        self.rtp.close()
        self.rtcp.close()


def _read(receive: Callable[[memoryview], int], view: memoryview) -> int:
    for _ in range(8):
        try:
            return receive(view)
        except BlockingIOError:
            return 0
        except OSError:
            continue  # a port closed at the other end (ICMP) shows up as an error of the next read
    return 0


def _open_pair(host: str) -> tuple[socket.socket, socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(TRIES):
        port = FIRST_PORT + 2 * secrets.randbelow((LAST_PORT - FIRST_PORT) // 2)
        first = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        second = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        try:
            first.bind((host, port))
            second.bind((host, port + 1))
        except OSError:
            first.close()
            second.close()
            continue
        _enlarge(first)
        return first, second
    raise ReceiverError(StopReason.UNREACHABLE, "no free pair of UDP ports on this machine")


def _enlarge(sock: socket.socket) -> None:
    """Ask for room for a whole keyframe between two polls; what the system refuses is not an error."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, BUFFER_BYTES)
    except OSError:
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)


class Reorder:
    """Gives packets to `rtp` in order; one that stays away too long is given up."""

    def __init__(self, rtp: RtpStream) -> None:
        self._rtp = rtp
        self._held: dict[int, bytes] = {}
        self._since_s = 0.0

    def take(self, buf: bytearray, size: int, now_s: float) -> None:
        """Take the datagram in `buf[:size]`."""
        if size <= HEADER_BYTES:
            return
        rtp = self._rtp
        sequence = buf[2] << 8 | buf[3]
        ahead = sequence - rtp.expected & 0xFFFF
        if not ahead or rtp.expected < 0 or ahead > MAX_DROPOUT:
            rtp.packet(buf, 0, size)
            if self._held:
                self._release()
            return
        if not self._held:
            self._since_s = now_s
        self._held[sequence] = bytes(buf[:size])
        if len(self._held) > MAX_HELD:
            self._give_up(now_s)

    def tick(self, now_s: float) -> None:
        """Give up on what is missing for too long."""
        if self._held and now_s - self._since_s > HOLD_S:
            self._give_up(now_s)

    def _release(self) -> None:
        rtp = self._rtp
        while (packet := self._held.pop(rtp.expected, None)) is not None:
            expected = rtp.expected
            rtp.packet(packet, 0, len(packet))
            if rtp.expected == expected:
                break
        for sequence in [held for held in self._held if held - rtp.expected & 0xFFFF > MAX_DROPOUT]:
            del self._held[sequence]

    def _give_up(self, now_s: float) -> None:
        """Go on with the nearest packet that is here."""
        expected = self._rtp.expected
        nearest = min(self._held, key=lambda sequence: sequence - expected & 0xFFFF)
        packet = self._held.pop(nearest)
        self._rtp.packet(packet, 0, len(packet))
        self._since_s = now_s
        self._release()
