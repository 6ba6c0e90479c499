"""One camera in the live analysis: what it received, when it must be looked at again, which rules may run.

A camera is looked at five times a second while
something moves, once a second otherwise, and only at keyframes when no rule but the diagnostics may run.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, UtcUs, to_datetime
from vigie.video.access_unit import AccessUnit
from vigie.vision.analyst import Analysis, Glance, SceneAnalyst
from vigie.vision.decoding import MAX_WAITING, DecodeCounts, LazyDecoder
from vigie.vision.detector import Detector, ForegroundDetector
from vigie.vision.gates import ChangeGate, SizeGate
from vigie.vision.legal import LegalGate, Verdict, end_reason
from vigie.vision.outcome import Closing, Outcome
from vigie.vision.planar import PlanarPicture
from vigie.vision.plans import CameraPlan
from vigie.vision.ports import LiveSignal, RuleSpec
from vigie.vision.rules.registry import Rule
from vigie.vision.signals import Phase, RuleKind, Signal

log = structlog.get_logger("analysis")

ACTIVE_EVERY_S = 0.19
FOLLOW_EVERY_S = 0.45
QUIET_EVERY_S = 0.92
KEYFRAME_EVERY_S = 0.45
"""A keyframe is decoded alone and cheaply: it is looked at when the last look is so old."""
KEYFRAME_SOON_S = 0.3
"""A keyframe expected within this time is waited for."""
SILENT_EVERY_S = 4.0
"""Without any rule but diagnostics: pictures between keyframes are decoded after this time only."""
MOVES_FOR_S = 1.5
LONGEST_STEP_S = 20.0
"""A camera whose pictures jump further in time starts its scene anew."""

DetectorMaker = Callable[[], Detector | ForegroundDetector]


@dataclass(slots=True)
class EyeCounts:
    """What was done for one camera.

    Attributes:
        looks: pictures analysed.
        active_s: seconds in which something moved.
        quiet_s: seconds in which nothing did.
        active_looks: pictures analysed while something moved.
        opened: times that the encoder's spending alone said that something moves.
        overflowed: pictures dropped because nobody was free to take them.
    """

    looks: int = 0
    active_s: float = 0.0
    quiet_s: float = 0.0
    active_looks: int = 0
    opened: int = 0
    overflowed: int = 0


@dataclass(slots=True)
class _Running:
    """A rule that runs, on which basis."""

    spec: RuleSpec
    rule: Rule
    basis_id: str | None


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture on its way from `look` to `conclude`."""

    eye: "CameraEye"
    unit: AccessUnit
    picture: PlanarPicture
    glance: Glance
    analyst: SceneAnalyst


