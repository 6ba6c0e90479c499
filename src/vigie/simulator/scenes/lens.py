"""What happens to the camera itself: it sways on its mast; it is covered, blurred, turned away or frozen."""

from math import sin

import cv2
import numpy as np

from vigie.simulator.scenes.canvas import Picture
from vigie.simulator.scenes.spec import SceneSpec

TAKES_S = 0.8
"""How long it takes to cover or to turn a camera."""


def sway(spec: SceneSpec, second: float) -> tuple[float, float]:
    """Return how far the picture is moved, in pixels of a picture 1,280 wide."""
    amount = spec.shake_px * spec.width_px / 1280
    return amount * sin(second * 5.1), amount * 0.6 * sin(second * 7.3)


def shift(picture: Picture, dx: float, dy: float) -> Picture:
    """Move a picture; what comes in at the edge is mirrored."""
    matrix = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REFLECT), np.uint8)


def disturb(picture: Picture, kind: str, age_s: float) -> Picture:
    """Return the picture of a camera that is `covered`, `blurred` or `turned` since `age_s` seconds."""
    share = min(max(age_s / TAKES_S, 0.0), 1.0)
    high, wide = picture.shape[:2]
    if kind == "covered":
        edge = int(high * share)
        covered = picture.copy()
        cloth = np.linspace(34, 15, max(edge, 1), dtype=np.float32)[:, None, None]
        covered[:edge] = (cloth + picture[:edge] // 40 * np.float32(0.6)).astype(np.uint8)[:edge]
        return covered
    if kind == "blurred":
        small = cv2.resize(picture, (wide // 8, high // 8), interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), max(0.2 + 1.9 * share * wide / 1280, 0.3))
        return np.asarray(cv2.resize(soft, (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)
    return shift(picture, -0.62 * wide * share, 0.3 * high * share)
