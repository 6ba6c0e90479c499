"""Smoke: a gray veil that softens what lies behind it, rises and stays.

A veil takes contrast away from the background without being a thing: inside it the edges of before are still
there, weaker (Töreyin 2005 uses the same loss), or nearly nothing is to be seen any more; and it never rests.
Light and shadow keep the contrast in proportion; ground that something left lies still. Objects that are
followed are left out, and so is what always stirs, such as leaves.

All is judged on means over half a second: a veil is soft and slow, and the noise of a night is neither.
"""

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision.detections import Mask, Picture
from vigie.vision.lighting import exposure
from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.fire import same_place
from vigie.vision.rules.settings import SmokeSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import Box, RuleKind, Signal

if TYPE_CHECKING:
    from collections.abc import Hashable

WORK_SIDE_PX = 160
LEARN_S, VEIL_S, YOUNG_S = 20.0, 2.0, 3.0
LATELY_S, BEFORE_S = 0.5, 2.5
"""Smoke moves between the mean of half a second and that of the seconds before."""

FADED, TOLD = 0.75, 0.3
"""Detail behind smoke is at most this share of the clear one; this share of the region must have had some."""

STILL_THERE, GONE = 0.4, 0.4
"""What is behind still correlates with before by this much, unless less of its detail than this is left."""

TELLING = 5.0
"""Detail (0–255) from which fading can be seen."""

CHANGED = 4.5
LEAST_STIR, STIRRED, UNUSUAL = 0.5, 1.3, 1.8
"""Smoke stirs by this much, by this many times the picture's median, and of what is usual at its place."""

DRIFT_S, DRIFTS = 1.0, 1.5
"""…and in the last second it still moved by this many times the median: where something was taken away or a
light went out, all changed once and lies still."""

HOLD_S, PATIENCE_S = 10.0, 1.5
"""Smoke that was not seen for so long has gone; before it rings it may be absent this long: light that passes
twice is no smoke that stays."""

COLOUR = 42
PASSED_S = 3.0
"""Where objects passed lately the picture stirs after them."""

SURE = 0.55
"""Objects of this score are left out; the built-in detector takes puffs of smoke for doubtful ones."""

LEAST_SHARE, MOST_SHARE = 0.004, 0.5

Floats32 = NDArray[np.float32]


class Smoke:
    """Rings once for a gray veil that stays `min_duration_s` in the field."""

    kind = RuleKind.SMOKE

    def __init__(self, settings: SmokeSettings) -> None:
        self.settings = settings
        self._air = _Air()
        self._places: dict[int, tuple[Box, float]] = {}
        self._number = 0
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=HOLD_S,
            least_confidence=settings.least_confidence,
            patience_s=PATIENCE_S,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        scale = WORK_SIDE_PX / max(view.width_px, view.height_px)
        self._air.update(view, scale)
        found: dict[Hashable, Finding] = {}
        for box, share in self._air.veils(scale):
            if self.settings.holds(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)):
                confidence = min(1.0, 0.45 + share * 8)
                found[self._key(box, view.t_s)] = Finding(box, confidence, details={"share": round(share, 4)})
        return self._episodes.update(view.t_s, found)

    def _key(self, box: Box, t_s: float) -> int:
        """Return the number of the smoke there, however it drifted, whatever else was seen meanwhile."""
        self._places = {key: each for key, each in self._places.items() if t_s - each[1] <= HOLD_S}
        number = next((key for key, each in self._places.items() if same_place(box, each[0])), 0)
        if not number:
            self._number = number = self._number + 1
        self._places[number] = box, t_s
        return number


