"""Fire: flames flicker in place, where no flame colour was before.

Flame colour alone is useless (clothes, lamplight on the ground, leaves): pixels count when they have it, are
bright, and flicker at the same place for over a second (Töreyin 2006). Who walks by changes a pixel once or
twice and moves on; what is always of that colour and calm is a wall; what trembles with all edges, the mast.
A flame's heart is evenly bright and only its tongues flicker: the heart counts where it lies beside them.
Tongues flicker each for itself; what brightens and darkens all at once is a beacon or a lamp, and what moves
as one is a thing: least squares tell how much of the change one shift and one lamp explain.
"""

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision import boxes
from vigie.vision.detections import Mask, Picture
from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.settings import FireSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import Box, RuleKind, Signal

if TYPE_CHECKING:
    from collections.abc import Hashable

MEMORY_S = 1.0
"""Time over which flicker and colour are averaged."""

CALM_S = 8.0
"""Time over which a calm pixel of flame colour is remembered as no flame."""

FLICKER = 7.0
"""Mean change of brightness from picture to picture, 0–255."""

TURNS_PER_S = 1.6
"""Flames turn from brighter to darker or back this often, at least."""

LASTING = 0.6
"""Share of the last second in which a tongue of flame flickers."""

LEAST_AREA, LEAST_TONGUES = 0.0004, 0.00014
"""Smallest flames, and smallest part of them that flickers, as shares of the picture."""

NEAR, LONG_CALM = np.ones((5, 5), np.uint8), 0.8
"""How near to its tongues a flame's heart lies, and how much of the time it may be calm."""

PASSING = 0.3
"""Whoever goes this share of the own height within the memory passes by."""

SAME_PLACE = 0.25
"""Flames stay: this share of the region lies where it began."""

AS_ONE = 0.6
"""Share of the change that one movement, or one lamp, explains: from here on nothing burns."""

Floats32 = NDArray[np.float32]


def flame_colour(small: Picture) -> Mask:
    """Return where the colour is that of flames: bright, red over green over blue, saturated or burnt out."""
    blue, green, red = cv2.split(small)
    bright = (red > 170) & (green > 45) & (red >= green)  # noqa: PLR2004 - colours
    if not bright.any():
        return bright
    result: Mask = bright & (cv2.subtract(red, blue) > 55) & (cv2.subtract(blue, green) <= 12)  # noqa: PLR2004 - colours
    return result


class Flicker:
    """Per pixel: how much and how often brightness turns, averaged over `MEMORY_S`."""

    def __init__(self) -> None:
        self._before: NDArray[np.uint8] | None = None
        self._last = np.zeros((2, 0, 0), np.float32)
        self._sign: NDArray[np.int8] = np.zeros((0, 0), np.int8)
        self._seen_s = 0.0
        nothing: Floats32 = np.zeros((0, 0), np.float32)
        self.strength = self.turns_per_s = self.coloured = self.calm = nothing
        self.lasting = nothing

    def update(self, small: Picture, elapsed_s: float) -> None:
        """Take one small picture in."""
        bright = np.asarray(cv2.transform(small, np.array([[0, 0.5, 0.5]], np.float32)), np.uint8)
        if self._before is None or self._before.shape != bright.shape or elapsed_s <= 0:
            shape = bright.shape
            self._before, self._sign, self._seen_s = bright, np.zeros(shape, np.int8), 0.0
            self.strength, self.turns_per_s, self.coloured, self.calm, self.lasting = (
                np.zeros(shape, np.float32) for _ in range(5)
            )
            return
        self._seen_s += elapsed_s
        self._turn(bright, small, elapsed_s)
        self._last = np.stack([self._before, bright]).astype(np.float32)
        self._before = bright

    def _turn(self, bright: NDArray[np.uint8], small: Picture, elapsed_s: float) -> None:
        change = np.asarray(cv2.subtract(bright, self._before, dtype=cv2.CV_32F), np.float32)  # type: ignore[arg-type]  # set before
        size = np.abs(change)
        size = np.maximum(size - _trembling(bright, size), 0)
        up, down = (size > FLICKER) & (change > 0), (size > FLICKER) & (change < 0)
        turned = (up & (self._sign < 0)) | (down & (self._sign > 0))
        self._sign[up], self._sign[down] = 1, -1
        rate = float(1 - np.exp(-elapsed_s / MEMORY_S))
        flame = flame_colour(small)
        cv2.accumulateWeighted(size, self.strength, rate)
        cv2.accumulateWeighted(turned.astype(np.float32) / np.float32(elapsed_s), self.turns_per_s, rate)
        cv2.accumulateWeighted(flame.astype(np.float32), self.coloured, rate)
        still = (flame & (self.strength < FLICKER / 2)).astype(np.float32)
        slow = float(1 - np.exp(-elapsed_s / min(CALM_S, max(0.5, self._seen_s))))
        cv2.accumulateWeighted(still, self.calm, slow)
        cv2.accumulateWeighted(self._flickering().astype(np.float32), self.lasting, rate)

    def _flickering(self) -> Mask:
        result: Mask = (
            (self.coloured > 0.35)  # noqa: PLR2004 - a third of the time
            & (self.calm < 0.2)  # noqa: PLR2004 - hardly ever calm in that colour
            & (self.strength > FLICKER)
            & (self.turns_per_s > TURNS_PER_S)
        )
        return result

    def tongues(self) -> Mask:
        """Return where flames flicker, and did so for a while: what moves on flickers nowhere long."""
        result: Mask = self.lasting > LASTING
        return result

    def flames(self, tongues: Mask) -> Mask:
        """Return where flames are: the tongues, and what has their colour beside them."""
        beside = cv2.dilate(tongues.astype(np.uint8), NEAR).astype(np.bool_)
        result: Mask = tongues | (beside & (self.coloured > 0.35) & (self.calm < LONG_CALM))  # noqa: PLR2004 - a third of the time
        return result

    def explained(self, part: tuple[slice, slice]) -> tuple[float, float]:
        """Return how much of the last change (squares) one shift and one lamp explain, and all of it."""
        before, now = self._last[0][part], self._last[1][part]
        middle = (before + now) / 2
        across, down = cv2.Sobel(middle, cv2.CV_32F, 1, 0), cv2.Sobel(middle, cv2.CV_32F, 0, 1)
        terms = np.stack([each.ravel() for each in (across, down, middle, np.ones_like(middle))])
        change = (now - before).ravel()
        answer = np.linalg.lstsq(terms @ terms.T, terms @ change, rcond=None)[0]
        rest = change - answer @ terms
        whole = float(change @ change)
        return whole - float(rest @ rest), whole


