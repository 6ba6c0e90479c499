"""All cameras of one analyst: who must be looked at, objects found for all together, rules asked one by one.

Invariants: one tick never takes much longer than `BUDGET_S`: cameras that found no place come first at the
next one, and since a camera is always looked at its newest picture, a busy machine looks less often and
never later. An error of one camera ends that camera's scene, is told with its name, and harms no other.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    """The cameras of one analyst; everything of it is called by one thread.

    Args:
        make_detector: gives the detector of a scene: the same network each time, or a fresh built-in one.
        detector_name: name and version, written beside each signal.
        clock: says when it is.
        watcher: who wants to see scenes.
        make_decoder: gives each camera its decoder.
    """

    def __init__(
        self,
        make_detector: DetectorMaker,
        detector_name: str,
        clock: Clock,
        watcher: SceneWatcher | None = None,
        make_decoder: Callable[[], LazyDecoder] = LazyDecoder,
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
        due = [eye for eye in self.eyes.values() if eye.is_due(started_s)]
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
        yield from self._conclude(sights)

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

    def _conclude(self, sights: list[Sight]) -> Iterator[None]:
        networked = [sight for sight in sights if sight.analyst.wants_objects]
        found, failed = self._find(networked)
        watched = self._watcher.watched() if self._watcher is not None else frozenset()
        for sight in sights:
            if sight.eye.camera_id in failed:
                continue
            eye, now = sight.eye, self._clock.now()
            try:
                seen = found.get(eye.camera_id)
                analysis = sight.analyst.conclude(sight.glance, seen)
                self._told += eye.finish(sight, analysis, self.detector_name)
                if eye.camera_id in watched:
                    self._scenes.append(scene_of(sight, analysis))
            except Exception as error:  # noqa: BLE001 - a camera's pictures are foreign data: what they cause stays its own; logged
                self._told += self._failed(eye, now, error)
            yield

    def _find(self, sights: list[Sight]) -> tuple[dict[CameraId, Detections], set[CameraId]]:
        """Look at the moving regions of all these cameras together.

        Returns:
            What was found by camera, and the cameras whose picture led to an error: the others are
            then looked at one by one, so that it harms none of them.
        """
        if not sights:
            return {}, set()
        detector = self._make_detector()
        if isinstance(detector, ForegroundDetector):
            return {}, set()
        try:
            return self._look_at(detector, sights), set()
        except Exception as error:  # noqa: BLE001 - a camera's pictures are foreign data: what they cause stays its own; logged
            if len(sights) == 1:
                eye = sights[0].eye
                self._told += self._failed(eye, self._clock.now(), error)
                return {}, {eye.camera_id}
        found: dict[CameraId, Detections] = {}
        failed: set[CameraId] = set()
        for sight in sights:
            one, bad = self._find([sight])
            found |= one
            failed |= bad
        return found, failed

    def _look_at(self, detector: Detector, sights: list[Sight]) -> dict[CameraId, Detections]:
        wanted = [Wanted(sight.picture, sight.analyst.seeds(sight.glance)) for sight in sights]
        together = look_together(detector, wanted)
        self.counts.inputs += together.inputs
        self.counts.squares += together.squares
        self.counts.regions += sum(len(each) for each in together.regions)
        return {sight.eye.camera_id: each for sight, each in zip(sights, together.found, strict=True)}

    def _failed(self, eye: CameraEye, now: UtcUs, error: Exception) -> list[Outcome]:
        """Begin a camera's scene anew: its pictures led to an error that nothing else explains."""
        self.counts.failures += 1
        log.error("scene begun anew", camera=eye.camera_id, error=repr(error), exc_info=error)
        return eye.end(now, "ended")


async def run_ticks(pipeline: Pipeline, tell: Callable[[list[Outcome], list[LiveScene]], None]) -> None:
    """Tick until cancelled, giving way to the event loop between cameras.

    No thread of its own: two threads of Python that wake a thousand times a second wait for each other's lock
    far longer than either works, most of all on a busy machine.
    """
    loop = asyncio.get_running_loop()
    while True:
        started_s = loop.time()
        for _ in pipeline.steps():
            await asyncio.sleep(0)
        told, scenes = pipeline.taken()
        if told or scenes:
            tell(told, scenes)
        await asyncio.sleep(max(0.005, TICK_S - (loop.time() - started_s)))
