"""Fire and smoke, by what they do to the picture: flames flicker in place, smoke veils what lies behind.

Flame colour alone is useless (clothes, lights, leaves): pixels count when they have it, are bright, and
flicker at the same place for over a second (Töreyin 2006). What passes changes a pixel once or twice only.
Smoke is a gray region that is no followed object, softens the edges of the background and grows.
"""

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision.detections import Mask, Picture
from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.settings import FireSettings, SmokeSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import Box, RuleKind, Signal

if TYPE_CHECKING:
    from collections.abc import Hashable

MEMORY_S = 1.0
"""Time over which flicker and colour are averaged."""

FLICKER = 7.0
"""Mean change of brightness from picture to picture, 0–255."""

TURNS_PER_S = 1.6
"""Flames turn from brighter to darker or back this often, at least."""

LEAST_AREA = 0.00025
"""Smallest region, as a share of the picture."""


def flame_colour(small: Picture) -> Mask:
    """Return where the colour is that of flames: bright, red over green over blue, saturated or burnt out."""
    blue, green, red = (small[..., channel].astype(np.int16) for channel in range(3))
    result: Mask = (red > 170) & (red >= green) & (green >= blue - 12) & (red - blue > 55) & (green > 45)  # noqa: PLR2004 - colours
    return result


class Flicker:
    """Per pixel: how much and how often brightness turns, averaged over `MEMORY_S`."""

    def __init__(self) -> None:
        self._before: NDArray[np.float32] | None = None
        self._sign: NDArray[np.int8] = np.zeros((0, 0), np.int8)
        self.strength: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self.turns_per_s: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self.coloured: NDArray[np.float32] = np.zeros((0, 0), np.float32)

    def update(self, small: Picture, elapsed_s: float) -> None:
        """Take one small picture in."""
        bright = small[..., 1:].astype(np.float32).mean(axis=2)
        if self._before is None or self._before.shape != bright.shape or elapsed_s <= 0:
            shape = bright.shape
            self._before, self._sign = bright, np.zeros(shape, np.int8)
            self.strength, self.turns_per_s, self.coloured = (np.zeros(shape, np.float32) for _ in range(3))
            return
        change = bright - self._before
        sign = np.where(change > FLICKER, 1, np.where(change < -FLICKER, -1, 0)).astype(np.int8)
        turned = (sign != 0) & (sign == -self._sign)
        self._sign = np.where(sign != 0, sign, self._sign)
        rate = np.float32(1 - np.exp(-elapsed_s / MEMORY_S))
        self.strength += (np.abs(change) - self.strength) * rate
        self.turns_per_s += (turned / np.float32(elapsed_s) - self.turns_per_s) * rate
        self.coloured += (flame_colour(small) - self.coloured) * rate
        self._before = bright


class Fire:
    """Rings once for flames that stay `min_duration_s` in the field."""

    kind = RuleKind.FIRE

    def __init__(self, settings: FireSettings) -> None:
        self.settings = settings
        self._flicker = Flicker()
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
        flames = (
            (self._flicker.coloured > 0.35)  # noqa: PLR2004 - a third of the time
            & (self._flicker.strength > FLICKER)
            & (self._flicker.turns_per_s > TURNS_PER_S)
        )
        found: dict[Hashable, Finding] = {}
        region = largest_region(flames, view.small_scale, LEAST_AREA)
        if region is not None:
            box, share = region
            if self.settings.holds(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)):
                confidence = min(1.0, 0.5 + share / LEAST_AREA / 20)
                found["fire"] = Finding(box, confidence, details={"share": round(share, 5)})
        return self._episodes.update(view.t_s, found)


class Smoke:
    """Rings once for a growing gray veil that stays `min_duration_s` in the field."""

    kind = RuleKind.SMOKE

    def __init__(self, settings: SmokeSettings) -> None:
        self.settings = settings
        self._veil: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._clear: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=4.0,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        detail = _detail(view.small)
        if self._clear.shape != detail.shape:
            self._clear, self._veil = detail.copy(), np.zeros_like(detail)
        veil = self._veiled(view, detail)
        rate = np.float32(1 - np.exp(-view.elapsed_s / 2.0))
        self._veil += (veil - self._veil) * rate
        self._clear += (detail - self._clear) * np.where(veil, 0.0, rate / 10).astype(np.float32)
        found: dict[Hashable, Finding] = {}
        region = largest_region(self._veil > 0.5, view.small_scale, 0.006)  # noqa: PLR2004 - most of two seconds
        if region is not None and view.foreground.settled:
            box, share = region
            if self.settings.holds(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)):
                found["smoke"] = Finding(box, min(1.0, 0.4 + share * 8), details={"share": round(share, 4)})
        return self._episodes.update(view.t_s, found)

    def _veiled(self, view: SceneView, detail: NDArray[np.float32]) -> Mask:
        colours = view.small.astype(np.int16)
        gray = colours.max(axis=2) - colours.min(axis=2) < 40  # noqa: PLR2004 - little colour
        softer = (detail < 0.6 * self._clear) & (self._clear > 6)  # noqa: PLR2004 - there was something to veil
        softened = cv2.blur(softer.astype(np.float32), (9, 9)) > 0.25  # noqa: PLR2004 - a quarter of the neighbours
        veil: Mask = view.foreground.mask & gray & softened
        for track in view.tracks:
            left, top, right, bottom = (int(value * view.small_scale) for value in track.history[-1].box)
            veil[max(0, top - 4) : bottom + 4, max(0, left - 4) : right + 4] = False
        return veil


def largest_region(mask: Mask, scale: float, least_share: float) -> tuple[Box, float] | None:
    """Return box (pixels of the picture) and share of the largest region, nearby parts joined."""
    joined = cv2.dilate(mask.astype(np.uint8), np.ones((7, 7), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    if count < 2:  # noqa: PLR2004 - only the background
        return None
    areas = np.bincount(labels[mask], minlength=count)
    best = int(areas[1:].argmax()) + 1
    share = float(areas[best]) / mask.size
    if share < least_share:
        return None
    left, top, width, height = (float(value) for value in stats[best][:4])
    return (left / scale, top / scale, (left + width) / scale, (top + height) / scale), share


def _detail(small: Picture) -> NDArray[np.float32]:
    gray = small.astype(np.float32).mean(axis=2)
    return np.asarray(cv2.blur(np.abs(gray - cv2.blur(gray, (5, 5))), (5, 5)) * 4, np.float32)
