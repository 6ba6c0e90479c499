"""Why a rule rings or not: what holds beside what it needs."""

import numpy as np

from vigie.testing.vision_scenes import everything
from vigie.vision.detections import Detections
from vigie.vision.plans import Paced
from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.registry import RULE_TYPES, make_rule
from vigie.vision.scene import SceneView
from vigie.vision.scenes import explanation_of
from vigie.vision.signals import Phase, RuleKind
from vigie.vision.tracker import Tracker

BOX = (0.0, 0.0, 9.0, 9.0)


def test_the_candidate_nearest_to_ringing_is_told_beside_what_is_needed():
    episodes = Episodes("a", RuleKind.LOITERING, after_s=5, hold_s=2, least_confidence=0.3)
    assert episodes.explain() == {"candidates": 0, "needs_s": 5}
    episodes.update(0.0, {1: Finding(BOX, 0.9)})
    episodes.update(2.0, {1: Finding(BOX, 0.45), 2: Finding(BOX, 0.8)})
    assert episodes.explain() == {
        "candidates": 2,
        "needs_s": 5,
        "holds_s": 2.0,
        "confidence": 0.45,
        "needs_confidence": 0.3,
    }


def test_rules_are_looked_into_through_schedule_and_pace():
    plain = make_rule(RuleKind.LOITERING, {"id": "a", "min_duration_s": 7})
    scheduled = make_rule(
        RuleKind.LOITERING, {"id": "a", "min_duration_s": 7, "schedule": {"spans": ["mon-fri 22:00-06:00"]}}
    )
    assert explanation_of(plain) == {"candidates": 0, "needs_s": 7, "needs_confidence": 0.3}
    assert explanation_of(scheduled) == explanation_of(Paced(plain, 1.0)) == explanation_of(plain)


def test_who_stays_in_a_field_is_told_with_how_long():
    rule, tracker = make_rule(RuleKind.LOITERING, {"id": "a", "min_duration_s": 30}), Tracker()
    small, box = np.zeros((180, 320, 3), np.uint8), np.array([[40, 40, 60, 90]], np.float32)
    for step in range(30):
        found = Detections.of(box, np.zeros(1, np.int16), np.full(1, 0.9, np.float32))
        tracks = tracker.update(step / 5, found, np.zeros((0, 4), np.float32), np.ones(1, np.bool_))
        rule.update(SceneView(step / 5, 0.2, 640, 360, tracks, small, everything()))
    told = explanation_of(rule)
    assert (told["candidates"], told["needs_s"]) == (1, 30)
    assert 4 < told["holds_s"] <= 6


def test_every_rule_that_waits_says_what_it_waits_for():
    line = {"polyline_px": [(0, 0), (9, 9)], "allowed_direction_deg": 90.0}
    field = [(0, 0), (9, 0), (9, 9)]
    told = {}
    for kind in RuleKind:
        known = RULE_TYPES[kind].settings.model_fields
        parameters = {key: value for key, value in line.items() if key in known}
        if kind is RuleKind.WRONG_WAY:
            parameters = {"field_px": field, "allowed_direction_deg": 90.0}
        told[kind] = explanation_of(make_rule(kind, {"id": "a", **parameters}))
    assert {kind for kind, each in told.items() if each is None} <= {RuleKind.LINE_CROSSING}


def test_an_event_is_one_from_start_to_end_whoever_takes_part():
    episodes = Episodes("a", RuleKind.GATHERING, after_s=0, hold_s=1)
    told = [
        signal
        for t_s, who in enumerate([(1, 2), (2, 3), (3, 4), (4,)])
        for signal in episodes.update(float(t_s), {"group": Finding(BOX, 0.9, who)})
    ]
    told += episodes.update(9.0, {"other": Finding(BOX, 0.9, (1,)), "third": Finding(BOX, 0.9, (2,))})
    assert [(each.phase, each.event) for each in told] == [
        (Phase.START, ("a", 0.0, 1)),
        (Phase.UPDATE, ("a", 0.0, 1)),
        (Phase.START, ("a", 9.0, 2)),
        (Phase.START, ("a", 9.0, 3)),
        (Phase.END, ("a", 0.0, 1)),
    ]
