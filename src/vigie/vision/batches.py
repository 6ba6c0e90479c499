"""Moving regions of many cameras, looked at together: regions are laid side by side on the network's input.

A network costs the same whatever its input shows. Six moving people on six cameras fit into one input of 416
pixels, enlarged to a size at which it sees them well; so cost grows with what moves, not with cameras.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vigie.vision import boxes
from vigie.vision.detections import Detections, Floats, Picture
from vigie.vision.detector import Detector
from vigie.vision.models.letterbox import PAD
from vigie.vision.planar import PlanarPicture

Region = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """Parameters.

    Attributes:
        object_px: height in the network's input to which a small object is enlarged.
        large_px: height to which a large object is reduced; more tells the network nothing.
        largest_zoom: most times that a region is enlarged.
        surroundings: margin around a seed on each side, in seed sizes.
        least_margin_px: smallest margin, in picture pixels.
        gutter_px: gray strip between regions.
        most_regions: most regions of one picture.
        overlap: two boxes of one object overlap by more than this.
    """

    object_px: float = 56.0
    large_px: float = 150.0
    largest_zoom: float = 2.5
    surroundings: float = 0.5
    least_margin_px: float = 16.0
    gutter_px: int = 6
    most_regions: int = 6
    overlap: float = 0.55


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one camera wants looked at: its picture, and seeds (N, 4), boxes of what moves or is followed."""

    picture: PlanarPicture
    seeds: Floats


@dataclass(slots=True)
class _Piece:
    """A region on its way: whose it is, where it lies in its picture, how large and where on which canvas."""

    owner: int
    region: Region
    scale: float
    size: tuple[int, int]
    canvas: int = -1
    at: tuple[int, int] = (0, 0)


def look_together(
    detector: Detector, wanted: Sequence[Wanted], settings: BatchSettings | None = None
) -> tuple[list[Detections], list[list[Region]], int]:
    """Look at every camera's regions.

    Returns:
        The objects of each camera in its picture's pixels, the regions looked at, and the number of inputs.
    """
    settings = settings or BatchSettings()
    side = detector.side_px
    pieces = [piece for owner, each in enumerate(wanted) for piece in _pieces(owner, each, side, settings)]
    count = _lay_out(pieces, side, settings.gutter_px)
    canvases = [np.full((side, side, 3), PAD, np.uint8) for _ in range(count)]
    for piece in pieces:
        left, top = piece.at
        wide, high = piece.size
        canvases[piece.canvas][top : top + high, left : left + wide] = _pixels(wanted, piece)
    seen = detector.detect(canvases) if canvases else []
    found: list[list[Detections]] = [[] for _ in wanted]
    regions: list[list[Region]] = [[] for _ in wanted]
    for piece in pieces:
        found[piece.owner].append(_of_piece(seen[piece.canvas], piece, wanted[piece.owner].picture.size_px))
        regions[piece.owner].append(piece.region)
    joined = [boxes.suppress(Detections.joined(each), settings.overlap) for each in found]
    return joined, regions, count


def _pieces(owner: int, wanted: Wanted, side: int, settings: BatchSettings) -> list[_Piece]:
    """Return the regions of one camera; overlapping ones are joined."""
    wide, high = wanted.picture.size_px
    pieces = []
    for region, object_px in _joined(wanted.seeds, wide, high, settings)[: settings.most_regions]:
        longest = max(region[2] - region[0], region[3] - region[1])
        wanted_scale = float(np.clip(1.0, settings.object_px / object_px, settings.large_px / object_px))
        whole = region == (0, 0, wide & ~1, high & ~1)
        scale = side / longest if whole else min(settings.largest_zoom, wanted_scale, side / longest)
        size = tuple(max(8, min(side, round((region[n + 2] - region[n]) * scale))) for n in (0, 1))
        pieces.append(_Piece(owner, region, scale, (size[0], size[1])))
    return pieces


