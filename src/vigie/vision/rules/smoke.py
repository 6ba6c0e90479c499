"""Smoke: a gray veil that softens what lies behind it, rises and stays.

A veil takes contrast away from the background without being a thing: inside it the edges of before are still
there, weaker (Töreyin 2005 uses the same loss); and it never rests. Light and shadow keep the
contrast in proportion; ground that something left lies still. Objects that are followed are left out.
"""

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision.detections import Mask, Picture
from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.fire import same_place
from vigie.vision.rules.settings import SmokeSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import Box, RuleKind, Signal

if TYPE_CHECKING:
    from collections.abc import Hashable

WORK_SIDE_PX = 160
LEARN_S, VEIL_S, YOUNG_S = 20.0, 2.0, 3.0
FADED, TOLD = 0.75, 0.3
"""Detail behind smoke is at most this share of the clear one; this share of the region must have had some."""

TELLING = 5.0
"""Detail (0–255) from which fading can be seen."""

CHANGED = 7
LEAST_STIR, STIRRED = 0.6, 1.05
"""Smoke changes from picture to picture by this much, and by this many times the picture's median."""

COLOUR = 42
PASSED_S = 3.0
"""Where objects passed lately the picture stirs after them."""

SURE = 0.55
"""Objects of this score are left out; the built-in detector takes puffs of smoke for doubtful ones."""

LEAST_SHARE, MOST_SHARE = 0.004, 0.5


class Smoke:
    """Rings once for a gray veil that stays `min_duration_s` in the field."""

    kind = RuleKind.SMOKE

    def __init__(self, settings: SmokeSettings) -> None:
        self.settings = settings
        self._detail: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._clear: NDArray[np.float32] = self._detail
        self._veil: NDArray[np.float32] = self._detail
        self._stir: NDArray[np.float32] = self._detail
        self._passed: NDArray[np.float32] = self._detail
        self._before: NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self._age_s = 0.0
        self._place: Box | None = None
        self._number = 0
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=10.0,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        scale = WORK_SIDE_PX / max(view.width_px, view.height_px)
        size = (max(8, round(view.width_px * scale)), max(8, round(view.height_px * scale)))
        tiny = np.asarray(cv2.resize(view.small, size, interpolation=cv2.INTER_AREA), np.uint8)
        gray = np.asarray(cv2.cvtColor(tiny, cv2.COLOR_BGR2GRAY), np.uint8)
        detail = _detail(gray)
        if self._detail.shape != detail.shape:
            self._detail, self._clear = detail.copy(), gray.astype(np.float32)
            self._veil, self._stir, self._age_s = np.zeros_like(detail), np.zeros_like(detail), 0.0
            self._before, self._passed = gray, np.zeros_like(detail)
        self._age_s += view.elapsed_s
        stir = cv2.blur(cv2.absdiff(gray, self._before), (7, 7))
        cv2.accumulateWeighted(stir, self._stir, _rate(view.elapsed_s, VEIL_S))
        self._before = gray
        veil = self._veiled(view, tiny, gray, scale)
        cv2.accumulateWeighted(veil.astype(np.float32), self._veil, _rate(view.elapsed_s, VEIL_S))
        there = cv2.resize(view.foreground.mask.astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
        self._learn(gray, detail, veil | there, view.elapsed_s)
        found: dict[Hashable, Finding] = {}
        for box, share in self._veils(gray, detail, scale):
            if self.settings.holds(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)):
                confidence = min(1.0, 0.45 + share * 8)
                found[self._key(box)] = Finding(box, confidence, details={"share": round(share, 4)})
        return self._episodes.update(view.t_s, found)

    def _veils(
        self, gray: NDArray[np.uint8], detail: NDArray[np.float32], scale: float
    ) -> list[tuple[Box, float]]:
        """Return box and share of the largest region that lasted and in which detail faded."""
        lasting = (self._veil > 0.5).astype(np.uint8)  # noqa: PLR2004 - most of two seconds
        joined = cv2.morphologyEx(lasting, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        lit = np.minimum(1.0, (gray + 1.0) / (self._clear + 1.0)) * self._detail
        found: list[tuple[Box, float]] = []
        for label in range(1, count):
            left, top, width, height, area = (int(value) for value in stats[label])
            share = area / joined.size
            region = (labels == label) & (self._detail > TELLING)
            if not LEAST_SHARE <= share <= MOST_SHARE or np.count_nonzero(region) < TOLD * area:
                continue
            if float(detail[region].sum()) < FADED * float(lit[region].sum()):
                box = (left / scale, top / scale, (left + width) / scale, (top + height) / scale)
                found.append((box, share))
        return sorted(found, key=lambda each: -each[1])[:1]

    def _veiled(self, view: SceneView, tiny: Picture, gray: NDArray[np.uint8], scale: float) -> Mask:
        """Return what is gray, other than when clear, never at rest and no followed object."""
        blue, green, red = cv2.split(tiny)
        spread = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
        changed = cv2.absdiff(gray, np.asarray(cv2.convertScaleAbs(self._clear), np.uint8)) > CHANGED
        stirred = self._stir > max(LEAST_STIR, STIRRED * float(np.median(self._stir)))
        veil: Mask = (spread < COLOUR) & changed & stirred
        self._passed *= np.float32(np.exp(-view.elapsed_s / PASSED_S))
        for track in [each for each in view.tracks if each.score >= SURE]:
            left, top, right, bottom = (int(value * scale) for value in track.history[-1].box)
            self._passed[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2] = 1.0
        return veil & (self._passed < 0.4)  # noqa: PLR2004 - nearly three seconds

    def _learn(
        self, gray: NDArray[np.uint8], detail: NDArray[np.float32], hidden: Mask, elapsed_s: float
    ) -> None:
        """Learn what is clear, fast at first, only where neither a veil nor anything else hides it."""
        rate = _rate(elapsed_s, 1.0 if self._age_s < YOUNG_S else LEARN_S)
        where = (~hidden).astype(np.uint8)
        cv2.accumulateWeighted(detail, self._detail, rate, where)
        cv2.accumulateWeighted(gray, self._clear, rate, where)

    def _key(self, box: Box) -> int:
        if self._place is None or not same_place(box, self._place):
            self._number += 1
        self._place = box  # smoke drifts
        return self._number


def _detail(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the contrast around each pixel."""
    fine = cv2.absdiff(gray, np.asarray(cv2.blur(gray, (5, 5)), np.uint8))
    return np.asarray(cv2.blur(fine.astype(np.float32), (5, 5)) * 4, np.float32)


def _rate(elapsed_s: float, time_s: float) -> float:
    return float(1 - np.exp(-elapsed_s / time_s))
