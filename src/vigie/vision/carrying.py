"""Carries objects on from picture to picture by the picture's own motion: a network need not look each time.

A network says what something is and where its edges are; 0.2 s later it is nearly always the same, moved.
How far it moved is read off a few points of the object itself (Lucas & Kanade 1981, pyramids after Bouguet
2001), followed to the new picture and back again. Nothing is assumed where that is not certain: what a
network did not see just now, what lies at the picture's edge or across another object, whose points disagree,
what grows or shrinks, and every part of the foreground that no carried object explains, is looked at again.
Nothing is carried longer than `fresh_s`, so errors never add up, and nobody by their looks (ARCHITECTURE R5).

Where the pixels are those that a network saw, its answer is known: what rests is seen again after `rest_s`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision import boxes
from vigie.vision.background import Foreground
from vigie.vision.detections import Detections, Floats, Mask
from vigie.vision.tracks import ObjectTrack

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class CarryingSettings:
    """Parameters; lengths are small pixels.

    Attributes:
        fresh_s: a network saw the object within this time.
        rest_s: …or within this, where nothing changed there since.
        change: difference of a gray pixel (0–255) that counts, beyond a sensor's noise.
        changed: share of the pixels that may differ by so much where nothing changed.
        least_score: …and was so sure of it.
        least_side_px: objects smaller than this show no points to follow.
        edge_px: nearer to the picture's edge an object's shape changes.
        shared: share of an object that may lie in another one.
        back_px: greatest distance of a point, followed there and back, from where it was.
        least_points: points that must agree.
        apart_px: greatest usual distance of points from their common motion …
        apart_share: … or this share of the object's size.
        kept: share of its foreground that an object must keep.
    """

    fresh_s: float = 0.45
    rest_s: float = 2.0
    change: int = 14
    changed: float = 0.01
    least_score: float = 0.4
    least_side_px: float = 6.0
    edge_px: float = 3.0
    shared: float = 0.25
    back_px: float = 0.8
    least_points: int = 5
    apart_px: float = 0.7
    apart_share: float = 0.03
    kept: float = 0.6


COLUMNS, ROWS = np.linspace(0.2, 0.8, 3), np.linspace(0.1, 0.85, 5)
GRID = np.stack(np.meshgrid(COLUMNS, ROWS), axis=-1).reshape(-1, 2).astype(np.float32)
"""Points followed, in shares of the box."""

FLOW = {
    "winSize": (9, 9),
    "maxLevel": 2,
    "criteria": (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 8, 0.05),
}


ALIKE = 0.7
"""Two regions are one where they overlap by so much."""

SAME = 0.45
"""A carried object and one that a network found overlap by more than this where they are one."""


@dataclass(frozen=True, slots=True)
class Still:
    """One small picture with what was known of it.

    Attributes:
        t_s: its instant.
        gray: (h, w) brightness.
        foreground: what differs from the background in it.
        scale: small pixels for one pixel of the whole picture.
    """

    t_s: float
    gray: Gray
    foreground: Foreground
    scale: float


@dataclass(frozen=True, slots=True)
class Carried:
    """Objects known without a network, in pixels of the whole picture, and the numbers of their tracks."""

    found: Detections
    object_ids: frozenset[int]

    @classmethod
    def nothing(cls) -> "Carried":
        """Build a value that holds nothing."""
        return cls(Detections.empty(), frozenset())

    def beside(self, found: Detections) -> Detections:
        """Return what a network found, and what is carried and it did not see."""
        if not self.object_ids or not len(found):
            return self.found if self.object_ids else found
        seen = boxes.iou(self.found.boxes, found.boxes).max(axis=1) > SAME
        return Detections.joined([found, self.found.pick(~seen)])

    def holds(self, track: ObjectTrack) -> bool:
        """Tell whether an object's last place is one carried here, not one that a network saw."""
        return track.history[-1].box in {tuple(map(float, box)) for box in self.found.boxes}


@dataclass(frozen=True, slots=True)
class _Look:
    """When a network saw a place, where that is, and what it looked like."""

    t_s: float
    part: tuple[slice, slice]
    gray: Gray