def _joined(seeds: Floats, wide: int, high: int, settings: BatchSettings) -> list[tuple[Region, float]]:
    """Return regions around seeds, largest first, with the height of the smallest seed in each."""
    regions = [
        (_around(seed, wide, high, settings), max(1.0, float(seed[3] - seed[1])))
        for seed in seeds
        if _is_inside(seed, wide, high)
    ]
    merged = True
    while merged:
        merged = False
        for first in range(len(regions)):
            for second in range(first + 1, len(regions)):
                if _mostly_shared(regions[first][0], regions[second][0]):
                    (a, small), (b, other) = regions[first], regions[second]
                    union = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
                    regions[first] = (union, min(small, other))
                    del regions[second]
                    merged = True
                    break
            if merged:
                break
    return sorted(regions, key=lambda each: -_area(each[0]))


def _is_inside(seed: Floats, wide: int, high: int) -> bool:
    """Tell whether a seed covers any of the picture; what is followed may have left it, or be no number."""
    if not np.isfinite(seed).all():
        return False
    return bool(min(seed[2], wide) > max(seed[0], 0) and min(seed[3], high) > max(seed[1], 0))


def _around(seed: Floats, wide: int, high: int, settings: BatchSettings) -> Region:
    size = float(max(seed[2] - seed[0], seed[3] - seed[1]))
    margin = max(settings.least_margin_px, settings.surroundings * size)
    left, top = max(0, int(seed[0] - margin)) & ~1, max(0, int(seed[1] - margin)) & ~1
    right, bottom = (
        min(wide & ~1, int(seed[2] + margin) + 2 & ~1),
        min(high & ~1, int(seed[3] + margin) + 2 & ~1),
    )
    return left, top, max(right, left + 2), max(bottom, top + 2)


def _mostly_shared(first: Region, second: Region) -> bool:
    """Tell whether one region costs no more than two: their union is hardly larger than both."""
    union = (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )
    return _area(union) <= 1.15 * (_area(first) + _area(second))


def _area(region: Region) -> int:
    return (region[2] - region[0]) * (region[3] - region[1])


def _lay_out(pieces: list[_Piece], side: int, gutter: int) -> int:
    """Give each piece its place, in rows, highest first; return the number of canvases."""
    canvases: list[list[list[int]]] = []
    for piece in sorted(pieces, key=lambda each: -each.size[1]):
        if not any(_place(piece, number, rows, side, gutter) for number, rows in enumerate(canvases)):
            canvases.append([])
            _place(piece, len(canvases) - 1, canvases[-1], side, gutter)
    return len(canvases)


def _place(piece: _Piece, canvas: int, rows: list[list[int]], side: int, gutter: int) -> bool:
    """Put a piece into one of a canvas's rows [top, height, used width] or below; tell whether it fits."""
    wide, high = piece.size
    for row in rows:
        if high <= row[1] and row[2] + wide <= side:
            piece.canvas, piece.at = canvas, (row[2], row[0])
            row[2] += wide + gutter
            return True
    top = rows[-1][0] + rows[-1][1] + gutter if rows else 0
    if top + high > side:
        return False
    rows.append([top, high, wide + gutter])
    piece.canvas, piece.at = canvas, (0, top)
    return True


def _pixels(wanted: Sequence[Wanted], piece: _Piece) -> Picture:
    part = wanted[piece.owner].picture.region(piece.region)
    how = cv2.INTER_AREA if piece.scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, piece.size, interpolation=how), np.uint8)


def _of_piece(seen: Detections, piece: _Piece, size_px: tuple[int, int]) -> Detections:
    """Return the objects centred on a piece, in its picture's pixels, without those that its edge cuts."""
    left, top = piece.at
    wide, high = piece.size
    centres = seen.centres_px
    mine = (centres[:, 0] >= left) & (centres[:, 0] < left + wide)
    mine &= (centres[:, 1] >= top) & (centres[:, 1] < top + high)
    found = seen.pick(mine)
    local = np.clip(found.boxes - [left, top, left, top], 0, [wide, high, wide, high]) / piece.scale
    region = piece.region
    own = local + np.array([region[0], region[1], region[0], region[1]])
    found = Detections.of(own, found.classes, found.scores)
    margin = 1.5 / piece.scale + 0.5
    inner = (region[0] > 0, region[1] > 0, region[2] < (size_px[0] & ~1), region[3] < (size_px[1] & ~1))
    cut = np.zeros(len(found), np.bool_)
    for column, edge in enumerate(region):
        if inner[column]:
            cut |= np.abs(own[:, column] - edge) < margin
    return found.pick(~cut)
