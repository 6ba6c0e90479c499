import json
from datetime import datetime

import numpy as np
import pytest

from vigie.simulator.scenes.cases import PLACES, Case, case
from vigie.simulator.scenes.framing import Framing
from vigie.simulator.scenes.hazards import Hazard, Lighting
from vigie.simulator.scenes.labels import RULES, scenario
from vigie.simulator.scenes.scenario_export import export_scenarios
from vigie.simulator.scenes.shows import write_script
from vigie.simulator.scenes.spec import Behaviour
from vigie.simulator.scenes.stage import Stage
from vigie.simulator.scenes.truth import TruthWriter


def told(one: Case):
    return scenario(one, one.framing.truth(TruthWriter(Stage(one.spec)).to_json()))


@pytest.mark.parametrize("behaviour", [one for one in Behaviour if one is not Behaviour.QUIET])
@pytest.mark.parametrize("number", range(4))
def test_every_case_shows_its_behaviour_within_the_clip(behaviour, number):
    one = case(behaviour, number, 5)
    spec = one.spec
    events = [event for event in write_script(spec).events if event.kind == spec.behaviour]
    assert events
    wait = RULES.get(behaviour, {}).get("min_duration_s", 0.0)
    for event in events:
        assert 0 <= event.start_s + wait <= spec.duration_s
    if spec.behaviour in PLACES:
        assert spec.place in PLACES[spec.behaviour]


def test_a_case_is_the_same_every_time_and_others_differ():
    assert case(Behaviour.FALL, 3, 1) == case(Behaviour.FALL, 3, 1)
    cases = [case(Behaviour.FALL, number, 1) for number in range(20)]
    assert len({each.spec.seed for each in cases}) == 20
    assert len({each.hazard for each in cases}) > 3
    assert {each.framing.mirrored for each in cases} == {False, True}


def test_a_quiet_case_has_rules_and_expects_nothing():
    quiet = told(case(Behaviour.QUIET, 0, 1))
    assert len(quiet["rules"]) > 5
    assert quiet["events"] == []


def test_what_truly_happens_is_never_among_the_silent_rules():
    for number in range(4):
        rules = told(case(Behaviour.ABANDONED_OBJECT, number, 1))["rules"]
        kinds = [each["kind"] for each in rules]
        assert kinds.count("abandoned_object") == 1
        assert "removed_object" not in kinds


def test_rules_know_the_geometry():
    rule = told(case(Behaviour.WRONG_WAY, 2, 1))["rules"][0]
    assert len(rule["polyline_px"]) == 2
    assert 0 <= rule["allowed_direction_deg"] < 360


def test_people_against_the_way_are_labelled_and_the_others_are_not():
    one = case(Behaviour.WRONG_WAY, 1, 1)
    people = told(one)
    allowed = people["rules"][0]["allowed_direction_deg"]
    turns = [abs((each["direction_deg"] - allowed + 180) % 360 - 180) for each in people["events"]]
    assert turns
    assert min(turns) > 100
    assert len(turns) < len(write_script(one.spec).events)


def test_night_watch_cases_say_when_they_are():
    one = told(case(Behaviour.INTRUSION, 1, 1))
    assert datetime.fromisoformat(one["starts_at"]).hour == 23
    assert [each["id"] for each in one["rules"]][-1] == "by-day"


def test_a_mirrored_view_mirrors_points_boxes_and_directions():
    framing = Framing((640, 360), 1.0, mirrored=True)
    assert framing.point([100.0, 50.0], (640, 360)) == [540.0, 50.0]
    assert framing.box([100.0, 50.0, 20.0, 40.0], (640, 360)) == [520.0, 50.0, 20.0, 40.0]
    assert framing.direction(30.0) == 150.0
    picture = np.zeros((360, 640, 3), np.uint8)
    picture[50, 100] = 255
    assert framing.picture(picture)[50, 539].tolist() == [255, 255, 255]


def test_a_closer_view_cuts_what_lies_outside():
    framing = Framing((640, 360), 1.1)
    rendered = (framing.rendered_width_px, framing.rendered_width_px * 9 // 16 // 2 * 2)
    assert framing.picture(np.zeros((rendered[1], rendered[0], 3), np.uint8)).shape == (360, 640, 3)
    assert framing.box([0.0, 0.0, 5.0, 5.0], rendered) is None
    assert framing.box([0.0, 100.0, 100.0, 20.0], rendered)[0] == 0.0


def test_the_homography_of_a_framed_view_gives_its_pixels():
    one = case(Behaviour.FALL, 2, 1)
    truth = TruthWriter(Stage(one.spec)).to_json()
    rendered = tuple(truth["size_px"])
    framing = Framing((640, 360), 1.0 if rendered[0] == 640 else one.framing.zoom, mirrored=True)
    rows = np.array(truth["homography_ground_to_px"])
    framed = np.array(framing.truth(truth)["homography_ground_to_px"])
    ground = np.array([2.0, 14.0, 1.0])
    before, after = rows @ ground, framed @ ground
    expected = framing.point(list(before[:2] / before[2]), rendered)
    assert np.allclose(after[:2] / after[2], expected, atol=0.1)


@pytest.mark.parametrize("hazard", [each for each in Hazard if each is not Hazard.NONE])
def test_deceiving_light_changes_some_pictures_and_repeats(hazard):
    picture = np.full((72, 128, 3), 120, np.uint8)
    light = Lighting(hazard, 5, (128, 72), 32.0)
    changed = [not np.array_equal(light.apply(picture, second), picture) for second in range(32)]
    assert any(changed)
    assert np.array_equal(light.apply(picture, 12.0), light.apply(picture, 12.0))


def test_two_processes_write_the_same_files(tmp_path):
    shown = [Behaviour.COVERED, Behaviour.QUIET]
    seen = []
    alone = export_scenarios(tmp_path / "alone", 1, 3, behaviours=shown)
    both = export_scenarios(
        tmp_path / "both",
        1,
        3,
        behaviours=shown,
        processes=2,
        progress=lambda done, whole: seen.append((done, whole)),
    )
    assert [each.name for each in both] == [each.name for each in alone]
    assert seen == [(1, 2), (2, 2)]
    for one, other in zip(alone, both, strict=True):
        assert one.read_bytes() == other.read_bytes()
        clip, twin = (each.parent / "clips" / f"{each.stem}.mp4" for each in (one, other))
        assert clip.read_bytes() == twin.read_bytes()


def test_an_interrupted_export_goes_on(tmp_path):
    first = export_scenarios(tmp_path, 1, 3, behaviours=[Behaviour.COVERED])
    before = first[0].stat().st_mtime_ns
    again = export_scenarios(tmp_path, 1, 3, behaviours=[Behaviour.COVERED])
    assert again == first
    assert again[0].stat().st_mtime_ns == before
    assert json.loads(first[0].read_text())["events"]
