"""Trees that sway, lamp posts and bins: they stand among the actors and hide those who pass behind."""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.canvas import Box, Canvas
from vigie.simulator.scenes.light import Mood

Picture = NDArray[np.uint8]
PHASES = 16
SWAY_S = 5.0
"""A tree comes back to where it was after this time; films last a whole number of sways, or nearly."""


@dataclass(frozen=True, slots=True)
class Sprite:
    """A small picture and where it is opaque, with its place in the big one."""

    picture: Picture
    mask: Picture
    left: int
    top: int

    def paste(self, picture: Picture) -> None:
        """Copy what is opaque."""
        part, area = self._overlap(picture)
        if area.size > 0:
            cv2.copyTo(self.picture[part], self.mask[part], area)

    def blank(self, picture: Picture) -> None:
        """Blacken what is opaque."""
        part, area = self._overlap(picture)
        area[self.mask[part] > 0] = 0

    def _overlap(self, picture: Picture) -> tuple[tuple[slice, slice], Picture]:
        high, wide = picture.shape[:2]
        x0, y0 = max(self.left, 0), max(self.top, 0)
        x1 = max(min(self.left + self.picture.shape[1], wide), x0)
        y1 = max(min(self.top + self.picture.shape[0], high), y0)
        part = slice(y0 - self.top, y1 - self.top), slice(x0 - self.left, x1 - self.left)
        return part, picture[y0:y1, x0:x1]


@dataclass(frozen=True, slots=True)
class Prop:
    """Something that stands at a distance; its sprites are shown in turn."""

    y: float
    sprites: tuple[Sprite, ...]

    def draw(self, picture: Picture, second: float) -> None:
        """Paste the sprite of this moment."""
        index = int(second / SWAY_S * len(self.sprites)) % len(self.sprites)
        self.sprites[index].paste(picture)


def tree(camera: MastCamera, x: float, y: float, mood: Mood, rng: np.random.Generator) -> Prop:
    """Return a tree about 6.5 m high at (x, y) metres; far trees do not sway."""
    k = camera.scale(y)
    wide, high = int(5.4 * k) + 4, int(7.2 * k) + 4
    still = np.zeros((high, wide, 3), np.uint8)
    mask = np.zeros((high, wide), np.uint8)
    foot = (wide / 2, high - 2.0)
    _trunk(still, mask, foot, k)
    _crown(still, mask, foot, k, mood, rng)
    u, v = camera.point(x, y)
    left, top = round(u - foot[0]), round(v - foot[1])
    count = PHASES if k > camera.width_px / 60 else 1
    offset = float(rng.uniform(0, 2 * pi))
    return Prop(y, tuple(_swayed(still, mask, left, top, number / count, offset) for number in range(count)))


def lamp_post(camera: MastCamera, x: float, y: float, mood: Mood) -> Prop:
    """Return a lamp post 6 m high with its lantern."""
    k = camera.scale(y)
    foot_v = camera.point(x, y)[1]
    high, wide = max(int(foot_v - camera.point(x, y, 6.2)[1]) + 4, 8), max(int(1.6 * k) + 4, 8)
    canvas = Canvas(np.zeros((high, wide, 3), np.uint8), camera, mood)
    middle = wide / 2
    iron = (70, 74, 72)
    canvas.limb([(middle, high - 2), (middle, 0.12 * k + 2)], iron, max(0.1 * k, 1.6))
    canvas.limb([(middle, high - 2), (middle, high - 2 - 0.9 * k)], iron, max(0.16 * k, 2))
    head = (236, 246, 252) if mood.dark else (188, 192, 194)
    canvas.limb([(middle, 0.14 * k + 2), (middle + 0.6 * k, 0.1 * k + 2)], iron, max(0.07 * k, 1))
    canvas.oval((middle + 0.55 * k, 0.16 * k + 2), (0.26 * k, 0.09 * k), head)
    mask: Picture = (canvas.picture.max(2) > 30).astype(np.uint8) * 255  # noqa: PLR2004 - darker is the empty rest
    sprite = Sprite(canvas.picture, mask, round(camera.point(x, y)[0] - middle), round(foot_v - high + 2))
    return Prop(y, (sprite,))


def lamp_head(camera: MastCamera, x: float, y: float) -> tuple[float, float]:
    """Return the pixel of a lamp's lantern."""
    k = camera.scale(y)
    return camera.point(x, y)[0] + 0.55 * k, camera.point(x, y, 6.2)[1] + 0.16 * k