class _Air:
    """What a camera's gray picture looks like when the air is clear, and where it is not."""

    def __init__(self) -> None:
        nothing: Floats32 = np.zeros((0, 0), np.float32)
        self._lately = self._before = self._clear = nothing
        self._stir = self._usual = self._veil = self._passed = self._drift = nothing
        self._age_s = 0.0

    def update(self, view: SceneView, scale: float) -> None:
        """Take one instant in; `scale` is pixels of the reduced picture for one of the whole."""
        size = (max(8, round(view.width_px * scale)), max(8, round(view.height_px * scale)))
        tiny = np.asarray(cv2.resize(view.small, size, interpolation=cv2.INTER_AREA), np.uint8)
        gray = np.asarray(cv2.cvtColor(tiny, cv2.COLOR_BGR2GRAY), np.float32)
        if self._clear.shape != gray.shape:
            self._begin(gray)
        self._age_s += view.elapsed_s
        gray *= self._exposure(gray)
        former = self._lately.copy()
        cv2.accumulateWeighted(gray, self._lately, _rate(view.elapsed_s, min(LATELY_S, self._age_s)))
        drift = cv2.absdiff(self._lately, former) / np.float32(max(view.elapsed_s, 1e-3))
        cv2.accumulateWeighted(drift, self._drift, _rate(view.elapsed_s, DRIFT_S))
        cv2.accumulateWeighted(gray, self._before, _rate(view.elapsed_s, min(BEFORE_S, self._age_s)))
        stir = cv2.blur(cv2.absdiff(self._lately, self._before), (5, 5))
        cv2.accumulateWeighted(stir, self._stir, _rate(view.elapsed_s, VEIL_S))
        veil = self._veiled(view, tiny, scale)
        cv2.accumulateWeighted(veil.astype(np.float32), self._veil, _rate(view.elapsed_s, VEIL_S))
        there = cv2.resize(view.foreground.mask.astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
        self._learn(veil | there, view.elapsed_s)

    def veils(self, scale: float) -> list[tuple[Box, float]]:
        """Return box (pixels of the picture) and share of the largest region that lasts and fades."""
        lasting = (self._veil > 0.5).astype(np.uint8)  # noqa: PLR2004 - most of two seconds
        if cv2.countNonZero(lasting) < LEAST_SHARE * lasting.size:
            return []
        joined = cv2.morphologyEx(lasting, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        ours, theirs = _fine(self._lately), _fine(self._clear)
        still = DRIFTS * float(np.median(self._drift))
        best: tuple[Box, float] | None = None
        for label in (np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= LEAST_SHARE * joined.size) + 1).tolist():
            left, top, width, height, area = (int(value) for value in stats[label])
            share = area / joined.size
            part = np.s_[top : top + height, left : left + width]
            inside = labels[part] == label
            if float(self._drift[part][inside].mean()) < still:
                continue
            lit = min(1.0, float(self._lately[part][inside].sum() / (self._clear[part][inside].sum() + 1)))
            if (0 if best is None else best[1]) < share <= MOST_SHARE and _faded(
                ours[part][inside], theirs[part][inside] * np.float32(lit)
            ):
                box = (left / scale, top / scale, (left + width) / scale, (top + height) / scale)
                best = box, share
        return [] if best is None else [best]

    def _begin(self, gray: Floats32) -> None:
        self._lately, self._before, self._clear = gray.copy(), gray.copy(), gray.copy()
        self._stir, self._usual = np.zeros_like(gray), np.zeros_like(gray)
        self._veil, self._passed, self._drift = (np.zeros_like(gray) for _ in range(3))
        self._age_s = 0.0

    def _exposure(self, gray: Floats32) -> float:
        one, two = (np.repeat(each.astype(np.uint8)[..., None], 3, 2) for each in (gray, self._clear))
        return exposure(one, two)

    def _veiled(self, view: SceneView, tiny: Picture, scale: float) -> Mask:
        """Return what is gray, other than when clear, stirs unusually, and is no followed object."""
        blue, green, red = cv2.split(tiny)
        spread = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
        changed = cv2.absdiff(self._lately, self._clear) > CHANGED
        least = max(LEAST_STIR, STIRRED * float(np.median(self._stir)))
        veil: Mask = (spread < COLOUR) & changed & (self._stir > np.maximum(least, UNUSUAL * self._usual))
        self._passed *= np.float32(np.exp(-view.elapsed_s / PASSED_S))
        for track in [each for each in view.tracks if each.score >= SURE]:
            left, top, right, bottom = (int(value * scale) for value in track.history[-1].box)
            self._passed[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2] = 1.0
        return veil & (self._passed < 0.4)  # noqa: PLR2004 - nearly three seconds

    def _learn(self, hidden: Mask, elapsed_s: float) -> None:
        """Learn what is clear, fast at first, only where neither a veil nor anything else hides it."""
        rate = _rate(elapsed_s, 1.0 if self._age_s < YOUNG_S else LEARN_S)
        where = (~hidden).astype(np.uint8)
        cv2.accumulateWeighted(self._lately, self._clear, rate, where)
        cv2.accumulateWeighted(self._stir, self._usual, rate, where)


def _faded(ours: Floats32, theirs: Floats32) -> bool:
    """Tell whether fine structure (n) faded from `theirs` while it is the same, or hardly any is left."""
    telling = np.abs(theirs) > TELLING / 4
    if np.count_nonzero(telling) < TOLD * len(theirs):
        return False
    now, then = ours[telling], theirs[telling]
    left = float(np.abs(now).sum() / np.abs(then).sum())
    alike = float((now * then).sum() / (np.linalg.norm(now) * np.linalg.norm(then) + 1e-6))
    return left < FADED and (alike > STILL_THERE or left < GONE)


def _fine(gray: Floats32) -> Floats32:
    """Return each pixel's difference from its neighbourhood."""
    return np.asarray(gray - cv2.blur(gray, (5, 5)), np.float32)


def _rate(elapsed_s: float, time_s: float) -> float:
    return float(1 - np.exp(-elapsed_s / max(time_s, 1e-3)))
