"""The town's moving cameras: each gets a head with presets and a wide scene to look over."""

from concurrent.futures import ThreadPoolExecutor

from vigie.kernel.instants import Clock
from vigie.simulator.camera import SimulatedCamera
from vigie.simulator.drawn import PlainWideScene
from vigie.simulator.live import LiveView, WideScene
from vigie.simulator.ptz import Position, PtzHead, with_presets

PRESETS = {
    "Vue d’ensemble": Position(0.0, 0.0, 0.0),
    "Entrée": Position(-0.7, -0.2, 0.35),
    "Passage piéton": Position(0.1, -0.5, 0.5),
    "Arrêt de bus": Position(0.75, -0.1, 0.4),
}


class Eyes:
    """Makes heads and views; all views draw in one thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._views: list[LiveView] = []
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="vigie-ptz")

    def give(self, camera: SimulatedCamera) -> None:
        """Make a camera a moving one."""
        head = with_presets(PtzHead(self._clock), PRESETS)
        self._views.append(LiveView(camera, head, _scene(len(self._views)), self._executor))

    async def close(self) -> None:
        """Stop drawing."""
        for view in self._views:
            await view.close()
        self._executor.shutdown(wait=True, cancel_futures=True)


def _scene(number: int) -> WideScene:
    return PlainWideScene(seed=number)
