"""Running, crowd movement, gathering, density, falls, over drawn walks."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.testing.vision_scenes import Actor, film, person, starts
from vigie.vision.calibration import from_points
from vigie.vision.signals import Phase, RuleKind

PERSON, BICYCLE = 0, 1
PX_M = 80 / 1.7
FLAT = from_points([(0, 0), (640, 0), (0, 360), (640, 360)], [(0, 0), (13.6, 0), (0, 7.65), (13.6, 7.65)])
"""47 px to the metre, seen from above."""


def across(speed_m_s: float, y: float = 250.0, begin: float = 60.0) -> Actor:
    return person(lambda t: (begin + speed_m_s * PX_M * t, y))


def test_a_runner_rings_once_and_a_walker_does_not() -> None:
    assert len(starts(film(RuleKind.RUNNING, {}, [(across(4.4), PERSON)], seconds=2.5))) == 1
    assert starts(film(RuleKind.RUNNING, {}, [(across(1.6), PERSON)], seconds=5)) == []


def test_a_cyclist_does_not_run() -> None:
    assert starts(film(RuleKind.RUNNING, {}, [(across(4.4), BICYCLE)], seconds=2.5)) == []


def test_metres_count_where_calibrated() -> None:
    told = starts(film(RuleKind.RUNNING, {}, [(across(4.0), PERSON)], seconds=2.5, calibration=FLAT))
    assert told[0].details["calibrated"] is True
    assert told[0].details["m_s"] == pytest.approx(4.0, rel=0.1)


@given(st.floats(0.0, 1.7), st.floats(0, 2 * math.pi))
@settings(max_examples=15, deadline=None)
def test_nobody_who_walks_runs_whatever_the_way(speed_m_s: float, way: float) -> None:
    dx, dy = math.cos(way) * speed_m_s * PX_M, math.sin(way) * speed_m_s * PX_M * 0.3
    walker = person(lambda t: (320 + dx * (t - 2), 220 + dy * (t - 2)))
    assert starts(film(RuleKind.RUNNING, {}, [(walker, PERSON)], seconds=4)) == []


def fleeing(number: int) -> Actor:
    side = 1 if number % 2 else -1
    return person(lambda t: (320 + side * max(0.0, t - 2) * 4.4 * PX_M, 180.0 + 25 * number))


def test_a_crowd_that_scatters_rings_and_one_runner_does_not() -> None:
    crowd = [(fleeing(number), PERSON) for number in range(6)]
    told = starts(film(RuleKind.CROWD_MOVEMENT, {}, crowd, seconds=4))
    assert len(told) == 1
    assert told[0].details["persons"] >= 4
    assert starts(film(RuleKind.CROWD_MOVEMENT, {}, crowd[:1], seconds=4)) == []


def member(number: int, speed_m_s: float) -> Actor:
    return person(lambda t: (150 + 45 * number + speed_m_s * PX_M * t, 240.0 + 8 * (number % 3)))


def group(count: int, speed_m_s: float = 0.0) -> list[tuple[Actor, int]]:
    return [(member(number, speed_m_s), PERSON) for number in range(count)]


def test_a_group_that_stands_is_a_gathering_and_one_that_walks_is_not() -> None:
    told = starts(film(RuleKind.GATHERING, {"min_duration_s": 3}, group(6), seconds=6))
    assert [each.details["persons"] for each in told] == [6]
    assert starts(film(RuleKind.GATHERING, {"min_duration_s": 3}, group(6, 1.4), seconds=4)) == []
    assert starts(film(RuleKind.GATHERING, {"min_duration_s": 3}, group(4), seconds=6)) == []


def test_a_gathering_is_told_in_persons_per_square_metre_where_calibrated() -> None:
    told = starts(film(RuleKind.GATHERING, {"min_duration_s": 3}, group(6), seconds=6, calibration=FLAT))
    length_m = 5 * 45 / 640 * 13.6
    assert told[0].details["per_m2"] == pytest.approx(6 / (length_m + 0.8 + length_m * 0.2), rel=0.2)


def test_density_counts_persons_and_does_not_tremble_around_its_limit() -> None:
    def flickering(n: int) -> Actor:
        inner = group(6)[n][0]
        return lambda t: inner(t) if n < 5 or int(t) % 3 else None

    actors = [(flickering(n), PERSON) for n in range(6)]
    told = film(RuleKind.CROWD_DENSITY, {"max_persons": 5, "min_duration_s": 1}, actors, seconds=12)
    assert [each.phase for each in told if each.phase is not Phase.UPDATE] == [Phase.START]
    assert starts(film(RuleKind.CROWD_DENSITY, {"max_persons": 8}, group(6), seconds=8)) == []


def test_density_per_square_metre() -> None:
    field = [(100, 150), (500, 150), (500, 340), (100, 340)]
    area = (400 / 640 * 13.6) * (190 / 360 * 7.65)
    for limit, rings in ((5 / area, 1), (7 / area, 0)):
        rule = {"field_px": field, "max_per_m2": limit, "min_duration_s": 1, "max_persons": 100}
        told = starts(film(RuleKind.CROWD_DENSITY, rule, group(6), seconds=4, calibration=FLAT))
        assert len(told) == rings


def collapse(begin_s: float, takes_s: float, tall: float = 100.0) -> Actor:
    def box(t_s: float) -> tuple[float, float, float, float]:
        down = float(np.clip((t_s - begin_s) / takes_s, 0, 1))
        height, width = tall * (1 - 0.72 * down), tall * (0.33 + 0.6 * down)
        return 300 - width / 2, 280 - height, 300 + width / 2, 280

    return box


def test_a_fall_rings_once_and_lying_down_slowly_does_not() -> None:
    assert len(starts(film(RuleKind.FALL, {}, [(collapse(2, 0.7), PERSON)], seconds=8))) == 1
    assert starts(film(RuleKind.FALL, {}, [(collapse(2, 8), PERSON)], seconds=14)) == []


def test_who_leaves_by_the_lower_edge_did_not_fall() -> None:
    leaving = person(lambda t: (320, 300 + 40 * t), 110)

    def cut(t_s: float) -> tuple[float, float, float, float] | None:
        left, top, right, bottom = leaving(t_s) or (0, 0, 0, 0)
        return None if top > 350 else (left, top, right, min(bottom, 360.0))

    assert starts(film(RuleKind.FALL, {"min_duration_s": 1}, [(cut, PERSON)], seconds=6)) == []
