"""How tall a person looks where in the picture: told by a calibration, or learned from those who walk by.

On flat ground under a level camera apparent height grows in proportion to the distance of the feet below the
horizon, h = a·y + b (Hoiem 2006). Until people were seen a usual street camera is assumed.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from vigie.vision.calibration import PERSON_HEIGHT_M, Calibration

SAMPLES = 240
FIT_EVERY = 12
PRIOR = ((0.45, 0.1), (0.95, 0.27))
"""(feet, height) of an assumed person far and near, as shares of the picture's height."""

PRIOR_WEIGHT = 4.0
LEAST_SHARE = 0.02


class PersonScale:
    """The height of a person at each row of the small picture of one camera, in small pixels."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, float]] = deque(maxlen=SAMPLES)
        self._fresh = 0
        self._line: tuple[float, float] | None = None
        self._height_px = 0

    def learn(self, feet_px: float, tall_px: float, height_px: int) -> None:
        """Take in somebody who stands upright, alone and whole; `height_px` of the small picture."""
        if height_px != self._height_px:
            self._height_px, self._line = height_px, None
            self._samples.clear()
        self._samples.append((feet_px, tall_px))
        self._fresh += 1
        if self._fresh >= FIT_EVERY:
            self._fresh, self._line = 0, None

    def person_px(self, feet_px: float, height_px: int) -> float:
        """Return how tall a person is whose feet are at this row."""
        if height_px != self._height_px:
            self._height_px, self._line = height_px, None
            self._samples.clear()
        if self._line is None:
            self._line = self._fit()
        slope, offset = self._line
        return max(slope * feet_px + offset, LEAST_SHARE * height_px)

    def _fit(self) -> tuple[float, float]:
        """Fit the line, reweighted so that what is no person hardly counts."""
        high = self._height_px
        rows = np.array([*self._samples, *((feet * high, tall * high) for feet, tall in PRIOR)])
        given = np.ones(len(rows))
        given[-2:] = PRIOR_WEIGHT / 2 if len(self._samples) < SAMPLES / 4 else 0.5
        y, tall = rows[:, 0], rows[:, 1]
        weights = given
        slope = offset = 0.0
        for _ in range(6):
            slope, offset = _line(y, tall, weights)
            apart = np.abs(tall - slope * y - offset)
            weights = given / np.maximum(apart, 0.04 * high)
        return slope, offset


def _line(
    x: NDArray[np.float64], y: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Return slope and offset of the weighted line, the slope between level and steep."""
    whole = weights.sum()
    mean_x, mean_y = float((weights * x).sum() / whole), float((weights * y).sum() / whole)
    spread = float((weights * (x - mean_x) ** 2).sum())
    slope = float((weights * (x - mean_x) * (y - mean_y)).sum()) / max(spread, 1e-6)
    slope = float(np.clip(slope, 0.02, 0.9))
    return slope, mean_y - slope * mean_x


def calibrated_px(calibration: Calibration, feet: tuple[float, float]) -> float | None:
    """Return how tall a person looks at this pixel of the whole picture, None above the horizon."""
    beside = calibration.ground_m(np.array([[feet[0] - 2.0, feet[1]], [feet[0] + 2.0, feet[1]]]))
    if not np.isfinite(beside).all():
        return None
    metres = float(np.hypot(*(beside[1] - beside[0])))
    return None if metres <= 0 else PERSON_HEIGHT_M * 4.0 / metres
