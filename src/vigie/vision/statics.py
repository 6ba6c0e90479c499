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
LEAST_CHANGE, MOST_CHANGE, CONTRAST, NOISES = 8, 22, 0.14, 5.0
"""A change counts from this share of the brightness on, within limits, and from so many times the noise."""

NOISE_S = 5.0
STEADY = 12
DRIFT_S = 1.5
"""What lies elsewhere than at first for this long has moved: a bird, no bag."""

KEPT_S, BARE_S = 10.0, 4.0
"""What is gone must have been there this long: who rested for a while and went on is nothing removed. What
came lies on ground that was seen this long: who was there when the scene began leaves a gap, and no thing."""

OUTLINED, LEAST_EDGE = 1.3, 6.0
"""What was taken away had an outline so many times, and by so much (Sobel), stronger than what is there."""

HIDDEN_S = 3.0
"""Passers-by may hide a region this long."""

OPEN, CLOSE = np.ones((3, 3), np.uint8), np.ones((5, 5), np.uint8)
LEAST_SHARE = 0.0006
SURE_PART, SHARP = 0.3, 0.2
"""What is but darker has less of another colour than this; a thing's edge is this steep for its strength."""


@dataclass(frozen=True, slots=True)
class StaticRegion:
    """A region that changed and stayed.

    Attributes:
        box: its place in pixels of the whole picture.
        since_s: when it began to stay.
        appeared: true where something was put, false where something was taken away.
        fill: how much of its box it covers, 0–1.
        dark: it is only darker than what was there: a gray thing, or a shadow with sharp edges.
    """

    box: Box
    since_s: float
    appeared: bool
    fill: float
    dark: bool = False


@dataclass(slots=True)
class _Candidate:
    box: tuple[int, int, int, int]
    since_s: float
    seen_s: float
    first: tuple[int, int, int, int]
    there_s: float


class StaticForeground:
    """Two backgrounds of one camera; pictures must come in the order of time."""

    def __init__(self) -> None:
        self._fast: NDArray[np.float32] | None = None
        self._slow: NDArray[np.float32] = np.zeros((0, 0, 3), np.float32)
        self._kept_s: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._noise = 0.0
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
        limit = self._limit(before)
        rate = float(1 - np.exp(-elapsed_s / min(NOISE_S, self._age_s)))
        lately = _bytes(self._fast, 1 / exposure(now, _bytes(self._fast)))
        changed = self._staying(now, lately, before, limit, rate)
        staying = _closed(without_shadows(changed, now, before))
        regions = list[StaticRegion]()
        if self._age_s >= LEARN_S:
            regions = self._follow(lately, before, staying, t_s, scale)
            regions += self._follow(lately, before, _only_dark(changed, staying), t_s, scale, dark=True)
            self._candidates = [each for each in self._candidates if t_s - each.seen_s <= HIDDEN_S]
        self._learn(now, gain, staying, limit, elapsed_s)
        return regions

    def _begin(self, now: Picture) -> None:
        self._fast, self._slow = now.astype(np.float32), now.astype(np.float32)
        self._age_s, self._candidates = 0.0, []
        self._kept_s = np.zeros(now.shape[:2], np.float32)

    def _limit(self, before: Picture) -> NDArray[np.uint8]:
        """Return the change (h, w; 0–255) that counts: less in dark places, more in noisy ones."""
        bright = cv2.transform(before, np.full((1, 3), CONTRAST / 3, np.float32))
        limit = cv2.max(bright, max(LEAST_CHANGE, NOISES * self._noise))  # type: ignore[call-overload]  # a number is allowed
        return np.asarray(cv2.min(limit, MOST_CHANGE), np.uint8)  # type: ignore[call-overload]  # a number is allowed

    def _staying(
        self, now: Picture, lately: Picture, before: Picture, limit: NDArray[np.uint8], rate: float
    ) -> NDArray[np.uint8]:
        """Return 255 where the picture is steady, and other than before by more than the limit."""
        trembling = largest_channel(now, lately)
        steady = cv2.threshold(trembling, STEADY, 255, cv2.THRESH_BINARY_INV)[1]
        self._noise += (float(np.median(trembling[::4, ::4])) - self._noise) * rate
        other = cv2.compare(largest_channel(now, before), limit, cv2.CMP_GT)
        return np.asarray(cv2.bitwise_and(steady, other), np.uint8)

    def _learn(
        self,
        now: Picture,
        gain: float,
        staying: NDArray[np.uint8],
        limit: NDArray[np.uint8],
        elapsed_s: float,
    ) -> None:
        assert self._fast is not None  # noqa: S101 - `update` begins first
        cv2.accumulateWeighted(now, self._fast, float(1 - np.exp(-elapsed_s / FAST_S)))
        young = self._age_s < LEARN_S
        rate = float(1 - np.exp(-elapsed_s / (LEARN_S / 3 if young else SLOW_S)))
        levelled = np.asarray(cv2.convertScaleAbs(now, alpha=gain), np.uint8)
        alike = cv2.compare(largest_channel(levelled, _bytes(self._slow)), limit, cv2.CMP_LE)
        cv2.accumulate(np.full(now.shape[:2], elapsed_s, np.float32), self._kept_s, alike)
        cv2.accumulateWeighted(levelled, self._slow, rate, None if young else cv2.bitwise_not(staying))
        if cv2.countNonZero(staying) > 0.5 * staying.size and not young:
            self._fast = None

    def _follow(
        self,
        now: Picture,
        before: Picture,
        staying: NDArray[np.uint8],
        t_s: float,
        scale: float,
        *,
        dark: bool = False,
    ) -> list[StaticRegion]:
        count, labels, stats = components(staying)
        limit = self._limit(before)
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
            if appeared is None:
                continue
            other = inside & (largest_channel(now[part], before[part]) > limit[part])
            if other.any() and float(np.median(self._kept_s[part][other])) < (BARE_S if appeared else KEPT_S):
                continue
            if dark and not (appeared and _has_edges(now, before, (left, top, width, height), inside)):
                continue
            regions.append(StaticRegion(box, candidate.since_s, appeared, pixels / (width * height), dark))
        return regions

    def _candidate(self, box: tuple[int, int, int, int], t_s: float) -> _Candidate:
        for each in self._candidates:
            if _alike(each.box, box):
                each.box, each.seen_s = box, t_s
                if _alike(each.first, box):
                    each.there_s = t_s
                elif t_s - each.there_s > DRIFT_S:
                    each.first, each.since_s, each.there_s = box, t_s, t_s
                return each
        fresh = _Candidate(box, t_s, t_s, box, t_s)
        self._candidates.append(fresh)
        return fresh


