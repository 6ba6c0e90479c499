"""Rules over simple walks and pictures: what must ring rings once, what must not stays silent."""

from pathlib import Path

import numpy as np
import pytest

from vigie.kernel.errors import BadInput
from vigie.vision.background import Foreground
from vigie.vision.detections import Detections
from vigie.vision.rules.registry import Rule, make_rule
from vigie.vision.scenario import ExpectedEvent, read_scenario
from vigie.vision.scene import SceneView
from vigie.vision.scoring import match
from vigie.vision.signals import Phase, RuleKind, Signal
from vigie.vision.tracker import Tracker

STEP_S = 0.1


def walk(rule: Rule, boxes: list[tuple[float, float, float, float]], kind: int = 0) -> list[Signal]:
    tracker = Tracker()
    small, everything = np.zeros((60, 80, 3), np.uint8), np.ones((60, 80), np.bool_)
    foreground = Foreground(everything, np.zeros((0, 4), np.float32), 1.0, settled=True)
    started: list[Signal] = []
    for number, box in enumerate(boxes):
        found = Detections.of(np.array([box]), np.array([kind], np.int16), np.array([0.9]))
        t_s = number * STEP_S
        tracks = tracker.update(t_s, found, np.zeros((0, 4), np.float32), np.array([False]))
        view = SceneView(t_s, STEP_S, 320, 240, tracks, small, foreground)
        started += [each for each in rule.update(view) if each.phase is Phase.START]
    return started


def rightwards(pixels_a_step: float, steps: int) -> list[tuple[float, float, float, float]]:
    return [(20 + n * pixels_a_step, 100, 40 + n * pixels_a_step, 150) for n in range(steps)]


def test_a_walk_over_the_line_rings_once_with_its_direction() -> None:
    rule = make_rule(RuleKind.LINE_CROSSING, {"id": "l", "polyline_px": [(100, 0), (100, 239)]})
    told = walk(rule, rightwards(4, 40))
    assert [each.direction_deg for each in told] == [0.0]


def test_only_the_forbidden_way_rings() -> None:
    line = {"id": "w", "polyline_px": [(100, 0), (100, 239)]}
    assert (
        len(walk(make_rule(RuleKind.WRONG_WAY, {**line, "allowed_direction_deg": 180}), rightwards(4, 40)))
        == 1
    )
    assert walk(make_rule(RuleKind.WRONG_WAY, {**line, "allowed_direction_deg": 0}), rightwards(4, 40)) == []


def test_a_box_cut_short_once_is_no_second_crossing() -> None:
    def down(step: int) -> tuple[float, float, float, float]:
        return (100, 60 + step, 118, 110 + step)

    path = [down(step) for step in range(0, 60, 2)]
    path[20:21] = [(100, 98, 118, 120)]
    rule = make_rule(RuleKind.LINE_CROSSING, {"id": "l", "polyline_px": [(0, 130), (300, 130)]})
    assert len(walk(rule, path)) == 1


def test_who_comes_back_crosses_twice() -> None:
    rule = make_rule(RuleKind.LINE_CROSSING, {"id": "l", "polyline_px": [(100, 0), (100, 239)]})
    told = walk(rule, [*rightwards(4, 25), *reversed(rightwards(4, 25))])
    assert [each.direction_deg for each in told] == [0.0, 180.0]


FIELD = [(10, 90), (120, 90), (120, 200), (10, 200)]


def test_loitering_rings_after_its_duration_only() -> None:
    rule = make_rule(RuleKind.LOITERING, {"id": "s", "field_px": FIELD, "min_duration_s": 3})
    told = walk(rule, [(40, 100, 60, 150)] * 45)
    assert [round(each.t_s, 1) for each in told] == [3.0]


def test_an_intruder_of_another_class_is_not_one() -> None:
    rule = make_rule(RuleKind.INTRUSION, {"id": "i", "field_px": FIELD, "classes": ["car"]})
    assert walk(rule, [(40, 100, 60, 150)] * 20, kind=0) == []


def falling(steps: int) -> list[tuple[float, float, float, float]]:
    standing = [(100.0, 80.0, 130.0, 180.0)] * 15
    heights = np.linspace(100, 28, steps)
    down = [(100 - (100 - h) / 3, 180 - h, 130 + (100 - h) / 3, 180.0) for h in heights]
    return [*standing, *down, *[down[-1]] * 30]


def test_a_quick_collapse_rings_and_a_slow_one_does_not() -> None:
    settings = {"id": "f", "min_duration_s": 1}
    assert len(walk(make_rule(RuleKind.FALL, settings), falling(8))) == 1
    assert walk(make_rule(RuleKind.FALL, settings), falling(80)) == []


def test_impossible_geometry_and_unknown_parameters_are_named() -> None:
    with pytest.raises(BadInput, match="three points"):
        make_rule(RuleKind.INTRUSION, {"id": "i", "field_px": [(0, 0), (5, 5)]})
    with pytest.raises(BadInput, match="speed"):
        make_rule(RuleKind.INTRUSION, {"id": "i", "speed": 3})


def test_one_signal_matches_one_event() -> None:
    box = (0.0, 0.0, 1.0, 1.0)
    told = [Signal("r", RuleKind.FALL, Phase.START, t, t, 1.0, box) for t in (10.2, 10.4, 30.0)]
    events = [ExpectedEvent("r", 10.0), ExpectedEvent("r", 50.0)]
    assert match(events, told, (-1.0, 2.0)) == [(0, 0)]


def test_a_file_that_is_no_scenario_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{}")
    with pytest.raises(BadInput, match=r"x\.json"):
        read_scenario(path)
