"""Cars and vans: two boxes with shaded sides, glass, wheels and lamps, seen from any direction."""

from dataclasses import dataclass
from math import cos, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.actors import Box, Colour, Picture, draw_shadow
from vigie.simulator.scenes.camera_model import MastCamera

SHIFT = 4
GLASS: Colour = (84, 72, 62)
FACES = ((0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (4, 5, 6, 7))
SHADES = (0.72, 0.86, 0.72, 0.86, 1.0)


@dataclass(frozen=True, slots=True)
class Body:
    """Sizes in metres, and the paint."""

    length_m: float = 4.3
    width_m: float = 1.8
    height_m: float = 1.48
    paint: Colour = (120, 120, 124)


CAR = Body()
VAN = Body(5.4, 2.0, 2.3, (208, 210, 212))


def draw_vehicle(
    picture: Picture,
    camera: MastCamera,
    x: float,
    y: float,
    heading: float,
    body: Body,
    *,
    lamps: bool = False,
) -> Box:
    """Draw a vehicle centred on (x, y), driving towards `heading` (radians; 0 to the right, π/2 away)."""
    draw_shadow(picture, camera, x, y - 0.2, body.length_m * 0.48, 0.4)
    lower = _box(x, y, heading, (body.length_m, body.width_m), (0.28, body.height_m * 0.58))
    _wheels(picture, camera, x, y, heading, body)
    _solid(picture, camera, lower, body.paint)
    setback = -0.05 * body.length_m
    cx, cy = x + cos(heading) * setback, y + sin(heading) * setback
    cabin = _box(
        cx, cy, heading, (body.length_m * 0.56, body.width_m * 0.88), (body.height_m * 0.58, body.height_m)
    )
    _solid(picture, camera, cabin, GLASS, roof=body.paint)
    if lamps:
        _lamps(picture, camera, x, y, heading, body)
    points = camera.project(np.concatenate([lower, cabin]))
    ground = camera.project(_box(x, y, heading, (body.length_m, body.width_m), (0, 0.01))[:4])
    low, high = np.minimum(points.min(0), ground.min(0)), np.maximum(points.max(0), ground.max(0))
    return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])


def _box(
    x: float, y: float, heading: float, plan: tuple[float, float], levels: tuple[float, float]
) -> NDArray[np.float64]:
    c, s = cos(heading), sin(heading)
    half_l, half_w = plan[0] / 2, plan[1] / 2
    corners = [(half_l, half_w), (half_l, -half_w), (-half_l, -half_w), (-half_l, half_w)]
    ring = [(x + c * a - s * b, y + s * a + c * b) for a, b in corners]
    return np.array([(px, py, level) for level in levels for px, py in ring])


def _solid(
    picture: Picture,
    camera: MastCamera,
    corners: NDArray[np.float64],
    colour: Colour,
    roof: Colour | None = None,
) -> None:
    pixels = camera.project(corners)
    distance = [np.mean([corners[index][1] for index in face]) for face in FACES[:4]]
    order = [int(index) for index in np.argsort(distance)[::-1]] + [4]
    for index in order:
        base = roof if roof is not None and index == 4 else colour  # noqa: PLR2004 - the roof's place
        shaded = tuple(int(part * SHADES[index]) for part in base)
        points = (pixels[list(FACES[index])] * (1 << SHIFT)).astype(np.int32)
        cv2.fillConvexPoly(picture, points, shaded, cv2.LINE_AA, SHIFT)


def _wheels(picture: Picture, camera: MastCamera, x: float, y: float, heading: float, body: Body) -> None:
    c, s = cos(heading), sin(heading)
    for along in (-0.31, 0.31):
        for across in (-0.5, 0.5):
            wx, wy = (
                x + c * along * body.length_m - s * across * body.width_m,
                y + s * along * body.length_m + c * across * body.width_m,
            )
            u, v = camera.point(wx, wy, 0.31)
            radius = 0.33 * camera.scale(wy)
            axes = (int(radius * max(abs(c), 0.35) * (1 << SHIFT)), int(radius * (1 << SHIFT)))
            centre = (round(u * (1 << SHIFT)), round(v * (1 << SHIFT)))
            cv2.ellipse(picture, centre, axes, 0, 0, 360, (28, 28, 30), cv2.FILLED, cv2.LINE_AA, SHIFT)


def _lamps(picture: Picture, camera: MastCamera, x: float, y: float, heading: float, body: Body) -> None:
    c, s = cos(heading), sin(heading)
    for end, colour in ((0.5, (225, 245, 255)), (-0.5, (40, 40, 230))):
        for across in (-0.38, 0.38):
            lx, ly = (
                x + c * end * body.length_m - s * across * body.width_m,
                y + s * end * body.length_m + c * across * body.width_m,
            )
            if ly > y + 0.1:
                continue  # hidden behind the body
            u, v = camera.point(lx, ly, 0.65)
            cv2.circle(
                picture,
                (int(u), int(v)),
                max(int(0.13 * camera.scale(ly)), 1),
                colour,
                cv2.FILLED,
                cv2.LINE_AA,
            )
