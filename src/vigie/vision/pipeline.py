"""All cameras of one analyst: who must be looked at, objects found for all together, rules asked one by one.

A network may work in a thread of its own, on one core, while the next cameras are decoded on another: what it
found is concluded as soon as it is there, and a camera is not looked at again before that.

Invariants: one tick never takes much longer than `BUDGET_S`: cameras that found no place come first at the
next one, and since a camera is always looked at its newest picture, a busy machine looks less often and
never later. An error of one camera ends that camera's scene, is told with its name, and harms no other.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass

import structlog

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock, UtcUs
from vigie.vision.batches import Wanted, look_together
from vigie.vision.decoding import LazyDecoder
from vigie.vision.detections import Detections
from vigie.vision.detector import Detector, ForegroundDetector
from vigie.vision.eye import CameraEye, Sight
from vigie.vision.legal import LegalGate
from vigie.vision.outcome import Outcome
from vigie.vision.plans import CameraPlan
from vigie.vision.ports import LiveScene, SceneWatcher
from vigie.vision.scenes import scene_of

log = structlog.get_logger("analysis")

TICK_S = 0.1
BUDGET_S = 0.4

DetectorMaker = Callable[[], Detector | ForegroundDetector]


@dataclass(slots=True)
class PipelineCounts:
    """What all cameras cost together.

    Attributes:
        inputs: pictures that the network was given, each holding regions of several cameras.
        squares: their area in the network's own squares, which is what they cost.
        regions: regions looked at.
        postponed: looks that had to wait for the next tick.
        failures: scenes begun anew because of an error.
    """

    inputs: int = 0
    squares: float = 0.0
    regions: int = 0
    postponed: int = 0
    failures: int = 0


class Pipeline:
    """The cameras of one analyst; all is called by one thread, but the network where it has its own.

    Args:
        make_detector: gives the detector of a scene: the same network each time, or a fresh built-in one.
        detector_name: name and version, written beside each signal.
        clock: says when it is.
        watcher: who wants to see scenes.
        make_decoder: gives each camera its decoder.
        thread: one thread, in which the network looks while cameras are decoded; None: it looks at once.
    """

    def __init__(
        self,
        make_detector: DetectorMaker,
        detector_name: str,
        clock: Clock,
        watcher: SceneWatcher | None = None,
        make_decoder: Callable[[], LazyDecoder] = LazyDecoder,
        thread: Executor | None = None,
    ) -> None:
        self.counts = PipelineCounts()
        self.detector_name = detector_name
        self.legal = LegalGate()
        self.eyes: Mapping[CameraId, CameraEye] = {}
        self._make_detector = make_detector
        self._make_decoder = make_decoder
        self._clock = clock
        self._watcher = watcher
        self._commands: deque[Callable[[], list[Outcome]]] = deque()
        self._scenes: list[LiveScene] = []
        self._told: list[Outcome] = []
        self._thread = thread
        self._asked: list[Sight] = []
        self._waiting: list[Sight] = []
        self.answer: Future[list[Detections]] | None = None

    def set_plans(self, plans: Mapping[CameraId, CameraPlan], changed: Iterable[CameraId]) -> None:
        """Watch exactly these cameras from the next tick on; `changed` names those with other rules."""
        changed = set(changed)
        self._commands.append(lambda: self._settle(plans, changed))

    def tick(self) -> tuple[list[Outcome], list[LiveScene]]:
        """Look at every camera that is due; return what is to be told, and the scenes somebody wants."""
        for _ in self.steps():
            pass
        return self.taken()

    def taken(self) -> tuple[list[Outcome], list[LiveScene]]:
        """Return what is to be told since the last call, and the scenes somebody wants."""
        told, self._told = self._told, []
        scenes, self._scenes = self._scenes, []
        return told, scenes

    def steps(self) -> Iterator[None]:
        """Go through one tick in steps of some milliseconds; what it gives is `taken` afterwards."""
        while self._commands:
            self._told += self._commands.popleft()()
        started_s = self._clock.monotonic_s()
        yield from self.collect()
        busy = {sight.eye.camera_id for sight in (*self._asked, *self._waiting)}
        due = [each for key, each in self.eyes.items() if key not in busy and each.is_due(started_s)]
        due.sort(key=lambda eye: eye.looked_s)
        sights: list[Sight] = []
        for number, eye in enumerate(due):
            if self._clock.monotonic_s() - started_s > BUDGET_S:
                self.counts.postponed += len(due) - number
                break
            sight, ended = self._look(eye)
            self._told += ended
            if sight is not None:
                sights.append(sight)
            yield
        blind = [sight for sight in sights if not sight.analyst.wants_objects]
        yield from self._conclude(blind, lambda: [None] * len(blind))
        self._waiting += [sight for sight in sights if sight.analyst.wants_objects]
        if self._thread is not None:
            self._ask()
            return
        asked = [each for each in map(self._wanted, self._waiting) if each is not None]
        self._waiting = []
        if asked:
            detector = self._make_detector()
            yield from self._conclude(
                [sight for sight, _ in asked], lambda: self._look_at(detector, [each for _, each in asked])
            )

    def _settle(self, plans: Mapping[CameraId, CameraPlan], changed: set[CameraId]) -> list[Outcome]:
        now = self._clock.now()
        told: list[Outcome] = []
        for camera_id, eye in self.eyes.items():
            if camera_id not in plans:
                told += eye.end(now, "stopped")
            elif camera_id in changed:
                told += eye.set_plan(plans[camera_id], now)
        self.eyes = {
            camera_id: self.eyes.get(camera_id)
            or CameraEye(camera_id, plan, self._make_detector, self._make_decoder())
            for camera_id, plan in plans.items()
        }
        return told

    def _look(self, eye: CameraEye) -> tuple[Sight | None, list[Outcome]]:
        now = self._clock.now()
        try:
            return eye.look(self._clock.monotonic_s(), self.legal, now)
        except Exception as error:  # noqa: BLE001 - a camera's pictures are foreign data: what they cause stays its own; logged
            return None, self._failed(eye, now, error)

    def collect(self) -> Iterator[None]:
        """Conclude the sights whose network answered, if it did; give it those that came meanwhile."""
        answer = self.answer
        if answer is None or not answer.done():
            return
        sights, self._asked, self.answer = self._asked, [], None
        yield from self._conclude(sights, answer.result)
        self._ask()

    def _ask(self) -> None:
        """Let the network look at what waits for it, in its thread."""
        if self.answer is not None or not self._waiting:
            return
        self._asked, self._waiting = self._waiting, []
        wanted = [each for each in map(self._wanted, self._asked) if each is not None]
        self._asked = [sight for sight, _ in wanted]
        if wanted and self._thread is not None:
            detector = self._make_detector()
            self.answer = self._thread.submit(self._look_at, detector, [each for _, each in wanted])

    def _conclude(
        self, sights: list[Sight], answer: Callable[[], Sequence[Detections | None]]
    ) -> Iterator[None]:
        found, failed = self._answered(sights, answer)
        watched = self._watcher.watched() if self._watcher is not None else frozenset()
        for sight in sights:
            eye, now = sight.eye, self._clock.now()
            if eye.camera_id in failed or not eye.watches(sight):
                continue
            try:
                self._told += eye.follow_law(self.legal, now)
                analysis = sight.analyst.conclude(sight.glance, found.get(eye.camera_id))
                self._told += eye.finish(sight, analysis, self.detector_name)
                if eye.camera_id in watched:
                    self._scenes.append(scene_of(sight, analysis))
            except Exception as error:  # noqa: BLE001 - a camera's pictures are foreign data: what they cause stays its own; logged
                self._told += self._failed(eye, now, error)
            yield

    def _answered(
        self, sights: list[Sight], answer: Callable[[], Sequence[Detections | None]]
    ) -> tuple[dict[CameraId, Detections | None], set[CameraId]]:
        """Return what a network found by camera, and the cameras whose picture led to an error.

        After an error each is looked at alone, here, so that one camera's picture harms no other.
        """
        try:
            found = answer()
            return {sight.eye.camera_id: each for sight, each in zip(sights, found, strict=True)}, set()
        except Exception:  # noqa: BLE001 - told below, with the camera that caused it
            detector = self._make_detector()
        alone: dict[CameraId, Detections | None] = {}
        failed: set[CameraId] = set()
        for sight in sights:
            eye = sight.eye
            try:
                wanted = [Wanted(sight.picture, sight.analyst.seeds(sight.glance))]
                alone[eye.camera_id] = self._look_at(detector, wanted)[0]
            except Exception as error:  # noqa: BLE001 - a camera's pictures are foreign data: what they cause stays its own; logged
                self._told += self._failed(eye, self._clock.now(), error)
                failed.add(eye.camera_id)
        return alone, failed

    def _wanted(self, sight: Sight) -> tuple[Sight, Wanted] | None:
        """Return a sight with what a network must see of it; None where that leads to an error."""
        try:
            return sight, Wanted(sight.picture, sight.analyst.seeds(sight.glance))
        except Exception as error:  # noqa: BLE001 - a camera's pictures are foreign data: what they cause stays its own; logged
            self._told += self._failed(sight.eye, self._clock.now(), error)
            return None

    def _look_at(self, detector: Detector | ForegroundDetector, wanted: list[Wanted]) -> list[Detections]:
        """Look at the regions of all these cameras together."""
        if isinstance(detector, ForegroundDetector):
            raise TypeError("the built-in detector looks at no region")
        together = look_together(detector, wanted)
        self.counts.inputs += together.inputs
        self.counts.squares += together.squares
        self.counts.regions += sum(len(each) for each in together.regions)
        return together.found

    def _failed(self, eye: CameraEye, now: UtcUs, error: Exception) -> list[Outcome]:
        """Begin a camera's scene anew: its pictures led to an error that nothing else explains."""
        self.counts.failures += 1
        log.error("scene begun anew", camera=eye.camera_id, error=repr(error), exc_info=error)
        return eye.end(now, "ended")


async def run_ticks(pipeline: Pipeline, tell: Callable[[list[Outcome], list[LiveScene]], None]) -> None:
    """Tick until cancelled, giving way to the event loop between cameras.

    Only the network may have a thread, in which hardly any Python runs: two threads of Python that wake a
    thousand times a second wait for each other's lock far longer than either works, most of all on a busy
    machine.
    """
    loop = asyncio.get_running_loop()
    while True:
        due_s = loop.time() + TICK_S
        await _take_steps(pipeline.steps(), pipeline, tell)
        while (answer := pipeline.answer) is not None and (rest_s := due_s - loop.time()) > 0:
            await asyncio.wait([asyncio.wrap_future(answer)], timeout=rest_s)
            await _take_steps(pipeline.collect(), pipeline, tell)
        await asyncio.sleep(max(0.005, due_s - loop.time()))


async def _take_steps(
    steps: Iterator[None], pipeline: Pipeline, tell: Callable[[list[Outcome], list[LiveScene]], None]
) -> None:
    for _ in steps:
        await asyncio.sleep(0)
    told, scenes = pipeline.taken()
    if told or scenes:
        tell(told, scenes)
