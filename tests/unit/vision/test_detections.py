"""Columns of one length, and nothing lost on the way."""

import numpy as np
import pytest

from vigie.kernel.errors import BadInput
from vigie.vision.detections import UNTRACKED, Detections, ObjectClass, parse_classes


def two() -> Detections:
    return Detections.of(
        np.array([[10, 20, 30, 60], [0, 0, 8, 4]]), np.array([0, 3], np.int16), np.array([0.9, 0.4])
    )


def test_feet_are_the_bottom_centre() -> None:
    assert two().feet_px.tolist() == [[20, 60], [4, 4]]


def test_new_objects_are_untracked_and_nowhere_on_the_ground() -> None:
    assert set(two().object_ids) == {UNTRACKED}
    assert np.isnan(two().ground_m).all()


def test_joining_and_picking_keep_rows_together() -> None:
    both = Detections.joined([two(), two().moved(100, 50)])
    cars = both.of_classes([ObjectClass.CAR])
    assert cars.boxes.tolist() == [[0, 0, 8, 4], [100, 50, 108, 54]]
    assert np.allclose(cars.scores, 0.4)


def test_nothing_is_a_value() -> None:
    assert len(Detections.joined([])) == 0
    assert Detections.empty().feet_px.shape == (0, 2)


def test_columns_of_different_lengths_are_refused() -> None:
    one = two().pick(np.array([0]))
    with pytest.raises(ValueError, match="different lengths"):
        Detections(two().boxes, one.classes, one.scores, one.object_ids, one.ground_m)


def test_an_unknown_class_lists_the_known_ones() -> None:
    assert parse_classes(["person", "bus"]) == {ObjectClass.PERSON, ObjectClass.BUS}
    with pytest.raises(BadInput, match="motorcycle"):
        parse_classes(["scooter"])