def _trembling(bright: NDArray[np.uint8], change: Floats32) -> Floats32:
    """Return how much each pixel may change because the whole picture moved by a fraction of a pixel."""
    across, down = cv2.Sobel(bright, cv2.CV_32F, 1, 0), cv2.Sobel(bright, cv2.CV_32F, 0, 1)
    edges = np.asarray((np.abs(across) + np.abs(down)) / np.float32(8), np.float32)
    telling = edges > 12  # noqa: PLR2004 - clear edges
    if np.count_nonzero(telling) < 100:  # noqa: PLR2004 - too few to tell
        return np.zeros_like(edges)
    shift = float(np.median(change[telling] / edges[telling]))
    return edges * np.float32(min(2.0, 2 * shift))


class Fire:
    """Rings once for flames that stay `min_duration_s` in the field."""

    kind = RuleKind.FIRE

    def __init__(self, settings: FireSettings) -> None:
        self.settings = settings
        self._flicker = Flicker()
        self._place: Box | None = None
        self._number = 0
        self._explained = self._whole = 0.0
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=8.0,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        self._flicker.update(view.small, view.elapsed_s)
        found: dict[Hashable, Finding] = {}
        tongues = self._flicker.tongues()
        if tongues.any():
            _without_passers(view, tongues)
        region = self._region(view, tongues)
        if region is not None:
            box, share = region
            if self.settings.holds(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)):
                confidence = min(1.0, 0.5 + share / LEAST_AREA / 20)
                found[self._key(box)] = Finding(box, confidence, details={"share": round(share, 5)})
        return self._episodes.update(view.t_s, found)

    def _region(self, view: SceneView, tongues: Mask) -> tuple[Box, float] | None:
        """Return the largest flames, None where there are none or where something else explains them."""
        if np.count_nonzero(tongues) < LEAST_TONGUES * tongues.size:
            return None
        region = largest_region(self._flicker.flames(tongues), view.small_scale, LEAST_AREA)
        if region is None:
            return None
        left, top, right, bottom = (int(value * view.small_scale) for value in region[0])
        part = np.s_[max(0, top - 1) : bottom + 2, max(0, left - 1) : right + 2]
        if np.count_nonzero(tongues[part]) < LEAST_TONGUES * tongues.size:
            return None
        return None if self._is_explained(part, view.elapsed_s) else region

    def _is_explained(self, part: tuple[slice, slice], elapsed_s: float) -> bool:
        """Take in how a part of the picture changed; tell whether lately it moved or blinked as one."""
        explained, whole = self._flicker.explained(part)
        kept = float(np.exp(-elapsed_s / MEMORY_S))
        self._explained = self._explained * kept + explained
        self._whole = self._whole * kept + whole
        return self._explained > AS_ONE * self._whole

    def _key(self, box: Box) -> int:
        """Return the number of the place: flames that turn up elsewhere are others."""
        if self._place is None or not same_place(box, self._place):
            self._number += 1
            self._place = box
        return self._number


def _without_passers(view: SceneView, flames: Mask) -> None:
    """Take out, in place, what people and vehicles on their way cover: clothes in lamplight flicker too."""
    for track in view.tracks:
        path = track.over(MEMORY_S)
        way = np.hypot(path[-1].feet[0] - path[0].feet[0], path[-1].feet[1] - path[0].feet[1])
        if way > PASSING * track.height:
            for each in path:
                left, top, right, bottom = (int(value * view.small_scale) for value in each.box)
                flames[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3] = False


def same_place(box: Box, place: Box) -> bool:
    """Tell whether a region lies, for a part, where another was."""
    one, two = np.array([box], np.float32), np.array([place], np.float32)
    return bool(max(boxes.cover(one, two)[0, 0], boxes.cover(two, one)[0, 0]) > SAME_PLACE)


def largest_region(mask: Mask, scale: float, least_share: float) -> tuple[Box, float] | None:
    """Return box (pixels of the picture) and share of the largest region, nearby parts joined."""
    if np.count_nonzero(mask) < least_share * mask.size:
        return None
    joined = cv2.dilate(mask.astype(np.uint8), np.ones((7, 7), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    areas = np.bincount(labels[mask], minlength=count)
    best = int(areas[1:].argmax()) + 1
    share = float(areas[best]) / mask.size
    if share < least_share:
        return None
    left, top, width, height = (float(value) for value in stats[best][:4])
    return (left / scale, top / scale, (left + width) / scale, (top + height) / scale), share
