"""A connection to a camera: awaited while it is being set up, polled while it plays.

Invariants: sending never waits; what a camera does not take is kept up to a limit, then the connection fails.
While it plays, nobody is woken for arriving bytes: `poll` fetches whatever lies there.
"""

import asyncio
import contextlib
import socket
import ssl
from functools import cache
from typing import Any, Protocol

from vigie.video.errors import ReceiverError, StopReason
from vigie.video.rtsp_message import Address

READ_BYTES = 1 << 16
MAX_WAITING_BYTES = 1 << 16
MAX_TLS_BYTES = 8 << 20


class Connection(Protocol):
    """One connection; every method may raise `ReceiverError`, and nothing else."""

    buffer: bytearray

    @property
    def local_host(self) -> str:
        """Our own address on it."""
        ...

    @property
    def remote_host(self) -> str:
        """The camera's address on it."""
        ...

    async def more(self) -> None:
        """Wait for more bytes in `buffer`."""
        ...

    def send(self, data: bytes) -> None:
        """Send, or keep for later."""
        ...

    def poll(self, view: memoryview) -> int:
        """Put whatever arrived into `view`; return how many bytes, 0 for none."""
        ...

    def flush(self) -> None:
        """Send what waits."""
        ...

    def close(self) -> None:
        """Close at once."""
        ...


async def connect(address: Address, *, verify_tls: bool, timeout_s: float) -> Connection:
    """Connect to a camera.

    Raises:
        ReceiverError: `unreachable`, `timeout`, `tls_failed`.
    """
    place = f"{address.host}:{address.port}"
    try:
        async with asyncio.timeout(timeout_s):
            if address.tls:
                return await _connect_tls(address, verify=verify_tls)
            return await _connect_plain(address)
    except TimeoutError:
        raise ReceiverError(StopReason.TIMEOUT, f"{place} does not answer within {timeout_s:g} s") from None
    except ssl.SSLError as error:
        raise ReceiverError(StopReason.TLS_FAILED, f"{place}: {error.reason or error}") from None
    except socket.gaierror as error:
        raise ReceiverError(StopReason.UNREACHABLE, f"{address.host}: {error.strerror}") from None
    except (OSError, UnicodeError) as error:
        raise ReceiverError(StopReason.UNREACHABLE, f"{place}: {_said(error)}") from None


def _said(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _closed(error: OSError | None = None) -> ReceiverError:
    text = "the camera closed the connection" if error is None else f"the connection broke: {_said(error)}"
    return ReceiverError(StopReason.CLOSED_BY_CAMERA, text)


async def _connect_plain(address: Address) -> "PlainConnection":
    loop = asyncio.get_running_loop()
    found = await _look_up(address)
    failure: OSError = OSError("no address")
    for family, place in found[:8]:
        sock = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        try:
            await loop.sock_connect(sock, place)
        except OSError as error:
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
        else:
            return PlainConnection(sock)
    raise failure


async def _look_up(address: Address) -> list[tuple[int, Any]]:
    """Return families and places of a host. Numbers need no thread: names that hang must not delay them."""
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=flags)
    except socket.gaierror:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    return [(family, place) for family, _, _, _, place in found]


class PlainConnection:
    """TCP without TLS. The kernel sizes the receive buffer by itself, beyond what we may ask for."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._waiting = bytearray()
        self.buffer = bytearray()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._receive = sock.recv_into

    @property
    def local_host(self) -> str:
        """Our own address on it."""
        return str(self._sock.getsockname()[0])

    @property
    def remote_host(self) -> str:
        """The camera's address on it."""
        return str(self._sock.getpeername()[0])

    async def more(self) -> None:
        """Wait for more bytes in `buffer`."""
        try:
            data = await asyncio.get_running_loop().sock_recv(self._sock, READ_BYTES)
        except OSError as error:
            raise _closed(error) from None
        if not data:
            raise _closed()
        self.buffer += data

    def send(self, data: bytes) -> None:
        """Send, or keep for later."""
        self._waiting += data
        self.flush()
        if len(self._waiting) > MAX_WAITING_BYTES:
            raise ReceiverError(StopReason.TIMEOUT, "the camera takes no more requests")

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            try:
                del self._waiting[: self._sock.send(self._waiting)]
            except BlockingIOError:
                return
            except OSError as error:
                raise _closed(error) from None

    def poll(self, view: memoryview) -> int:
        """Put whatever arrived into `view`."""
        try:
            count = self._receive(view)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise _closed(error) from None
        if not count:
            raise _closed()
        return count

    def close(self) -> None:
        """Close at once."""
        self._sock.close()


@cache
def _tls_context(*, verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


async def _connect_tls(address: Address, *, verify: bool) -> "TlsConnection":
    loop = asyncio.get_running_loop()
    context = await loop.run_in_executor(None, lambda: _tls_context(verify=verify))
    _, protocol = await loop.create_connection(
        TlsConnection, address.host, address.port, ssl=context, server_hostname=address.host
    )
    return protocol


class TlsConnection(asyncio.Protocol):
    """TCP under TLS, deciphered by asyncio as bytes arrive."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._arrived = asyncio.Event()
        self._end: ReceiverError | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin (asyncio)."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_connection gives
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep what arrived (asyncio)."""
        self.buffer += data
        self._arrived.set()
        if len(self.buffer) > MAX_TLS_BYTES and self._transport is not None and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """End (asyncio)."""
        self._end = _closed(exc if isinstance(exc, OSError) else None)
        self._arrived.set()

    def _name(self, which: str) -> str:
        name = self._transport.get_extra_info(which) if self._transport else None
        return str(name[0]) if name else ""

    @property
    def local_host(self) -> str:
        """Our own address on it."""
        return self._name("sockname")

    @property
    def remote_host(self) -> str:
        """The camera's address on it."""
        return self._name("peername")

    async def more(self) -> None:
        """Wait for more bytes in `buffer`."""
        had = len(self.buffer)
        while len(self.buffer) == had:
            if self._end is not None:
                raise self._end
            self._arrived.clear()
            await self._arrived.wait()

    def send(self, data: bytes) -> None:
        """Send, or keep for later."""
        if self._end is not None or self._transport is None:
            raise self._end or _closed()
        self._transport.write(data)
        if self._transport.get_write_buffer_size() > MAX_WAITING_BYTES:
            raise ReceiverError(StopReason.TIMEOUT, "the camera takes no more requests")

    def flush(self) -> None:
        """Nothing: asyncio sends by itself."""

    def poll(self, view: memoryview) -> int:
        """Put whatever arrived into `view`."""
        count = min(len(view), len(self.buffer))
        if count:
            view[:count] = self.buffer[:count]
            del self.buffer[:count]
        elif self._end is not None:
            raise self._end
        if self._paused and self._transport is not None and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()
        return count

    def close(self) -> None:
        """Close at once."""
        if self._transport is not None:
            with contextlib.suppress(OSError):
                self._transport.abort()
