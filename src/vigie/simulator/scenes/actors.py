"""People, vehicles and things: what they look like at a moment, drawn into a picture.

Each `draw_*` draws one actor standing at ground point (x, y) and returns its box in pixels
(left, top, width, height), before clipping at the picture's edge.
"""

from dataclasses import dataclass
from math import cos, pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.camera_model import MastCamera

Picture = NDArray[np.uint8]
Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]
SHIFT = 4
SKIN: Colour = (120, 150, 190)


@dataclass(frozen=True, slots=True)
class Look:
    """Colours and size of one actor."""

    height_m: float = 1.74
    top: Colour = (90, 60, 40)
    bottom: Colour = (60, 50, 45)
    dark: float = 1.0


def draw_shadow(
    picture: Picture, camera: MastCamera, x: float, y: float, radius_m: float, strength: float
) -> None:
    """Darken the ground under an actor."""
    u, v = camera.point(x, y)
    wide, high = max(int(radius_m * camera.scale(y)), 2), max(int(radius_m * camera.scale(y) * 0.35), 1)
    left, top = max(int(u) - wide, 0), max(int(v) - high, 0)
    area = picture[top : int(v) + high + 1, left : int(u) + wide + 1]
    if area.size == 0:
        return
    mask = np.zeros(area.shape[:2], np.float32)
    cv2.ellipse(
        mask, (int(u) - left, int(v) - top), (wide, high), 0, 0, 360, strength, cv2.FILLED, cv2.LINE_AA
    )
    area[:] = (area * (1 - mask[..., None])).astype(np.uint8)


def draw_person(
    picture: Picture, camera: MastCamera, x: float, y: float, look: Look, stride: float, fast: float
) -> Box:
    """Draw someone upright; `stride` is the step's phase in turns, `fast` 0 still, 1 walking, 2 running."""
    scale, (u, v) = camera.scale(y), camera.point(x, y)
    tall = look.height_m * scale
    draw_shadow(picture, camera, x, y, 0.42, 0.35)
    swing = sin(2 * pi * stride) * min(fast, 2) * 0.13 * tall
    thick = max(tall * 0.085, 1)
    hip, shoulder = (u, v - 0.5 * tall), (u + fast * 0.01 * tall, v - 0.82 * tall)
    for side in (-1, 1):
        foot = (u + side * swing, v - max(0, side * swing) * 0.12)
        knee = (u + side * swing * 0.55 + 0.02 * tall * fast, v - 0.26 * tall)
        _limb(picture, (hip, knee, foot), look.bottom, thick)
    for side in (-1, 1):
        hand = (shoulder[0] - side * swing * 0.9, v - 0.47 * tall)
        _limb(
            picture,
            ((shoulder[0] + side * 0.09 * tall, shoulder[1] + 0.02 * tall), hand),
            look.top,
            thick * 0.75,
        )
    body = np.array(
        [
            (shoulder[0] - 0.115 * tall, shoulder[1]),
            (shoulder[0] + 0.115 * tall, shoulder[1]),
            (hip[0] + 0.085 * tall, hip[1] + 0.03 * tall),
            (hip[0] - 0.085 * tall, hip[1] + 0.03 * tall),
        ]
    )
    _polygon(picture, body, look.top)
    _disc(picture, (shoulder[0], v - 0.92 * tall), 0.065 * tall, SKIN)
    _disc(picture, (shoulder[0], v - 0.945 * tall), 0.062 * tall, (36, 40, 52))
    half = max(0.13 * tall, abs(swing) + thick / 2)
    return u - half, v - tall, 2 * half, tall