def _bytes(picture: NDArray[np.float32], factor: float = 1.0) -> Picture:
    return np.asarray(cv2.convertScaleAbs(picture, alpha=factor), np.uint8)


def _closed(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, OPEN), np.uint8)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, CLOSE), np.uint8)


def _only_dark(changed: NDArray[np.uint8], sure: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the regions of what changed that hold hardly anything but what might be shadow."""
    mask = _closed(changed)
    if not cv2.countNonZero(cv2.subtract(mask, sure)):
        return np.zeros_like(mask)
    count, labels, _ = components(mask)
    sizes, known = (
        np.bincount(labels[each > 0].ravel(), minlength=count) for each in (mask, cv2.bitwise_and(mask, sure))
    )
    wanted = (known < SURE_PART * sizes).astype(np.uint8) * np.uint8(255)
    wanted[0] = 0
    return np.asarray(wanted[labels], np.uint8)


def _has_edges(now: Picture, before: Picture, place: tuple[int, int, int, int], inside: Mask) -> bool:
    """Tell whether what is darker ends sharply all around: a thing does, most shadows fade out."""
    part, mask = _around(place, inside, now.shape[:2])
    gain = before[part].astype(np.float32).sum(axis=2) - now[part].astype(np.float32).sum(axis=2)
    strength = float(np.percentile(gain[mask > 0], 80))
    edge = (mask - cv2.erode(mask, OPEN)).astype(np.bool_)
    across = cv2.Sobel(gain, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(gain, cv2.CV_32F, 0, 1, scale=0.125)
    return float(np.hypot(across, down)[edge].mean()) > SHARP * strength


def _around(
    place: tuple[int, int, int, int], inside: Mask, shape: tuple[int, ...]
) -> tuple[tuple[slice, slice], NDArray[np.uint8]]:
    """Return the part of a picture around a region, and the region in it (1 inside)."""
    left, top, width, height = place
    margin = 3
    rows = slice(max(0, top - margin), min(shape[0], top + height + margin))
    columns = slice(max(0, left - margin), min(shape[1], left + width + margin))
    mask = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.uint8)
    down, right = top - rows.start, left - columns.start
    mask[down : down + height, right : right + width] = inside
    return (rows, columns), mask


def _appeared(now: Picture, before: Picture, place: tuple[int, int, int, int], inside: Mask) -> bool | None:
    """Tell whether the outline is an edge of the picture (put there) or of the background (taken away).

    None where it was hardly an edge before either: in the dark and in rain nothing was surely there.
    """
    part, mask = _around(place, inside, now.shape[:2])
    ring = (cv2.dilate(mask, OPEN) - cv2.erode(mask, OPEN)).astype(np.bool_)
    ours, theirs = (float(_edges(each[part])[ring].mean()) for each in (now, before))
    if ours >= theirs:
        return True
    return False if theirs >= max(OUTLINED * ours, ours + LEAST_EDGE) else None


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
