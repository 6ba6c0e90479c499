"""Arithmetic on boxes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vigie.vision import boxes
from vigie.vision.detections import LOOK_ALIKES, Detections

SIDE = st.floats(0, 400, width=32)


@st.composite
def some_boxes(draw: st.DrawFn) -> np.ndarray:
    rows = draw(st.lists(st.tuples(SIDE, SIDE, st.floats(1, 90), st.floats(1, 90)), min_size=1, max_size=8))
    return np.array([(x, y, x + w, y + h) for x, y, w, h in rows], np.float32)


@given(some_boxes(), some_boxes())
def test_overlap_is_symmetric_and_between_0_and_1(first: np.ndarray, second: np.ndarray) -> None:
    overlap = boxes.iou(first, second)
    assert np.allclose(overlap, boxes.iou(second, first).T, atol=1e-5)
    assert overlap.min() >= 0
    assert overlap.max() <= 1 + 1e-4


@given(some_boxes())
def test_a_box_covers_itself(some: np.ndarray) -> None:
    assert np.allclose(np.diag(boxes.iou(some, some)), 1, atol=1e-3)
    assert np.allclose(np.diag(boxes.cover(some, some)), 1, atol=1e-3)


@given(some_boxes())
def test_suppression_keeps_the_best_and_no_two_that_overlap(some: np.ndarray) -> None:
    scores = np.linspace(0.9, 0.2, len(some))
    kept = boxes.suppress(Detections.of(some, np.zeros(len(some), np.int16), scores), 0.5)
    overlap = boxes.iou(kept.boxes, kept.boxes) - np.eye(len(kept))
    assert kept.scores[0] == scores.max().astype(np.float32)
    assert overlap.max() <= 0.5 + 1e-4


def test_suppression_spares_other_classes() -> None:
    twice = np.array([[0, 0, 10, 10], [0, 0, 10, 10]], np.float32)
    found = Detections.of(twice, np.array([0, 1], np.int16), np.array([0.9, 0.8]))
    assert len(boxes.suppress(found, 0.5)) == 2
    assert len(boxes.suppress(found, 0.5, across_classes=True)) == 1


def test_a_van_is_no_lorry_beside_a_car_but_a_car_before_a_lorry_stays() -> None:
    boxes_px = np.array([(10, 10, 60, 40), (11, 10, 61, 41), (0, 0, 120, 90)])
    found = Detections.of(boxes_px, np.array([3, 5, 5], np.int16), np.array([0.8, 0.5, 0.7]))
    kept = boxes.suppress(found, 0.55, one_kind=LOOK_ALIKES, inner=0.8)
    assert kept.boxes[:, 0].tolist() == [10, 0]