def draw_lying(picture: Picture, camera: MastCamera, x: float, y: float, look: Look, share: float) -> Box:
    """Draw someone falling (`share` from 0 upright) or lying on the ground (1)."""
    scale, (u, v) = camera.scale(y), camera.point(x, y)
    tall, angle = look.height_m * scale, share * pi / 2
    draw_shadow(picture, camera, x + share * 0.8, y, 0.5 + 0.5 * share, 0.35)

    def at(part: float, off: float = 0.0) -> tuple[float, float]:
        return u + sin(angle) * part * tall + cos(angle) * off, v - cos(
            angle
        ) * part * tall - 0.06 * tall * share + off * 0.3

    thick = max(tall * 0.1, 1)
    for off in (-0.05 * tall, 0.05 * tall):
        _limb(picture, (at(0.5), at(0.0, off)), look.bottom, thick)
    _limb(picture, (at(0.5), at(0.84)), look.top, 2 * thick)
    _limb(picture, (at(0.78), at(0.5, 0.16 * tall)), look.top, 0.8 * thick)
    _disc(picture, at(0.93), 0.07 * tall, SKIN)
    width, height = max(0.26, share) * tall, max(1 - share, 0.26) * tall
    return u - 0.13 * tall, v - height, width + 0.05 * tall, height + 0.05 * tall


def draw_cyclist(
    picture: Picture, camera: MastCamera, x: float, y: float, look: Look, turn: float, way: float
) -> Box:
    """Draw a bicycle with its rider; `way` is +1 to the right, -1 to the left."""
    scale, (u, v) = camera.scale(y), camera.point(x, y)
    wheel = 0.34 * scale
    draw_shadow(picture, camera, x, y, 0.9, 0.3)
    for side in (-1, 1):
        cv2.circle(
            picture,
            _px((u + side * 0.52 * scale, v - wheel)),
            int(wheel * (1 << SHIFT)),
            (30, 30, 32),
            max(int(wheel / 7), 1),
            cv2.LINE_AA,
            SHIFT,
        )
    pedal = (u + cos(turn * 2 * pi) * 0.16 * scale, v - wheel + sin(turn * 2 * pi) * 0.16 * scale)
    _limb(picture, ((u - way * 0.2 * scale, v - 0.98 * scale), pedal), look.bottom, 0.13 * scale)
    _limb(
        picture,
        ((u - way * 0.2 * scale, v - scale), (u + way * 0.18 * scale, v - 1.45 * scale)),
        look.top,
        0.26 * scale,
    )
    _limb(
        picture,
        ((u + way * 0.18 * scale, v - 1.4 * scale), (u + way * 0.5 * scale, v - 1.02 * scale)),
        look.top,
        0.1 * scale,
    )
    _disc(picture, (u + way * 0.24 * scale, v - 1.62 * scale), 0.12 * scale, (50, 60, 190))
    return u - 0.87 * scale, v - 1.75 * scale, 1.74 * scale, 1.75 * scale


def draw_bag(picture: Picture, camera: MastCamera, x: float, y: float, look: Look) -> Box:
    """Draw a travel bag standing on the ground."""
    scale, (u, v) = camera.scale(y), camera.point(x, y)
    wide, high = 0.5 * scale, 0.4 * scale
    draw_shadow(picture, camera, x, y, 0.35, 0.4)
    body = np.array(
        [(u - wide / 2, v - high), (u + wide / 2, v - high), (u + wide / 2, v), (u - wide / 2, v)]
    )
    _polygon(picture, body, look.top)
    cv2.ellipse(
        picture,
        _px((u, v - high)),
        (int(wide * 4), int(high * 5)),
        0,
        180,
        360,
        look.bottom,
        max(int(scale * 0.03), 1),
        cv2.LINE_AA,
        SHIFT,
    )
    return u - wide / 2, v - 1.3 * high, wide, 1.3 * high


def _limb(picture: Picture, points: tuple[tuple[float, float], ...], colour: Colour, thick: float) -> None:
    line = np.array([_px(point) for point in points], np.int32)
    cv2.polylines(
        picture,
        [line],
        isClosed=False,
        color=colour,
        thickness=max(round(thick), 1),
        lineType=cv2.LINE_AA,
        shift=SHIFT,
    )


def _polygon(picture: Picture, points: NDArray[np.float64], colour: Colour) -> None:
    cv2.fillConvexPoly(picture, (points * (1 << SHIFT)).astype(np.int32), colour, cv2.LINE_AA, SHIFT)


def _disc(picture: Picture, centre: tuple[float, float], radius: float, colour: Colour) -> None:
    cv2.circle(
        picture, _px(centre), max(int(radius * (1 << SHIFT)), 8), colour, cv2.FILLED, cv2.LINE_AA, SHIFT
    )


def _px(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0] * (1 << SHIFT)), round(point[1] * (1 << SHIFT))
