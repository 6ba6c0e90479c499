"""The town's moving cameras: each gets a head with presets and a wide scene to look over."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from vigie.kernel.instants import Clock
from vigie.simulator.camera import SimulatedCamera
from vigie.simulator.drawn import PlainWideScene
from vigie.simulator.encoding import Picture
from vigie.simulator.live import LiveView, WideScene
from vigie.simulator.ptz import Position, PtzHead, with_presets

PRESETS = {
    "Vue d’ensemble": Position(0.0, 0.0, 0.0),
    "Entrée": Position(-0.7, -0.2, 0.35),
    "Passage piéton": Position(0.1, -0.5, 0.5),
    "Arrêt de bus": Position(0.75, -0.1, 0.4),
}
PLACES = ("square", "avenue")
"""A wide scene holds 250 MB, so cameras share two of them: each is shown as it is and mirrored."""


class LateScene:
    """A scene that takes seconds to build: a plain one stands in until it is there, or if it fails."""

    def __init__(self, number: int, build: Callable[[], WideScene], builder: ThreadPoolExecutor) -> None:
        self._plain = PlainWideScene(seed=number)
        self._built: Future[WideScene] = builder.submit(build)

    def draw(self, t_s: float) -> Picture:
        """Return the scene at a moment."""
        ready = self._built.done() and self._built.exception() is None
        scene = self._built.result() if ready else self._plain
        return scene.draw(t_s)


class Eyes:
    """Makes heads and views; all views draw in one thread, scenes are built in another.

    `rendered` asks for the scenes of `vigie.simulator.scenes`; without it the plain one serves.
    """

    def __init__(self, clock: Clock, *, rendered: bool = False) -> None:
        self._clock, self._rendered = clock, rendered
        self._views: list[LiveView] = []
        self._scenes: list[WideScene] = []
        self._drawer = ThreadPoolExecutor(1, thread_name_prefix="vigie-ptz")
        self._builder = ThreadPoolExecutor(1, thread_name_prefix="vigie-ptz-scenes")

    def give(self, camera: SimulatedCamera) -> None:
        """Make a camera a moving one."""
        number = len(self._views)
        head = with_presets(PtzHead(self._clock), PRESETS)
        if number < len(PLACES):
            self._scenes.append(self._scene(number))
        scene, mirrored = self._scenes[number % len(PLACES)], number // len(PLACES) % 2 == 1
        self._views.append(LiveView(camera, head, scene, self._drawer, mirrored=mirrored))

    def _scene(self, number: int) -> WideScene:
        if not self._rendered:
            return PlainWideScene(seed=number)
        return LateScene(number, lambda: _build(number), self._builder)

    async def close(self) -> None:
        """Stop drawing."""
        for view in self._views:
            await view.close()
        self._builder.shutdown(wait=True, cancel_futures=True)
        self._drawer.shutdown(wait=True, cancel_futures=True)


def _build(number: int) -> WideScene:
    from vigie.simulator import scenes  # noqa: PLC0415 - tests and benchmarks need no renderer

    return scenes.WideScene(seed=7 + number, place=scenes.Place(PLACES[number % len(PLACES)]))
