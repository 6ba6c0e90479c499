"""The ground that people who walk by teach a camera."""

import numpy as np

from vigie.vision.detections import Detections
from vigie.vision.perspective import SelfCalibration
from vigie.vision.tracker import Tracker

WIDE, HIGH, HORIZON, CAMERA_M = 640, 360, 40.0, 5.0


def box_at(x_m: float, away_m: float) -> tuple[float, float, float, float]:
    """A person of 1.70 m under a level camera of focal length 640 px."""
    feet, metre = HORIZON + WIDE * CAMERA_M / away_m, WIDE / away_m
    x, tall = WIDE / 2 + x_m * metre, 1.7 * metre
    return x - 0.2 * tall, feet - tall, x + 0.2 * tall, feet


def taught(path: list[tuple[float, float]]) -> SelfCalibration:
    tracker, learned = Tracker(), SelfCalibration()
    for number, place in enumerate(path):
        found = Detections.of(np.array([box_at(*place)]), np.zeros(1, np.int16), np.array([0.8]))
        tracks = tracker.update(number / 10, found, np.zeros((0, 4), np.float32), np.array([True]))
        learned.update(number / 10, tracks, (WIDE, HIGH))
    return learned


def test_who_walks_away_teaches_distances() -> None:
    ground = taught([(-1.0 + 0.02 * n, 12.0 + 0.14 * n) for n in range(120)]).calibration
    assert ground is not None
    feet = np.array([[box_at(0.0, away)[2], box_at(0.0, away)[3]] for away in (14.0, 24.0)])
    near, far = ground.ground_m(feet)
    assert abs(float(np.hypot(*(far - near))) - 10.0) < 0.5


def test_who_stays_at_one_distance_teaches_nothing() -> None:
    assert taught([(-6.0 + 0.1 * n, 15.0) for n in range(120)]).calibration is None
