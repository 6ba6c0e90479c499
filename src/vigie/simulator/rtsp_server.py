"""The RTSP server: all cameras on one port (`/cam-001/main`), and on as many more ports as asked."""

import asyncio
import socket
import ssl
from dataclasses import dataclass, field

from vigie.kernel.errors import Unavailable
from vigie.simulator.connection import House, RtspConnection
from vigie.simulator.link import PlainLink, TlsLink

QUEUE = 512
ACCEPTS_PER_TURN = 64


@dataclass
class RtspServer:
    """Listens, accepts, and keeps the connections."""

    house: House
    connections: set[RtspConnection] = field(default_factory=set)
    _listeners: list[socket.socket] = field(default_factory=list)
    _tls_servers: list[asyncio.Server] = field(default_factory=list)

    def listen(self, host: str, port: int = 0) -> int:
        """Listen for `rtsp`; returns the port.

        Raises:
            Unavailable: the port is taken or not allowed.
        """
        sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
        except OSError as error:
            sock.close()
            raise Unavailable(f"cannot listen on {host}:{port}: {error}", code="port_taken") from error
        sock.listen(QUEUE)
        sock.setblocking(False)
        asyncio.get_running_loop().add_reader(sock, self._accept, sock)
        self._listeners.append(sock)
        bound: int = sock.getsockname()[1]
        return bound

    async def listen_tls(self, host: str, port: int, context: ssl.SSLContext) -> int:
        """Listen for `rtsps`; returns the port."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: TlsLink(self._greet), host, port, ssl=context)
        self._tls_servers.append(server)
        bound: int = server.sockets[0].getsockname()[1]
        return bound

    def start_udp(self) -> None:
        """Read (and ignore) what clients send over UDP."""
        udp = self.house.udp
        for sock in (udp.rtp, udp.rtcp):
            asyncio.get_running_loop().add_reader(sock, udp.drain(sock))

    def disconnect(self, camera_id: str) -> int:
        """Close every connection that watches this camera; returns how many."""
        touched = [
            c for c in self.connections if any(s.stream.camera.id == camera_id for s in c.sessions.values())
        ]
        for connection in touched:
            connection.link.close()
        return len(touched)

    async def close(self) -> None:
        """Stop listening and close every connection."""
        loop = asyncio.get_running_loop()
        for sock in self._listeners:
            loop.remove_reader(sock)
            sock.close()
        for server in self._tls_servers:
            server.close()
        for connection in tuple(self.connections):
            connection.link.close()
        for sock in (self.house.udp.rtp, self.house.udp.rtcp):
            loop.remove_reader(sock)
        self.house.udp.close()
        await asyncio.sleep(0)

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(ACCEPTS_PER_TURN):
            try:
                sock, _address = listener.accept()
            except OSError:
                return  # nobody waits any more, or the client left at once
            self._welcome(sock)

    def _welcome(self, sock: socket.socket) -> None:
        self._greet(PlainLink(sock))

    def _greet(self, link: PlainLink | TlsLink) -> None:
        connection = RtspConnection(self.house, link)
        link.on_data, link.on_closed = connection.feed, lambda: self._forget(connection)
        self.connections.add(connection)

    def _forget(self, connection: RtspConnection) -> None:
        connection.closed()
        self.connections.discard(connection)
