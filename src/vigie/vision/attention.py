"""Where to look closer: windows that hold small moving objects, given to the detector enlarged.

A network of 416 px sees an object of 20 px badly; the same network on a window twice or four times smaller
sees it well. Windows follow motion and tracks, so a still scene costs nothing.
"""

from dataclasses import dataclass

import numpy as np

from vigie.vision import boxes
from vigie.vision.detections import LOOK_ALIKES, Detections, Floats, Picture
from vigie.vision.detector import Detector
from vigie.vision.riders import without_groups


@dataclass(frozen=True, slots=True)
class AttentionSettings:
    """Parameters.

    Attributes:
        small_px: an object below this height in the detector's input is looked at closer.
        most_windows: most windows for one picture.
        largest_zoom: most times that a window enlarges beyond the whole picture.
        surroundings: side of a window in heights of its object.
    """

    small_px: float = 72.0
    most_windows: int = 3
    largest_zoom: float = 3.0
    surroundings: float = 3.5


def choose_windows(
    seeds: Floats, width_px: int, height_px: int, side_px: int, settings: AttentionSettings
) -> list[tuple[int, int, int, int]]:
    """Return windows (left, top, right, bottom) that hold the small seeds (N, 4), most seeds first."""
    longest = max(width_px, height_px)
    heights = np.maximum(seeds[:, 2] - seeds[:, 0], seeds[:, 3] - seeds[:, 1])
    small = seeds[heights * side_px / longest < settings.small_px]
    windows: list[tuple[int, int, int, int]] = []
    while len(small) and len(windows) < settings.most_windows:
        candidates = [_window(seed, width_px, height_px, settings) for seed in small]
        inside = boxes.cover(small, np.array(candidates, np.float32)) > 0.9  # noqa: PLR2004 - nearly whole
        best = int(inside.sum(axis=0).argmax())
        windows.append(candidates[best])
        small = small[~inside[:, best]]
    return windows


def _window(
    seed: Floats, width_px: int, height_px: int, settings: AttentionSettings
) -> tuple[int, int, int, int]:
    longest = max(width_px, height_px)
    size = max(seed[2] - seed[0], seed[3] - seed[1])
    side = int(np.clip(size * settings.surroundings, longest / settings.largest_zoom, longest / 1.3))
    left = int(np.clip((seed[0] + seed[2] - side) / 2, 0, max(0, width_px - side)))
    top = int(np.clip((seed[1] + seed[3] - side) / 2, 0, max(0, height_px - side)))
    return left, top, min(width_px, left + side), min(height_px, top + side)


def look(detector: Detector, picture: Picture, windows: list[tuple[int, int, int, int]]) -> Detections:
    """Return the objects of the whole picture and of its windows, each object once."""
    height, width = picture.shape[:2]
    crops = [np.ascontiguousarray(picture[top:bottom, left:right]) for left, top, right, bottom in windows]
    found = detector.detect([picture, *crops])
    parts = [found[0]]
    for (left, top, right, bottom), part in zip(windows, found[1:], strict=True):
        part = part.moved(left, top)  # noqa: PLW2901 - same objects in the picture's own pixels
        parts.append(part.pick(_whole(part.boxes, (left, top, right, bottom), width, height)))
    joined = without_groups(Detections.joined(parts))
    return boxes.suppress(joined, 0.55, one_kind=LOOK_ALIKES, inner=0.8 if windows else None)


def _whole(found: Floats, window: tuple[int, int, int, int], width: int, height: int) -> np.ndarray:
    """Tell which boxes are not cut by a side of the window that lies inside the picture."""
    margin = 2.0
    left, top, right, bottom = window
    cut = (found[:, 0] < left + margin) & (left > 0)
    cut |= (found[:, 1] < top + margin) & (top > 0)
    cut |= (found[:, 2] > right - margin) & (right < width)
    cut |= (found[:, 3] > bottom - margin) & (bottom < height)
    whole: np.ndarray = ~cut
    return whole
