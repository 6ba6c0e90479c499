"""Things that appeared, or vanished, and stay: static foreground, with two backgrounds.

A fast background takes in what stays a few seconds; a slow one remembers what was there before. Where they
agree nothing happened; where the picture agrees with the fast one and not with the slow one, something stays.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision.components import components
from vigie.vision.detections import Mask, Picture
from vigie.vision.lighting import exposure, largest_channel, only_light, same_structure, without_shadows
from vigie.vision.signals import Box

FAST_S = 2.5
SLOW_S = 240.0
LEARN_S = 3.0
CHANGE = 22
STEADY = 12
KEPT_S = 10.0
"""What is gone must have been there this long: who rested for a while and went on is nothing removed."""

HIDDEN_S = 3.0
"""Passers-by may hide a region this long."""

OPEN, CLOSE = np.ones((3, 3), np.uint8), np.ones((5, 5), np.uint8)
LEAST_SHARE = 0.0006


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
        self._kept_s: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._age_s = 0.0
        self._candidates: list[_Candidate] = []

    def update(self, small: Picture, t_s: float, elapsed_s: float, scale: float) -> list[StaticRegion]:
        """Take one small picture in; `scale` is small pixels for one pixel of the picture."""
        now = np.asarray(cv2.blur(small, (3, 3)), np.uint8)
        if self._fast is None or self._fast.shape != now.shape:
            self._begin(now)
            return []
        self._age_s += elapsed_s
        gain = exposure(now, _bytes(self._slow))
        before = _bytes(self._slow, 1 / gain)
        staying = self._staying(now, before)
        regions = [] if self._age_s < LEARN_S else self._follow(now, before, staying, t_s, scale)
        self._learn(now, gain, staying, elapsed_s)
        return regions

    def _begin(self, now: Picture) -> None:
        self._fast, self._slow = now.astype(np.float32), now.astype(np.float32)
        self._age_s, self._candidates = 0.0, []
        self._kept_s = np.zeros(now.shape[:2], np.float32)

    def _staying(self, now: Picture, before: Picture) -> NDArray[np.uint8]:
        """Return 255 where the picture is steady, and other than before."""
        assert self._fast is not None  # noqa: S101 - `update` begins first
        lately = _bytes(self._fast)
        lately = _bytes(self._fast, 1 / exposure(now, lately))
        steady = cv2.threshold(largest_channel(now, lately), STEADY, 255, cv2.THRESH_BINARY_INV)[1]
        other = np.asarray(cv2.threshold(largest_channel(now, before), CHANGE, 255, cv2.THRESH_BINARY)[1])
        mask = np.asarray(cv2.bitwise_and(steady, other), np.uint8)
        mask = without_shadows(mask, now, before)
        mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, OPEN), np.uint8)
        return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, CLOSE), np.uint8)

    def _learn(self, now: Picture, gain: float, staying: NDArray[np.uint8], elapsed_s: float) -> None:
        assert self._fast is not None  # noqa: S101 - `update` begins first
        cv2.accumulateWeighted(now, self._fast, float(1 - np.exp(-elapsed_s / FAST_S)))
        young = self._age_s < LEARN_S
        rate = float(1 - np.exp(-elapsed_s / (LEARN_S / 3 if young else SLOW_S)))
        levelled = np.asarray(cv2.convertScaleAbs(now, alpha=gain), np.uint8)
        alike = cv2.compare(largest_channel(levelled, _bytes(self._slow)), CHANGE, cv2.CMP_LE)  # type: ignore[call-overload]  # a number is allowed
        cv2.accumulate(np.full(now.shape[:2], elapsed_s, np.float32), self._kept_s, alike)
        cv2.accumulateWeighted(levelled, self._slow, rate, None if young else cv2.bitwise_not(staying))
        if cv2.countNonZero(staying) > 0.5 * staying.size and not young:
            self._fast = None

    def _follow(
        self, now: Picture, before: Picture, staying: NDArray[np.uint8], t_s: float, scale: float
    ) -> list[StaticRegion]:
        count, labels, stats = components(staying)
        regions: list[StaticRegion] = []
        for label in range(1, count):
            left, top, width, height, pixels = (int(value) for value in stats[label])
            part = np.s_[top : top + height, left : left + width]
            inside = labels[part] == label
            if pixels < max(12, LEAST_SHARE * staying.size) or only_light(inside, now[part], before[part]):
                continue
            if same_structure(inside, now[part], before[part]):
                continue
            candidate = self._candidate((left, top, left + width, top + height), t_s)
            box = (left / scale, top / scale, (left + width) / scale, (top + height) / scale)
            appeared = _appeared(now, before, (left, top, width, height), inside)
            if not appeared and float(np.median(self._kept_s[part][inside])) < KEPT_S:
                continue
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


def _bytes(picture: NDArray[np.float32], factor: float = 1.0) -> Picture:
    return np.asarray(cv2.convertScaleAbs(picture, alpha=factor), np.uint8)


def _appeared(now: Picture, before: Picture, place: tuple[int, int, int, int], inside: Mask) -> bool:
    """Tell whether the outline is an edge of the picture (put there) rather than of the background."""
    left, top, width, height = place
    margin = 3
    part = np.s_[max(0, top - margin) : top + height + margin, max(0, left - margin) : left + width + margin]
    mask = np.zeros(now[part].shape[:2], np.uint8)
    down, right = min(top, margin), min(left, margin)
    mask[down : down + height, right : right + width] = inside
    ring = (cv2.dilate(mask, OPEN) - cv2.erode(mask, OPEN)).astype(np.bool_)
    return bool(_edges(now[part])[ring].mean() >= _edges(before[part])[ring].mean())


def _edges(picture: Picture) -> NDArray[np.float32]:
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    across, down = cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down), np.float32)


def _alike(first: tuple[int, int, int, int], second: tuple[int, int, int, int]) -> bool:
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return False
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return bool(width * height > 0.5 * max(areas))
