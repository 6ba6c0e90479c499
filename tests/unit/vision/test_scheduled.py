"""A rule with a schedule works within its spans only."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from vigie.vision.background import Background
from vigie.vision.detections import Detections
from vigie.vision.rules.registry import make_rule
from vigie.vision.scene import SceneView
from vigie.vision.signals import Phase, RuleKind, Signal
from vigie.vision.tracker import Tracker

STEP_S = 0.1
MONDAY = datetime(2026, 11, 23, 21, 59, 58)  # noqa: DTZ001 - schedules are in local time


def signals(starts_at: datetime | None, steps: int = 40) -> list[Signal]:
    rule = make_rule(RuleKind.INTRUSION, {"id": "n", "schedule": {"spans": ["mon-fri 22:00-06:00"]}})
    tracker, background, small = Tracker(), Background(), np.zeros((60, 80, 3), np.uint8)
    told: list[Signal] = []
    for number in range(steps):
        t_s = number * STEP_S
        found = Detections.of(
            np.array([[50, 50, 70, 100]]), np.zeros(1, np.int16), np.array([0.9], np.float32)
        )
        tracks = tracker.update(t_s, found, np.zeros((0, 4), np.float32), np.array([False]))
        local = None if starts_at is None else starts_at + timedelta(seconds=t_s)
        foreground = background.update(small, STEP_S)
        told += rule.update(SceneView(t_s, STEP_S, 320, 240, tracks, small, foreground, local=local))
    return told


def test_it_rings_from_the_first_instant_of_its_span() -> None:
    assert [(each.phase, round(each.t_s, 1) >= 2.0) for each in signals(MONDAY)[:1]] == [(Phase.START, True)]


def test_it_is_silent_outside_and_without_a_clock() -> None:
    assert signals(MONDAY.replace(hour=12)) == []
    assert signals(None) == []


def test_what_is_open_when_the_span_ends_is_closed() -> None:
    told = signals(datetime(2026, 11, 24, 5, 59, 58))  # noqa: DTZ001 - local
    assert [each.phase for each in told] == [Phase.START, Phase.END]
    assert told[1].t_s == pytest.approx(2.0)