class Carrier:
    """The objects of one camera; pictures must come in the order of time."""

    def __init__(self, settings: CarryingSettings | None = None) -> None:
        self.settings = settings or CarryingSettings()
        self._seen: dict[int, _Look] = {}
        self._looked: list[_Look] = []
        self._before: Still | None = None

    def carry(self, now: Still, tracks: Sequence[ObjectTrack]) -> Carried:
        """Carry on what is certain of what is followed, as of the picture before."""
        before = self._before
        if before is None or before.gray.shape != now.gray.shape or not now.foreground.settled:
            return Carried.nothing()
        here = [each for each in tracks if each.seen_s == before.t_s and self._is_sure(each)]
        resting = [each for each in here if self._rests(now, self._seen[each.object_id])]
        known = {each.object_id for each in resting}
        moving = self._moved(before, now, [each for each in here if each.object_id not in known])
        rested = [(each, np.array(each.history[-1].box, np.float32)) for each in resting]
        return _carried([*rested, *moving])

    def unseen(self, now: Still, regions: Floats) -> Floats:
        """Return the regions (N, 4), small pixels, that do not look as they did when a network saw them."""
        self._looked = [each for each in self._looked if now.t_s - each.t_s < self.settings.rest_s]
        known = {
            (each.part[0].start, each.part[0].stop, each.part[1].start, each.part[1].stop)
            for each in self._looked
            if self._rests(now, each)
        }
        kept = [region for region in regions if not any(_alike(region, place) for place in known)]
        for region in kept:
            part = _part(region, now.gray.shape)
            self._looked.append(_Look(now.t_s, part, now.gray[part].copy()))
        return np.array(kept, np.float32).reshape(-1, 4)

    def _is_sure(self, track: ObjectTrack) -> bool:
        """Tell whether an object is followed for long enough, and a network once was sure of it."""
        sure = track.confirmed and track.history[-1].score >= self.settings.least_score
        return sure and track.object_id in self._seen

    def _rests(self, now: Still, look: _Look) -> bool:
        """Tell whether a place looks as it did when a network saw it, lately."""
        part = now.gray[look.part]
        if now.t_s - look.t_s >= self.settings.rest_s or part.shape != look.gray.shape or not part.size:
            return False
        difference = np.asarray(cv2.absdiff(part, look.gray), np.uint8)
        _, changed = cv2.threshold(difference, self.settings.change, 255, cv2.THRESH_BINARY)
        return cv2.countNonZero(changed) <= self.settings.changed * part.size

    def _moved(
        self, before: Still, now: Still, tracks: Sequence[ObjectTrack]
    ) -> list[tuple[ObjectTrack, Floats]]:
        """Return the objects that went on in a way that is certain, each with its new box."""
        certain = self._certain(before, tracks)
        if not certain:
            return []
        old = np.array([track.history[-1].box for track in certain], np.float32) * np.float32(now.scale)
        shift, good = self._shifts(before, now, old)
        new = old + np.tile(shift, 2)
        kept = [row for row in np.flatnonzero(good) if self._still_there(before, now, old[row], new[row])]
        return [(certain[row], new[row] / np.float32(now.scale)) for row in kept]

    def note(self, now: Still, tracks: Sequence[ObjectTrack], carried: Carried) -> None:
        """Remember the picture, and which objects a network saw in it: all seen that are not `carried`."""
        self._before = now
        alive = {track.object_id for track in tracks}
        self._seen = {key: look for key, look in self._seen.items() if key in alive}
        for track in tracks:
            if track.seen_s == now.t_s and track.history[-1].score > 0 and not carried.holds(track):
                part = _part(np.array(track.history[-1].box) * now.scale, now.gray.shape)
                self._seen[track.object_id] = _Look(now.t_s, part, now.gray[part].copy())

    def _certain(self, before: Still, tracks: Sequence[ObjectTrack]) -> list[ObjectTrack]:
        """Return the objects that a network saw just now, whole and apart from others."""
        here = [
            each for each in tracks if before.t_s - self._seen[each.object_id].t_s < self.settings.fresh_s
        ]
        if not here:
            return []
        places = np.array([track.history[-1].box for track in here], np.float32) * np.float32(before.scale)
        high, wide = before.gray.shape
        edge = self.settings.edge_px
        whole = (
            (places[:, :2] >= edge).all(axis=1)
            & (places[:, 2] <= wide - edge)
            & (places[:, 3] <= high - edge)
        )
        whole &= (places[:, 2:] - places[:, :2]).min(axis=1) >= self.settings.least_side_px
        shared = boxes.cover(places, places)
        np.fill_diagonal(shared, 0)
        whole &= shared.max(axis=1) <= self.settings.shared
        return [track for track, fit in zip(here, whole, strict=True) if fit]

    def _shifts(self, before: Still, now: Still, places: Floats) -> tuple[Floats, Mask]:
        """Return how each box (N, 4) moved (N, 2), and for which this is certain (N,)."""
        sides = places[:, 2:] - places[:, :2]
        points = (places[:, None, :2] + GRID[None] * sides[:, None]).astype(np.float32)
        start = points.reshape(-1, 1, 2)
        there, forth, _ = cv2.calcOpticalFlowPyrLK(before.gray, now.gray, start, None, **FLOW)  # type: ignore[call-overload]  # None: found anew
        back, again, _ = cv2.calcOpticalFlowPyrLK(now.gray, before.gray, there, None, **FLOW)  # type: ignore[call-overload]  # same
        astray = np.abs(back - start).max(axis=2).reshape(points.shape[:2])
        usable = (forth & again).reshape(points.shape[:2]).astype(np.bool_) & (
            astray <= self.settings.back_px
        )
        usable &= self._own(before, points)
        moves = there.reshape(points.shape) - points
        shifts, good = np.zeros((len(places), 2), np.float32), np.zeros(len(places), np.bool_)
        for row in range(len(places)):
            shifts[row], good[row] = self._common(moves[row][usable[row]], float(sides[row].max()))
        return shifts, good

    def _own(self, before: Still, points: Floats) -> Mask:
        """Tell which points (N, K, 2) lie on the object: on foreground, where enough of them do."""
        columns, rows = points[..., 0].astype(np.intp), points[..., 1].astype(np.intp)
        own: Mask = before.foreground.mask[rows, columns]
        few = own.sum(axis=1) < self.settings.least_points
        own[few] = True
        return own

    def _common(self, moves: Floats, size: float) -> tuple[Floats, bool]:
        """Return the motion that an object's points (K, 2) share, and whether they do."""
        if len(moves) < self.settings.least_points:
            return np.zeros(2, np.float32), False
        middle = np.median(moves, axis=0)
        apart = float(np.median(np.abs(moves - middle).max(axis=1)))
        return middle, apart <= max(self.settings.apart_px, self.settings.apart_share * size)

    def _still_there(self, before: Still, now: Still, old: Floats, new: Floats) -> bool:
        """Tell whether an object's box holds as much foreground as before."""
        return _filled(now, new) >= self.settings.kept * _filled(before, old)


