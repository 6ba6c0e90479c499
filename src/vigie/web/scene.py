"""`WS /api/analytics/cameras/ID/scene`: boxes, tracks and reasons while the rule editor is open.

Asked of the gate (to supervise, and to watch that camera) and journalled before the first scene.
"""

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, WebSocket

from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import Unavailable, VigieError
from vigie.kernel.ids import CameraId
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database
from vigie.vision.scene_link import scenes
from vigie.web.doors import Doors
from vigie.web.sockets import (
    REFUSED,
    SIGNED_OUT,
    address_of,
    farewell,
    first_of,
    listen,
    principal_of,
    refuse,
)

SCENE_WATCHED = Tag("web:scene:watched")
TRY_AGAIN = 4503


@dataclass(frozen=True, slots=True)
class SceneParts:
    """What `bootstrap` hands over."""

    database: Database
    gate: Gate
    journal: Journal
    doors: Doors
    socket: Path


def router(parts: SceneParts) -> APIRouter:
    """Return the scene WebSocket's route."""
    routes = APIRouter()

    @routes.websocket("/api/analytics/cameras/{camera_id}/scene")
    async def scene(socket: WebSocket, camera_id: str) -> None:
        principal = principal_of(socket)
        if principal is None:
            code = getattr(socket.state, "sign_in_code", "not_signed_in")
            await refuse(socket, SIGNED_OUT, {"type": "signed_out", "code": code})
            return
        try:
            await _enter(parts, principal, CameraId(camera_id))
        except VigieError as error:
            await refuse(socket, REFUSED, {"type": "refused", "code": error.error_code})
            return
        await socket.accept()
        await _show(parts, socket, CameraId(camera_id))

    return routes


async def _enter(parts: SceneParts, principal: Principal, camera_id: CameraId) -> None:
    await parts.gate.authorise(principal, Verb.SUPERVISE)
    await parts.gate.authorise(principal, Verb.WATCH_LIVE, cameras=[camera_id])
    async with parts.database.transaction() as tx:
        await parts.journal.record(tx, Entry.by(principal, SCENE_WATCHED, camera_id))


async def _show(parts: SceneParts, socket: WebSocket, camera_id: CameraId) -> None:
    ended = asyncio.Event()
    end: list[tuple[int, dict[str, Any]]] = []

    def finish(status: int, message: dict[str, Any]) -> None:
        end.append((status, message))
        ended.set()

    async def send() -> None:
        with suppress(Unavailable):  # said to the browser below, like an analyst that goes away later
            async with aclosing(scenes(parts.socket, camera_id)) as found:
                async for text in found:
                    await socket.send_text(text)
        finish(TRY_AGAIN, {"type": "analyst_down", "code": "analyst_down"})

    token, address = socket.state.session_token, address_of(socket)
    leave = parts.doors.open(
        token, address, lambda code: finish(SIGNED_OUT, {"type": "signed_out", "code": code})
    )
    try:
        await first_of(send(), listen(socket), ended.wait())
    finally:
        leave()
    if end:
        await farewell(socket, *end[0])
