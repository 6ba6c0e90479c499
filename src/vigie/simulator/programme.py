"""Which camera shows which film: its own when it is there, until then a stand-in."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from vigie.kernel.errors import BadInput, NotFound, VigieError
from vigie.simulator.camera import SimulatedCamera
from vigie.simulator.films import Film, load_film
from vigie.simulator.media import find_clips
from vigie.simulator.pump import Pump
from vigie.simulator.settings import TownSettings
from vigie.simulator.streams import ClipStream
from vigie.simulator.supply import Line, supply

STREAMS = ("main", "sub")
FIRST_WAIT_S = 3.0
"""A town that has its films from last time waits this long for the first of them."""


class Programme:
    """Hands films to cameras as they arrive."""

    def __init__(self, settings: TownSettings, pump: Pump, films: Sequence[Film] = ()) -> None:
        self._settings, self._pump = settings, pump
        self.films: dict[str, Film] = {film.name: film for film in films}
        self.plan: list[str] = list(self.films)
        self.skipped: dict[str, str] = {}
        self.listeners: list[Callable[[], None]] = []
        self.failure: str | None = None
        self._cameras: list[SimulatedCamera] = []
        self._lines: asyncio.Queue[Line | None] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._first = asyncio.Event()
        self._waits_for_plan = settings.scenes or settings.media is not None

    @property
    def ready(self) -> int:
        """How many cameras show their own film; none while it is not known which films will come."""
        if self._waits_for_plan:
            return 0
        return sum(camera.film == self._own(number) for number, camera in enumerate(self._cameras))

    @property
    def total(self) -> int:
        """How many cameras show films."""
        return len(self._cameras)

    def add(self, film: Film) -> None:
        """Take a film in; what a camera shows first."""
        self.films[film.name] = film

    def take(self, camera: SimulatedCamera) -> None:
        """Give a camera its film."""
        self._cameras.append(camera)
        self._furnish(len(self._cameras) - 1)

    def show(self, camera: SimulatedCamera, name: str) -> None:
        """Change a camera's film.

        Raises:
            NotFound: no such film.
            BadInput: the camera moves: it shows its own scene.
        """
        if name not in self.films:
            raise NotFound(f"no film {name}: there is {', '.join(self.films)}")
        if camera.head is not None:
            raise BadInput(f"{camera.id} moves over its own scene and shows no film")
        _play(camera, self.films[name], self._pump)

    async def start(self) -> None:
        """Begin to make films, if the settings want any; returns with the first one or soon after.

        Raises:
            BadInput: the folder of clips is none, or holds none.
        """
        settings = self._settings
        if not settings.scenes and settings.media is None:
            return
        if settings.media is not None:
            find_clips(settings.media)
        name = "scenes" if settings.media is None else "media"
        self._tasks = [
            asyncio.create_task(self._supply(settings.data / name)),
            asyncio.create_task(self._load()),
        ]
        with suppress(TimeoutError):
            await asyncio.wait_for(self._first.wait(), FIRST_WAIT_S)

    async def close(self) -> None:
        """Stop making films."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _supply(self, folder: Path) -> None:
        try:
            await supply(folder, self._settings.media, self._lines.put_nowait)
        except VigieError as error:
            self.failure = str(error)
            self._tell()
        finally:
            self._first.set()
            self._lines.put_nowait(None)

    async def _load(self) -> None:
        while (line := await self._lines.get()) is not None:
            if line["type"] == "plan":
                self.plan, self._waits_for_plan = line["names"], False
            elif line["type"] == "film":
                await self._receive(line)
            elif line["type"] == "skipped":
                self._skip(line["name"], line["message"])

    async def _receive(self, line: Line) -> None:
        paths = [Path(line[key]) for key in ("main", "sub", "stand_in") if key in line]
        try:
            film = await asyncio.to_thread(
                load_film, line["name"], *paths, aggregate=self._settings.aggregate
            )
        except VigieError as error:
            self._skip(line["name"], str(error))
            return
        self.films[film.name] = film
        for number in range(len(self._cameras)):
            self._furnish(number)
        self._first.set()
        self._tell()

    def _skip(self, name: str, message: str) -> None:
        self.skipped[name] = message
        self.plan = [other for other in self.plan if other != name]
        for number in range(len(self._cameras)):
            self._furnish(number)
        self._tell()

    def _tell(self) -> None:
        for tell in self.listeners:
            tell()

    def _own(self, number: int) -> str:
        """Return the name of a camera's film: films are dealt out in turn."""
        plan = self.plan or list(self.films)
        return plan[number % len(plan)]

    def _furnish(self, number: int) -> None:
        """Let a camera show its own film, until then one stand-in, or else the first film."""
        camera, own = self._cameras[number], self._own(number)
        if camera.film == own:
            return
        if own in self.films:
            _play(camera, self.films[own], self._pump)
            return
        others = [self.films[name] for name in self.plan if name in self.films]
        usable = [film for film in others if film.stand_in is not None] or list(self.films.values())[:1]
        if camera.film not in {film.name for film in others}:
            _play(camera, usable[number % len(usable)], self._pump, stands_in=True)


def _play(camera: SimulatedCamera, film: Film, pump: Pump, *, stands_in: bool = False) -> None:
    camera.film = film.name
    sub = film.stand_in if stands_in and film.stand_in is not None else film.sub
    for name, clip in zip(STREAMS, (film.main, sub), strict=True):
        stream = camera.streams.get(name)
        if isinstance(stream, ClipStream):
            stream.play_clip(clip)
        else:
            camera.streams[name] = ClipStream(camera, name, clip, pump)
