"""The detector port: pictures in, objects out."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from vigie.vision.background import Foreground
from vigie.vision.calibration import Calibration
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


@runtime_checkable
class SizedDetector(Detector, Protocol):
    """A detector that may take pictures of other sizes as they are: a small one then costs little."""

    @property
    def granule_px(self) -> int:
        """Sides of a picture that `detect_sized` takes are multiples of this; 0: it takes none."""
        ...

    def detect_sized(self, pictures: Sequence[Picture]) -> list[Detections]:
        """Return the objects of each picture, neither scaled nor filled up."""
        ...


@runtime_checkable
class ForegroundDetector(Protocol):
    """Finds objects in what the background does not explain; it needs no network and learns its scene.

    One instance serves one camera, whose pictures come in the order of time: the analyst calls
    `detect_foreground` with the foreground it has computed anyway, instead of `Detector.detect`.
    """

    @property
    def name(self) -> str:
        """The name by which it is chosen and journalled."""
        ...

    def detect_foreground(
        self, small: Picture, foreground: Foreground, scale: float, calibration: Calibration | None = None
    ) -> Detections:
        """Return the objects of one picture, in pixels of the whole picture.

        Args:
            small: the small colour picture.
            foreground: what differs from the background in it.
            scale: small pixels for one pixel of the whole picture.
            calibration: pixels of the whole picture to metres, where known.
        """
        ...
