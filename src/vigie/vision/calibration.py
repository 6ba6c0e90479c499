"""From pixels to metres on the ground: a homography, from known points or from the heights of walking people.

Direct linear transform with normalised points (Hartley and Zisserman, Multiple View Geometry, algorithm 4.2).
The automatic way assumes a level camera over flat ground: apparent height grows in proportion to the distance
of the feet below the horizon, h = k · (y − y₀), which gives depth, with people 1.70 m tall on average.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vigie.kernel.errors import BadInput
from vigie.vision.geometry import Point

PERSON_HEIGHT_M = 1.70
LEAST_POINTS = 4
LEAST_PEOPLE = 30
FARTHEST_M = 60.0
"""Ground further away than this is no place to pin a calibration to."""


@dataclass(frozen=True)
class Calibration:
    """A homography (3, 3) from pixels to metres, with its mean error in metres at the given points."""

    matrix: NDArray[np.float64]
    error_m: float

    def ground_m(self, points_px: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return positions (N, 2) in metres of pixels (N, 2); above the horizon they are NaN."""
        points = np.asarray(points_px, np.float64).reshape(-1, 2)
        rows = np.column_stack([points, np.ones(len(points))]) @ self.matrix.T
        scale = rows[:, 2:3]
        # Points beyond the horizon change the sign of the scale: they have no place on the ground.
        valid = scale * np.sign(self._below()) > 1e-9  # noqa: PLR2004 - numerically zero
        result: NDArray[np.float64] = np.where(valid, rows[:, :2] / np.where(valid, scale, 1), np.nan)
        return result

    def _below(self) -> float:
        """Return the scale's sign on the near side: where the picture's lower edge lies."""
        return float(self.matrix[2] @ np.array([0.0, 1e6, 1.0]))


def from_points(points_px: Sequence[Point], points_m: Sequence[Point]) -> Calibration:
    """Build a calibration from four or more places known in the picture and on the ground.

    Raises:
        BadInput: too few points, or points on one line.
    """
    if len(points_px) != len(points_m) or len(points_px) < LEAST_POINTS:
        raise BadInput("calibration needs four or more pairs of points", code="too_few_points")
    pixels, metres = np.asarray(points_px, np.float64), np.asarray(points_m, np.float64)
    from_pixels, from_metres = _normaliser(pixels), _normaliser(metres)
    p, m = _apply(from_pixels, pixels), _apply(from_metres, metres)
    rows = []
    for (x, y), (u, v) in zip(p, m, strict=True):
        rows.append([-x, -y, -1, 0, 0, 0, u * x, u * y, u])
        rows.append([0, 0, 0, -x, -y, -1, v * x, v * y, v])
    _, strengths, right = np.linalg.svd(np.array(rows))
    if strengths[-2 if len(rows) > 8 else -1] < 1e-6:  # noqa: PLR2004 - eight unknowns
        raise BadInput("these points lie on one line: add points beside it", code="points_on_a_line")
    matrix = np.linalg.inv(from_metres) @ right[-1].reshape(3, 3) @ from_pixels
    matrix /= np.linalg.norm(matrix)
    error = float(np.hypot(*(_apply(matrix, pixels) - metres).T).mean())
    return Calibration(matrix, error)


def from_people(
    feet_px: NDArray[np.floating],
    heights_px: NDArray[np.floating],
    width_px: int,
    *,
    least: int = LEAST_PEOPLE,
) -> Calibration:
    """Build a calibration from walking people: feet (N, 2) and apparent heights (N,) in pixels.

    The line h = k · (y − y₀) is fitted robustly; y₀ is the horizon. Without the focal length the depth is
    known up to a factor: the lens is taken as wide as the picture (53° across), as on most street cameras.

    Raises:
        BadInput: too few people, or all at one depth.
    """
    y, h = np.asarray(feet_px, np.float64)[:, 1], np.asarray(heights_px, np.float64)
    if len(y) < least or np.ptp(y) < 0.15 * np.ptp(feet_px[:, 0]).clip(40):
        raise BadInput(
            "too few people, or all at one distance: wait, or give four points",
            code="too_few_people",
        )
    slope, offset = _robust_line(y, h)
    if slope <= 0.01:  # noqa: PLR2004 - no perspective
        raise BadInput(
            "people look equally tall near and far: give four points instead", code="no_perspective"
        )
    horizon = -offset / slope
    focal = float(width_px)
    camera_height = PERSON_HEIGHT_M / slope
    centre = width_px / 2
    # X = H (x − cx) / (y − y₀), Z = H f / (y − y₀)
    matrix = np.array(
        [
            [camera_height, 0, -camera_height * centre],
            [0, 0, camera_height * focal],
            [0, 1, -horizon],
        ]
    )
    residual = np.abs(h - (slope * y + offset)) / np.maximum(h, 1)
    return Calibration(matrix / np.linalg.norm(matrix), float(np.median(residual) * PERSON_HEIGHT_M))


def spread_points(known: Calibration, width_px: int, height_px: int) -> tuple[list[Point], list[Point]]:
    """Return four places of the picture, with their places on the ground, that say the same calibration.

    Raises:
        BadInput: the picture shows hardly any ground.
    """
    rows = np.linspace(height_px - 1, 0, 50)
    middle = known.ground_m(np.column_stack([np.full(50, width_px / 2), rows]))
    seen = np.asarray(np.isfinite(middle).all(axis=1))
    far = seen & np.asarray(np.hypot(*(middle - middle[0]).T) < FARTHEST_M)
    top = float(rows[far].min(initial=height_px)) if bool(seen[0]) else float(height_px)
    if top > 0.9 * height_px:
        raise BadInput("the picture shows hardly any ground: give four points", code="no_perspective")
    corners = [(0.1, height_px - 1.0), (0.9, height_px - 1.0), (0.8, top), (0.2, top)]
    pixels = [(round(x * width_px, 1), round(y, 1)) for x, y in corners]
    metres = known.ground_m(np.array(pixels))
    return pixels, [(float(x), float(y)) for x, y in metres]


def _robust_line(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Fit y = a·x + b, reweighted ten times so that cut or seated people hardly count."""
    weights = np.ones(len(x))
    slope = offset = 0.0
    for _ in range(10):
        slope, offset = np.polyfit(x, y, 1, w=np.sqrt(weights))
        rest = np.abs(y - slope * x - offset)
        weights = 1 / np.maximum(rest, 0.05 * np.median(y))
    return float(slope), float(offset)


def _normaliser(points: NDArray[np.float64]) -> NDArray[np.float64]:
    centre = points.mean(axis=0)
    spread = float(np.hypot(*(points - centre).T).mean()) or 1.0
    scale = np.sqrt(2) / spread
    return np.array([[scale, 0, -scale * centre[0]], [0, scale, -scale * centre[1]], [0, 0, 1]])


def _apply(matrix: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    rows = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    result: NDArray[np.float64] = rows[:, :2] / rows[:, 2:3]
    return result
