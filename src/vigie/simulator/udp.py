"""The pair of UDP sockets (RTP on an even port, RTCP on the next) through which all clients are served."""

import socket
from collections.abc import Callable

from vigie.kernel.errors import Unavailable

TRIES = 64
SEND_BUFFER_BYTES = 4_000_000


class UdpPair:
    """Two bound, non-blocking sockets; what clients send (receiver reports) is read and thrown away."""

    def __init__(self, host: str) -> None:
        self.rtp, self.rtcp = _bind_pair(host)
        self.port: int = self.rtp.getsockname()[1]
        for sock in (self.rtp, self.rtcp):
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)

    def drain(self, sock: socket.socket) -> Callable[[], None]:
        """Return a reader that empties `sock`."""

        def read() -> None:
            try:
                while sock.recv(2048):
                    pass
            except OSError:
                # Nothing more to read, or an ICMP refusal of an earlier packet: both end this turn.
                return

        return read

    def close(self) -> None:
        """Close both sockets."""
        self.rtp.close()
        self.rtcp.close()


def _bind_pair(host: str) -> tuple[socket.socket, socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(TRIES):
        first = socket.socket(family, socket.SOCK_DGRAM)
        first.bind((host, 0))
        port = first.getsockname()[1]
        second = socket.socket(family, socket.SOCK_DGRAM)
        try:
            if port % 2 == 0:
                second.bind((host, port + 1))
                return first, second
        except OSError:
            pass  # taken by another: try another pair
        first.close()
        second.close()
    raise Unavailable(f"no free pair of UDP ports on {host}", code="no_udp_ports")
