"""`Detections`: every object found in one picture, as columns of one length.

The one value that passes between detector, tracker and rules. It knows no camera, no law and no database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigie.kernel.errors import BadInput

Floats = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]
Picture = NDArray[np.uint8]
"""A decoded picture: height × width × 3, blue-green-red, 0–255."""

UNTRACKED = -1


class ObjectClass(IntEnum):
    """What an object can be. No attribute of a person is among them (LAW.md section 10)."""

    PERSON = 0
    BICYCLE = 1
    MOTORCYCLE = 2
    CAR = 3
    BUS = 4
    TRUCK = 5
    TRAIN = 6
    ANIMAL = 7
    OBJECT = 8

    @property
    def label(self) -> str:
        """The name used in rules and scenario files: `person`, `car`."""
        return self.name.lower()


VEHICLES = frozenset({ObjectClass.CAR, ObjectClass.BUS, ObjectClass.TRUCK, ObjectClass.TRAIN})
TWO_WHEELERS = frozenset({ObjectClass.BICYCLE, ObjectClass.MOTORCYCLE})
LOOK_ALIKES = (VEHICLES, TWO_WHEELERS)
"""Classes that detectors give to one object at the same time."""


def parse_classes(labels: Iterable[str]) -> frozenset[ObjectClass]:
    """Return the classes named.

    Raises:
        BadInput: a name is unknown; the message lists those that exist.
    """
    known = {each.label: each for each in ObjectClass}
    labels = list(labels)
    unknown = [label for label in labels if label not in known]
    if unknown:
        raise BadInput(f"unknown object class {unknown[0]!r}: use {', '.join(known)}", code="unknown_class")
    return frozenset(known[label] for label in labels)


@dataclass(frozen=True, slots=True)
class Detections:
    """N objects in one picture.

    Attributes:
        boxes: (N, 4) left, top, right, bottom in pixels of the picture.
        classes: (N,) `ObjectClass` values.
        scores: (N,) confidence, 0–1.
        object_ids: (N,) the tracker's ids, `UNTRACKED` before it.
        ground_m: (N, 2) position on the ground in metres, NaN without calibration.
    """

    boxes: Floats
    classes: NDArray[np.int16]
    scores: Floats
    object_ids: NDArray[np.int64]
    ground_m: Floats

    def __post_init__(self) -> None:
        count = len(self.boxes)
        shapes = (self.boxes.shape, self.classes.shape, self.scores.shape, self.object_ids.shape)
        if shapes != ((count, 4), (count,), (count,), (count,)) or self.ground_m.shape != (count, 2):
            raise ValueError(f"columns of different lengths: {shapes} and {self.ground_m.shape}")

    def __len__(self) -> int:
        return len(self.boxes)

    @classmethod
    def of(
        cls, boxes: NDArray[np.floating], classes: NDArray[np.integer], scores: NDArray[np.floating]
    ) -> "Detections":
        """Build untracked detections from boxes (N, 4), classes (N,) and scores (N,)."""
        count = len(boxes)
        return cls(
            boxes=np.asarray(boxes, np.float32).reshape(count, 4),
            classes=np.asarray(classes, np.int16),
            scores=np.asarray(scores, np.float32),
            object_ids=np.full(count, UNTRACKED, np.int64),
            ground_m=np.full((count, 2), np.nan, np.float32),
        )

    @classmethod
    def empty(cls) -> "Detections":
        """Build a value that holds nothing."""
        return cls.of(np.zeros((0, 4)), np.zeros(0, np.int16), np.zeros(0))

    @classmethod
    def joined(cls, parts: Sequence["Detections"]) -> "Detections":
        """Put several values one behind the other."""
        if not parts:
            return cls.empty()
        return cls(
            boxes=np.concatenate([part.boxes for part in parts]),
            classes=np.concatenate([part.classes for part in parts]),
            scores=np.concatenate([part.scores for part in parts]),
            object_ids=np.concatenate([part.object_ids for part in parts]),
            ground_m=np.concatenate([part.ground_m for part in parts]),
        )

    def pick(self, which: Mask | NDArray[np.integer]) -> "Detections":
        """Return the rows of a mask (N,) or of indices, in that order."""
        return Detections(
            self.boxes[which],
            self.classes[which],
            self.scores[which],
            self.object_ids[which],
            self.ground_m[which],
        )

    def of_classes(self, classes: Iterable[ObjectClass]) -> "Detections":
        """Return only the objects of these classes."""
        return self.pick(np.isin(self.classes, [int(each) for each in classes]))

    def moved(self, dx_px: float, dy_px: float) -> "Detections":
        """Return the same objects seen from a picture whose corner lies elsewhere."""
        shift = np.array([dx_px, dy_px, dx_px, dy_px], np.float32)
        return replace(self, boxes=self.boxes + shift)

    @property
    def feet_px(self) -> Floats:
        """(N, 2) bottom centre of each box: where the object stands."""
        return np.stack([(self.boxes[:, 0] + self.boxes[:, 2]) / 2, self.boxes[:, 3]], axis=1)

    @property
    def centres_px(self) -> Floats:
        """(N, 2) centre of each box."""
        centres: Floats = (self.boxes[:, :2] + self.boxes[:, 2:]) / 2
        return centres

    @property
    def sizes_px(self) -> Floats:
        """(N, 2) width and height."""
        sizes: Floats = self.boxes[:, 2:] - self.boxes[:, :2]
        return sizes
