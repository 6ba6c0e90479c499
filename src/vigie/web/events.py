"""`WS /api/events`: what changes, as it changes, one JSON value per message."""

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, WebSocket

from vigie.kernel.rights import Verb
from vigie.nodes.board import Board, Listener
from vigie.web.doors import Doors
from vigie.web.sockets import SIGNED_OUT, address_of, farewell, first_of, listen, principal_of, refuse

MAX_WAITING = 2000
"""Events a browser may be behind; beyond, it is told to come back and read everything anew."""
TRY_AGAIN = 4503

Listen = Callable[[Listener], Callable[[], None]]
"""Takes a listener; returns how to stop."""


def router(board: Board, doors: Doors, alerts: Listen | None = None) -> APIRouter:
    """Return the events WebSocket's route; alerts are told to those alone whose role may watch live."""
    routes = APIRouter()

    @routes.websocket("/api/events")
    async def events(socket: WebSocket) -> None:
        principal = principal_of(socket)
        if principal is None:
            code = getattr(socket.state, "sign_in_code", "not_signed_in")
            await refuse(socket, SIGNED_OUT, {"type": "signed_out", "code": code})
            return
        await socket.accept()
        heard: list[Listen] = [board.listen]
        if alerts is not None and Verb.WATCH_LIVE in principal.verbs:
            heard.append(alerts)
        await _Wire(socket, board, doors, heard).run()

    return routes


class _Wire:
    """One browser's socket."""

    def __init__(self, socket: WebSocket, board: Board, doors: Doors, heard: list[Listen]) -> None:
        self._socket = socket
        self._board = board
        self._doors = doors
        self._heard = heard
        self._waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue(MAX_WAITING)
        self._ended = asyncio.Event()
        self._end: tuple[int, dict[str, Any]] | None = None

    async def run(self) -> None:
        """Pass events on until the browser leaves or its session ends."""
        info = self._board.recorder
        self._put({"type": "recorder", "state": info.state, "since_us": info.since_us})
        token, address = self._socket.state.session_token, address_of(self._socket)
        leaves = [listen_to(self._put) for listen_to in self._heard]
        leaves.append(self._doors.open(token, address, self._on_signed_out))
        try:
            await first_of(self._send(), listen(self._socket), self._ended.wait())
        finally:
            for away in leaves:
                away()
        if self._end is not None:
            await farewell(self._socket, *self._end)

    async def _send(self) -> None:
        while True:
            await self._socket.send_json(await self._waiting.get())

    def _put(self, event: dict[str, Any]) -> None:
        try:
            self._waiting.put_nowait(event)
        except asyncio.QueueFull:
            self._finish(TRY_AGAIN, {"type": "behind", "code": "behind"})

    def _on_signed_out(self, code: str) -> None:
        self._finish(SIGNED_OUT, {"type": "signed_out", "code": code})

    def _finish(self, status: int, message: dict[str, Any]) -> None:
        self._end = (status, message)
        self._ended.set()
