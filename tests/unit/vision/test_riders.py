"""Boxes that belong together: what is one object and what is many."""

import numpy as np

from vigie.vision.detections import Detections
from vigie.vision.riders import join_riders, without_groups


def people(*boxes: tuple[float, float, float, float], scores: tuple[float, ...] = ()) -> Detections:
    count = len(boxes)
    return Detections.of(np.array(boxes), np.zeros(count, np.int16), np.array(scores or (0.8,) * count))


def test_a_wide_box_around_somebody_upright_is_left_out() -> None:
    found = without_groups(people((10, 10, 160, 80), (40, 20, 58, 72)))
    assert found.boxes.tolist() == [[40, 20, 58, 72]]


def test_somebody_who_lies_before_somebody_who_stands_is_kept() -> None:
    assert len(without_groups(people((10, 60, 110, 95), (40, 0, 70, 92)))) == 2


def test_a_near_person_before_a_far_one_is_kept() -> None:
    assert len(without_groups(people((10, 10, 70, 160), (25, 40, 40, 80)))) == 2


def test_a_doubtful_part_of_somebody_who_lies_is_no_member() -> None:
    assert len(without_groups(people((10, 60, 110, 95), (40, 62, 60, 94), scores=(0.7, 0.1)))) == 2


def test_a_rider_is_one_however_many_boxes_of_a_person_there_are() -> None:
    boxes = np.array([(10, 30, 60, 60), (22, 10, 45, 55), (15, 30, 40, 58)])
    found = join_riders(Detections.of(boxes, np.array([1, 0, 0], np.int16), np.array([0.8, 0.6, 0.2])))
    assert found.classes.tolist() == [1]
    assert found.boxes.tolist() == [[10, 10, 60, 60]]
