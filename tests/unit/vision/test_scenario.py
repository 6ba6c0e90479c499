"""What a scenario file may hold, and what is said when it cannot be used."""

import json

import pytest

from vigie.kernel.errors import BadInput
from vigie.vision.scenario import read_scenario

GOOD = {
    "schema": "vigie.scenario/1",
    "clip": "clip.mp4",
    "rules": [{"id": "a", "kind": "intrusion", "field_px": [[0, 0], [9, 0], [9, 9]]}],
    "events": [{"rule": "a", "t_s": 1.5, "direction_deg": 90, "box_px": [1, 2, 3, 4]}],
    "match_s": [-1, 3],
    "interval_s": [0, 30],
}


@pytest.fixture
def write(tmp_path):
    def write(**changes):
        path = tmp_path / "one.json"
        kept = {key: value for key, value in (GOOD | changes).items() if value is not None}
        path.write_text(json.dumps(kept))
        return path

    return write


def test_a_whole_file_is_read_as_the_schema_says(write, tmp_path):
    scenario = read_scenario(write())
    assert scenario.clip == tmp_path / "clip.mp4"
    assert (scenario.match_s, scenario.interval_s, scenario.warnings) == ((-1.0, 3.0), (0.0, 30.0), ())
    (event,) = scenario.events
    assert (event.rule, event.t_s, event.direction_deg, event.box_px) == ("a", 1.5, 90.0, (1, 2, 3, 4))


def test_clips_lie_beside_the_file_or_in_the_media_folder_by_path_or_name(write, tmp_path):
    path = write(clip="../street/clip.mp4")
    assert read_scenario(path).clip == (tmp_path / "../street/clip.mp4").resolve()
    media = tmp_path / "media"
    assert read_scenario(path, media).clip == media / "clip.mp4"
    (media / "street").mkdir(parents=True)
    (media / "street" / "clip.mp4").touch()
    assert read_scenario(path, media).clip == media / "street" / "clip.mp4"


def test_what_nobody_knows_is_left_aside_and_told(write):
    rules = [{"id": "a", "kind": "intrusion", "colour": "red", "note": "drawn by hand"}]
    scenario = read_scenario(write(rules=rules, frobnicate=1))
    assert scenario.warnings == (
        "rule a: parameter 'colour' is unknown to intrusion",
        "key 'frobnicate' is unknown to vigie.scenario/1 and was left aside",
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"clip": None}, r"add 'clip'"),
        ({"rules": None}, r"add 'rules'"),
        ({"rules": [{"id": "a", "kind": "levitation"}]}, "choose one of intrusion"),
        ({"rules": [GOOD["rules"][0]] * 2}, "give each its own"),
        ({"rules": [{"id": "a", "kind": "line_crossing", "polyline_px": [[1, 1]]}]}, "two different points"),
        ({"rules": [{"id": "a", "kind": "intrusion", "field_px": [[0, 0], [1, 1], [2, 2]]}]}, "three points"),
        ({"rules": [{"id": "a", "kind": "fall", "min_duration_s": -3}], "events": []}, "min_duration_s"),
        ({"match_s": [3]}, "match_s: give two numbers"),
        ({"match_s": [3, -1]}, "match_s: 3 must be below -1"),
        ({"interval_s": [50, 2]}, "interval_s: 50 must be below 2"),
        ({"events": [{"rule": "b", "t_s": 1}]}, "its rules are a"),
        ({"events": [{"rule": "a"}]}, "event 1: add 't_s'"),
        ({"events": [{"rule": "a", "t_s": "soon"}]}, "event 1: something has the wrong form"),
        ({"events": [{"rule": "a", "t_s": 1, "box_px": [5, 5, 1, 1]}]}, "left, top, right, bottom"),
        ({"calibration": {"points_px": [[0, 0]], "points_m": [[0, 0]]}}, "four or more pairs"),
        ({"starts_at": "yesterday"}, "wrong form"),
        ({"schema": "vigie.scenario/9"}, "is no scenario"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_to_do(write, changes, told):
    path = write(**changes)
    with pytest.raises(BadInput, match=told) as bad:
        read_scenario(path)
    assert str(path) in str(bad.value)


@pytest.mark.parametrize("content", [b"{half", b"\xff\xfe", b"[]"])
def test_files_that_are_no_scenario_say_so(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="scenario"):
        read_scenario(path)


def test_a_field_outside_the_picture_is_refused_by_the_rule_s_name(write):
    rules = [{"id": "a", "kind": "intrusion", "field_px": [[700, 0], [900, 0], [900, 90]]}]
    scenario = read_scenario(write(rules=rules))
    scenario.check_inside((800, 450))
    with pytest.raises(BadInput, match="rule a: field_px lies outside the picture of 640 × 360"):
        scenario.check_inside((640, 360))