class CameraEye:
    """One camera.

    Args:
        camera_id: the camera.
        plan: its rules.
        make_detector: gives the detector: a shared network, or a built-in one for this scene.
        decoder: decodes its pictures; one of its own when absent.
    """

    def __init__(
        self,
        camera_id: CameraId,
        plan: CameraPlan,
        make_detector: DetectorMaker,
        decoder: LazyDecoder | None = None,
    ) -> None:
        self.camera_id = camera_id
        self.counts = EyeCounts()
        self.closed: dict[str, str] = {}
        self.trouble: str | None = None
        self._plan = plan
        self._make_detector = make_detector
        self._inbox: deque[AccessUnit | None] = deque()
        self._decoder = decoder or LazyDecoder()
        self._size_gate, self._change_gate = SizeGate(), ChangeGate()
        self._analyst: SceneAnalyst | None = None
        self._running: dict[str, _Running] = {}
        self._size_px: tuple[int, int] | None = None
        self._first_pts: int | None = None
        self._looked_s = self._counted_s = float("-inf")
        self._moved_s = self._due_s = float("-inf")
        self._keyframe_s = self._keyframe_gap_s = float("-inf")
        self._opened = self._follows = False
        self._only_equipment = True
        self._refused: dict[str, str] = {}
        self._asked_law: LegalGate | None = None
        self._open: set[tuple[str, float, int]] = set()

    @property
    def decode_counts(self) -> DecodeCounts:
        """What became of its pictures."""
        return self._decoder.counts

    @property
    def moving(self) -> bool:
        """Whether something moved lately, as of the last look."""
        return self._looked_s - self._moved_s < MOVES_FOR_S

    def put(self, unit: AccessUnit | None) -> None:
        """Take a picture; None: the stream was interrupted."""
        if len(self._inbox) >= MAX_WAITING:
            self.counts.overflowed += len(self._inbox)
            self._inbox.clear()
            self._inbox.append(None)
        self._inbox.append(unit)

    def set_plan(self, plan: CameraPlan, at: UtcUs) -> list[Outcome]:
        """Watch by other rules from now on; return what ends."""
        ended = self._end_all(at, "rule_changed")
        self._plan, self._refused = plan, {}
        return ended

    def end(self, at: UtcUs, reason: str) -> list[Outcome]:
        """Stop watching; return what ends."""
        return self._end_all(at, reason)

    def is_due(self, now_s: float) -> bool:
        """Take in what arrived; tell whether the camera must be looked at now."""
        fresh = False
        while self._inbox:
            unit = self._inbox.popleft()
            if unit is None:
                self._decoder.lost()
                continue
            self._opened |= self._size_gate.update(len(unit.data), keyframe=unit.keyframe)
            if self._decoder.put(unit):
                fresh = unit.keyframe
        if fresh:
            self._keyframe_gap_s, self._keyframe_s = now_s - self._keyframe_s, now_s
        if not self._decoder.waiting:
            return False
        every_s = self._every_s(now_s, fresh=fresh)
        if now_s < self._due_s + every_s:
            return False
        late_is_made_up = every_s <= ACTIVE_EVERY_S
        self._due_s = max(self._due_s + every_s, now_s - every_s / 2) if late_is_made_up else now_s
        return True

    def _every_s(self, now_s: float, *, fresh: bool) -> float:
        """Return the time between two looks in the present state."""
        if self._only_equipment:
            return KEYFRAME_EVERY_S if fresh else SILENT_EVERY_S
        if self._opened or now_s - self._moved_s < MOVES_FOR_S:
            return ACTIVE_EVERY_S
        if self._follows:
            return FOLLOW_EVERY_S
        if fresh:
            return KEYFRAME_EVERY_S
        to_keyframe_s = self._keyframe_s + self._keyframe_gap_s - now_s
        soon = 0 < to_keyframe_s < KEYFRAME_SOON_S
        return QUIET_EVERY_S + KEYFRAME_SOON_S if soon else QUIET_EVERY_S

    def look(self, now_s: float, legal: LegalGate, now: UtcUs) -> tuple[Sight | None, list[Outcome]]:
        """Decode up to the newest picture and compare it with what was; return it, and what ended."""
        decoded = self._decoder.decode()
        self.trouble = self._decoder.trouble
        if decoded is None:
            return None, []
        picture, unit = decoded
        told: list[Outcome] = []
        t_s = self._timeline(unit)
        if picture.size_px != self._size_px or t_s is None:
            told += self._end_all(now, "ended")
            self._size_px = picture.size_px
            self._first_pts, t_s = unit.pts_90k, 0.0
        told += self._apply_law(legal, now)
        gray, small = picture.reduced()
        self._note_motion(now_s, moved=self._change_gate.update(gray, t_s))
        if self._analyst is None:
            return None, told
        local = to_datetime(unit.utc).astimezone(self._zone()).replace(tzinfo=None)
        glance = self._analyst.glance(t_s, small, picture.size_px, local=local)
        return Sight(self, unit, picture, glance, self._analyst), told

    def watches(self, sight: Sight) -> bool:
        """Tell whether a sight is still of the scene that is watched: no other began meanwhile."""
        return self._analyst is sight.analyst

    def follow_law(self, legal: LegalGate, now: UtcUs) -> list[Outcome]:
        """Run exactly the rules that may run now, if the law was read since the look; return what ended."""
        return [] if legal is self._asked_law else self._apply_law(legal, now)

    def finish(self, sight: Sight, analysis: Analysis, detector: str) -> list[Outcome]:
        """Turn a picture's analysis into what is told."""
        self._follows = sight.analyst.followed > 0
        for each in analysis.signals:
            (self._open.discard if each.phase is Phase.END else self._open.add)(each.event)
        return [told for each in analysis.signals if (told := self._live(each, sight, detector)) is not None]

    @property
    def running(self) -> tuple[str, ...]:
        """Ids of the rules that run."""
        return tuple(self._running)

    @property
    def covered(self) -> dict[str, str | None]:
        """The rules that run on a legal basis, with its id; diagnostics are not among them."""
        return {key: each.basis_id for key, each in list(self._running.items()) if each.basis_id is not None}

    @property
    def ringing(self) -> tuple[str, ...]:
        """Ids of the rules that have a signal open."""
        return tuple(sorted({key[0] for key in self._open}))

    @property
    def looked_s(self) -> float:
        """The monotonic second of the last look, minus infinity before the first."""
        return self._looked_s

    def _live(self, signal: Signal, sight: Sight, detector: str) -> LiveSignal | None:
        running = self._running.get(signal.rule_id)
        if running is None or (self._plan.ptz and signal.details.get("how") == "turned"):
            return None
        now_s, taken = sight.glance.t_s, sight.unit.utc
        return LiveSignal(
            camera_id=self.camera_id,
            signal=signal,
            at=UtcUs(taken + round((signal.t_s - now_s) * SECOND_US)),
            began=UtcUs(taken + round((signal.began_s - now_s) * SECOND_US)),
            size_px=sight.glance.size_px,
            detector=detector,
            rules_version=self._plan.rules.version,
            basis_id=running.basis_id,
            ground_m=_place(signal, sight),
            thresholds=running.spec.parameters,
        )

    def _timeline(self, unit: AccessUnit) -> float | None:
        """Return the picture's second on this scene's timeline, None when a new one must begin."""
        if self._first_pts is None or self._analyst is None:
            return None
        t_s = (unit.pts_90k - self._first_pts) / 90_000
        step_s = t_s - (self._analyst.now_s or 0.0)
        return t_s if 0 <= step_s <= LONGEST_STEP_S else None

    def _apply_law(self, legal: LegalGate, now: UtcUs) -> list[Outcome]:
        """Run exactly the rules that may run now; return what ended because one may no more."""
        assert self._size_px is not None  # noqa: S101 - `look` sets it first
        self._asked_law = legal
        verdicts = {
            spec.rule_id: (spec, legal.verdict(self.camera_id, spec.kind, spec.parameters, now))
            for spec in self._plan.specs()
        }
        closed = {key: v.closed.value for key, (_, v) in verdicts.items() if v.closed is not None}
        self.closed = closed | self._refused
        allowed = {key: pair for key, pair in verdicts.items() if key not in self.closed}
        if {key: v.basis_id for key, (_, v) in allowed.items()} == {
            key: each.basis_id for key, each in self._running.items()
        }:
            return []
        ended: list[Outcome] = [
            Closing(self.camera_id, key, now, end_reason(verdicts[key][1] if key in verdicts else None))
            for key in self._running
            if key not in allowed
        ]
        made = {key: self._kept_or_made(*pair) for key, pair in allowed.items()}
        self._running = {key: each for key, each in made.items() if each is not None}
        self._open = {key for key in self._open if key[0] in self._running}
        self._only_equipment = all(each.rule.kind is RuleKind.TAMPERING for each in self._running.values())
        rules = [each.rule for each in self._running.values()]
        if self._analyst is None:
            self._analyst = SceneAnalyst(
                rules, self._make_detector(), calibration=self._plan.calibration(self._size_px)
            )
        else:
            self._analyst.set_rules(rules)
        return ended

    def _kept_or_made(self, spec: RuleSpec, verdict: Verdict) -> _Running | None:
        """Return the rule at work; one that cannot be made is told by name, and the others run."""
        before = self._running.get(spec.rule_id)
        assert self._size_px is not None  # noqa: S101 - `look` sets it first
        try:
            rule = self._plan.make(spec, self._size_px) if before is None else before.rule
        except BadInput as error:
            self._refused[spec.rule_id] = self.closed[spec.rule_id] = str(error)
            log.error("rule refused", camera=self.camera_id, rule=spec.rule_id, error=str(error))  # noqa: TRY400 - the text says it all
            return None
        return _Running(spec, rule, verdict.basis_id)

    def _end_all(self, at: UtcUs, reason: str) -> list[Outcome]:
        had = bool(self._running)
        self._running, self._analyst, self._first_pts = {}, None, None
        self._open.clear()
        return [Closing(self.camera_id, None, at, reason)] if had else []

    def _note_motion(self, now_s: float, *, moved: bool) -> None:
        since_s = min(now_s - self._counted_s, 2.0) if self._counted_s > float("-inf") else 0.0
        if self.moving:
            self.counts.active_s += since_s
            self.counts.active_looks += 1
        else:
            self.counts.quiet_s += since_s
        self.counts.looks += 1
        self.counts.opened += self._opened
        if moved:
            self._moved_s = now_s
        elif self._opened:
            self._size_gate.nothing_moved()
        self._opened = False
        self._looked_s = self._counted_s = now_s

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._plan.rules.timezone)


def _place(signal: Signal, sight: Sight) -> tuple[float, float] | None:
    """Return where on the ground the first object concerned is."""
    wanted = signal.object_ids[:1]
    for track in sight.analyst.tracks:
        if (track.object_id,) == wanted:
            return track.ground_m
    return None
