"""Follows objects by place and motion only: sure detections first, then doubtful ones, then motion alone.

After ByteTrack (Zhang 2022, arXiv 2110.06864): low scores never start an object, they carry one on. Boxes are
widened before they are compared (C-BIoU, Yang 2023), which holds small fast objects at few pictures a second.
An object lost behind something is taken up again where its motion leads, never by its looks (R5).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from vigie.vision import boxes
from vigie.vision.detections import Detections, Floats, Mask
from vigie.vision.scenery import Scenery
from vigie.vision.tracks import ObjectTrack, Sighting, group

UNLIKE = 0.3
"""What an unusual size takes off an association: of two who pass, the far one stays the small one."""

EXPLAINED = 0.6
"""A foreground region that covers this share of an object just seen is that object."""

SHADOW, SHADOW_PICTURES = 0.6, 6
"""An object that lies on a surer one, with this overlap, in so many pictures in a row is the same one."""


NEW = 0.25
"""Something moves where this share of a box is new."""

STANDS_S, STANDS, STOOD_THERE = 1.0, 0.4, 0.5
"""Who went less than this, in own sizes, within this time stands; scenery is followed only where it was."""


@dataclass(frozen=True, slots=True)
class TrackerSettings:
    """Parameters.

    Attributes:
        sure: score from which a detection is associated first.
        birth: score from which an unmoving detection starts an object.
        birth_moving: the same where the background says that something is there.
        widen: share by which boxes grow before they are compared.
        least_overlap: smallest overlap of widened boxes.
        sizes: what a sure detection measures at least and at most, in usual sizes of its object.
        sizes_doubtful: the same for a doubtful detection or a foreground region: two people who meet get one.
        confirm_hits: pictures in which an object must be seen.
        keep_s: how long a lost object may come back.
        keep_tentative_s: how long an object seen once may wait for its second picture.
    """

    sure: float = 0.4
    birth: float = 0.5
    birth_moving: float = 0.3
    widen: float = 0.35
    least_overlap: float = 0.12
    sizes: tuple[float, float] = (0.35, 1.9)
    sizes_doubtful: tuple[float, float] = (0.35, 1.45)
    confirm_hits: int = 3
    keep_s: float = 4.0
    keep_tentative_s: float = 0.5


class Tracker:
    """Objects of one camera; pictures must come in the order of time."""

    def __init__(self, settings: TrackerSettings | None = None) -> None:
        self.settings = settings or TrackerSettings()
        self.tracks: list[ObjectTrack] = []
        self._next_id = 1
        self._now_s: float | None = None
        self._known_scenery = Scenery()
        self._scenery: Mask = np.zeros(0, np.bool_)

    def update(self, t_s: float, found: Detections, blobs: Floats, new: Floats) -> list[ObjectTrack]:
        """Take one picture in.

        Args:
            t_s: its instant in seconds.
            found: detections, low scores included.
            blobs: (M, 4) boxes of foreground regions.
            new: (N,) share of each detection's box that differs from the background, NaN while unknown.

        Returns:
            The confirmed objects, those not seen at this instant included while they are kept.
        """
        elapsed_s = 0.0 if self._now_s is None else max(0.0, t_s - self._now_s)
        self._now_s = t_s
        for track in self.tracks:
            track.predict(min(elapsed_s, 1.0))
        self._scenery = self._known_scenery.update(t_s, found, new)
        left_over = self._follow(t_s, found, blobs)
        self._take_up_or_begin(t_s, found, left_over, (new > NEW) & ~self._scenery)
        self._note_shadows(t_s)
        self._forget(t_s)
        return [track for track in self.tracks if track.confirmed]

    def _follow(self, t_s: float, found: Detections, blobs: Floats) -> list[int]:
        """Associate what is followed; return the rows of sure detections that nobody claimed."""
        recent = [track for track in self.tracks if t_s - track.seen_s <= 1.0]
        sure = np.flatnonzero(found.scores >= self.settings.sure)
        doubtful = np.flatnonzero(found.scores < self.settings.sure)
        settled = [track for track in recent if track.confirmed]
        tentative = [track for track in recent if not track.confirmed]
        settled, sure = self._match(t_s, settled, found, sure)
        settled, doubtful = self._match(t_s, settled, found, doubtful)
        tentative, sure = self._match(t_s, tentative, found, sure)
        tentative, doubtful = self._match(t_s, tentative, found, doubtful)
        self._carry_on(t_s, settled, blobs)
        return [*sure.tolist(), *doubtful.tolist()]

    def _match(
        self, t_s: float, tracks: Sequence[ObjectTrack], found: Detections, rows: np.ndarray
    ) -> tuple[list[ObjectTrack], np.ndarray]:
        """Give rows to tracks; return the tracks and rows that remain."""
        if not tracks or not len(rows):
            return list(tracks), rows
        ratio = _sizes(tracks, found.boxes[rows])
        alike = self._alike(ratio, found.scores[rows] >= self.settings.sure)
        alike &= self._may_be(tracks, found, rows)
        overlap = np.where(alike, self._overlap(tracks, found.boxes[rows]), 0.0)
        exact = boxes.iou(np.array([track.box for track in tracks], np.float32), found.boxes[rows])
        kinds = np.array([[group(kind) for kind in found.classes[rows]]])
        ours = np.array([[group(track.kind)] for track in tracks])
        unlike = np.minimum(np.abs(np.log(ratio)), 1.0)
        worth = (overlap + exact) / 2 + 0.1 * found.scores[rows][None, :]
        worth -= 0.3 * (ours != kinds) + UNLIKE * unlike
        pairs = assign(np.where(overlap >= self.settings.least_overlap, worth, -np.inf))
        for track_row, row in pairs:
            at = int(rows[row])
            left, top, right, bottom = (float(value) for value in found.boxes[at])
            sighting = Sighting(t_s, (left, top, right, bottom), float(found.scores[at]))
            tracks[track_row].see(sighting, int(found.classes[at]))
            tracks[track_row].scenery = bool(self._scenery[at])
            self._confirm(tracks[track_row])
        taken_tracks, taken_rows = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
        rest = [track for number, track in enumerate(tracks) if number not in taken_tracks]
        return rest, np.delete(rows, sorted(taken_rows))

    def _may_be(self, tracks: Sequence[ObjectTrack], found: Detections, rows: np.ndarray) -> Mask:
        """Tell which tracks (N) may be at which rows (M): scenery is nobody but who stood there before."""
        scenery, ours = self._scenery[rows], np.array([track.scenery for track in tracks], np.bool_)
        if not scenery.any() and not ours.any():
            return np.ones((len(tracks), len(rows)), np.bool_)
        last = np.array([track.history[-1].box for track in tracks], np.float32)
        there = boxes.iou(last, found.boxes[rows]) >= STOOD_THERE
        stands = np.array([not track.walks(STANDS_S, STANDS) for track in tracks])
        may: Mask = np.where(scenery[None, :], there & stands[:, None], there | ~ours[:, None])
        return may

    def _alike(self, ratio: Floats, sure: Mask) -> Mask:
        """Tell which sizes (N, M), in usual ones, may be: nobody doubles from one picture to the next."""
        bounds = np.where(sure[None, :, None], self.settings.sizes, self.settings.sizes_doubtful)
        alike: Mask = (ratio >= bounds[..., 0]) & (ratio <= bounds[..., 1])
        return alike

    def _overlap(self, tracks: Sequence[ObjectTrack], others: Floats) -> Floats:
        ours = np.array([track.box for track in tracks], np.float32)
        share = self.settings.widen
        return boxes.iou(boxes.widened(ours, share), boxes.widened(others, share))

    def _carry_on(self, t_s: float, tracks: Sequence[ObjectTrack], blobs: Floats) -> None:
        """Let a foreground region of like size and place carry an object that no detector sees."""
        seen = [track.box for track in self.tracks if track.confirmed and track.seen_s == t_s]
        if seen and len(blobs):
            blobs = blobs[boxes.cover(np.array(seen, np.float32), blobs).max(axis=0) < EXPLAINED]
        if not tracks or not len(blobs):
            return
        overlap = self._overlap(tracks, blobs)
        ours = np.array([track.width * track.height for track in tracks])[:, None]
        ratio = boxes.areas(blobs)[None, :] / np.maximum(ours, 1)
        fits = (overlap >= 0.3) & (ratio > 0.3) & (ratio < 2.2)  # noqa: PLR2004 - like place, like size
        fits &= self._alike(_sizes(tracks, blobs), np.zeros(len(blobs), np.bool_))
        for row, column in assign(np.where(fits, overlap, -np.inf)):
            left, top, right, bottom = (float(value) for value in blobs[column])
            tracks[row].see(Sighting(t_s, (left, top, right, bottom), 0.0), None)

    def _confirm(self, track: ObjectTrack) -> None:
        if track.hits >= self.settings.confirm_hits:
            track.confirmed = True

    def _take_up_or_begin(self, t_s: float, found: Detections, rows: list[int], moving: Mask) -> None:
        limit = np.where(moving, self.settings.birth_moving, self.settings.birth)
        rows = [
            row
            for row in rows
            if found.scores[row] >= limit[row]
            and not self._doubled(t_s, found.boxes[row], sure=found.scores[row] >= self.settings.birth)
        ]
        lost = [track for track in self.tracks if track.confirmed and t_s - track.seen_s > 0.15]  # noqa: PLR2004 - missed at least one picture
        worth = np.full((len(lost), len(rows)), -np.inf)
        may = self._may_be(lost, found, np.array(rows, np.intp)) if worth.size else worth
        for number, track in enumerate(lost):
            for column, row in enumerate(rows):
                if may[number, column]:
                    worth[number, column] = self._comes_back(
                        t_s, track, found.boxes[row], int(found.classes[row])
                    )
        back = {column: lost[number] for number, column in assign(worth)}
        for column, row in enumerate(rows):
            left, top, right, bottom = (float(value) for value in found.boxes[row])
            sighting = Sighting(t_s, (left, top, right, bottom), float(found.scores[row]))
            if column in back:
                self._restart(back[column], sighting, int(found.classes[row]))
            else:
                self.tracks.append(ObjectTrack.begin(self._next_id, sighting, int(found.classes[row])))
                self._next_id += 1

    def _doubled(self, t_s: float, box: Floats, *, sure: bool) -> bool:
        """Tell whether this is a second box of an object just seen, or a doubtful one around some."""
        seen = [track.box for track in self.tracks if track.confirmed and track.seen_s == t_s]
        if not seen:
            return False
        others = np.array(seen, np.float32)
        within = boxes.cover(box[None], others).max()
        around = 0.0 if sure else boxes.cover(others, box[None]).max()
        most_common, most_held = (0.5, 0.85) if sure else (0.4, 0.7)
        common = boxes.iou(box[None], others).max()
        return bool(common > most_common or max(within, around) > most_held)

    @staticmethod
    def _comes_back(t_s: float, track: ObjectTrack, box: Floats, kind: int) -> float:
        """Return how well a detection continues a lost object, -inf when it cannot be the same."""
        gap_s = t_s - track.seen_s
        width, height = float(box[2] - box[0]), float(box[3] - box[1])
        likeness = min(height, track.height) / max(height, track.height, 1.0)
        if group(kind) != group(track.kind) or likeness < 0.5:  # noqa: PLR2004 - twice as tall is another
            return -np.inf
        size = max(track.size, width, height)
        last = track.history[-1].box
        places = [(track.x.place, track.y.place), ((last[0] + last[2]) / 2, (last[1] + last[3]) / 2)]
        x, y = float(box[0] + box[2]) / 2, float(box[1] + box[3]) / 2
        distance = min(float(np.hypot(x - px, y - py)) for px, py in places) / size
        reach = 0.5 + 0.45 * gap_s
        return -np.inf if distance > reach else likeness - distance / reach - 0.1 * gap_s

    @staticmethod
    def _restart(track: ObjectTrack, sighting: Sighting, kind: int) -> None:
        """Set an object that came back to where it is, with the speed it had."""
        left, top, right, bottom = sighting.box
        track.x.place, track.y.place = (left + right) / 2, (top + bottom) / 2
        track.width, track.height = right - left, bottom - top
        track.see(sighting, kind)

    def _note_shadows(self, t_s: float) -> None:
        """Count how long an object lies on a surer one of its kind: a second box of the same thing."""
        seen = [track for track in self.tracks if track.confirmed and track.seen_s == t_s]
        if len(seen) < 2:  # noqa: PLR2004 - one on another
            return
        around = np.array([track.history[-1].box for track in seen], np.float32)
        scores = np.array([track.score for track in seen])
        groups = np.array([group(track.kind) for track in seen])
        on = boxes.iou(around, around) > SHADOW
        on &= (groups[:, None] == groups[None, :]) & (scores[:, None] < scores[None, :])
        for row, track in enumerate(seen):
            track.shadows = track.shadows + 1 if on[row].any() else 0

    def _forget(self, t_s: float) -> None:
        def kept(track: ObjectTrack) -> bool:
            if track.shadows >= SHADOW_PICTURES:
                return False
            limit = self.settings.keep_s if track.confirmed else self.settings.keep_tentative_s
            return t_s - track.seen_s <= limit

        self.tracks = [track for track in self.tracks if kept(track)]


def _sizes(tracks: Sequence[ObjectTrack], others: Floats) -> Floats:
    """Return the longer sides of boxes (M, 4) in usual sizes of N objects: (N, M)."""
    usual = np.array([track.usual_size for track in tracks])[:, None]
    sides = (others[:, 2:] - others[:, :2]).max(axis=1)[None, :]
    ratio: Floats = np.maximum(sides, 1.0) / np.maximum(usual, 1.0)
    return ratio


def assign(worth: Floats) -> list[tuple[int, int]]:
    """Return the pairs (row, column) of greatest total worth; -inf is never paired."""
    if not worth.size:
        return []
    possible = np.isfinite(worth)
    rows, columns = linear_sum_assignment(np.where(possible, worth, -1e6), maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if possible[r, c]]
