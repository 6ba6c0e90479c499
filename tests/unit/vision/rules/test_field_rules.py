"""Intrusion, loitering and lines over drawn walks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.testing.vision_scenes import Actor, Box, everything, film, person, starts
from vigie.vision.detections import Detections, ObjectClass
from vigie.vision.geometry import turn_deg
from vigie.vision.riders import join_halves
from vigie.vision.signals import RuleKind

PERSON, CAR = 0, 3
FIELD: dict[str, object] = {"field_px": [(200, 150), (440, 150), (440, 330), (200, 330)]}
LINE = [(320, 0), (320, 359)]


def rightwards(px_s: float, begin: float = 40.0, y: float = 250.0) -> Actor:
    return person(lambda t: (begin + px_s * t, y))


@pytest.mark.parametrize("mode", ["presence", "entry"])
def test_who_comes_into_the_field_rings_once(mode: str) -> None:
    assert len(starts(film(RuleKind.INTRUSION, {**FIELD, "mode": mode}, [(rightwards(60), PERSON)]))) == 1


def test_who_was_there_from_the_start_is_present_but_did_not_enter() -> None:
    stands = [(rightwards(0, begin=300), PERSON)]
    assert len(starts(film(RuleKind.INTRUSION, {**FIELD, "mode": "presence"}, stands))) == 1
    assert starts(film(RuleKind.INTRUSION, {**FIELD, "mode": "entry"}, stands)) == []


def test_what_was_always_there_and_no_sure_detection_is_believed_by_its_score() -> None:
    stands = [(rightwards(0, begin=300), PERSON)]
    told = film(RuleKind.INTRUSION, FIELD, stands, foreground=everything(value=False))
    assert len(starts(told)) == 1, "a sure detection needs no foreground"


def half_hidden(t_s: float) -> Box:
    """Stands at a table from 3 s on; the legs come and go."""
    low = 260.0 if t_s < 3 or int(t_s) % 3 else 215.0
    return 285, 170, 315, low


def test_legs_that_come_and_go_are_one_stay() -> None:
    field: dict[str, object] = {"field_px": [(200, 240), (440, 240), (440, 330), (200, 330)]}
    assert len(starts(film(RuleKind.INTRUSION, field, [(half_hidden, PERSON)], seconds=14))) == 1


def jumping(t_s: float) -> Box:
    """Somebody whose track slips to a sign beside the field as high as the head."""
    return (290, 170, 320, 260) if t_s < 3 else (120, 170, 150, 200)


def test_a_track_that_slips_away_ends_the_stay() -> None:
    rule: dict[str, object] = {**FIELD, "min_duration_s": 8}
    assert starts(film(RuleKind.LOITERING, rule, [(jumping, PERSON)], seconds=14)) == []


@given(st.floats(40, 200), st.booleans())
@settings(max_examples=20, deadline=None)
def test_every_crossing_rings_once_whatever_the_speed(px_s: float, back: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    begin = 600.0 if back else 40.0
    walker = rightwards(-px_s if back else px_s, begin=begin)
    seconds = min(12.0, 540 / px_s)
    told = starts(film(RuleKind.LINE_CROSSING, {"polyline_px": LINE}, [(walker, PERSON)], seconds=seconds))
    assert len(told) == 1
    assert turn_deg(told[0].direction_deg or 0.0, 180.0 if back else 0.0) < 1


def test_only_the_forbidden_way_rings() -> None:
    rule: dict[str, object] = {"polyline_px": LINE, "allowed_direction_deg": 180.0}
    assert len(starts(film(RuleKind.WRONG_WAY, rule, [(rightwards(120), CAR)], seconds=4))) == 1
    assert (
        starts(film(RuleKind.WRONG_WAY, {**rule, "allowed_direction_deg": 0.0}, [(rightwards(120), CAR)]))
        == []
    )


def test_two_who_cross_together_are_two() -> None:
    pair = [(rightwards(80, y=200), PERSON), (rightwards(80, y=320), PERSON)]
    assert len(starts(film(RuleKind.LINE_CROSSING, {"polyline_px": LINE}, pair, seconds=6))) == 2


def detections(*boxes: Box) -> Detections:
    return Detections.of(
        np.array(boxes), np.full(len(boxes), ObjectClass.PERSON, np.int16), np.full(len(boxes), 0.8)
    )


def test_two_halves_of_a_person_are_one_and_two_persons_are_two() -> None:
    joined = join_halves(detections((100, 50, 180, 150), (102, 140, 178, 250)))
    assert joined.boxes.tolist() == [[100, 50, 180, 250]]
    assert len(join_halves(detections((100, 50, 140, 150), (150, 50, 190, 150)))) == 2
    assert len(join_halves(detections((100, 50, 140, 150), (102, 90, 142, 200)))) == 2
