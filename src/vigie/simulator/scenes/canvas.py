"""A picture being drawn: strokes in pixels, shadows on the ground, and lights that are added after dark."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.light import Colour, Mood

Picture = NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""Left, top, width, height in pixels."""
Pixel = tuple[float, float]
SHIFT = 4
_ONE = 1 << SHIFT


@dataclass(frozen=True, slots=True)
class Glow:
    """A light: a spot (`outline` has one point, `radius_px`) or a beam on the ground (several points)."""

    outline: tuple[Pixel, ...]
    radius_px: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Shining:
    """What shines by itself, as it was drawn: left and top, its part of the picture, which pixels (h, w)."""

    corner: tuple[int, int]
    drawn: Picture
    inside: NDArray[np.bool_]


@dataclass(slots=True)
class Canvas:
    """A BGR picture with the camera that sees it and the hour's mood.

    Attributes:
        air: (h, w, 3) which share of a place's light also falls on what is in the air before it: a lit window
            lights no smoke outside; None for all of it.
    """

    picture: Picture
    camera: MastCamera
    mood: Mood
    glows: list[Glow] = field(default_factory=list)
    shining: list[Shining] = field(default_factory=list)
    air: NDArray[np.float32] | None = None

    def limb(self, points: Sequence[Pixel], colour: Colour, thick: float) -> None:
        """Draw a line with round joints, `thick` pixels wide."""
        line = np.array([(round(u * _ONE), round(v * _ONE)) for u, v in points], np.int32)
        cv2.polylines(self.picture, [line], False, colour, max(round(thick), 1), cv2.LINE_AA, SHIFT)

    def polygon(self, points: Sequence[Pixel], colour: Colour) -> None:
        """Fill a convex polygon."""
        outline = np.array([(round(u * _ONE), round(v * _ONE)) for u, v in points], np.int32)
        cv2.fillConvexPoly(self.picture, outline, colour, cv2.LINE_AA, SHIFT)

    def oval(self, centre: Pixel, axes: tuple[float, float], colour: Colour) -> None:
        """Fill an upright ellipse."""
        at = (round(centre[0] * _ONE), round(centre[1] * _ONE))
        half = (max(int(axes[0] * _ONE), 8), max(int(axes[1] * _ONE), 8))
        cv2.ellipse(self.picture, at, half, 0, 0, 360, colour, cv2.FILLED, cv2.LINE_AA, SHIFT)

    def shade(self, shapes: Sequence[tuple[Sequence[Pixel], float]], soft_px: float, strength: float) -> None:
        """Darken softly: each shape is a filled polygon (thickness 0) or a line with its thickness."""
        every = [point for points, _ in shapes for point in points]
        margin = soft_px * 2 + max(thick for _, thick in shapes)
        area, origin = self._area(every, margin)
        if area.size == 0:
            return
        mask = _mask(area.shape[:2], origin, shapes)
        size = max(int(soft_px), 1) * 2 + 1
        soft = cv2.blur(mask, (size, size))
        keep = cv2.cvtColor(cv2.convertScaleAbs(soft, alpha=-strength, beta=255), cv2.COLOR_GRAY2BGR)
        cv2.multiply(area, keep, area, 1 / 255)

    def burn(self, polygons: Sequence[tuple[Sequence[Pixel], Colour]]) -> None:
        """Fill convex polygons that shine by themselves: the hour's light neither darkens nor tints them."""
        area, corner = self._area([p for points, _ in polygons for p in points], 2.0)
        before = area.copy()
        for points, colour in polygons:
            self.polygon(points, colour)
        if area.size > 0:
            self.shining.append(
                Shining((int(corner[0]), int(corner[1])), area.copy(), (area != before).any(2))
            )

    def unhidden(self) -> list[tuple[Picture, Picture, NDArray[np.bool_]]]:
        """Return what shines and nothing nearer hides: place in the picture, colours, which pixels (h, w)."""
        parts = []
        for one in self.shining:
            high, wide = one.inside.shape
            area = self.picture[one.corner[1] : one.corner[1] + high, one.corner[0] : one.corner[0] + wide]
            parts.append((area, one.drawn, one.inside & (area == one.drawn).all(2)))
        return parts

    def shine(self) -> None:
        """Add the lights gathered while drawing."""
        for glow in self.glows:
            area, origin = self._area(glow.outline, glow.radius_px * 2)
            if area.size == 0:
                continue
            spot = len(glow.outline) == 1
            thick = glow.radius_px if spot else 0.0
            mask = _mask(area.shape[:2], origin, [(glow.outline, thick)])
            size = max(int(glow.radius_px), 1) * 2 + 1
            soft = (
                np.asarray(cv2.blur(cv2.blur(mask, (size, size)), (size, size)), np.float32)[..., None] / 255
            )
            colour = np.array(glow.colour, np.float32)
            # A spot adds its own light; a beam shows what it falls on.
            lit = area + soft * colour if spot else area * (1 + soft * colour / 40)
            area[:] = np.minimum(lit, 255).astype(np.uint8)

    def _area(self, points: Sequence[Pixel], margin: float) -> tuple[Picture, Pixel]:
        high, wide = self.picture.shape[:2]
        left = int(min(max(min(u for u, _ in points) - margin, 0), wide))
        right = int(min(max(max(u for u, _ in points) + margin + 1, 0), wide))
        top = int(min(max(min(v for _, v in points) - margin, 0), high))
        bottom = int(min(max(max(v for _, v in points) + margin + 1, 0), high))
        return self.picture[top:bottom, left:right], (left, top)


def _mask(shape: tuple[int, ...], origin: Pixel, shapes: Sequence[tuple[Sequence[Pixel], float]]) -> Picture:
    mask = np.zeros(shape, np.uint8)
    for points, thick in shapes:
        outline = np.array(
            [(round((u - origin[0]) * _ONE), round((v - origin[1]) * _ONE)) for u, v in points], np.int32
        )
        if thick > 0:
            width = max(round(thick), 1)
            cv2.polylines(mask, [outline], False, 255, width, cv2.LINE_8, SHIFT)
        else:
            cv2.fillConvexPoly(mask, outline, 255, cv2.LINE_8, SHIFT)
    return mask
