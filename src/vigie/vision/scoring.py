"""Signals against expected events: who found what, what was false, how late.

An event may be matched by one signal of its rule, inside the scenario's window around its instant; all other
signals are false alarms. Pairs are chosen so that most events are found, then with the least time between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from vigie.vision.geometry import turn_deg
from vigie.vision.scenario import ExpectedEvent, Scenario
from vigie.vision.signals import Phase, Signal


@dataclass(slots=True)
class Score:
    """Counts of one kind: events, those found, false signals, delays of the found, hours watched."""

    events: int = 0
    found: int = 0
    false: int = 0
    hours: float = 0.0
    delays_s: list[float] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Add the counts of another clip."""
        self.events += other.events
        self.found += other.found
        self.false += other.false
        self.hours += other.hours
        self.delays_s += other.delays_s

    @property
    def precision(self) -> float | None:
        """Share of signals that were right; None without signals."""
        told = self.found + self.false
        return self.found / told if told else None

    @property
    def recall(self) -> float | None:
        """Share of events found; None without events."""
        return self.found / self.events if self.events else None

    @property
    def f1(self) -> float | None:
        """2·found / (events + signals); None when there was nothing to find and nothing was told."""
        whole = self.events + self.found + self.false
        return 2 * self.found / whole if whole else None

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "events": self.events,
            "found": self.found,
            "false": self.false,
            "precision": _rounded(self.precision),
            "recall": _rounded(self.recall),
            "f1": _rounded(self.f1),
            "delay_s_median": _rounded(median(self.delays_s)) if self.delays_s else None,
            "false_per_hour": _rounded(self.false / self.hours) if self.hours else None,
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def score_rule(scenario: Scenario, rule_id: str, signals: Iterable[Signal], length_s: float) -> Score:
    """Return the counts of one rule of one scenario, over a clip of `length_s` seconds."""
    start, end = scenario.interval_s or (0.0, length_s)
    events = [each for each in scenario.events if each.rule == rule_id and start <= each.t_s <= end]
    told = [each for each in signals if each.rule_id == rule_id and each.phase is Phase.START]
    pairs = match(events, told, scenario.match_s)
    matched = {column for _, column in pairs}
    false = [each for number, each in enumerate(told) if number not in matched and start <= each.t_s <= end]
    delays = [told[column].t_s - events[row].t_s for row, column in pairs]
    return Score(len(events), len(pairs), len(false), max(0.0, min(end, length_s) - start) / 3600, delays)


def match(
    events: Sequence[ExpectedEvent], told: Sequence[Signal], window_s: tuple[float, float]
) -> list[tuple[int, int]]:
    """Return pairs (event, signal): as many as possible, then as close in time as possible."""
    if not events or not told:
        return []
    worth = np.zeros((len(events), len(told)))
    for row, event in enumerate(events):
        for column, signal in enumerate(told):
            late = signal.t_s - event.t_s
            if window_s[0] - 1e-6 <= late <= window_s[1] + 1e-6 and _agrees(event, signal):
                worth[row, column] = 1000.0 - abs(late)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if worth[r, c] > 0]


def _agrees(event: ExpectedEvent, signal: Signal) -> bool:
    """Tell whether direction (within 90°) and place (common pixels) agree, where the event states them."""
    heading = signal.direction_deg
    known = event.direction_deg is not None and heading is not None
    if known and turn_deg(event.direction_deg or 0.0, heading or 0.0) > 90:  # noqa: PLR2004 - the other way
        return False
    if event.box_px is None:
        return True
    ours, theirs = signal.region_px, event.box_px
    across = min(ours[2], theirs[2]) - max(ours[0], theirs[0])
    down = min(ours[3], theirs[3]) - max(ours[1], theirs[1])
    return across > 0 and down > 0
