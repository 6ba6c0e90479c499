"""Fits a picture into a network's fixed input, keeping its proportions."""

from dataclasses import dataclass

import cv2
import numpy as np

from vigie.kernel.errors import BadInput
from vigie.vision.detections import Floats, Picture

PAD = 114
"""Gray of the unused strip, as the networks were trained."""


@dataclass(frozen=True, slots=True)
class Letterboxed:
    """A picture in the corner of the network's input.

    Attributes:
        picture: (side, side, 3).
        scale: input pixels for one picture pixel.
        width_px: width of the picture that was given.
        height_px: its height.
    """

    picture: Picture
    scale: float
    width_px: int
    height_px: int

    def boxes_back(self, boxes: Floats) -> Floats:
        """Return boxes (N, 4) of the input in the picture's own pixels, cut at its border."""
        boxes = boxes / self.scale
        limits = np.array([self.width_px, self.height_px, self.width_px, self.height_px], np.float32)
        return np.clip(boxes, 0, limits)


def letterbox(picture: Picture, side_px: int) -> Letterboxed:
    """Scale `picture` into the upper left corner of a square of `side_px`.

    Raises:
        BadInput: it is not a colour picture.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape:  # noqa: PLR2004 - rows, columns, colours
        raise BadInput(f"a colour picture is needed, not an array of {picture.shape}", code="picture_broken")
    height, width = picture.shape[:2]
    if height == width == side_px:
        return Letterboxed(picture, 1.0, width, height)
    scale = side_px / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    canvas = np.full((side_px, side_px, 3), PAD, np.uint8)
    how = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR  # noqa: PLR2004 - linear skips pixels below half
    canvas[: size[1], : size[0]] = cv2.resize(picture, size, interpolation=how)
    return Letterboxed(canvas, scale, width, height)
