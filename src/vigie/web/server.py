"""Runs the application under uvicorn; WebSocket messages are not compressed: pictures do not shrink."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import structlog
import uvicorn
from fastapi import FastAPI

from vigie.kernel.errors import Unavailable
from vigie.web.settings import CentreSettings

log = structlog.get_logger("centre")

GRACE_S = 3
BACKLOG = 512


class _Server(uvicorn.Server):
    """A uvicorn that leaves signals to the process around it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(app: FastAPI, settings: CentreSettings, stop: asyncio.Event) -> None:
    """Serve until told to stop; open WebSockets are closed, and browsers come back by themselves.

    Raises:
        Unavailable: `port_taken`.
    """
    listening = listen(settings.host, settings.port)
    proxies = list(settings.trusted_proxies)
    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=1 << 16,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=GRACE_S,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )
    server = _Server(config)
    log.info("listening", address=settings.host, port=listening.getsockname()[1])
    stopping = asyncio.get_running_loop().create_task(_stop(server, stop))
    try:
        await server.serve(sockets=[listening])
    finally:
        stopping.cancel()
        listening.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        Unavailable: `port_taken`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP: asyncio takes Nagle's delay (40 ms an answer) only from sockets that say so.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise Unavailable(
            f"l'adresse {host}:{port} ne peut pas être servie ({error.strerror}) : changez centre.port",
            code="port_taken",
            port=port,
        ) from error
    listening.setblocking(False)
    return listening


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
