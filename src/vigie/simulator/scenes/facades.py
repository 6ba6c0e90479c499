"""What stands behind the ground: the sky with its clouds, and house fronts, by day and lit after dark."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes import walls
from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.light import Mood
from vigie.simulator.scenes.places import SHEETS, Spot
from vigie.simulator.scenes.spec import Place

Picture = NDArray[np.uint8]
NEAR_M = 5.0
"""Walls are cut here: nearer ones stand beside the mast."""


def sky(camera: MastCamera, mood: Mood, rng: np.random.Generator) -> Picture:
    """Return a picture that is all sky, with clouds that are flatter towards the horizon."""
    high, wide = camera.height_px, camera.width_px
    top, bottom = (np.array(colour, np.float32) for colour in mood.sky)
    reach = max(camera.horizon_px, high * 0.2)
    ramp = np.clip(np.arange(high, dtype=np.float32) / reach, 0, 1)[:, None, None]
    column = np.repeat(top + (bottom - top) * ramp, wide, axis=1)
    clouds = np.zeros((high, wide), np.float32)
    for rows, columns, weight in ((4, 5, 1.0), (9, 12, 0.6), (22, 30, 0.35), (60, 70, 0.18)):
        cells = rng.normal(0, 1, (rows, columns)).astype(np.float32)
        clouds += weight * cv2.resize(cells, (wide, high), interpolation=cv2.INTER_CUBIC)
    veil = np.clip(clouds - 0.25, 0, 1.2)[..., None] * mood.clouds
    painted: Picture = np.clip(column + veil, 0, 255).astype(np.uint8)
    return painted


def raise_fronts(
    picture: Picture, glow: Picture, camera: MastCamera, place: Place, rng: np.random.Generator
) -> None:
    """Draw the house fronts of a place, far ones first; lit windows go to `glow`."""
    for start, end, low, high in SHEETS[place].fronts:
        length, height = float(np.hypot(end[0] - start[0], end[1] - start[1])), float(rng.uniform(low, high))
        wall, lit = walls.paint(place, length, height, rng)
        if max(start[1], end[1]) <= NEAR_M:
            continue
        _stand(picture, glow, camera, (start, end), height, wall, lit)


def _stand(
    picture: Picture,
    glow: Picture,
    camera: MastCamera,
    ends: tuple[Spot, Spot],
    height_m: float,
    wall: Picture,
    lit: Picture,
) -> None:
    (x0, y0), (x1, y1) = ends
    rows, columns = wall.shape[:2]
    corners = np.array([[x0, y0, height_m], [x1, y1, height_m], [x1, y1, 0], [x0, y0, 0]], float)
    source = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    source, corners = _cut(source, corners)
    pixels = camera.project(corners).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, pixels)
    size = (camera.width_px, camera.height_px)
    warped = cv2.warpPerspective(wall, matrix, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((rows, columns), 255, np.uint8), matrix, size, flags=cv2.INTER_NEAREST)
    cv2.copyTo(warped, mask, picture)
    cv2.copyTo(cv2.warpPerspective(lit, matrix, size, flags=cv2.INTER_AREA), mask, glow)


def _cut(
    source: NDArray[np.float32], corners: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Leave out the part of a wall that stands beside or behind the mast."""
    (y0, y1) = corners[0, 1], corners[1, 1]
    if min(y0, y1) >= NEAR_M:
        return source, corners
    source, corners = source.copy(), corners.copy()
    share = (NEAR_M - y0) / (y1 - y0)
    moved = (1, 2) if y1 < y0 else (0, 3)
    column = source[1, 0] * share
    x = corners[0, 0] + (corners[1, 0] - corners[0, 0]) * share
    for index in moved:
        source[index, 0] = column
        corners[index, :2] = (x, NEAR_M)
    return source, corners
