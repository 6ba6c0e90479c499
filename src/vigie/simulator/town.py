"""`Town`: many cameras on one RTSP port, in one process and one loop.

async with running_town(TownSettings(cameras=4)) as town:
url = town.url("cam-001", "sub")
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from vigie.kernel.errors import NotFound
from vigie.kernel.instants import Clock, SystemClock
from vigie.simulator.camera import SimulatedCamera
from vigie.simulator.clips import RTP_HZ
from vigie.simulator.clock import CameraClock
from vigie.simulator.connection import House
from vigie.simulator.control import Control
from vigie.simulator.credentials import Guard
from vigie.simulator.description import describe_camera, describe_town
from vigie.simulator.drawn import bench_film, first_film
from vigie.simulator.eyes import Eyes
from vigie.simulator.faults import Faults
from vigie.simulator.films import Film, load_film
from vigie.simulator.http import HttpServer
from vigie.simulator.onvif.server import OnvifServer
from vigie.simulator.places import some_places
from vigie.simulator.programme import Programme
from vigie.simulator.pump import Pump
from vigie.simulator.rtsp_server import RtspServer
from vigie.simulator.settings import Arrival, TownSettings
from vigie.simulator.tls import server_context
from vigie.simulator.udp import UdpPair

PHASE_90K = 7 * RTP_HZ + 1234
"""Cameras of the same film are this far apart in it, so that no two show the same picture."""


class Town:
    """The cameras and their servers; `start` and `stop`, or `running_town`."""

    def __init__(
        self, settings: TownSettings, films: Sequence[Film] = (), clock: Clock | None = None
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.pump = Pump(self.clock, paced=settings.arrival is Arrival.PACED)
        self.cameras: dict[str, SimulatedCamera] = {}
        self.guard = Guard(settings.auth, settings.username, settings.password)
        self.programme = Programme(settings, self.pump, films)
        self.port = self.control_port = self.tls_port = 0
        self.ports: dict[str, int] = {}
        self.onvif: OnvifServer | None = None
        self._eyes = Eyes(self.clock, rendered=settings.scenes)
        self._server: RtspServer | None = None
        self._control = HttpServer(Control(self).serve)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Build the cameras and serve.

        Raises:
            Unavailable: a port is taken.
            BadInput: too few or too many cameras, or no clip where clips are said to be.
        """
        places = some_places(self.settings.cameras)
        ptz = self.settings.ptz and self.settings.bitrate_bps is None and not self.programme.films
        if not self.programme.films:
            self.programme.add(await asyncio.to_thread(self._first_film))
        for number, place in enumerate(places):
            camera = SimulatedCamera(place, CameraClock(self.clock, number * PHASE_90K))
            self.cameras[camera.id] = camera
            if ptz and place.ptz:
                self._eyes.give(camera)
            else:
                self.programme.take(camera)
        await self.programme.start()
        self._tasks.append(asyncio.create_task(self.pump.run()))
        await self._listen()

    async def stop(self) -> None:
        """Close every connection and stop sending."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.programme.close()
        await self._eyes.close()
        if self.onvif is not None:
            await self.onvif.close()
        await self._control.close()
        if self._server is not None:
            await self._server.close()

    def camera(self, camera_id: str) -> SimulatedCamera:
        """Return a camera.

        Raises:
            NotFound: there is none of this id.
        """
        if camera_id not in self.cameras:
            raise NotFound(f"no camera {camera_id} in this town", camera=camera_id)
        return self.cameras[camera_id]

    def url(self, camera_id: str, stream: str = "main") -> str:
        """Return a stream's address, without credentials."""
        return f"rtsp://{self.settings.host}:{self.port}/{camera_id}/{stream}"

    def misbehave(self, camera_id: str, **faults: Any) -> None:
        """Set some of a camera's faults (fields of `Faults`); the others stay.

        Raises:
            NotFound: no such camera.
            ValidationError: no such fault, or no such value.
        """
        camera = self.camera(camera_id)
        camera.misbehave(Faults.model_validate({**camera.faults.model_dump(), **faults}))

    def behave(self, camera_id: str) -> None:
        """End a camera's faults."""
        self.camera(camera_id).misbehave(Faults())

    def disconnect(self, camera_id: str) -> int:
        """Close every connection that watches a camera; returns how many."""
        self.camera(camera_id)
        return self._server.disconnect(camera_id) if self._server else 0

    def show(self, camera_id: str, film: str) -> None:
        """Change a camera's film in mid-stream.

        Raises:
            NotFound: no such camera or film.
            BadInput: the camera moves: it shows its own scene.
        """
        self.programme.show(self.camera(camera_id), film)

    def on_progress(self, tell: Callable[[], None]) -> None:
        """Call `tell` each time a film arrives or is passed over."""
        self.programme.listeners.append(tell)

    def describe(self) -> dict[str, Any]:
        """Return the town as plain values."""
        return describe_town(self)

    def describe_camera(self, camera_id: str) -> dict[str, Any]:
        """Return a camera as plain values."""
        return describe_camera(self, self.camera(camera_id))

    def _first_film(self) -> Film:
        rate_bps, folder = self.settings.bitrate_bps, self.settings.data
        paths = first_film(folder) if rate_bps is None else bench_film(folder, rate_bps)
        return load_film("first" if rate_bps is None else "bench", *paths, aggregate=self.settings.aggregate)

    async def _listen(self) -> None:
        settings = self.settings
        house = House(self.cameras, self.guard, UdpPair(settings.host), audio=settings.audio)
        self._server = RtspServer(house)
        self._server.start_udp()
        self.port = self._server.listen(settings.host, settings.port)
        if settings.tls_port is not None:
            context = server_context(settings.data, settings.host)
            self.tls_port = await self._server.listen_tls(settings.host, settings.tls_port, context)
        if settings.port_each:
            self.ports = {camera_id: self._server.listen(settings.host) for camera_id in self.cameras}
        self.control_port = await self._control.listen(settings.host, settings.control_port)
        if settings.onvif:
            self.onvif = OnvifServer(self.guard, settings.host, self.port)
            await self.onvif.listen(self.cameras.values(), settings.onvif_port)
            if settings.discovery:
                await self.onvif.be_found()


@asynccontextmanager
async def running_town(
    settings: TownSettings | None = None, films: Sequence[Film] = (), clock: Clock | None = None
) -> AsyncIterator[Town]:
    """Run a town for the length of a `with` block, on free ports unless told otherwise."""
    town = Town(settings or TownSettings(cameras=4), films, clock)
    try:
        await town.start()
        yield town
    finally:
        await town.stop()
