"""Moving regions of many cameras, looked at together: regions are laid side by side on the network's input.

A network costs the same whatever its input shows. Six moving people on six cameras fit into one input of 416
pixels, enlarged to a size at which it sees them well; so cost grows with what moves, not with cameras.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vigie.vision import boxes
from vigie.vision.detections import LOOK_ALIKES, Detections, Floats, Picture
from vigie.vision.detector import Detector, SizedDetector
from vigie.vision.models.letterbox import PAD
from vigie.vision.planar import PlanarPicture
from vigie.vision.riders import without_groups
from vigie.vision.shelves import Place, lay_out

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
    surroundings: float = 0.3
    least_margin_px: float = 16.0
    gutter_px: int = 6
    most_regions: int = 6
    overlap: float = 0.55


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one camera wants looked at: its picture, and seeds (N, 4), boxes of what moves or is followed."""

    picture: PlanarPicture
    seeds: Floats


@dataclass(frozen=True, slots=True)
class _Piece:
    """A region on its way: whose it is, where it lies in its picture, and how large it is shown."""

    owner: int
    region: Region
    scale: float
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Together:
    """What a common look gave.

    Attributes:
        found: the objects of each camera, in its picture's pixels.
        regions: the regions looked at, camera by camera.
        inputs: pictures that the network was given.
        squares: their area, in the network's own squares: what they cost.
    """

    found: list[Detections]
    regions: list[list[Region]]
    inputs: int
    squares: float


def look_together(
    detector: Detector, wanted: Sequence[Wanted], settings: BatchSettings | None = None
) -> Together:
    """Look at every camera's regions."""
    settings = settings or BatchSettings()
    side = detector.side_px
    granule = detector.granule_px if isinstance(detector, SizedDetector) else 0
    pieces = [piece for owner, each in enumerate(wanted) for piece in _pieces(owner, each, side, settings)]
    places, sizes = lay_out([piece.size for piece in pieces], side, settings.gutter_px, granule)
    canvases = [np.full((high, wide, 3), PAD, np.uint8) for wide, high in sizes]
    for piece, place in zip(pieces, places, strict=True):
        wide, high = piece.size
        part = canvases[place.canvas][place.top : place.top + high, place.left : place.left + wide]
        part[:] = _pixels(wanted, piece)
    seen = _seen(detector, canvases, sized=granule > 0)
    found: list[list[Detections]] = [[] for _ in wanted]
    regions: list[list[Region]] = [[] for _ in wanted]
    for piece, place in zip(pieces, places, strict=True):
        size_px = wanted[piece.owner].picture.size_px
        found[piece.owner].append(_of_piece(seen[place.canvas], piece, place, size_px))
        regions[piece.owner].append(piece.region)
    whole = [without_groups(Detections.joined(each)) for each in found]
    joined = [boxes.suppress(each, settings.overlap, one_kind=LOOK_ALIKES) for each in whole]
    return Together(joined, regions, len(canvases), sum(wide * high for wide, high in sizes) / side**2)


def _seen(detector: Detector, canvases: list[Picture], *, sized: bool) -> list[Detections]:
    if not canvases:
        return []
    return detector.detect_sized(canvases) if sized else detector.detect(canvases)  # type: ignore[attr-defined]  # asked just before


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


def _pixels(wanted: Sequence[Wanted], piece: _Piece) -> Picture:
    part = wanted[piece.owner].picture.region(piece.region)
    how = cv2.INTER_AREA if piece.scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, piece.size, interpolation=how), np.uint8)


def _of_piece(seen: Detections, piece: _Piece, place: Place, size_px: tuple[int, int]) -> Detections:
    """Return the objects centred on a piece, in its picture's pixels, without those that its edge cuts."""
    left, top = place.left, place.top
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
