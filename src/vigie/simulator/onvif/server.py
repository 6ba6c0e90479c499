"""A port for each camera's ONVIF side, as each real camera has its own address."""

from collections.abc import Iterable

from vigie.kernel.errors import NotFound, Unavailable
from vigie.simulator.camera import SimulatedCamera
from vigie.simulator.credentials import Guard
from vigie.simulator.http import HttpAnswer, HttpRequest, HttpServer
from vigie.simulator.onvif.discovery import Discovery
from vigie.simulator.onvif.service import Device, serve


class OnvifServer:
    """Knows which port is whose."""

    def __init__(self, guard: Guard, host: str, rtsp_port: int) -> None:
        self._guard, self._host, self._rtsp_port = guard, host, rtsp_port
        self._devices: dict[int, Device] = {}
        self.ports: dict[str, int] = {}
        self._http = HttpServer(self._serve)
        self._discovery: Discovery | None = None

    async def listen(self, cameras: Iterable[SimulatedCamera], first_port: int = 0) -> None:
        """Listen for each camera, on ports that follow one another, or on any free ones.

        Raises:
            Unavailable: a port is taken.
        """
        for number, camera in enumerate(cameras):
            wanted = first_port + number if first_port else 0
            try:
                port = await self._http.listen(self._host, wanted)
            except OSError as error:
                raise Unavailable(
                    f"cannot listen on {self._host}:{wanted}: {error}", code="port_taken"
                ) from error
            self.ports[camera.id] = port
            self._devices[port] = Device(camera, self._guard, self._host, port, self._rtsp_port)

    async def be_found(self) -> None:
        """Answer WS-Discovery from now on, for every camera that is listened for.

        Raises:
            Unavailable: this machine does not let anybody join the group.
        """
        self._discovery = Discovery(list(self._devices.values()))
        await self._discovery.listen(self._host)

    def port(self, camera_id: str) -> int:
        """Return a camera's ONVIF port.

        Raises:
            NotFound: there is no such camera.
        """
        if camera_id not in self.ports:
            raise NotFound(f"no camera {camera_id} in this town", camera=camera_id)
        return self.ports[camera_id]

    def address(self, camera_id: str) -> str:
        """Return the address of a camera's device service."""
        return f"http://{self._host}:{self.port(camera_id)}/onvif/device_service"

    async def close(self) -> None:
        """Stop listening."""
        if self._discovery is not None:
            self._discovery.close()
        await self._http.close()

    async def _serve(self, request: HttpRequest) -> HttpAnswer:
        return await serve(self._devices[request.port], request)
