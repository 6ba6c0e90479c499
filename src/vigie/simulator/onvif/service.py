"""One camera's ONVIF endpoint: finds the operation, checks the account, answers or faults."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from vigie.kernel.errors import BadInput, NotFound
from vigie.simulator.camera import SimulatedCamera
from vigie.simulator.credentials import Auth, Guard
from vigie.simulator.http import HttpAnswer, HttpRequest
from vigie.simulator.onvif import device as device_service
from vigie.simulator.onvif import media, steering
from vigie.simulator.onvif.soap import CONTENT_TYPE, Call, SoapFault, envelope, fault, parse, proves
from vigie.simulator.ptz import PtzHead
from vigie.simulator.streams import Stream

PATHS = {"tds": "device_service", "trt": "media_service", "tr2": "media2_service", "tptz": "ptz_service"}
Operation = Callable[["Device", Call], str]
OPERATIONS: dict[str, dict[str, Operation]] = {
    "tds": dict(device_service.OPERATIONS),
    "trt": dict(media.OPERATIONS),
    "tr2": dict(media.OPERATIONS),
    "tptz": dict(steering.OPERATIONS),
}


@dataclass(frozen=True, slots=True)
class Device:
    """A camera as ONVIF sees it."""

    camera: SimulatedCamera
    guard: Guard
    host: str
    onvif_port: int
    rtsp_port: int

    @property
    def head(self) -> PtzHead | None:
        """What moves, if anything does."""
        return self.camera.head

    @property
    def main(self) -> Stream:
        """The stream that shows the whole sensor."""
        return self.camera.streams["main"]

    @property
    def services(self) -> list[str]:
        """Prefixes of the services this camera has."""
        return [prefix for prefix in PATHS if prefix != "tptz" or self.head is not None]

    @property
    def base(self) -> str:
        """Where the camera's HTTP side begins."""
        return f"http://{self.host}:{self.onvif_port}"

    def address(self, prefix: str) -> str:
        """Return a service's address."""
        return f"{self.base}/onvif/{PATHS[prefix]}"

    def rtsp_url(self, stream: str) -> str:
        """Return a stream's address."""
        return f"rtsp://{self.host}:{self.rtsp_port}/{self.camera.id}/{stream}"

    def ptz_configuration(self, tag: str) -> str:
        """Write the PTZ configuration, or nothing for a fixed camera."""
        return steering.configuration(tag) if self.head is not None else ""


async def serve(device: Device, request: HttpRequest) -> HttpAnswer:
    """Answer one request: a SOAP operation, or a still picture."""
    if device.camera.faults.unavailable:
        return HttpAnswer(503)
    match (request.method, *request.path[:1]):
        case ("GET", "snapshot"):
            return await _still(device, request)
        case ("POST", "onvif"):
            return _soap(device, request.body)
    return HttpAnswer(404)


def _soap(device: Device, body: bytes) -> HttpAnswer:
    try:
        content = _operate(device, parse(body))
    except BadInput as error:
        return _fault(SoapFault("ter:WellFormed", str(error)))
    except NotFound as error:
        return _fault(SoapFault("ter:NoToken", str(error)))
    except SoapFault as error:
        return _fault(error)
    return HttpAnswer(200, envelope(content), CONTENT_TYPE)


def _operate(device: Device, call: Call) -> str:
    operation = OPERATIONS.get(call.service, {}).get(call.operation)
    if operation is None or call.service not in device.services:
        raise SoapFault("ter:ActionNotSupported", f"{call.operation} is not supported", status=500)
    is_open = call.service == "tds" and call.operation in device_service.OPEN
    if not is_open and not _admits(device, call):
        raise SoapFault("ter:NotAuthorized", "Sender not authorized", status=400)
    return operation(device, call)


def _admits(device: Device, call: Call) -> bool:
    guard = device.guard
    if device.camera.faults.refuse_password:
        return False
    return guard.scheme is Auth.NONE or proves(call.security, guard.username, guard.password)


def _fault(error: SoapFault) -> HttpAnswer:
    return HttpAnswer(error.status, fault(error), CONTENT_TYPE)


async def _still(device: Device, request: HttpRequest) -> HttpAnswer:
    if not device.guard.admits(request.method, request.headers.get("authorization")):
        return HttpAnswer(401, headers={"WWW-Authenticate": device.guard.challenge()})
    stream = device.camera.streams.get(request.path[-1].removesuffix(".jpg"))
    if stream is None:
        return HttpAnswer(404)
    return HttpAnswer(200, await asyncio.to_thread(stream.still), "image/jpeg")
