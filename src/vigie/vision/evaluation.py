"""`vigie evaluate`: scenarios through the same analyst that runs live, signals held against what was seen."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from vigie.kernel.errors import VigieError
from vigie.vision.analyst import Analysis, SceneAnalyst
from vigie.vision.clip import Damage, TimedPicture, read_clip
from vigie.vision.detector import Detector, ForegroundDetector
from vigie.vision.plans import Size, rescaled
from vigie.vision.scenario import Scenario, read_scenario
from vigie.vision.scoring import Score, score_rule
from vigie.vision.signals import Phase, Signal

PICTURES_PER_S = 10.0
"""Pictures analysed of each second, as live where something moves (at least 5)."""

Watcher = Callable[[Scenario, TimedPicture, Analysis], None]


@dataclass(frozen=True, slots=True)
class ClipResult:
    """One scenario: scores by kind, signals, pictures analysed and the CPU they took."""

    name: str
    scores: dict[str, Score]
    signals: tuple[Signal, ...]
    pictures: int
    cpu_s: float
    length_s: float
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        told = [each for each in self.signals if each.phase is Phase.START]
        return {
            "kinds": {kind: score.to_json() for kind, score in self.scores.items()},
            "signals": [
                {
                    "rule": each.rule_id,
                    "kind": each.kind.value,
                    "t_s": round(each.t_s, 3),
                    "confidence": each.confidence,
                    "region_px": [round(value, 1) for value in each.region_px],
                    "direction_deg": each.direction_deg,
                    "details": dict(each.details),
                }
                for each in told
            ],
            "pictures": self.pictures,
            "length_s": round(self.length_s, 2),
            "cpu_ms_per_picture": round(1000 * self.cpu_s / max(1, self.pictures), 2),
            "warnings": list(self.warnings),
        }


@dataclass(slots=True)
class Evaluation:
    """All scenarios: results, and those that could not be run with the reason."""

    detector: str
    results: list[ClipResult] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def kinds(self) -> dict[str, Score]:
        """Return the counts of each kind over all clips."""
        total: dict[str, Score] = {}
        for result in self.results:
            for kind, score in result.scores.items():
                total.setdefault(kind, Score()).add(score)
        return dict(sorted(total.items()))

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `vigie evaluate --json` (PERFORMANCE.md)."""
        pictures = sum(each.pictures for each in self.results)
        cpu_s = sum(each.cpu_s for each in self.results)
        clips: dict[str, Any] = {each.name: each.to_json() for each in self.results}
        clips.update({name: {"error": reason} for name, reason in self.errors.items()})
        return {
            "kinds": {kind: score.to_json() for kind, score in self.kinds().items()},
            "clips": clips,
            "cpu_ms_per_picture": round(1000 * cpu_s / max(1, pictures), 2),
            "detector": self.detector,
        }


def evaluate(
    paths: Iterable[Path],
    make_detector: Callable[[], Detector | ForegroundDetector],
    *,
    media: Path | None = None,
    watch: Watcher | None = None,
    pictures_per_s: float = PICTURES_PER_S,
    told: Callable[[str], None] = lambda _name: None,
) -> Evaluation:
    """Run scenarios one after another; one that cannot be read is an error by name, the others still run.

    Args:
        paths: scenario files.
        make_detector: gives a fresh detector for each clip (the built-in one learns the scene).
        media: folder of clips, when they do not lie where the files say.
        watch: shown each picture with its analysis.
        pictures_per_s: pictures analysed of each second.
        told: told the name of each scenario before it runs.
    """
    outcome = Evaluation(make_detector().name)
    for path in paths:
        told(path.name)
        try:
            scenario = read_scenario(path, media)
            outcome.results.append(run_scenario(scenario, make_detector(), watch, pictures_per_s))
        except VigieError as error:
            outcome.errors[path.stem] = str(error)
    return outcome


def run_scenario(
    scenario: Scenario, detector: Detector | ForegroundDetector, watch: Watcher | None, pictures_per_s: float
) -> ClipResult:
    """Analyse one clip and score each of its rules.

    Raises:
        BadInput: the clip cannot be read.
    """
    run = _Run(scenario, detector)
    damage = Damage()
    pictures, cpu_s, last_s = 0, 0.0, 0.0
    before = time.process_time()
    for timed in read_clip(scenario.clip, pictures_per_s=pictures_per_s, damage=damage):
        analysis = run.take(timed)
        cpu_s += time.process_time() - before
        pictures, last_s = pictures + 1, timed.t_s
        if watch is not None:
            watch(scenario, timed, analysis)
        before = time.process_time()
    return ClipResult(
        scenario.name,
        _scores(scenario, run.signals, last_s),
        tuple(run.signals),
        pictures,
        cpu_s,
        last_s,
        (*scenario.warnings, *run.warnings, *damage.told()),
    )


class _Run:
    """One clip on its way through the analyst; another size of picture begins the scene anew, as live."""

    def __init__(self, scenario: Scenario, detector: Detector | ForegroundDetector) -> None:
        self.signals: list[Signal] = []
        self.warnings: list[str] = []
        self._scenario, self._detector = scenario, detector
        self._drawn: Size | None = None
        self._size: Size | None = None
        self._analyst: SceneAnalyst | None = None

    def take(self, timed: TimedPicture) -> Analysis:
        """Analyse one picture.

        Raises:
            BadInput: a rule's field or line lies outside the picture.
        """
        size = (timed.picture.shape[1], timed.picture.shape[0])
        if self._analyst is None or size != self._size:
            self._analyst = self._begin(size, timed.t_s)
        starts_at = self._scenario.starts_at
        local = starts_at and starts_at + timedelta(seconds=timed.t_s)
        analysis = self._analyst.analyse(timed.t_s, timed.picture, local=local)
        self.signals += analysis.signals
        return analysis

    def _begin(self, size: Size, t_s: float) -> SceneAnalyst:
        if self._drawn is None:
            self._scenario.check_inside(size)
            self._drawn = size
        else:
            change = f"at {t_s:.1f} s pictures become {size[0]} × {size[1]}"
            self.warnings.append(f"{change}: fields are scaled, the scene begins anew")
        self._size = size
        rules = self._scenario.make_rules(self._drawn, size)
        calibration = rescaled(self._scenario.calibration, self._drawn, size)
        return SceneAnalyst(rules, self._detector, calibration=calibration)


def _scores(scenario: Scenario, signals: Sequence[Signal], length_s: float) -> dict[str, Score]:
    scores: dict[str, Score] = {}
    for rule_id, (kind, _) in scenario.rules.items():
        scores.setdefault(kind.value, Score()).add(score_rule(scenario, rule_id, signals, length_s))
    return scores
