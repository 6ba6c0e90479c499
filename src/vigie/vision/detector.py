"""The detector port: pictures in, objects out."""

from collections.abc import Sequence
from typing import Protocol

from vigie.vision.detections import Detections, Picture


class Detector(Protocol):
    """Finds objects in pictures. One instance serves many cameras; calls do not depend on one another."""

    @property
    def name(self) -> str:
        """The name by which it is chosen and journalled."""
        ...

    @property
    def side_px(self) -> int:
        """The longer side of the picture it works on; larger pictures are reduced to it."""
        ...

    def detect(self, pictures: Sequence[Picture]) -> list[Detections]:
        """Return the objects of each picture, low scores (from 0.1) included, in that picture's pixels."""
        ...
