"""What light alone does to a picture: exposure, shadows, spots of light. None of it is an object.

Pictures are small ones of bytes (h, w, 3); comparisons are with the background's picture, `reference`.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision.components import components
from vigie.vision.detections import Mask, Picture

Gray = NDArray[np.uint8]

THIRDS = np.full((1, 3), 1 / 3, np.float32)
DARKEST, BRIGHTEST = 12, 245
LEAST_PIXELS = 50
SHADOW = (0.42, 0.96)
"""A shadow leaves this share of the light."""

TINT = 0.022
"""Greatest change of a colour's share of the brightness under the same light, plus noise in dark places."""

SPARSE, FULL = 0.12, 0.95
"""Gaps are filled in regions of which this share is surely no shadow."""

TEXTURE = 1.5
"""Spread of a region's structure (0–255) that is more than noise."""

ALIKE = 0.65
"""Correlation from which two regions show the same structure."""

LEAST_GAPPY = 24
OPEN, CLOSE = np.ones((2, 2), np.uint8), np.ones((7, 5), np.uint8)
LIT = 1.05
"""A spot of light is brighter than the background by this factor or more."""

MOSTLY = 0.75
"""…in this share of its pixels."""

ONES = np.ones(3, np.float32)
SOFT = 0.2
"""Change from pixel to pixel at a light's edge, as a share of its strength; things have sharp edges."""


def largest_channel(first: Picture, second: Picture) -> Gray:
    """Return (h, w): the largest difference of the three colours."""
    blue, green, red = cv2.split(cv2.absdiff(first, second))
    return np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8)


def exposure(now: Picture, reference: Picture) -> float:
    """Return the factor that brings `now` to the reference's exposure, 0.5–2; 1 where they hardly differ."""
    ours, theirs = _brightness(now), _brightness(reference)
    lit = (ours > DARKEST) & (theirs > DARKEST) & (ours < BRIGHTEST) & (theirs < BRIGHTEST)
    ratios = theirs[lit] / ours[lit]
    if len(ratios) < LEAST_PIXELS:
        return 1.0
    low, high = (len(ratios) - 1) // 2, len(ratios) // 2
    halved = np.partition(ratios, (low, high))
    gain = float(np.clip((halved[low] + halved[high]) / 2, 0.5, 2.0))
    return 1.0 if abs(gain - 1) < 0.015 else gain  # noqa: PLR2004 - that little is noise


def _brightness(picture: Picture) -> NDArray[np.float32]:
    """Return (n,) the mean of the colours of each fourth pixel of each fourth row."""
    few = np.ascontiguousarray(picture[::4, ::4])
    return np.asarray(cv2.transform(few, THIRDS), np.float32).ravel()


def without_shadows(changed: Gray, now: Picture, reference: Picture) -> Gray:
    """Return the mask (255 where changed) without what is only darker with the same colour.

    A dark car on dark asphalt is mostly "only darker" too: what lies between parts of another colour, not far
    apart for the region's size, belongs to them.
    """
    sure = changed.copy()
    if not cv2.hasNonZero(changed):
        return sure
    where = np.flatnonzero(changed)
    shaded, _ = _same_colour(now.reshape(-1, 3)[where], reference.reshape(-1, 3)[where])
    sure.reshape(-1)[where[shaded]] = 0
    sure = np.asarray(cv2.morphologyEx(sure, cv2.MORPH_OPEN, OPEN), np.uint8)
    if shaded.any():
        _fill_gaps(sure, changed)
    return np.asarray(cv2.morphologyEx(sure, cv2.MORPH_CLOSE, CLOSE), np.uint8)


