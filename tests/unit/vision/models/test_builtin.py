"""The built-in detector over drawn foregrounds."""

import numpy as np
import pytest

from vigie.vision.background import Foreground
from vigie.vision.calibration import from_points
from vigie.vision.detections import Detections, Mask, ObjectClass
from vigie.vision.detector import Detector, ForegroundDetector
from vigie.vision.models.builtin import BuiltinDetector
from vigie.vision.models.builtin_scale import PersonScale, calibrated_px
from vigie.vision.models.builtin_shapes import heads_of, people_of

HIGH, WIDE = 180, 320
SMALL = np.zeros((HIGH, WIDE, 3), np.uint8)


def person(mask: Mask, x: int, feet: int, tall: int) -> None:
    """Head, trunk, legs."""
    half = max(1, tall // 8)
    mask[feet - tall : feet - round(tall * 0.85), x - half // 2 : x + half // 2 + 1] = True
    mask[feet - round(tall * 0.85) : feet - tall // 2, x - half : x + half + 1] = True
    mask[feet - tall // 2 : feet, x - half : x + half] = True


def foreground(mask: Mask, *boxes: tuple[int, int, int, int], settled: bool = True) -> Foreground:
    return Foreground(mask, np.array(boxes, np.float32).reshape(-1, 4), float(mask.mean()), settled=settled)


def taught() -> BuiltinDetector:
    """A detector that saw people 0.3 · (row − 20) tall."""
    detector = BuiltinDetector()
    for number in range(60):
        feet = 60 + number * 2 % 110
        mask = np.zeros((HIGH, WIDE), np.bool_)
        tall = round(0.3 * (feet - 20))
        person(mask, 100, feet, tall)
        half = max(1, tall // 8)
        detector.detect_foreground(SMALL, foreground(mask, (100 - half, feet - tall, 101 + half, feet)), 0.5)
    return detector


def found(mask: Mask, *boxes: tuple[int, int, int, int]) -> Detections:
    return taught().detect_foreground(SMALL, foreground(mask, *boxes), 0.5)


def test_it_is_a_foreground_detector_and_no_network() -> None:
    assert isinstance(BuiltinDetector(), ForegroundDetector)
    assert not hasattr(BuiltinDetector(), "detect")
    assert hasattr(Detector, "detect")


def test_a_person_far_and_a_person_near_are_persons_in_pixels_of_the_picture() -> None:
    for feet in (80, 160):
        mask, tall = np.zeros((HIGH, WIDE), np.bool_), round(0.3 * (feet - 20))
        person(mask, 200, feet, tall)
        half = tall // 8
        seen = found(mask, (200 - half, feet - tall, 201 + half, feet))
        assert seen.classes.tolist() == [ObjectClass.PERSON]
        assert seen.boxes[0, 3] == pytest.approx(feet * 2)


def test_a_solid_wide_block_is_a_car_and_a_tall_one_a_truck() -> None:
    mask = np.zeros((HIGH, WIDE), np.bool_)
    mask[108:140, 100:180] = True
    assert found(mask, (100, 108, 180, 140)).classes.tolist() == [ObjectClass.CAR]
    mask[80:108, 100:180] = True
    assert found(mask, (100, 80, 180, 140)).classes.tolist() == [ObjectClass.TRUCK]


def test_a_bag_is_an_object() -> None:
    mask = np.zeros((HIGH, WIDE), np.bool_)
    mask[130:140, 100:112] = True
    assert found(mask, (100, 130, 112, 140)).classes.tolist() == [ObjectClass.OBJECT]


@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_people_side_by_side_are_counted(count: int) -> None:
    mask = np.zeros((HIGH, WIDE), np.bool_)
    for number in range(count):
        person(mask, 60 + number * 13, 140, 36)
    mask[120:124, 60 : 60 + (count - 1) * 13] = True
    seen = found(mask, (56, 104, 65 + (count - 1) * 13, 140))
    assert set(seen.classes.tolist()) == {ObjectClass.PERSON}
    assert abs(len(seen) - count) <= max(0, count // 5)


def test_heads_stand_out() -> None:
    mask = np.zeros((40, 60), np.bool_)
    for x in (10, 30, 50):
        person(mask, x, 40, 36)
    assert heads_of(mask, 36.0) == 3
    assert heads_of(np.ones((30, 60), np.bool_), 36.0) == 0


def test_nobody_is_taken_out_of_an_empty_region() -> None:
    assert people_of(np.zeros((20, 20), np.bool_), 100, (0.3, -6.0)) == []


def test_an_unsettled_or_flooded_scene_holds_nothing() -> None:
    mask = np.zeros((HIGH, WIDE), np.bool_)
    person(mask, 100, 140, 36)
    detector, box = taught(), (96, 104, 105, 140)
    assert len(detector.detect_foreground(SMALL, foreground(mask, box, settled=False), 0.5)) == 0
    assert len(detector.detect_foreground(SMALL, foreground(np.ones_like(mask), box), 0.5)) == 0


def test_the_scale_is_learned_from_those_who_walk_by() -> None:
    scale = PersonScale()
    for number in range(120):
        feet = 60.0 + number % 110
        scale.learn(feet, 0.4 * (feet - 30), HIGH)
    assert scale.person_px(150.0, HIGH) == pytest.approx(48, rel=0.08)
    assert scale.person_px(80.0, HIGH) == pytest.approx(20, rel=0.15)


def test_a_calibration_tells_the_scale_at_once() -> None:
    known = from_points([(0, 100), (100, 100), (0, 200), (100, 200)], [(0, 0), (4, 0), (0, 4), (4, 4)])
    assert calibrated_px(known, (50.0, 150.0)) == pytest.approx(1.7 * 25, rel=0.01)
