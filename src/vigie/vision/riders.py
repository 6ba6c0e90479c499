"""Boxes that belong together: a rider and the two-wheeler, the halves of a person, a group and its people."""

import numpy as np
from numpy.typing import NDArray

from vigie.vision import boxes
from vigie.vision.detections import TWO_WHEELERS, Detections, Floats, Mask, ObjectClass

HALF_TALL, WHOLE_TALL = 1.8, 3.2
"""Half a person is at most this much taller than wide, a whole one at most that much."""

ALIGNED = 0.75
"""Two halves share this much of their width."""

SHARED = 0.45
"""A rider and a two-wheeler have nearly half in common."""

PART_INSIDE, PART_SCORE = 0.8, 0.6
"""A second box of a rider lies in the first with this share, and has less than this share of its score."""

GROUP_WIDE, MEMBER_TALL, MEMBER_INSIDE, MEMBER_SCORE = 1.2, 0.6, 0.7, 0.25
"""A box so much wider than tall is no upright person; whoever stands in it is this tall in its heights, lies
in it with this share and has this score."""


def without_groups(found: Detections) -> Detections:
    """Return the detections without the wide boxes of persons that hold somebody upright.

    Detectors put one box around people who walk together, or around a fence and whoever stands there.
    """
    people = np.flatnonzero(found.classes == ObjectClass.PERSON)
    if len(people) < 2:  # noqa: PLR2004 - somebody, and what is around
        return found
    sizes = found.sizes_px
    wide = people[sizes[people, 0] > GROUP_WIDE * sizes[people, 1]]
    upright = people[(sizes[people, 0] < sizes[people, 1]) & (found.scores[people] >= MEMBER_SCORE)]
    if not len(wide) or not len(upright):
        return found
    inside = boxes.cover(found.boxes[upright], found.boxes[wide]) >= MEMBER_INSIDE
    inside &= sizes[upright, 1][:, None] >= MEMBER_TALL * sizes[wide, 1][None, :]
    keep = np.ones(len(found), np.bool_)
    keep[wide[inside.any(axis=0)]] = False
    return found.pick(keep)


def join_riders(found: Detections) -> Detections:
    """Return the detections with each rider and two-wheeler made one box of the two-wheeler's class.

    Halves of persons, which detectors give where a belt or a table cuts somebody in two, are joined first.
    """
    found = join_halves(found)
    people = np.flatnonzero(found.classes == ObjectClass.PERSON)
    wheels = np.flatnonzero(np.isin(found.classes, [int(each) for each in TWO_WHEELERS]))
    if not len(people) or not len(wheels):
        return found
    merged, gone = found.boxes.copy(), np.zeros(len(found), np.bool_)
    scores = found.scores.copy()
    shared = boxes.cover(found.boxes[wheels], found.boxes[people])
    shared = np.maximum(shared, boxes.cover(found.boxes[people], found.boxes[wheels]).T)
    for row, wheel in enumerate(wheels):
        column = int(np.where(shared[row] > SHARED, found.scores[people], -1.0).argmax())
        person = people[column]
        above = found.centres_px[person, 1] <= found.centres_px[wheel, 1] + 1
        if shared[row, column] > SHARED and above and not gone[person]:
            merged[wheel, :2] = np.minimum(merged[wheel, :2], merged[person, :2])
            merged[wheel, 2:] = np.maximum(merged[wheel, 2:], merged[person, 2:])
            scores[wheel] = max(scores[wheel], scores[person])
            gone[person] = True
            gone[people] |= _parts(found, people, merged[wheel], scores[wheel])
    return Detections.of(merged, found.classes, scores).pick(~gone)


def _parts(found: Detections, people: NDArray[np.intp], rider: Floats, score: float) -> Mask:
    """Tell which people are doubtful second boxes of somebody who rides."""
    inside = boxes.cover(found.boxes[people], rider[None])[:, 0] > PART_INSIDE
    doubtful: Mask = inside & (found.scores[people] < PART_SCORE * score)
    return doubtful


def join_halves(found: Detections) -> Detections:
    """Return the detections with the upper and the lower half of a person made one."""
    people = np.flatnonzero(found.classes == ObjectClass.PERSON)
    if len(people) < 2:  # noqa: PLR2004 - two halves
        return found
    merged, gone, scores = found.boxes.copy(), np.zeros(len(found), np.bool_), found.scores.copy()
    for one in people:
        for two in people:
            if gone[one] or gone[two] or one == two or not _halves(merged[one], merged[two]):
                continue
            merged[one, :2] = np.minimum(merged[one, :2], merged[two, :2])
            merged[one, 2:] = np.maximum(merged[one, 2:], merged[two, 2:])
            scores[one] = max(scores[one], scores[two])
            gone[two] = True
    return Detections.of(merged, found.classes, scores).pick(~gone) if gone.any() else found


def _halves(upper: Floats, lower: Floats) -> bool:
    """Tell whether one box continues the other downwards, and neither is a whole person."""
    (l1, t1, r1, b1), (l2, t2, r2, b2) = upper.tolist(), lower.tolist()
    wide, tall = max(r1, r2) - min(l1, l2), b2 - t1
    shared = (min(r1, r2) - max(l1, l2)) / max(wide, 1e-6)
    low = min(b1 - t1, b2 - t2)
    stacked = t1 + 0.25 * (b1 - t1) < t2 < b1 + 0.15 * low and b2 > b1 + 0.3 * low
    short = (b1 - t1) <= HALF_TALL * (r1 - l1) and (b2 - t2) <= HALF_TALL * (r2 - l2)
    return bool(shared >= ALIGNED and stacked and short and tall <= WHOLE_TALL * wide)
