"""Things that appeared, or vanished, and stay: static foreground, with two backgrounds.

A fast background takes in what stays a few seconds; a slow one remembers what was there before. Where they
agree nothing happened; where the picture agrees with the fast one and not with the slow one, something stays.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision.background import level, shadows
from vigie.vision.detections import Mask, Picture
from vigie.vision.signals import Box

FAST_S = 2.5
SLOW_S = 240.0
LEARN_S = 3.0
CHANGE = 24.0
STEADY = 12.0
HIDDEN_S = 3.0
"""Passers-by may hide a region this long."""


@dataclass(frozen=True, slots=True)
class StaticRegion:
    """A region that changed and stayed.

    Attributes:
        box: its place in pixels of the whole picture.
        since_s: when it began to stay.
        appeared: true where something was put, false where something was taken away.
        fill: how much of its box it covers, 0–1.
    """

    box: Box
    since_s: float
    appeared: bool
    fill: float


@dataclass(slots=True)
class _Candidate:
    box: tuple[int, int, int, int]
    since_s: float
    seen_s: float


class StaticForeground:
    """Two backgrounds of one camera; pictures must come in the order of time."""

    def __init__(self) -> None:
        self._fast: NDArray[np.float32] | None = None
        self._slow: NDArray[np.float32] = np.zeros((0, 0, 3), np.float32)
        self._age_s = 0.0
        self._candidates: list[_Candidate] = []

    def update(self, small: Picture, t_s: float, elapsed_s: float, scale: float) -> list[StaticRegion]:
        """Take one small picture in; `scale` is small pixels for one pixel of the picture."""
        now = cv2.GaussianBlur(small, (3, 3), 0).astype(np.float32)
        if self._fast is None or self._fast.shape != now.shape:
            self._fast, self._slow, self._age_s, self._candidates = now.copy(), now.copy(), 0.0, []
            return []
        self._age_s += elapsed_s
        staying = self._staying(now)
        self._learn(now, staying, elapsed_s)
        if self._age_s < LEARN_S:
            return []
        return self._follow(now, staying, t_s, scale)

    def _staying(self, now: NDArray[np.float32]) -> Mask:
        assert self._fast is not None  # noqa: S101 - `update` begins first
        steady = np.abs(level(now, self._fast) - self._fast).max(axis=2) < STEADY
        levelled = level(now, self._slow)
        other = np.abs(levelled - self._slow).max(axis=2) > CHANGE
        mask = (steady & other & ~shadows(levelled, self._slow)).astype(np.uint8)
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        return mask.astype(np.bool_)

    def _learn(self, now: NDArray[np.float32], staying: Mask, elapsed_s: float) -> None:
        assert self._fast is not None  # noqa: S101 - `update` begins first
        self._fast += (now - self._fast) * np.float32(1 - np.exp(-elapsed_s / FAST_S))
        young = self._age_s < LEARN_S
        slow_s = LEARN_S / 3 if young else SLOW_S
        rate = np.where(staying & (not young), 0.0, 1 - np.exp(-elapsed_s / slow_s)).astype(np.float32)
        self._slow += (level(now, self._slow) - self._slow) * rate[..., None]
        if float(staying.mean()) > 0.5 and not young:  # noqa: PLR2004 - the scene itself changed
            self._fast = None

    def _follow(
        self, now: NDArray[np.float32], staying: Mask, t_s: float, scale: float
    ) -> list[StaticRegion]:
        count, labels, stats, _ = cv2.connectedComponentsWithStats(staying.astype(np.uint8), connectivity=8)
        regions: list[StaticRegion] = []
        for label in range(1, count):
            left, top, width, height, pixels = (int(value) for value in stats[label])
            if pixels < max(12, 0.0005 * staying.size):
                continue
            candidate = self._candidate((left, top, left + width, top + height), t_s)
            box = (left / scale, top / scale, (left + width) / scale, (top + height) / scale)
            appeared = self._appeared(now, labels == label)
            regions.append(StaticRegion(box, candidate.since_s, appeared, pixels / (width * height)))
        self._candidates = [each for each in self._candidates if t_s - each.seen_s <= HIDDEN_S]
        return regions

    def _candidate(self, box: tuple[int, int, int, int], t_s: float) -> _Candidate:
        for each in self._candidates:
            if _alike(each.box, box):
                each.box, each.seen_s = box, t_s
                return each
        fresh = _Candidate(box, t_s, t_s)
        self._candidates.append(fresh)
        return fresh

    def _appeared(self, now: NDArray[np.float32], region: Mask) -> bool:
        """Tell whether the outline is an edge of the picture (put there) rather than of the background."""
        mask = region.astype(np.uint8)
        ring = cv2.dilate(mask, np.ones((3, 3), np.uint8)) - cv2.erode(mask, np.ones((3, 3), np.uint8))
        where = ring.astype(np.bool_)
        return bool(_edges(now)[where].mean() >= _edges(self._slow)[where].mean())


def _edges(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    gray = picture.mean(axis=2)
    across, down = cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down), np.float32)


def _alike(first: tuple[int, int, int, int], second: tuple[int, int, int, int]) -> bool:
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return False
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return bool(width * height > 0.5 * max(areas))
