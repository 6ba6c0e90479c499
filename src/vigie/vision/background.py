"""What stands still in a scene, learned from the pictures.

The base of gates, of the built-in detector and of closer looks.

Each pixel keeps a mean colour and its usual deviation. A picture is first compared after levelling its
exposure against the background, so that a cloud or the camera's gain is not motion; what is only darker with
the same colour is shadow (Cucchiara 2003's colour test). Foreground is learned slowly, the rest fast.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision.detections import Floats, Mask, Picture

WORK_SIDE_PX = 320
"""The longer side of the small picture on which the background lives."""


@dataclass(frozen=True, slots=True)
class Foreground:
    """What differs from the background in one small picture.

    Attributes:
        mask: (h, w) true where something is that was not there.
        moving: (h, w) true where the picture changed since the one before.
        boxes: (N, 4) connected regions of the mask, in small pixels.
        share: part of the picture that differs, 0–1.
        settled: whether enough has been learned to trust the mask.
    """

    mask: Mask
    moving: Mask
    boxes: Floats
    share: float
    settled: bool


@dataclass(frozen=True, slots=True)
class BackgroundSettings:
    """Parameters of the background.

    Attributes:
        learn_s: time in which background pixels follow a slow change.
        absorb_s: time in which something that stays becomes background.
        settle_s: time after which the mask is trusted.
        least_change: smallest colour difference (0–255) that counts.
        deviations: difference in usual deviations that counts.
        least_area: smallest region, as a share of the picture.
        flood_share: above this share the scene itself changed, and is learned anew.
        flood_s: how long it must stay so.
    """

    learn_s: float = 20.0
    absorb_s: float = 90.0
    settle_s: float = 0.8
    least_change: float = 18.0
    deviations: float = 3.5
    least_area: float = 0.0004
    flood_share: float = 0.7
    flood_s: float = 1.5


def small_picture(picture: Picture) -> Picture:
    """Reduce a picture to the working size."""
    height, width = picture.shape[:2]
    scale = WORK_SIDE_PX / max(height, width)
    if scale >= 1:
        return picture
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small: Picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return small


class Background:
    """The learned background of one camera; pictures must come in the order of time."""

    def __init__(self, settings: BackgroundSettings | None = None) -> None:
        self.settings = settings or BackgroundSettings()
        self._restart()

    def _restart(self) -> None:
        self._mean: NDArray[np.float32] | None = None
        self._deviation: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._before: NDArray[np.float32] = np.zeros((0, 0, 3), np.float32)
        self._age_s = 0.0
        self._flood_s = 0.0

    @property
    def mean(self) -> Floats | None:
        """The background picture (h, w, 3), None before the first picture."""
        return self._mean

    def update(self, small: Picture, elapsed_s: float) -> Foreground:
        """Compare the picture with the background, then learn it. `elapsed_s` since the one before."""
        now = cv2.GaussianBlur(small, (3, 3), 0).astype(np.float32)
        if self._mean is None or self._mean.shape != now.shape:
            return self._begin(now)
        self._age_s += elapsed_s
        levelled = level(now, self._mean)
        difference = np.abs(levelled - self._mean).max(axis=2)
        limit = np.maximum(self.settings.least_change, self.settings.deviations * self._deviation)
        raw = difference > limit
        raw &= ~shadows(levelled, self._mean)
        mask = _clean(raw)
        moving = (
            np.abs(level(now, self._before) - self._before).max(axis=2) > self.settings.least_change * 0.7
        )
        self._learn(levelled, now, difference, mask, elapsed_s)
        self._before = now
        share = float(mask.mean())
        self._watch_for_flood(share, elapsed_s)
        settled = self._age_s >= self.settings.settle_s
        return Foreground(mask, moving, self._regions(mask), share, settled)

    def _begin(self, now: NDArray[np.float32]) -> Foreground:
        self._restart()
        self._mean, self._before = now.copy(), now
        self._deviation = np.full(now.shape[:2], 6.0, np.float32)
        nothing = np.zeros(now.shape[:2], np.bool_)
        return Foreground(nothing, nothing, np.zeros((0, 4), np.float32), 0.0, settled=False)

    def _learn(
        self,
        levelled: NDArray[np.float32],
        now: NDArray[np.float32],
        difference: NDArray[np.float32],
        mask: Mask,
        elapsed_s: float,
    ) -> None:
        fast = max(_rate(elapsed_s, self.settings.learn_s), _rate(elapsed_s, max(self._age_s, 0.5)) * 0.5)
        slow = _rate(elapsed_s, self.settings.absorb_s)
        rate = np.where(mask, slow, fast).astype(np.float32)
        assert self._mean is not None  # noqa: S101 - `update` begins first
        self._mean += (0.7 * levelled + 0.3 * now - self._mean) * rate[..., None]
        calm = np.where(mask, 0.0, rate).astype(np.float32)
        self._deviation += (np.minimum(difference, 60) * 1.25 - self._deviation) * calm

    def _watch_for_flood(self, share: float, elapsed_s: float) -> None:
        self._flood_s = self._flood_s + elapsed_s if share > self.settings.flood_share else 0.0
        if self._flood_s >= self.settings.flood_s:
            self._restart()

    def _regions(self, mask: Mask) -> Floats:
        count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
        rows = stats[1:count]
        rows = rows[rows[:, cv2.CC_STAT_AREA] >= max(6.0, self.settings.least_area * mask.size)]
        left, top = rows[:, cv2.CC_STAT_LEFT], rows[:, cv2.CC_STAT_TOP]
        right = left + rows[:, cv2.CC_STAT_WIDTH]
        bottom = top + rows[:, cv2.CC_STAT_HEIGHT]
        return np.stack([left, top, right, bottom], axis=1).astype(np.float32)


def level(now: NDArray[np.float32], reference: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `now` with its exposure brought to the reference's: median ratio of brightness, 0.5–2."""
    ours = now[::4, ::4].mean(axis=2).ravel()
    theirs = reference[::4, ::4].mean(axis=2).ravel()
    lit = (ours > 12) & (theirs > 12) & (ours < 245) & (theirs < 245)  # noqa: PLR2004 - neither black nor burnt out
    if np.count_nonzero(lit) < 50:  # noqa: PLR2004 - too few pixels for a median
        return now
    gain = float(np.clip(np.median(theirs[lit] / ours[lit]), 0.5, 2.0))
    return now if abs(gain - 1) < 0.01 else now * np.float32(gain)  # noqa: PLR2004 - one per cent is noise


def shadows(now: NDArray[np.float32], background: NDArray[np.float32]) -> Mask:
    """Return where the picture is only darker, with the colour of the background."""
    ours, theirs = now.sum(axis=2) + 3, background.sum(axis=2) + 3
    ratio = ours / theirs
    tint = np.abs(now / ours[..., None] - background / theirs[..., None]).max(axis=2)
    result: Mask = (ratio > 0.55) & (ratio < 0.96) & (tint < 0.015)  # noqa: PLR2004 - darker, same tint
    return result


def _rate(elapsed_s: float, time_s: float) -> float:
    return float(1 - np.exp(-elapsed_s / time_s))


def _clean(raw: Mask) -> Mask:
    mask = cv2.morphologyEx(raw.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 5), np.uint8))
    return mask.astype(np.bool_)
