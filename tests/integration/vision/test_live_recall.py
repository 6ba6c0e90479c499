"""The live analysis on real footage: looking less finds what looking at everything finds."""

from pathlib import Path

from vigie.bench.vision_recall import CAMERA, rehearse
from vigie.bench.vision_units import sub_stream
from vigie.vision.models.catalogue import DEFAULT, card
from vigie.vision.models.shelf import Shelf
from vigie.vision.scenario import read_scenario
from vigie.vision.scoring import score_rule


def test_vehicles_that_cross_are_found_by_regions_of_a_small_picture(footage: Path, tmp_path: Path) -> None:
    scenario = read_scenario(footage / "scenarios" / "motorway-crossings.json")
    network = Shelf(footage / "models").open(card(DEFAULT))
    signals = rehearse(scenario, lambda: network, tmp_path)
    scores = [score_rule(scenario, rule, signals, 30.0) for rule in scenario.rules]
    assert sum(each.events for each in scores) == 22
    assert sum(each.found for each in scores) >= 18
    assert sum(each.false for each in scores) <= 2


def test_nothing_rings_on_a_quiet_car_park(footage: Path, tmp_path: Path) -> None:
    scenario = read_scenario(footage / "scenarios" / "carpark-quiet.json")
    network = Shelf(footage / "models").open(card(DEFAULT))
    assert rehearse(scenario, lambda: network, tmp_path) == []


def test_a_sub_stream_keeps_its_clip_s_pace(footage: Path, tmp_path: Path) -> None:
    units, size_px = sub_stream(footage / "street" / "car-detection.mp4", tmp_path, CAMERA, 0)
    assert max(size_px) <= 640
    assert units[0].keyframe
    assert 29.0 < units[-1].utc / 1e6 < 31.0