def _fill_gaps(sure: Gray, changed: Gray) -> None:
    """Add to `sure`, in place, the changed pixels that lie between sure ones of the same region."""
    count, labels, stats = components(np.asarray(cv2.morphologyEx(changed, cv2.MORPH_CLOSE, CLOSE), np.uint8))
    for label in (np.flatnonzero(stats[1:count, cv2.CC_STAT_AREA] >= LEAST_GAPPY) + 1).tolist():
        left, top, width, height, area = stats[label].tolist()
        part = np.s_[top : top + height, left : left + width]
        inside = labels[part] == label
        parts = np.where(inside, sure[part], 0).astype(np.uint8)
        if not SPARSE < np.count_nonzero(parts) / area < FULL:
            continue
        kernel = np.ones((max(3, height // 2), max(3, round(height * 0.7))), np.uint8)
        closed = cv2.morphologyEx(
            parts, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0
        )
        sure[part] = np.where(inside & (closed > 0), 255, sure[part])


def _same_colour(now: NDArray[np.uint8], reference: NDArray[np.uint8]) -> tuple[Mask, Mask]:
    """Return which pixels (n, 3) are the reference's colour, darker, and which are it, brighter."""
    # colour by colour: numpy is five times slower along a side of three
    ours, theirs = np.ascontiguousarray(now.T, np.float32), np.ascontiguousarray(reference.T, np.float32)
    our_sum, their_sum = ours[0] + ours[1] + ours[2] + 3, theirs[0] + theirs[1] + theirs[2] + 3
    ratio = our_sum / their_sum
    ours /= our_sum
    theirs /= their_sum
    turned = np.abs(ours - theirs)
    apart = np.maximum(np.maximum(turned[0], turned[1]), turned[2])
    same = apart < TINT + 1.5 / np.minimum(our_sum, their_sum)
    return same & (ratio > SHADOW[0]) & (ratio < SHADOW[1]), same & (ratio > LIT)


def only_light(inside: Mask, now: Picture, reference: Picture) -> bool:
    """Tell whether a region is only lit: brighter with the same colour, and fading out at its edge.

    Args:
        inside: (h, w) the region within its box.
        now: (h, w, 3) the picture in that box.
        reference: (h, w, 3) the background in that box.
    """
    ours, theirs = now[inside], reference[inside]
    if (ours @ ONES + 3 > LIT * (theirs @ ONES + 3)).mean() < MOSTLY:
        return False  # most regions end here: their colours need not be compared
    _, brighter = _same_colour(ours, theirs)
    if brighter.mean() < MOSTLY:
        return False
    gain = now.astype(np.float32).sum(axis=2) - reference.astype(np.float32).sum(axis=2)
    strength = float(np.percentile(gain[inside], 80))
    across = cv2.Sobel(gain, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(gain, cv2.CV_32F, 0, 1, scale=0.125)
    area = inside.astype(np.uint8)
    edge = (
        area - cv2.erode(area, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    ) > 0
    slope = float(np.hypot(across[edge], down[edge]).mean())
    return slope < SOFT * strength and not veiled(inside, now, reference)


def veiled(inside: Mask, now: Picture, reference: Picture) -> bool:
    """Tell whether a region lost much of the reference's detail, as behind smoke; light keeps it."""
    ours, theirs = (_detail(each)[inside].mean() for each in (now, reference))
    return bool(theirs > 2 and ours < 0.7 * theirs)  # noqa: PLR2004 - there was something to veil


def _detail(picture: Picture) -> Gray:
    gray = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    return np.asarray(cv2.absdiff(gray, np.asarray(cv2.blur(gray, (5, 5)))), np.uint8)


def same_structure(inside: Mask, now: Picture, reference: Picture) -> bool:
    """Tell whether a region shows the reference's structure, brighter or paler: no thing came or went.

    Structure is what differs from the surroundings: a lamp's light that falls off is common to all things.
    """
    one, two = (_structure(each)[inside] for each in (now, reference))
    norm = float(np.linalg.norm(one) * np.linalg.norm(two))
    textured = float(two.std()) > TEXTURE and float(one.std()) > TEXTURE
    return textured and float((one * two).sum()) / norm > ALIKE


def _structure(picture: Picture) -> NDArray[np.float32]:
    gray = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32)
    return np.asarray(gray - cv2.blur(gray, (7, 7)), np.float32)
