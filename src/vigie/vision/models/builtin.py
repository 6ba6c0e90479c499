"""The built-in detector: no network, no file. What the background does not explain, by size and shape.

It costs a fraction of a millisecond beyond the background that the analyst keeps anyway, works without any
calibration (it learns how tall people look) and better with one. It sees only what moves or came lately; it
confuses a hand-cart with a two-wheeler, and people who stand very close with fewer people. One instance
serves one camera.
"""

from typing import TYPE_CHECKING

import numpy as np

from vigie.vision.background import Foreground
from vigie.vision.calibration import Calibration
from vigie.vision.detections import Detections, ObjectClass, Picture
from vigie.vision.models.builtin_scale import PersonScale, calibrated_px
from vigie.vision.models.builtin_shapes import Shape, base_of, heads_of, judge, people_of

if TYPE_CHECKING:
    from vigie.vision.signals import Box

BUILTIN = "builtin"
BORDER_PX = 2
FARTHEST = 0.035
"""People shorter than this share of the picture are not told from leaves and noise."""

LIT_SHARE = 0.55
"""With more of the picture than this in the foreground, the scene changed and nothing is an object."""

Found = tuple["Box", ObjectClass, float]


class BuiltinDetector:
    """Finds people, two-wheelers, cars, trucks and objects in the foreground of one camera."""

    def __init__(self) -> None:
        self._scale = PersonScale()

    @property
    def name(self) -> str:
        """The name by which it is chosen and journalled."""
        return BUILTIN

    def detect_foreground(
        self, small: Picture, foreground: Foreground, scale: float, calibration: Calibration | None = None
    ) -> Detections:
        """Return the objects of one picture, in pixels of the whole picture."""
        if not foreground.settled or foreground.share > LIT_SHARE:
            return Detections.empty()
        found: list[Found] = []
        for box in foreground.boxes.astype(int).tolist():
            found += self._objects(box, foreground, scale, calibration)
        if not found:
            return Detections.empty()
        boxes = np.array([each[0] for each in found], np.float32)
        high, wide = small.shape[:2]
        boxes = np.clip(boxes, 0, [wide, high, wide, high]) / np.float32(scale)
        kinds = np.array([int(each[1]) for each in found], np.int16)
        return Detections.of(boxes, kinds, np.array([each[2] for each in found], np.float32))

    def _objects(
        self, box: list[int], foreground: Foreground, scale: float, calibration: Calibration | None
    ) -> list[Found]:
        left, top, right, bottom = box
        region = foreground.mask[top:bottom, left:right]
        shape = Shape(left, top, right - left, bottom - top, float(region.mean()))
        high = foreground.mask.shape[0]
        person_px = self._person_px(shape, scale, calibration, high)
        if person_px < FARTHEST * high:
            return []
        verdict = judge(shape, person_px, heads_of(region, person_px), base_of(region))
        if verdict is None:
            return []
        if verdict.kind is not None:
            if verdict.kind is ObjectClass.PERSON and self._whole(shape, foreground):
                self._scale.learn(float(bottom), float(shape.height), high)
            return [((float(left), float(top), float(right), float(bottom)), verdict.kind, verdict.score)]
        near = self._person_px(Shape(left, top, 1, shape.height + 8, 1), scale, calibration, high)
        slope = (near - person_px) / 8
        people = people_of(region, top, (slope, person_px - slope * bottom))
        return [
            ((left + a, top + b, left + c, top + d), ObjectClass.PERSON, verdict.score)
            for a, b, c, d in people
        ]

    def _person_px(self, shape: Shape, scale: float, calibration: Calibration | None, high: int) -> float:
        """Return how tall a person is who stands where a region ends below, in small pixels."""
        if calibration is not None:
            feet = ((shape.left + shape.width / 2) / scale, shape.bottom / scale)
            known = calibrated_px(calibration, feet)
            if known is not None:
                return max(4.0, known * scale)
        return max(4.0, self._scale.person_px(shape.bottom, high))

    @staticmethod
    def _whole(shape: Shape, foreground: Foreground) -> bool:
        """Tell whether a region looks like one person, whole: neither cut by the border nor a couple."""
        high, wide = foreground.mask.shape
        inside = shape.left > BORDER_PX and shape.left + shape.width < wide - BORDER_PX
        inside = inside and shape.top > BORDER_PX and shape.bottom < high - BORDER_PX
        return inside and 1.8 <= shape.height / shape.width <= 4.5 and shape.height >= 8  # noqa: PLR2004 - pixels
