"""Cars, vans and buses: a solid body with sloped glass, wheels, lamps and plates, seen from any side."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.canvas import Box, Canvas, Glow, Pixel
from vigie.simulator.scenes.light import Colour

Points = NDArray[np.float64]
CORNERS = ((1, 1), (1, -1), (-1, -1), (-1, 1))
SIDES = ((0, 1), (1, 2), (2, 3), (3, 0))
"""Pairs of corners: front, right, rear, left."""
FRONT, REAR = 0, 2
WHEEL_M = 0.32


@dataclass(frozen=True, slots=True)
class Body:
    """A vehicle's sizes in metres, shares of its length, and its paint.

    Attributes:
        belt_m: height of the windows' lower edge.
        cabin: where the cabin's foot begins and ends, shares of the length from the middle.
        roof: the same for its roof.
    """

    length_m: float = 4.2
    width_m: float = 1.78
    height_m: float = 1.48
    paint: Colour = (120, 120, 124)
    belt_m: float = 0.93
    cabin: tuple[float, float] = (-0.46, 0.24)
    roof: tuple[float, float] = (-0.34, 0.08)


CAR = Body()
SALOON = Body(4.5, 1.8, 1.44, belt_m=0.92, cabin=(-0.36, 0.22), roof=(-0.22, 0.06))
VAN = Body(5.3, 2.0, 2.35, (206, 208, 210), 1.15, (-0.5, 0.43), (-0.49, 0.3))
BUS = Body(11.0, 2.5, 3.0, (150, 120, 60), 1.0, (-0.5, 0.5), (-0.495, 0.49))


def draw_vehicle(
    canvas: Canvas, x: float, y: float, heading: float, body: Body, *, rolled_m: float, parked: bool = False
) -> Box:
    """Draw a vehicle centred on (x, y) that points to `heading`; `rolled_m` turns its wheels."""
    drawn = _Vehicle(canvas, x, y, heading, body)
    drawn.shadow()
    drawn.wheels(rolled_m, near=False)
    drawn.hull()
    drawn.cabin()
    drawn.wheels(rolled_m, near=True)
    drawn.lamps(lit=canvas.mood.dark and not parked)
    return drawn.box()


class _Vehicle:
    """One drawing of one vehicle."""

    def __init__(self, canvas: Canvas, x: float, y: float, heading: float, body: Body) -> None:
        self.canvas, self.body = canvas, body
        self._x, self._y, self._c, self._s = x, y, cos(heading), sin(heading)
        half_l, half_w = body.length_m / 2, body.width_m / 2
        low = [(a * half_l, b * half_w, 0.24) for a, b in CORNERS]
        self._low = self._project(low)
        self._belt = self._project([(a * half_l * 0.985, b * half_w, body.belt_m) for a, b in CORNERS])
        foot, roof = body.cabin, body.roof
        long = body.length_m
        ends = ((foot[1], 1), (foot[1], -1), (foot[0], -1), (foot[0], 1))
        self._foot = self._project([(a * long, b * half_w * 0.97, body.belt_m) for a, b in ends])
        tops = ((roof[1], 1), (roof[1], -1), (roof[0], -1), (roof[0], 1))
        self._roof_m = [(a * long, b * half_w * 0.8, body.height_m) for a, b in tops]
        self._roof = self._project(self._roof_m)
        ground = self._project([(a * half_l, b * half_w, 0.0) for a, b in CORNERS])
        self._ground = ground

    def shadow(self) -> None:
        """Shade the ground under the vehicle, and where the sun does not reach."""
        canvas = self.canvas
        soft = 0.14 * canvas.camera.scale(self._y)
        canvas.shade([(_pixels(self._ground), 0.0)], soft, 0.72)
        sun = canvas.mood.sun_m
        if sun is None:
            return
        cast = [(a, b, z) for a, b, z in self._roof_m]
        world = [self._world(part) for part in cast]
        fallen = np.array([(wx + sun[0] * wz, wy + sun[1] * wz, 0.0) for wx, wy, wz in world])
        every = np.concatenate([canvas.camera.project(fallen), self._ground]).astype(np.float32)
        hull = _hull(every)
        canvas.shade([(hull, 0.0)], max(soft * 0.3, 1), canvas.mood.shadow)

    def hull(self) -> None:
        """Draw the body up to the windows, with bumpers, door lines and bonnet."""
        for side, (a, b) in enumerate(SIDES):
            quad = [self._low[a], self._low[b], self._belt[b], self._belt[a]]
            if not _faces_us(quad):
                continue
            self.canvas.polygon(_pixels(quad), self._toned(side, 1.0))
            self._band(quad, 0.0, 0.26, _toned(self.body.paint, 0.34))
            self._band(quad, 0.86, 1.0, self._toned(side, 1.13))
            if side in {FRONT, REAR}:
                self._end(quad, side)
            else:
                self._doors(quad)
        self.canvas.polygon(_pixels(self._belt), _toned(self.body.paint, 1.1))

    def cabin(self) -> None:
        """Draw windows and roof."""
        for side, (a, b) in enumerate(SIDES):
            quad = [self._foot[a], self._foot[b], self._roof[b], self._roof[a]]
            if not _faces_us(quad):
                continue
            self.canvas.polygon(_pixels(quad), self._toned(side, 0.9))
            glass = _inset(quad, 0.07, 0.06)
            self.canvas.polygon(glass, (58, 50, 44))
            top = _inset(quad, 0.07, 0.06, 0.45)
            self.canvas.polygon(top, (96, 84, 74) if not self.canvas.mood.dark else (50, 42, 38))
            if side not in {FRONT, REAR}:
                self._pillars(quad)
        self.canvas.polygon(_pixels(self._roof), _toned(self.body.paint, 1.2))

    def wheels(self, rolled_m: float, *, near: bool) -> None:
        """Draw the two wheels of the near or the far side."""
        across = 0.97 * self.body.width_m / 2
        # The mast stands at the origin: the left side is seen when its normal points there.
        left_seen = self._s * self._x - self._c * self._y > 0
        left = across if left_seen == near else -across
        for ahead in (-0.31 * self.body.length_m, 0.32 * self.body.length_m):
            self._wheel(ahead, left, rolled_m)

    def lamps(self, *, lit: bool) -> None:
        """Draw head and tail lamps on the ends that are seen."""
        for side, sign in ((FRONT, 1), (REAR, -1)):
            a, b = SIDES[side]
            quad = [self._low[a], self._low[b], self._belt[b], self._belt[a]]
            if not _faces_us(quad):
                continue
            k = self.canvas.camera.scale(self._y)
            colour = (235, 240, 240) if side == FRONT else (50, 40, 190)
            for left in (0.39, -0.39):
                at = self._pixel((sign * self.body.length_m * 0.5, left * self.body.width_m, 0.68))
                self.canvas.oval(at, (0.12 * k, 0.075 * k), colour)
                if lit:
                    shine = (225, 240, 250) if side == FRONT else (30, 30, 200)
                    self.canvas.glows.append(Glow((at,), (0.2 if side == FRONT else 0.13) * k, shine))
        if lit:
            self._beam()

    def box(self) -> Box:
        """Return the box of everything that was drawn of the vehicle itself."""
        every = np.concatenate([self._low, self._belt, self._roof, self._ground])
        low, high = every.min(0), every.max(0)
        return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])

    def _beam(self) -> None:
        front = self.body.length_m / 2
        parts = [(front + 0.4, 0.6, 0), (front + 9, 2.6, 0), (front + 9, -2.6, 0), (front + 0.4, -0.6, 0)]
        world = [self._world(part) for part in parts]
        if min(spot[1] for spot in world) < 3:  # noqa: PLR2004 - under the mast, out of the picture
            return
        outline = tuple(self._pixel(part) for part in parts)
        soft = 0.5 * self.canvas.camera.scale(world[1][1])
        self.canvas.glows.append(Glow(outline, soft, (100, 124, 132)))

    def _end(self, quad: Sequence[NDArray[np.float64]], side: int) -> None:
        self._band(quad, 0.3, 0.44, (225, 228, 228), 0.38, 0.62)
        if side == FRONT:
            self._band(quad, 0.5, 0.66, (40, 40, 42), 0.28, 0.72)

    def _doors(self, quad: Sequence[NDArray[np.float64]]) -> None:
        k = self.canvas.camera.scale(self._y)
        for share in (0.36, 0.56, 0.75):
            foot, head = _lerp(quad[0], quad[1], share), _lerp(quad[3], quad[2], share)
            line = [_pair(_lerp(foot, head, 0.28)), _pair(head)]
            self.canvas.limb(line, _toned(self.body.paint, 0.6), max(0.02 * k, 1))

    def _pillars(self, quad: Sequence[NDArray[np.float64]]) -> None:
        k = self.canvas.camera.scale(self._y)
        for share in (0.42, 0.72):
            line = [_pair(_lerp(quad[0], quad[1], share)), _pair(_lerp(quad[3], quad[2], share))]
            self.canvas.limb(line, _toned(self.body.paint, 0.7), max(0.06 * k, 1))

    def _band(
        self,
        quad: Sequence[NDArray[np.float64]],
        low: float,
        high: float,
        colour: Colour,
        left: float = 0.0,
        right: float = 1.0,
    ) -> None:
        corners = []
        for up, share in ((low, left), (low, right), (high, right), (high, left)):
            foot, head = _lerp(quad[0], quad[1], share), _lerp(quad[3], quad[2], share)
            corners.append(_pair(_lerp(foot, head, up)))
        self.canvas.polygon(corners, colour)

    def _wheel(self, ahead: float, left: float, rolled_m: float) -> None:
        turns = [number * pi / 5 for number in range(10)]
        centre = (ahead, left, WHEEL_M)
        ring = [self._pixel((ahead + cos(t) * WHEEL_M, left, WHEEL_M + sin(t) * WHEEL_M)) for t in turns]
        self.canvas.polygon(ring, (26, 26, 28))
        hub = [self._pixel((ahead + cos(t) * 0.2, left, WHEEL_M + sin(t) * 0.2)) for t in turns]
        self.canvas.polygon(hub, (112, 112, 114))
        spin = -rolled_m / WHEEL_M
        k = self.canvas.camera.scale(self._y)
        for off in (0.0, pi / 2):
            ends = [
                (ahead + cos(spin + off + flip) * 0.19, left, WHEEL_M + sin(spin + off + flip) * 0.19)
                for flip in (0.0, pi)
            ]
            self.canvas.limb([self._pixel(end) for end in ends], (62, 62, 64), 0.03 * k)
        self.canvas.oval(self._pixel(centre), (0.04 * k, 0.04 * k), (60, 60, 62))

    def _toned(self, side: int, tone: float) -> Colour:
        """Return the paint in the light that falls on a side."""
        normal = ((self._c, self._s), (self._s, -self._c), (-self._c, -self._s), (-self._s, self._c))[side]
        sun = self.canvas.mood.sun_m
        if sun is None:
            return _toned(self.body.paint, (0.86 if normal[1] < 0 else 0.8) * tone)
        facing = -(normal[0] * sun[0] + normal[1] * sun[1]) / hypot(*sun)
        return _toned(self.body.paint, (0.74 + 0.26 * max(facing, -0.4)) * tone)

    def _world(self, part: tuple[float, float, float]) -> tuple[float, float, float]:
        ahead, left, up = part
        return self._x + self._c * ahead - self._s * left, self._y + self._s * ahead + self._c * left, up

    def _project(self, parts: Sequence[tuple[float, float, float]]) -> Points:
        return self.canvas.camera.project(np.array([self._world(part) for part in parts]))

    def _pixel(self, part: tuple[float, float, float]) -> Pixel:
        return self.canvas.camera.point(*self._world(part))


def _toned(colour: Colour, tone: float) -> Colour:
    return min(int(colour[0] * tone), 255), min(int(colour[1] * tone), 255), min(int(colour[2] * tone), 255)


def _faces_us(quad: Sequence[NDArray[np.float64]]) -> bool:
    """Tell whether a side is turned to the camera: its corners then run round one way in the picture."""
    area = 0.0
    for one, two in zip(quad, [*quad[1:], quad[0]], strict=True):
        area += float(one[0] * two[1] - two[0] * one[1])
    return area > 0


def _lerp(a: NDArray[np.float64], b: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    return a + (b - a) * share


def _inset(
    quad: Sequence[NDArray[np.float64]], aside: float, below: float, from_share: float = 0.0
) -> list[Pixel]:
    """Return a quad within a quad; `from_share` leaves out its lower part."""
    corners = []
    for up, share in ((below, aside), (below, 1 - aside), (1 - below, 1 - aside), (1 - below, aside)):
        raised = max(up, from_share)
        foot, head = _lerp(quad[0], quad[1], share), _lerp(quad[3], quad[2], share)
        corners.append(_pair(_lerp(foot, head, raised)))
    return corners


def _pair(point: NDArray[np.float64]) -> Pixel:
    return float(point[0]), float(point[1])


def _pixels(points: Sequence[NDArray[np.float64]] | Points) -> list[Pixel]:
    return [_pair(point) for point in points]


def _hull(points: NDArray[np.float32]) -> list[Pixel]:
    return [(float(u), float(v)) for u, v in cv2.convexHull(points)[:, 0]]
