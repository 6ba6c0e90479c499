"""What the live analysis still finds, beside analysing every picture: scenarios through both, same detector.

The live side is the very pipeline of the analyst, fed with the clip's sub-stream at the clip's own pace, by a
clock that stands still while it works: what it misses, it misses by looking less, not by being slow.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vigie.bench.vision_units import scaled_rules, sub_stream
from vigie.kernel.errors import VigieError
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.video.access_unit import AccessUnit
from vigie.vision.detector import Detector, ForegroundDetector
from vigie.vision.evaluation import run_scenario
from vigie.vision.legal import EVENTS, LegalGate
from vigie.vision.pipeline import TICK_S, Pipeline
from vigie.vision.plans import CameraPlan
from vigie.vision.ports import LiveSignal
from vigie.vision.scenario import Scenario, read_scenario
from vigie.vision.scoring import Score, score_rule
from vigie.vision.signals import EQUIPMENT_KINDS, Signal

CAMERA = CameraId("cam-001")
START = UtcUs(1_800_000_000_000_000)
EVERY_PICTURE = 1000.0
SETTLE_S = 3.0

DetectorMaker = Callable[[], Detector | ForegroundDetector]


class ClipClock:
    """A clock that the rehearsal moves."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def now(self) -> UtcUs:
        """Return the clip's instant."""
        return UtcUs(START + round(self.now_s * 1e6))

    def monotonic_s(self) -> float:
        """Return the clip's second."""
        return self.now_s


@dataclass(slots=True)
class Recall:
    """Events, and how many of them each way found; false signals of each way."""

    events: int = 0
    live_found: int = 0
    every_found: int = 0
    live_false: int = 0
    every_false: int = 0
    clips: dict[str, dict[str, int]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def live(self) -> float:
        """Recall of the live analysis."""
        return self.live_found / self.events if self.events else 1.0

    @property
    def every(self) -> float:
        """Recall of analysing every picture."""
        return self.every_found / self.events if self.events else 1.0


def measure_recall(paths: Iterable[Path], make_detector: DetectorMaker, cache: Path) -> Recall:
    """Run each scenario both ways; one that cannot be read is named in `skipped`."""
    total = Recall()
    for path in paths:
        try:
            scenario = read_scenario(path)
            if not all(kind in EVENTS or kind in EQUIPMENT_KINDS for kind, _ in scenario.rules.values()):
                total.skipped[path.stem] = "holds a behaviour that may not run live"
                continue
            live = rehearse(scenario, make_detector, cache)
            every = run_scenario(scenario, make_detector(), None, EVERY_PICTURE)
        except VigieError as error:
            total.skipped[path.stem] = str(error)
            continue
        ours, theirs = _score(scenario, live, every.length_s), _sum(every.scores.values())
        total.events += ours.events
        total.live_found += ours.found
        total.every_found += theirs.found
        total.live_false += ours.false
        total.every_false += theirs.false
        total.clips[path.stem] = {
            "events": ours.events,
            "live": ours.found,
            "every": theirs.found,
            "live_false": ours.false,
            "every_false": theirs.false,
        }
    return total


def rehearse(scenario: Scenario, make_detector: DetectorMaker, cache: Path) -> list[Signal]:
    """Return the signals of the live analysis of a clip, times in seconds of the clip."""
    units, size_px = sub_stream(scenario.clip, cache, CAMERA, START)
    clock = ClipClock()
    pipeline = Pipeline(make_detector, "bench", clock)
    pipeline.legal = LegalGate([everything()])
    rules = scaled_rules(scenario, CAMERA, size_px)
    pipeline.set_plans({CAMERA: CameraPlan(rules)}, [])
    pipeline.tick()
    return [signal for told in play(pipeline, clock, units) for signal in (_on_clip(told),)]


def everything() -> AnalyticsBasis:
    """Return a basis for all events on the clip's camera: what a bench looks at is nobody's street."""
    return AnalyticsBasis(
        id="bench",
        text="bench",
        order_number="bench",
        authority="bench",
        event="bench",
        kinds=tuple(EventKind),
        cameras=(CAMERA,),
        starts=UtcUs(START - DAY_US),
        ends=UtcUs(START + DAY_US),
        attestation="bench",
    )


def play(pipeline: Pipeline, clock: ClipClock, units: list[AccessUnit]) -> Iterator[LiveSignal]:
    """Play a camera's units through the pipeline; yield the signals told."""
    waiting = iter(units)
    unit = next(waiting, None)
    end_s = (units[-1].utc - START) / 1e6 + TICK_S
    while clock.now_s < end_s:
        clock.now_s += TICK_S
        while unit is not None and unit.utc <= clock.now():
            pipeline.eyes[CAMERA].put(unit)
            unit = next(waiting, None)
        told, _ = pipeline.tick()
        yield from (each for each in told if isinstance(each, LiveSignal))


def _on_clip(told: LiveSignal) -> Signal:
    """Return a signal on the clip's timeline: the scene's own begins with its first picture looked at."""
    shift_s = (told.at - START) / 1e6 - told.signal.t_s
    signal = told.signal
    return Signal(
        signal.rule_id,
        signal.kind,
        signal.phase,
        signal.t_s + shift_s,
        signal.began_s + shift_s,
        signal.confidence,
        signal.region_px,
        signal.object_ids,
        signal.direction_deg,
        signal.details,
    )


def _score(scenario: Scenario, signals: list[Signal], length_s: float) -> Score:
    return _sum(score_rule(scenario, rule, signals, length_s) for rule in scenario.rules)


def _sum(scores: Iterable[Score]) -> Score:
    total = Score()
    for each in scores:
        total.add(each)
    return total
