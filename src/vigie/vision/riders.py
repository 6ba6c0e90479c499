"""A person on a two-wheeler is one object of the road, not two."""

import numpy as np

from vigie.vision import boxes
from vigie.vision.detections import TWO_WHEELERS, Detections, ObjectClass


def join_riders(found: Detections) -> Detections:
    """Return the detections with each rider and two-wheeler made one box of the two-wheeler's class."""
    people = np.flatnonzero(found.classes == ObjectClass.PERSON)
    wheels = np.flatnonzero(np.isin(found.classes, [int(each) for each in TWO_WHEELERS]))
    if not len(people) or not len(wheels):
        return found
    merged, gone = found.boxes.copy(), np.zeros(len(found), np.bool_)
    scores = found.scores.copy()
    shared = boxes.cover(found.boxes[wheels], found.boxes[people])
    shared = np.maximum(shared, boxes.cover(found.boxes[people], found.boxes[wheels]).T)
    for row, wheel in enumerate(wheels):
        column = int(shared[row].argmax())
        person = people[column]
        above = found.centres_px[person, 1] <= found.centres_px[wheel, 1] + 1
        if shared[row, column] > 0.45 and above and not gone[person]:  # noqa: PLR2004 - nearly half in common
            merged[wheel, :2] = np.minimum(merged[wheel, :2], merged[person, :2])
            merged[wheel, 2:] = np.maximum(merged[wheel, 2:], merged[person, 2:])
            scores[wheel] = max(scores[wheel], scores[person])
            gone[person] = True
    return Detections.of(merged, found.classes, scores).pick(~gone)
