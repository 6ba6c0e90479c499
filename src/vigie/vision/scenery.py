"""`Scenery`: what a detector sees again and again where nothing is new: barriers, signs, bins, parked cars.

Whoever passes before such a thing must not leave it the number they had. So the tracker asks here which
detections are scenery; they may carry on what stands there, never what walks.
"""

from dataclasses import dataclass

import numpy as np

from vigie.vision import boxes
from vigie.vision.detections import Detections, Floats, Mask
from vigie.vision.tracks import group

OLD = 0.1
"""Where less than this share is new, nothing came."""

HIDDEN = 0.5
"""What lies there is still seen while passers-by cover less than this share of it."""

SAME = 0.6
"""Overlap from which two boxes are of the same thing: nobody who walks stays so exactly in one place."""

LEAST_PICTURES, LEAST_S = 6, 2.0
"""Pictures in which a thing must be seen, and over how long, before it is known."""

SURER, SURE = 0.2, 0.7
"""Somebody who stands before it is seen with a score this much higher, and what is seen so surely is no
scenery: who sits at a table for long becomes a part of the background too."""

KEPT_S, MOST = 120.0, 200


@dataclass(slots=True)
class _Thing:
    """One place: mean box and score, kind, since when and until when, in how many pictures."""

    box: Floats
    kind: int
    score: float
    since_s: float
    seen_s: float
    pictures: int = 1

    @property
    def known(self) -> bool:
        return self.pictures >= LEAST_PICTURES and self.seen_s - self.since_s >= LEAST_S

    def see(self, t_s: float, box: Floats, score: float) -> None:
        self.pictures += 1
        share = 1 / min(self.pictures, 50)
        self.box = self.box + (box - self.box) * np.float32(share)
        self.score += (score - self.score) * share
        self.seen_s = t_s


class Scenery:
    """The scenery of one camera; pictures must come in the order of time."""

    def __init__(self) -> None:
        self._things: list[_Thing] = []

    def update(self, t_s: float, found: Detections, new: Floats) -> Mask:
        """Take one picture's detections in; tell (N,) which of them are scenery.

        Args:
            t_s: the instant in seconds.
            found: the detections.
            new: (N,) share of each box that differs from the background, NaN while that is unknown.
        """
        self._things = [each for each in self._things if t_s - each.seen_s <= KEPT_S][-MOST:]
        kinds = np.array([group(int(kind)) for kind in found.classes])
        overlap = self._overlap(found, kinds)
        scenery = self._is_known(found, overlap, new)
        for row in np.flatnonzero(new < OLD).tolist():
            box, score = found.boxes[row], float(found.scores[row])
            best = int(overlap[row].argmax()) if overlap.shape[1] else -1
            if best >= 0 and overlap[row, best] >= SAME:
                self._things[best].see(t_s, box, score)
            else:
                self._things.append(_Thing(box, int(kinds[row]), score, t_s, t_s))
        return scenery

    def _overlap(self, found: Detections, kinds: np.ndarray) -> Floats:
        """Return how much detections and things have in common (N, M), 0 where they are of other kinds."""
        if not self._things or not len(found):
            return np.zeros((len(found), len(self._things)), np.float32)
        common = boxes.iou(found.boxes, np.array([each.box for each in self._things], np.float32))
        theirs = np.array([each.kind for each in self._things])
        return np.where(kinds[:, None] == theirs[None, :], common, np.float32(0))

    def _is_known(self, found: Detections, overlap: Floats, new: Floats) -> Mask:
        """Tell (N,) which detections are of known things: nothing came there, or what passes before them."""
        if not overlap.size:
            return np.zeros(len(found), np.bool_)
        known = np.array([each.known for each in self._things])
        usual = np.array([each.score for each in self._things])
        passed = (new[:, None] < HIDDEN) & (found.scores[:, None] <= usual[None, :] + SURER)
        fits = (overlap >= SAME) & known[None, :] & ((new[:, None] < OLD) | passed)
        answer: Mask = fits.any(axis=1) & (found.scores < SURE)
        return answer
