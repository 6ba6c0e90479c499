"""What the two WebSockets share: who is behind them, sending while listening, saying why it ends."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect

from vigie.kernel.rights import Principal

SIGNED_OUT = 4401
REFUSED = 4403
FAREWELL_S = 1.0


def principal_of(socket: WebSocket) -> Principal | None:
    """Return who opened the socket, or None."""
    found = getattr(socket.state, "principal", None)
    return found if isinstance(found, Principal) else None


def address_of(socket: WebSocket) -> str:
    """Return the network address the socket came from."""
    return socket.client.host if socket.client else ""


async def refuse(socket: WebSocket, status: int, message: dict[str, Any]) -> None:
    """Open the socket just to say why it closes: a page can read nothing of a refused handshake."""
    await socket.accept()
    await farewell(socket, status, message)


async def farewell(socket: WebSocket, status: int, message: dict[str, Any]) -> None:
    """Say why and close; a browser that reads nothing any more is not waited for."""
    try:
        async with asyncio.timeout(FAREWELL_S):
            await socket.send_json(message)
            await socket.close(status, str(message.get("code", ""))[:100])
    except (TimeoutError, WebSocketDisconnect, OSError):
        return


async def listen(socket: WebSocket) -> None:
    """Return when the browser has gone; nothing it sends is of interest."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return


async def first_of(*jobs: Coroutine[Any, Any, Any]) -> None:
    """Run all until the first one ends, then cancel the others; a browser that goes is no error."""
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(job) for job in jobs]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, (WebSocketDisconnect, OSError)):
            raise result
