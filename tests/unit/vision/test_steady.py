"""The mast's sway is taken out of the pictures; a still camera's are left as they are."""

import cv2
import numpy as np
import pytest

from vigie.vision.detections import Picture
from vigie.vision.steady import Steady

RNG = np.random.default_rng(3)
COARSE = RNG.integers(30, 200, (24, 42, 3)).astype(np.uint8)
TOWN = np.asarray(cv2.resize(COARSE, (360, 220), interpolation=cv2.INTER_CUBIC), np.uint8)


def seen(across: float = 0.0, down: float = 0.0, seed: int = 0) -> Picture:
    """Return a town of 320 × 180 under a noisy sensor, moved."""
    matrix = np.array([[1, 0, across - 20], [0, 1, down - 20]], np.float32)
    moved = cv2.warpAffine(TOWN, matrix, (320, 180)).astype(np.float32)
    noise = np.random.default_rng(seed).normal(0, 2, moved.shape)
    return np.asarray(np.clip(moved + noise, 0, 255), np.uint8)


def apart(one: Picture, two: Picture) -> float:
    inner = np.s_[8:-8, 8:-8]
    return float(np.abs(one[inner].astype(float) - two[inner].astype(float)).mean())


@pytest.mark.parametrize("amount", [0.5, 1.5, 3.0])
def test_a_swaying_mast_is_held_still(amount: float) -> None:
    steady = Steady()
    sent, held = list[Picture](), list[Picture]()
    for number in range(80):
        t_s = number / 10
        picture = seen(amount * np.sin(5.1 * t_s), amount * 0.6 * np.sin(7.3 * t_s), number)
        out = steady.update(picture, 0.1)
        if number > 30:
            sent.append(picture)
            held.append(out)
    swaying = np.mean([apart(each, sent[0]) for each in sent[1:]])
    still = np.mean([apart(each, held[0]) for each in held[1:]])
    assert still < 0.6 * swaying + 1


def test_a_still_camera_is_left_alone_though_people_pass_and_clouds_come() -> None:
    steady = Steady()
    for number in range(60):
        picture = np.asarray(seen(seed=number) * (1.0 if number < 30 else 0.8), np.uint8)
        picture[60:160, 3 * number : 3 * number + 60] = 30
        assert steady.update(picture, 0.1) is picture


def test_a_camera_that_is_turned_away_is_not_followed() -> None:
    steady = Steady()
    for number in range(20):
        steady.update(seen(seed=number), 0.1)
    turned = np.asarray(np.roll(seen(), (40, 90), (0, 1)), np.uint8)
    assert steady.update(turned, 0.1) is turned


def test_another_size_begins_anew() -> None:
    steady = Steady()
    steady.update(seen(), 0.1)
    other = np.zeros((120, 200, 3), np.uint8)
    assert steady.update(other, 0.1) is other
