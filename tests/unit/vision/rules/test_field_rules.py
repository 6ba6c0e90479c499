"""Intrusion, loitering and lines over drawn walks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.testing.vision_scenes import Actor, Box, everything, film, person, starts
from vigie.vision.detections import Detections, ObjectClass
from vigie.vision.geometry import turn_deg
from vigie.vision.riders import join_halves
from vigie.vision.rules.evidence import is_second_box
from vigie.vision.rules.registry import make_rule
from vigie.vision.scene import SceneView
from vigie.vision.signals import RuleKind, Signal
from vigie.vision.tracks import ObjectTrack, Sighting

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


def torso(t_s: float) -> Box:
    """Walks up to the line and along it; now and then only the upper half is seen."""
    low = 300.0 if not 2 <= t_s % 3 < 2.2 else 235.0
    return 100 + 20 * t_s, 180, 130 + 20 * t_s, low


def test_half_a_body_has_no_feet_and_crosses_no_line() -> None:
    line: dict[str, object] = {"polyline_px": [(0, 260), (639, 260)]}
    assert starts(film(RuleKind.LINE_CROSSING, line, [(torso, PERSON)], seconds=9)) == []


def two_that_exchange_numbers(t_s: float) -> list[tuple[int, Box]]:
    """One stands in the field, another passes below it; at 3 s the tracker takes each for the other."""
    stands: Box = (300, 170, 320, 230)
    passes: Box = (150 + 50 * t_s, 280, 180 + 50 * t_s, 355)
    return [(1, stands), (2, passes)] if t_s < 3 else [(2, stands), (1, passes)]


def rung(rule: RuleKind, parameters: dict[str, object], seconds: float) -> list[Signal]:
    """Return the starts of a rule that is given tracks with these numbers."""
    watching = make_rule(rule, {"id": "r", **parameters})
    tracks: dict[int, ObjectTrack] = {}
    told = list[Signal]()
    for number in range(round(seconds * 10)):
        t_s = number / 10
        for object_id, box in two_that_exchange_numbers(t_s):
            sighting = Sighting(t_s, box, 0.9)
            if object_id not in tracks:
                tracks[object_id] = ObjectTrack.begin(object_id, sighting, PERSON)
                tracks[object_id].confirmed = True
            else:
                tracks[object_id].see(sighting, PERSON)
        small = np.zeros((180, 320, 3), np.uint8)
        told += watching.update(SceneView(t_s, 0.1, 640, 360, list(tracks.values()), small, everything()))
    return starts(told)


def test_where_the_tracker_exchanges_two_numbers_nobody_came_in() -> None:
    field: dict[str, object] = {"field_px": [(200, 150), (440, 150), (440, 260), (200, 260)]}
    assert len(rung(RuleKind.INTRUSION, field, 6)) == 1
    assert len(rung(RuleKind.LOITERING, {**field, "min_duration_s": 5}, 9)) == 1


def test_who_rang_and_is_hard_to_see_for_a_while_rings_once() -> None:
    rule = make_rule(RuleKind.LOITERING, {"id": "r", **FIELD, "min_duration_s": 3})
    track, told = ObjectTrack.begin(1, Sighting(0, (300, 200, 320, 260), 0.9), PERSON), list[Signal]()
    track.confirmed = True
    small = np.zeros((180, 320, 3), np.uint8)
    for number in range(1, 150):
        seen = number / 10
        faint = 5 < seen < 10
        track.see(Sighting(seen, (300, 200, 320, 260), 0.2 if faint else 0.9), PERSON)
        told += rule.update(SceneView(seen, 0.1, 640, 360, [track], small, everything(value=not faint)))
    assert len(starts(told)) == 1


def test_a_doubtful_box_on_somebody_seen_surely_is_nobody_else() -> None:
    def view(apart: float) -> tuple[SceneView, ObjectTrack]:
        sure = ObjectTrack.begin(1, Sighting(0, (300, 200, 320, 260), 0.8), PERSON)
        doubtful = ObjectTrack.begin(2, Sighting(0, (298 + apart, 205, 322 + apart, 250), 0.3), PERSON)
        small = np.zeros((180, 320, 3), np.uint8)
        return SceneView(0, 0.1, 640, 360, [sure, doubtful], small, everything()), doubtful

    assert is_second_box(*view(0))
    assert not is_second_box(*view(40))
