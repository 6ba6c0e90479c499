"""`Town`: many cameras on one RTSP port, in one process and one loop.

async with running_town(cameras=4) as town:
url = town.url("cam-001", "sub")
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from vigie.kernel.errors import NotFound
from vigie.kernel.instants import Clock, SystemClock
from vigie.simulator.camera import SimulatedCamera
from vigie.simulator.clips import RTP_HZ
from vigie.simulator.clock import CameraClock
from vigie.simulator.connection import House
from vigie.simulator.credentials import Guard
from vigie.simulator.drawn import bench_film, first_film
from vigie.simulator.films import Film, load_film
from vigie.simulator.places import some_places
from vigie.simulator.pump import Pump
from vigie.simulator.rtsp_server import RtspServer
from vigie.simulator.settings import Arrival, TownSettings
from vigie.simulator.streams import ClipStream
from vigie.simulator.udp import UdpPair

STREAMS = ("main", "sub")
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
        self.films = list(films)
        self.cameras: dict[str, SimulatedCamera] = {}
        self.guard = Guard(settings.auth, settings.username, settings.password)
        self.port = 0
        self._server: RtspServer | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Build the cameras and serve.

        Raises:
            Unavailable: the port is taken.
            BadInput: too few or too many cameras.
        """
        places = some_places(self.settings.cameras)
        if not self.films:
            self.films = [await asyncio.to_thread(self._first)]
        for number, place in enumerate(places):
            camera = SimulatedCamera(place, CameraClock(self.clock, number * PHASE_90K))
            self._furnish(camera, self.films[number % len(self.films)])
            self.cameras[camera.id] = camera
        udp = UdpPair(self.settings.host)
        self._server = RtspServer(House(self.cameras, self.guard, udp, audio=self.settings.audio))
        self.port = self._server.listen(self.settings.host, self.settings.port)
        self._server.start_udp()
        self._task = asyncio.create_task(self.pump.run())

    async def stop(self) -> None:
        """Close every connection and stop sending."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
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

    def _first(self) -> Film:
        rate_bps, folder = self.settings.bitrate_bps, self.settings.data
        paths = first_film(folder) if rate_bps is None else bench_film(folder, rate_bps)
        return load_film("first" if rate_bps is None else "bench", *paths, aggregate=self.settings.aggregate)

    def _furnish(self, camera: SimulatedCamera, film: Film) -> None:
        camera.scene = film.name
        for name in STREAMS:
            stream = camera.streams.get(name)
            if isinstance(stream, ClipStream):
                stream.play_clip(film.stream(name))
            else:
                camera.streams[name] = ClipStream(camera, name, film.stream(name), self.pump)


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
