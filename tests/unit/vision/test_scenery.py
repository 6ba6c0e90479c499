"""What a detector sees again and again where nothing is new."""

import numpy as np

from vigie.vision.detections import Detections, ObjectClass
from vigie.vision.scenery import KEPT_S, Scenery
from vigie.vision.signals import Box

BARRIER: Box = (206, 168, 218, 198)


def seen(*boxes: Box, score: float = 0.4, kind: ObjectClass = ObjectClass.PERSON) -> Detections:
    return Detections.of(
        np.array(boxes), np.full(len(boxes), int(kind), np.int16), np.full(len(boxes), score)
    )


def shares(*new: float) -> np.ndarray:
    return np.array(new, np.float32)


def learned(score: float = 0.4) -> Scenery:
    scenery = Scenery()
    for number in range(30):
        scenery.update(number / 10, seen(BARRIER, score=score), shares(0.0))
    return scenery


def test_what_is_always_there_is_scenery_after_a_while() -> None:
    scenery = Scenery()
    answers = [bool(scenery.update(n / 10, seen(BARRIER), shares(0.0))[0]) for n in range(30)]
    assert not any(answers[:20])
    assert all(answers[22:])


def test_passers_by_before_it_change_little_and_who_covers_it_much() -> None:
    scenery = learned()
    assert scenery.update(3.0, seen(BARRIER), shares(0.3)).tolist() == [True]
    assert scenery.update(3.1, seen(BARRIER), shares(0.7)).tolist() == [False]


def test_who_stands_before_it_is_seen_more_surely() -> None:
    scenery = learned(0.2)
    assert scenery.update(3.0, seen(BARRIER, score=0.5), shares(0.3)).tolist() == [False]
    assert scenery.update(3.1, seen(BARRIER, score=0.5), shares(0.0)).tolist() == [True], "nobody came"
    assert scenery.update(3.2, seen(BARRIER, score=0.8), shares(0.0)).tolist() == [False], "a sure one"


def test_another_kind_and_another_place_are_no_scenery() -> None:
    scenery = learned()
    assert scenery.update(3.0, seen(BARRIER, kind=ObjectClass.CAR), shares(0.0)).tolist() == [False]
    assert scenery.update(3.1, seen((216, 168, 228, 198)), shares(0.0)).tolist() == [False]


def test_nothing_is_learned_while_the_background_is_unknown_or_something_is_new() -> None:
    for new in (float("nan"), 0.5):
        scenery = Scenery()
        for number in range(30):
            scenery.update(number / 10, seen(BARRIER), shares(new))
        assert scenery.update(3.0, seen(BARRIER), shares(0.0)).tolist() == [False]


def test_what_is_gone_for_long_is_forgotten() -> None:
    scenery = learned()
    nothing = Detections.empty()
    scenery.update(3.0 + KEPT_S, nothing, shares())
    assert scenery.update(3.1 + KEPT_S, seen(BARRIER), shares(0.0)).tolist() == [False]
