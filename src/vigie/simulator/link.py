"""One client's connection: answers are always accepted, pictures only while the backlog stays bounded.

`PlainLink` writes to its socket at once, from buffers that are used again afterwards. asyncio's transports
may keep what they are given, so they get copies (`TlsLink`).
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Protocol

BACKLOG_BYTES = 4_000_000
"""What may wait for a slow client; beyond it, it loses whole pictures."""

FLUSH_BYTES = 262_144
READ_BYTES = 65_536


class Link(Protocol):
    """A connection that can be written to without waiting."""

    @property
    def backlog(self) -> int:
        """Bytes accepted and not yet handed to the kernel."""
        ...

    @property
    def peer(self) -> str:
        """The client's address, without port."""
        ...

    def write(self, data: bytes | memoryview) -> None:
        """Send, or keep for later what the client is too slow for. `data` may change afterwards."""
        ...

    def close(self) -> None:
        """Close at once; what waits is lost."""
        ...


class PlainLink:
    """A TCP connection without TLS, read and written on the running loop."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = sock
        self.on_data: Callable[[bytes], None] = lambda _data: None
        self.on_closed: Callable[[], None] = lambda: None
        self._loop = asyncio.get_running_loop()
        self._waiting = bytearray()
        self._open = True
        self.peer: str = sock.getpeername()[0]
        self._loop.add_reader(sock, self._read)

    @property
    def backlog(self) -> int:
        """Bytes that wait for the client."""
        return len(self._waiting)

    def write(self, data: bytes | memoryview) -> None:
        """Send at once, or keep a copy of what does not fit."""
        if not self._open:
            return
        sent = 0 if self._waiting else self._send(data)
        if sent < len(data) and self._open:
            if not self._waiting:
                self._loop.add_writer(self._socket, self._flush)
            self._waiting += data[sent:]

    def close(self) -> None:
        """Close the socket and tell the owner, once."""
        if not self._open:
            return
        self._open = False
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._socket.close()
        self.on_closed()

    def _send(self, data: bytes | memoryview) -> int:
        try:
            return self._socket.send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            self.close()
            return 0

    def _flush(self) -> None:
        with memoryview(self._waiting) as view:
            sent = self._send(view[:FLUSH_BYTES])
        if not self._open:
            return
        del self._waiting[:sent]
        if not self._waiting:
            self._loop.remove_writer(self._socket)

    def _read(self) -> None:
        try:
            data = self._socket.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if data:
            self.on_data(data)
        else:
            self.close()


class TlsLink(asyncio.Protocol):
    """A connection under TLS (`rtsps`), written through asyncio's transport."""

    def __init__(self, on_made: Callable[["TlsLink"], None]) -> None:
        self._on_made = on_made
        self._transport: asyncio.Transport | None = None
        self.peer = ""
        self.on_data: Callable[[bytes], None] = lambda _data: None
        self.on_closed: Callable[[], None] = lambda: None

    @property
    def backlog(self) -> int:
        """Bytes that wait for the client."""
        return self._transport.get_write_buffer_size() if self._transport else 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin (asyncio)."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self.peer = transport.get_extra_info("peername")[0]
            self._on_made(self)

    def data_received(self, data: bytes) -> None:
        """Hand on what arrived (asyncio)."""
        self.on_data(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """End (asyncio)."""
        self.on_closed()

    def write(self, data: bytes | memoryview) -> None:
        """Hand a copy to the transport."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(bytes(data))

    def close(self) -> None:
        """Drop the connection."""
        if self._transport is not None:
            self._transport.abort()
