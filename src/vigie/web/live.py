"""`WS /api/live/{camera}/{stream}`: a camera's pictures as they come, to those who may see them.

The right is asked for and the viewing journalled before the first byte; the session's end closes the socket
within a second. A camera without authorisation is refused with its reason.

The handshake is answered first of all: browsers open one socket after the other towards one address, so a
wall would wait sixteen times in a row for what is done before it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, WebSocket

from vigie.audit import Entry, Tag
from vigie.cameras.service import Cameras
from vigie.cameras.status import CameraState, CameraStatus
from vigie.kernel.errors import Refused, VigieError
from vigie.kernel.ids import CameraId
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.nodes.board import Board
from vigie.video.access_unit import StreamName
from vigie.web.channel import Channels, Viewer
from vigie.web.doors import Doors
from vigie.web.live_messages import LiveFormat, state_text
from vigie.web.sockets import (
    REFUSED,
    SIGNED_OUT,
    address_of,
    farewell,
    first_of,
    listen,
    principal_of,
)
from vigie.web.viewings import Viewings

WATCHED = Tag("web:live:watched")
NOT_SHOWN = frozenset({CameraState.NOT_AUTHORISED, CameraState.DISABLED})
ASK_AGAIN_S = 8.0
"""The right to the camera is asked for again so often; the session's end is noticed within a second."""
REMIND_S = 4.0
"""The state is told again so often, so that a quiet socket is known to be alive."""


@dataclass(frozen=True, slots=True)
class LiveParts:
    """What live needs."""

    gate: Gate
    viewings: Viewings
    cameras: Cameras
    board: Board
    channels: Channels
    doors: Doors


def router(parts: LiveParts) -> APIRouter:
    """Return the live WebSocket's route."""
    routes = APIRouter()

    @routes.websocket("/api/live/{camera_id}/{stream}")
    async def live(
        socket: WebSocket,
        camera_id: str,
        stream: StreamName,
        format: LiveFormat = LiveFormat.FMP4,  # noqa: A002 - the query's name
        reason: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> None:
        await socket.accept()
        principal = principal_of(socket)
        if principal is None:
            code = getattr(socket.state, "sign_in_code", "not_signed_in")
            await farewell(socket, SIGNED_OUT, {"type": "signed_out", "code": code})
            return
        try:
            await _enter(parts, principal, CameraId(camera_id), stream, reason)
        except VigieError as error:
            told = {"type": "state", "state": "refused", "code": error.error_code, "since_us": None}
            await farewell(socket, REFUSED, told | {"details": error.details})
            return
        may = partial(
            parts.gate.authorise, principal, Verb.WATCH_LIVE, cameras=[CameraId(camera_id)], reason=reason
        )
        await _Show(parts, socket, CameraId(camera_id), stream, format, may).run()

    return routes


async def _enter(
    parts: LiveParts, principal: Principal, camera_id: CameraId, stream: StreamName, reason: str | None
) -> None:
    """Ask for the right, and write the viewing down before it begins."""
    camera = await parts.cameras.get(camera_id)
    await parts.gate.authorise(principal, Verb.WATCH_LIVE, cameras=[camera_id], reason=reason)
    status = parts.board.status(camera_id, enabled=camera.enabled)
    if status.state in NOT_SHOWN:
        raise Refused(f"{camera_id} is not shown", code=status.code)
    entry = Entry.by(principal, WATCHED, camera_id, reason=reason, details={"stream": stream.value})
    await parts.viewings.record(entry)


def _not_shown(status: CameraStatus) -> dict[str, Any] | None:
    """Return the refusal of a camera that the law or its configuration switches off."""
    if status.state not in NOT_SHOWN:
        return None
    return {"type": "state", "state": status.state, "code": status.code, "since_us": status.since_us}


class _Show:
    """One viewer's open socket, from the viewing's beginning to its end."""

    def __init__(
        self,
        parts: LiveParts,
        socket: WebSocket,
        camera_id: CameraId,
        stream: StreamName,
        kind: LiveFormat,
        may: Callable[[], Awaitable[None]],
    ) -> None:
        self._may = may
        self._parts = parts
        self._socket = socket
        self._camera_id = camera_id
        self._stream = stream
        self._kind = kind
        self._ended = asyncio.Event()
        self._end: tuple[int, dict[str, Any]] | None = None
        self._told: tuple[str, str | None] | None = None

    async def run(self) -> None:
        """Show until the browser leaves, the session ends or the camera may no longer be shown."""
        viewer, leave = self._parts.channels.join(self._camera_id, self._stream, self._kind)
        token, address = self._socket.state.session_token, address_of(self._socket)
        leaves: list[Callable[[], None]] = [
            leave,
            self._parts.doors.open(token, address, self._on_signed_out),
            self._parts.board.listen(lambda event: self._on_event(viewer, event)),
        ]
        self._tell_state(viewer)
        try:
            jobs = (
                self._send(viewer),
                self._remind(viewer),
                self._ask_again(),
                listen(self._socket),
                self._ended.wait(),
            )
            await first_of(*jobs)
        finally:
            for away in leaves:
                away()
        if self._end is not None:
            await farewell(self._socket, *self._end)

    async def _send(self, viewer: Viewer) -> None:
        send = self._socket.send
        while True:
            for item in await viewer.next():
                kind = "text" if isinstance(item, str) else "bytes"
                await send({"type": "websocket.send", kind: item})

    async def _remind(self, viewer: Viewer) -> None:
        while True:
            await asyncio.sleep(REMIND_S)
            self._told = None
            self._tell_state(viewer)

    async def _ask_again(self) -> None:
        """End when the right to this camera has gone though the session goes on.

        One of several grants has run out, or the order that shared the images with the police.
        """
        while True:
            await asyncio.sleep(ASK_AGAIN_S)
            try:
                await self._may()
            except Refused as refused:
                told = {"type": "state", "state": "refused", "code": refused.error_code, "since_us": None}
                self._finish(REFUSED, told)

    def _on_signed_out(self, code: str) -> None:
        self._finish(SIGNED_OUT, {"type": "signed_out", "code": code})

    def _on_event(self, viewer: Viewer, event: dict[str, Any]) -> None:
        """Pass on that the camera stops or comes back."""
        if event["type"] == "camera_status" and event["camera_id"] == self._camera_id:
            self._tell_state(viewer)

    def _tell_state(self, viewer: Viewer) -> None:
        status = self._parts.board.status(self._camera_id, enabled=True)
        refused = _not_shown(status)
        if refused is not None:
            self._finish(REFUSED, refused)
        told = (status.state, status.code)
        if told != self._told:
            self._told = told
            viewer.tell(state_text(status.state, status.code, status.since_us))

    def _finish(self, status: int, message: dict[str, Any]) -> None:
        self._end = (status, message)
        self._ended.set()