def unexplained(foreground: Foreground, regions: Floats, carried: Floats, share: float = 0.2) -> Floats:
    """Return what of moving regions no carried object explains.

    Args:
        foreground: what differs from the background.
        regions: (N, 4) its connected regions, small pixels.
        carried: (M, 4) carried objects, small pixels.
        share: of a region's pixels that need no explanation.

    Returns:
        (K, 4) regions, or the part of them that is left over, small pixels.
    """
    if not len(regions) or not len(carried):
        return regions
    rest = foreground.mask.astype(np.uint8)
    for box in boxes.widened(carried, 0.15):
        rest[_part(box, rest.shape)] = 0
    kept = []
    for region in regions:
        part = _part(region, rest.shape)
        left_over, all_of_it = cv2.countNonZero(rest[part]), np.count_nonzero(foreground.mask[part])
        if left_over <= share * all_of_it:
            continue
        left, top, wide, high = cv2.boundingRect(rest[part])
        x, y = part[1].start + left, part[0].start + top
        kept.append((x, y, x + wide, y + high))
    return np.array(kept, np.float32).reshape(-1, 4)


def _carried(found: Sequence[tuple[ObjectTrack, Floats]]) -> Carried:
    if not found:
        return Carried.nothing()
    return Carried(
        Detections.of(
            np.array([box for _, box in found], np.float32),
            np.array([track.kind for track, _ in found], np.int16),
            np.array([track.history[-1].score for track, _ in found], np.float32),
        ),
        frozenset(track.object_id for track, _ in found),
    )


def _alike(region: Floats, place: tuple[int, int, int, int]) -> bool:
    """Tell whether a region lies nearly where a place (top, bottom, left, right) is."""
    top, bottom, left, right = place
    other = np.array([[left, top, right, bottom]], np.float32)
    return bool(boxes.iou(region[None], other)[0, 0] >= ALIKE)


def _filled(still: Still, box: Floats) -> float:
    part = still.foreground.mask[_part(box, still.gray.shape)]
    return float(part.mean()) if part.size else 0.0


def _part(box: Floats, shape: tuple[int, ...]) -> tuple[slice, slice]:
    return (
        slice(max(0, int(box[1])), max(0, min(shape[0], int(np.ceil(box[3]))))),
        slice(max(0, int(box[0])), max(0, min(shape[1], int(np.ceil(box[2]))))),
    )
