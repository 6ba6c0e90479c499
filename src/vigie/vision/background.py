"""What stands still in a scene, learned from the pictures.

The base of gates, of the built-in detector and of closer looks.

Each pixel keeps a mean colour and its usual deviation. The mean is first brought to the picture's exposure:
a cloud or the camera's gain is not motion. What is only darker with the same colour is shadow, after
Cucchiara 2003, unless it fills the gaps of something else; what is only brighter, with soft edges, is light.
Foreground is learned slowly, the rest fast. Every step is one operation of OpenCV on whole small pictures.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision.components import components
from vigie.vision.detections import Floats, Mask, Picture
from vigie.vision.lighting import exposure, largest_channel, only_light, without_shadows

WORK_SIDE_PX = 320
"""The longer side of the small picture on which the background lives."""

DEVIATION_AT_FIRST = 6.0


@dataclass(frozen=True, slots=True)
class Foreground:
    """What differs from the background in one small picture.

    Attributes:
        mask: (h, w) true where something is that was not there.
        boxes: (N, 4) connected regions of the mask, in small pixels.
        share: part of the picture that differs, 0–1.
        settled: whether enough has been learned to trust the mask.
    """

    mask: Mask
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
    least_change: float = 13.0
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
        self._age_s = 0.0
        self._flood_s = 0.0

    @property
    def mean(self) -> Floats | None:
        """The background picture (h, w, 3), None before the first picture."""
        return self._mean

    def update(self, small: Picture, elapsed_s: float) -> Foreground:
        """Compare the picture with the background, then learn it. `elapsed_s` since the one before."""
        now = np.asarray(cv2.blur(small, (3, 3)), np.uint8)
        if self._mean is None or self._mean.shape != now.shape:
            return self._begin(now)
        self._age_s += elapsed_s
        reference = np.asarray(cv2.convertScaleAbs(self._mean), np.uint8)
        gain = exposure(now, reference)
        if gain != 1:
            reference = np.asarray(cv2.convertScaleAbs(self._mean, alpha=1 / gain), np.uint8)
        difference = largest_channel(now, reference)
        raw = without_shadows(self._changed(difference), now, reference)
        boxes = self._regions(raw, now, reference)
        self._learn(now, gain, difference, raw, elapsed_s)
        share = float(cv2.countNonZero(raw)) / raw.size
        self._watch_for_flood(share, elapsed_s)
        return Foreground(raw.astype(np.bool_), boxes, share, self._age_s >= self.settings.settle_s)

    def _begin(self, now: Picture) -> Foreground:
        self._restart()
        self._mean = now.astype(np.float32)
        self._deviation = np.full(now.shape[:2], DEVIATION_AT_FIRST, np.float32)
        nothing = np.zeros(now.shape[:2], np.bool_)
        return Foreground(nothing, np.zeros((0, 4), np.float32), 0.0, settled=False)

    def _changed(self, difference: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return 255 where the difference is more than usual there."""
        usual = cv2.convertScaleAbs(self._deviation, alpha=self.settings.deviations)
        limit = cv2.max(usual, self.settings.least_change)  # type: ignore[call-overload]  # a number is allowed
        return np.asarray(cv2.compare(difference, limit, cv2.CMP_GT), np.uint8)

    def _learn(
        self,
        now: Picture,
        gain: float,
        difference: NDArray[np.uint8],
        mask: NDArray[np.uint8],
        elapsed_s: float,
    ) -> None:
        fast = max(_rate(elapsed_s, self.settings.learn_s), _rate(elapsed_s, max(self._age_s, 0.5)) * 0.5)
        slow = _rate(elapsed_s, self.settings.absorb_s)
        assert self._mean is not None  # noqa: S101 - `update` begins first
        target = now if gain == 1 else cv2.convertScaleAbs(now, alpha=0.7 * gain + 0.3)
        calm = cv2.bitwise_not(mask)
        cv2.accumulateWeighted(target, self._mean, fast, calm)
        cv2.accumulateWeighted(target, self._mean, slow, mask)
        usual = cv2.convertScaleAbs(cv2.min(difference, 60), alpha=1.25)  # type: ignore[call-overload]  # a number is allowed
        cv2.accumulateWeighted(usual, self._deviation, fast, calm)

    def _watch_for_flood(self, share: float, elapsed_s: float) -> None:
        self._flood_s = self._flood_s + elapsed_s if share > self.settings.flood_share else 0.0
        if self._flood_s >= self.settings.flood_s:
            self._restart()

    def _regions(self, mask: NDArray[np.uint8], now: Picture, reference: Picture) -> Floats:
        """Return the boxes of regions; those too small or only lit are taken out of the mask too."""
        count, labels, stats = components(mask)
        least = max(6.0, self.settings.least_area * mask.size)
        wanted = np.zeros(count, np.uint8)
        kept = []
        for label in (np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= least) + 1).tolist():
            left, top, width, height = stats[label, :4].tolist()
            part = np.s_[top : top + height, left : left + width]
            if not only_light(labels[part] == label, now[part], reference[part]):
                wanted[label] = 255
                kept.append((left, top, left + width, top + height))
        if not kept:
            mask[:] = 0
        elif len(kept) < count - 1:
            mask[:] = wanted[labels]
        return np.array(kept, np.float32).reshape(-1, 4)


def _rate(elapsed_s: float, time_s: float) -> float:
    return float(1 - np.exp(-elapsed_s / time_s))
