"""Start, update, end: the life of what a rule sees, so that one event rings once."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vigie.vision.signals import Box, Phase, RuleKind, Signal

UPDATE_EVERY_S = 2.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What holds at one instant: the arguments of the signal it may become."""

    region_px: Box
    confidence: float
    object_ids: tuple[int, ...] = ()
    direction_deg: float | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Episode:
    since_s: float
    last_s: float
    finding: Finding
    began_s: float | None = None
    told_s: float = 0.0
    number: int = 0


class Episodes:
    """What holds, by key (an object's id, a place, the scene).

    Args:
        rule_id: the rule's id.
        kind: what it watches.
        after_s: how long something must hold before it rings.
        hold_s: how long it may be absent without ending.
        least_confidence: nothing starts below it.
        patience_s: how long it may be absent before it rang; as long as `hold_s` where not given.
    """

    def __init__(
        self,
        rule_id: str,
        kind: RuleKind,
        *,
        after_s: float,
        hold_s: float,
        least_confidence: float = 0.0,
        patience_s: float | None = None,
    ) -> None:
        self._rule_id, self._kind = rule_id, kind
        self._after_s, self._hold_s = after_s, hold_s
        self._least_confidence = least_confidence
        self._patience_s = hold_s if patience_s is None else patience_s
        self._open: dict[Hashable, _Episode] = {}
        self._begun = 0

    def update(self, t_s: float, findings: Mapping[Any, Finding]) -> list[Signal]:
        """Take in what holds at this instant; return what is to be told."""
        signals: list[Signal] = []
        for key, finding in findings.items():
            episode = self._open.setdefault(key, _Episode(t_s, t_s, finding))
            episode.last_s, episode.finding = t_s, finding
            signals += self._tell(t_s, episode)
        for key in [key for key, each in self._open.items() if t_s - each.last_s > self._absent_s(each)]:
            episode = self._open.pop(key)
            if episode.began_s is not None:
                signals.append(self._signal(Phase.END, episode.last_s, episode))
        return signals

    def _absent_s(self, episode: _Episode) -> float:
        return self._patience_s if episode.began_s is None else self._hold_s

    def since(self, key: Hashable) -> float | None:
        """Return since when something holds, None when it does not."""
        episode = self._open.get(key)
        return None if episode is None else episode.since_s

    def rings(self, key: Hashable) -> bool:
        """Tell whether the signal of one key is open."""
        episode = self._open.get(key)
        return episode is not None and episode.began_s is not None

    def ringing(self) -> bool:
        """Tell whether a signal is open."""
        return any(each.began_s is not None for each in self._open.values())

    def explain(self) -> dict[str, Any]:
        """Tell what holds now beside what a signal needs; of the episode that is nearest to ringing.

        Returns:
            `candidates`; and when there are any `holds_s`, `needs_s`, `confidence`, `needs_confidence`.
        """
        told: dict[str, Any] = {"candidates": len(self._open), "needs_s": self._after_s}
        if self._open:
            best = max(self._open.values(), key=lambda each: each.last_s - each.since_s)
            told["holds_s"] = round(best.last_s - best.since_s, 2)
            told["confidence"] = round(min(1.0, best.finding.confidence), 3)
            told["needs_confidence"] = self._least_confidence
        return told

    def _tell(self, t_s: float, episode: _Episode) -> list[Signal]:
        if episode.began_s is None:
            ripe = t_s - episode.since_s >= self._after_s - 1e-6
            if not ripe or episode.finding.confidence < self._least_confidence:
                return []
            self._begun += 1
            episode.began_s, episode.told_s, episode.number = t_s, t_s, self._begun
            return [self._signal(Phase.START, t_s, episode)]
        if t_s - episode.told_s < UPDATE_EVERY_S:
            return []
        episode.told_s = t_s
        return [self._signal(Phase.UPDATE, t_s, episode)]

    def _signal(self, phase: Phase, t_s: float, episode: _Episode) -> Signal:
        finding = episode.finding
        began_s = episode.began_s if episode.began_s is not None else t_s
        return Signal(
            self._rule_id,
            self._kind,
            phase,
            t_s,
            began_s,
            round(min(1.0, finding.confidence), 3),
            finding.region_px,
            finding.object_ids,
            finding.direction_deg,
            finding.details,
            episode.number,
        )
