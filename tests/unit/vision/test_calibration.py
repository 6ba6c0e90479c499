"""From pixels to metres."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.kernel.errors import BadInput
from vigie.vision.calibration import PERSON_HEIGHT_M, from_people, from_points, spread_points

WIDTH, HEIGHT, FOCAL, MAST_M, TILT = 640, 360, 640.0, 5.5, 0.3


def seen(x: float, y: float, z: float = 0.0) -> tuple[float, float]:
    """Where a point of the world falls in the picture of a tilted camera on a mast."""
    depth = y * np.cos(TILT) - (z - MAST_M) * np.sin(TILT)
    up = y * np.sin(TILT) + (z - MAST_M) * np.cos(TILT)
    return WIDTH / 2 + FOCAL * x / depth, HEIGHT / 2 - FOCAL * up / depth


PLACES = [(-4.0, 9.0), (4.0, 9.0), (-6.0, 18.0), (6.0, 18.0), (1.0, 13.0), (0.0, 25.0)]


@pytest.mark.parametrize("count", [4, 5, 6])
def test_four_points_or_more_give_positions_in_metres(count: int) -> None:
    known = from_points([seen(*place) for place in PLACES[:count]], PLACES[:count])
    where = known.ground_m(np.array([seen(2.0, 15.0), seen(-3.0, 11.0)]))
    assert where == pytest.approx(np.array([[2.0, 15.0], [-3.0, 11.0]]), abs=0.01)
    assert known.error_m < 0.01


@given(st.lists(st.floats(-1.0, 1.0), min_size=12, max_size=12))
@settings(max_examples=30, deadline=None)
def test_a_pixel_of_error_moves_places_by_little(errors: list[float]) -> None:
    shaken = [
        (u + errors[2 * n], v + errors[2 * n + 1])
        for n, (u, v) in enumerate(seen(*place) for place in PLACES)
    ]
    known = from_points(shaken, PLACES)
    assert np.hypot(*(known.ground_m(np.array([seen(0.0, 12.0)]))[0] - [0.0, 12.0])) < 0.6


def test_nothing_stands_above_the_horizon() -> None:
    known = from_points([seen(*place) for place in PLACES], PLACES)
    assert np.isnan(known.ground_m(np.array([[320.0, -400.0]]))).all()


def test_too_few_points_and_points_on_a_line_are_refused() -> None:
    with pytest.raises(BadInput, match="four"):
        from_points([(0, 0), (1, 0), (0, 1)], [(0, 0), (1, 0), (0, 1)])
    line = [(float(n), 2.0 * n) for n in range(5)]
    with pytest.raises(BadInput, match="line"):
        from_points(line, line)


def walkers(count: int, seed: int = 1, spread: float = 0.08) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    feet, heights = [], []
    for _ in range(count):
        x, y = rng.uniform(-4, 4), rng.uniform(7, 22)
        low, high = seen(x, y), seen(x, y, PERSON_HEIGHT_M * rng.normal(1, spread))
        feet.append(low)
        heights.append(low[1] - high[1])
    return np.array(feet), np.array(heights)


def test_people_who_walk_by_calibrate_a_camera() -> None:
    known = from_people(*walkers(80), WIDTH)
    for place in ((-2.0, 9.0), (2.0, 15.0)):
        beside = known.ground_m(np.array([seen(*place), seen(place[0] + 1.0, place[1])]))
        assert float(np.hypot(*(beside[1] - beside[0]))) == pytest.approx(1.0, rel=0.15)


def test_some_who_sit_do_not_spoil_it() -> None:
    feet, heights = walkers(80)
    heights[::10] *= 0.6
    known = from_people(feet, heights, WIDTH)
    beside = known.ground_m(np.array([seen(0.0, 12.0), seen(1.0, 12.0)]))
    assert float(np.hypot(*(beside[1] - beside[0]))) == pytest.approx(1.0, rel=0.2)


def test_too_few_people_or_all_alike_are_refused() -> None:
    with pytest.raises(BadInput, match="few"):
        from_people(*walkers(10), WIDTH)
    feet, heights = walkers(60)
    with pytest.raises(BadInput, match="equally tall"):
        from_people(feet, np.full_like(heights, 60.0), WIDTH)


def test_walking_people_become_four_points_that_say_the_same() -> None:
    rows = np.linspace(150, 350, 60)
    feet = np.column_stack([np.linspace(100, 500, 60), rows])
    known = from_people(feet, 0.5 * (rows - 60), 640)
    pixels, metres = spread_points(known, 640, 360)
    again = from_points(pixels, metres)
    asked = np.array([[320.0, 350.0], [200.0, 250.0], [450.0, 200.0]])
    assert np.allclose(again.ground_m(asked), known.ground_m(asked), atol=0.05)
    assert all(0 <= x <= 640 and 60 < y <= 360 for x, y in pixels)
