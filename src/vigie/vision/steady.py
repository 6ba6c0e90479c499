"""Takes a mast's sway out of the small pictures, so that what trembles with the camera is no change.

The picture is laid over a slowly learned gray one of half its size: least squares on its gradients (Lucas
and Kanade 1981) give the shift to a few hundredths of a pixel. Exposure is solved for along with it;
passers-by are left out as pixels that differ too much. A shift counts only where it explains the difference:
a camera that hangs still is never touched and looked at seldom, and one that is turned away is not followed.
"""

from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision.detections import Picture

SIDE_PX = 160
"""The longer side of the gray picture that is laid over the reference."""

LEARN_S, YOUNG_S = 20.0, 2.0
ROUNDS = 3
LEAST_SHIFT, MOST_SHIFT = 0.06, 3.0
"""Pixels of the gray picture: less is not worth the loss of sharpness, more is another view."""

LEAST_GAIN = 0.04
"""Share of the difference that a shift must explain."""

OUTLIER = 24.0
"""Gray levels from which a pixel shows something else than before."""

EDGE = 2.0
"""Gradient (gray levels per pixel) from which a pixel tells of a shift, and how many must."""

LEAST_TELLING, MOST_TELLING = 150, 2500

REST_S, IDLE_S = 10.0, 0.4
"""A camera that did not sway this long is looked at only so often."""

Gray32 = NDArray[np.float32]
Kind = TypeVar("Kind", Picture, NDArray[np.float32])


class Steady:
    """The sway of one camera; pictures must come in the order of time."""

    def __init__(self) -> None:
        self._reference: Gray32 | None = None
        self._slopes: Gray32 = np.zeros((0, 0), np.float32)
        self._telling: NDArray[np.intp] = np.zeros(0, np.intp)
        self._age_s = self._sloped_s = self._swayed_s = self._looked_s = 0.0

    def update(self, small: Picture, elapsed_s: float) -> Picture:
        """Return the picture (h, w, 3) as a camera that hangs still would have seen it."""
        self._age_s += elapsed_s
        if self._age_s - max(self._swayed_s, self._looked_s + IDLE_S - REST_S) > REST_S:
            return small
        elapsed_s, self._looked_s = self._age_s - self._looked_s, self._age_s
        factor = SIDE_PX / max(small.shape[:2])
        size = (max(8, round(small.shape[1] * factor)), max(8, round(small.shape[0] * factor)))
        gray = _gray(small, size)
        if self._reference is None or self._reference.shape != gray.shape:
            self._reference, self._age_s, self._swayed_s, self._looked_s = gray, 0.0, 0.0, 0.0
            self._slope()
            return small
        across, down = self._shift(gray)
        self._learn(gray, across, down, elapsed_s)
        if not across and not down:
            return small
        self._swayed_s = self._age_s
        return _moved(small, across / factor, down / factor)

    def _shift(self, gray: Gray32) -> tuple[float, float]:
        """Return by how much the picture must be moved, in pixels of the gray one; zeros for not at all."""
        assert self._reference is not None  # noqa: S101 - `update` begins first
        if len(self._telling) < LEAST_TELLING:
            return 0.0, 0.0
        moved, across, down = gray, 0.0, 0.0
        theirs = self._reference.ravel()[self._telling]
        before = after = -1.0
        for _ in range(ROUNDS):
            found = self._solve(moved.ravel()[self._telling], theirs)
            before = found[2] if before < 0 else before
            across, down = across + found[0], down + found[1]
            if max(abs(across), abs(down)) > MOST_SHIFT or not np.isfinite(across + down):
                return 0.0, 0.0
            after = found[3]
            if abs(found[0]) + abs(found[1]) < LEAST_SHIFT / 2:
                break
            moved = _moved(gray, across, down)
        if max(abs(across), abs(down)) < LEAST_SHIFT or after > (1 - LEAST_GAIN) * before:
            return 0.0, 0.0
        return across, down

    def _solve(self, ours: Gray32, theirs: Gray32) -> tuple[float, float, float, float]:
        """Return the shift across and down, and the mean difference without it and with it."""
        rest = theirs - ours
        rest -= np.float32(np.median(rest))
        near = np.abs(rest) < OUTLIER
        terms = np.stack([*self._slopes, theirs, np.ones_like(theirs)]) * near
        answer = np.linalg.lstsq(terms @ terms.T, terms @ rest, rcond=None)[0]
        lit = rest - answer[2] * theirs - answer[3]
        shifted = lit - answer[0] * self._slopes[0] - answer[1] * self._slopes[1]
        count = max(1, int(np.count_nonzero(near)))
        before, after = (float(np.abs(each * near).sum()) / count for each in (lit, shifted))
        return -float(answer[0]), -float(answer[1]), before, after

    def _learn(self, gray: Gray32, across: float, down: float, elapsed_s: float) -> None:
        assert self._reference is not None  # noqa: S101 - `update` begins first
        placed = _moved(gray, across, down) if across or down else gray
        time_s = LEARN_S if self._age_s > YOUNG_S else max(self._age_s, 0.2)
        cv2.accumulateWeighted(placed, self._reference, float(1 - np.exp(-elapsed_s / time_s)))
        if self._age_s - self._sloped_s > 1.0 or self._age_s < YOUNG_S:
            self._slope()

    def _slope(self) -> None:
        """Measure the reference's gradients where there are any."""
        assert self._reference is not None  # noqa: S101 - set before
        slopes = np.stack(
            [
                cv2.Sobel(self._reference, cv2.CV_32F, 1, 0, scale=0.125).ravel(),
                cv2.Sobel(self._reference, cv2.CV_32F, 0, 1, scale=0.125).ravel(),
            ]
        )
        telling = np.flatnonzero(np.abs(slopes).max(axis=0) > EDGE)
        self._telling = telling[:: max(1, len(telling) // MOST_TELLING)]
        self._slopes, self._sloped_s = np.asarray(slopes[:, self._telling], np.float32), self._age_s


def _gray(small: Picture, size: tuple[int, int]) -> Gray32:
    gray = cv2.resize(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(gray.astype(np.float32), (3, 3)), np.float32)


def _moved(picture: Kind, across: float, down: float) -> Kind:
    matrix = np.array([[1, 0, across], [0, 1, down]], np.float32)
    size = (picture.shape[1], picture.shape[0])
    return cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[return-value]  # the kind it was given
