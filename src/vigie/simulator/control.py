"""The town's control API: what it shows and how it misbehaves, as JSON over HTTP on loopback.

`GET /town` · `GET /cameras/ID` · `PATCH|DELETE /cameras/ID/faults` · `POST /cameras/ID/disconnect` ·
`POST /cameras/ID/clock-jump {"seconds"}` · `POST /cameras/ID/film {"name"}`.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from vigie.kernel.errors import BadInput, NotFound, VigieError
from vigie.simulator.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from vigie.simulator.town import Town


class ClockJump(BaseModel):
    """By how much a camera's RTP clock jumps."""

    model_config = ConfigDict(extra="forbid")
    seconds: float


class FilmChoice(BaseModel):
    """Which film a camera shows from now on."""

    model_config = ConfigDict(extra="forbid")
    name: str


class Control:
    """Turns requests into acts on the town."""

    def __init__(self, town: "Town") -> None:
        self._town = town

    async def serve(self, request: HttpRequest) -> HttpAnswer:
        """Answer one request."""
        try:
            values = self._act(request)
        except NotFound as error:
            return _json(404, {"code": error.error_code, "message": str(error)})
        except (VigieError, ValidationError, json.JSONDecodeError) as error:
            return _json(400, {"code": BadInput.code, "message": str(error)})
        return _json(200, values)

    def _act(self, request: HttpRequest) -> dict[str, Any]:
        match (request.method, *request.path):
            case ("GET", "town"):
                return self._town.describe()
            case ("GET", "cameras", camera_id):
                return self._town.describe_camera(camera_id)
            case (method, "cameras", camera_id, act):
                found = _ACTS.get((method, act))
                if found is None:
                    raise NotFound(f"no such act: {method} {act}")
                found(self._town, camera_id, request.body)
                return self._town.describe_camera(camera_id)
        raise NotFound("ask for /town or /cameras/ID")


def _misbehave(town: "Town", camera_id: str, body: bytes) -> None:
    changes = json.loads(body or b"{}")
    if not isinstance(changes, dict):
        raise BadInput("give a JSON object of faults")
    town.misbehave(camera_id, **changes)


def _jump(town: "Town", camera_id: str, body: bytes) -> None:
    town.camera(camera_id).clock.jump(ClockJump.model_validate_json(body).seconds)


def _film(town: "Town", camera_id: str, body: bytes) -> None:
    town.show(camera_id, FilmChoice.model_validate_json(body).name)


_ACTS: dict[tuple[str, str], Callable[["Town", str, bytes], object]] = {
    ("PATCH", "faults"): _misbehave,
    ("DELETE", "faults"): lambda town, camera_id, _body: town.behave(camera_id),
    ("POST", "disconnect"): lambda town, camera_id, _body: town.disconnect(camera_id),
    ("POST", "clock-jump"): _jump,
    ("POST", "film"): _film,
}


def _json(status: int, values: dict[str, Any]) -> HttpAnswer:
    return HttpAnswer(status, json.dumps(values, ensure_ascii=False).encode())