def cut_out(canvas: Canvas, paint: Callable[[Canvas], Box]) -> tuple[Sprite, Box]:
    """Paint something that never moves into the canvas; return it as a sprite too, and its box.

    Opaque is what comes out the same on black and on white.
    """
    black = Canvas(np.zeros_like(canvas.picture), canvas.camera, canvas.mood)
    white = Canvas(np.full_like(canvas.picture, 255), canvas.camera, canvas.mood)
    paint(black)
    paint(white)
    left, top, wide, high = paint(canvas)
    x0, y0 = max(int(left) - 2, 0), max(int(top) - 2, 0)
    part = slice(y0, max(int(top + high) + 3, 0)), slice(x0, max(int(left + wide) + 3, 0))
    gap = white.picture[part].astype(np.int16) - black.picture[part]
    mask = (gap.max(2, initial=0) < 60).astype(np.uint8) * 255  # noqa: PLR2004 - soft edges count as the thing
    return Sprite(canvas.picture[part].copy(), mask, x0, y0), (left, top, wide, high)


def _trunk(picture: Picture, mask: Picture, foot: tuple[float, float], k: float) -> None:
    bark = (58, 74, 88)
    spots = [
        (foot, (foot[0], foot[1] - 2.9 * k), 0.3),
        ((foot[0], foot[1] - 2.5 * k), (foot[0] - 0.8 * k, foot[1] - 4.2 * k), 0.14),
        ((foot[0], foot[1] - 2.3 * k), (foot[0] + 0.9 * k, foot[1] - 4.0 * k), 0.13),
    ]
    for start, end, thick in spots:
        a, b = (int(start[0]), int(start[1])), (int(end[0]), int(end[1]))
        for canvas, colour in ((picture, bark), (mask, (255,))):
            cv2.line(canvas, a, b, colour, max(int(thick * k), 1), cv2.LINE_8)
    lit = (int(foot[0] + 0.08 * k), int(foot[1]))
    cv2.line(picture, lit, (lit[0], int(foot[1] - 2.8 * k)), (78, 98, 114), max(int(0.08 * k), 1), cv2.LINE_8)


def _crown(
    picture: Picture,
    mask: Picture,
    foot: tuple[float, float],
    k: float,
    mood: Mood,
    rng: np.random.Generator,
) -> None:
    """Leaves in clusters: dark ones behind and below, light ones towards the sun."""
    side = 0.0 if mood.sun_m is None else -np.sign(mood.sun_m[0])
    hue = rng.uniform(-10, 14)
    turns = rng.uniform(0, 2 * pi) + np.arange(6) * pi / 3
    hearts = [(float(np.cos(turn) * 1.15), float(np.sin(turn) * 0.85)) for turn in turns] + [(0.0, 0.5)]
    for layer in range(5):
        for leaf in range(150):
            heart = hearts[leaf % len(hearts)]
            angle, out = rng.uniform(0, 2 * pi), 1.12 * np.sqrt(rng.uniform(0, 1))
            dx, dy = heart[0] + np.cos(angle) * out, heart[1] + np.sin(angle) * out * 0.86
            at = (int(foot[0] + dx * k), int(foot[1] - (4.55 + dy) * k))
            facing = 0.5 + 0.2 * dy + 0.16 * side * dx
            tone = (0.42 + 0.13 * layer) * (0.7 + 0.55 * facing) * rng.uniform(0.85, 1.15)
            colour = (
                min(max(52 * tone, 0), 255),
                min(max((108 + hue) * tone, 0), 255),
                min(max((76 + hue) * tone, 0), 255),
            )
            radius = max(int(rng.uniform(0.1, 0.3) * k * (1.25 - 0.14 * layer)), 1)
            cv2.circle(picture, at, radius, colour, cv2.FILLED, cv2.LINE_8)
            cv2.circle(mask, at, radius, 255, cv2.FILLED, cv2.LINE_8)


def _swayed(picture: Picture, mask: Picture, left: int, top: int, phase: float, offset: float) -> Sprite:
    lean = 0.016 * sin(2 * pi * phase + offset) + 0.007 * sin(6 * pi * phase)
    high = picture.shape[0]
    matrix = np.array([[1, -lean, lean * high], [0, 1, 0]], np.float32)
    size = (picture.shape[1], high)
    moved = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR)
    opaque = cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_NEAREST)
    return Sprite(np.asarray(moved, np.uint8), np.asarray(opaque, np.uint8), left, top)
