"""The ground seen from above, as a texture: road, pavements, markings, grass; warped once."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.spec import Place

Picture = NDArray[np.uint8]
Shade = tuple[int, int, int]
PX_PER_M = 24
X0_M, X1_M, Y0_M, Y1_M = -34.0, 34.0, 1.0, 80.0

ASPHALT: Shade = (84, 82, 80)
PAVING: Shade = (150, 156, 160)
GRASS: Shade = (58, 112, 84)
PATH: Shade = (134, 162, 182)
KERB: Shade = (186, 188, 188)
STONE: Shade = (162, 176, 186)
WHITE: Shade = (216, 219, 219)
JOINT: Shade = (122, 127, 130)


class GroundPlan:
    """A canvas in metres."""

    def __init__(self, rng: np.random.Generator, base: Shade) -> None:
        shape = (int((Y1_M - Y0_M) * PX_PER_M), int((X1_M - X0_M) * PX_PER_M))
        self.texture: Picture = np.full((*shape, 3), base, np.uint8)
        self._rng = rng

    def area(self, x0: float, y0: float, x1: float, y1: float, colour: Shade) -> None:
        """Fill a rectangle given in metres."""
        cv2.rectangle(self.texture, self._at(x0, y0), self._at(x1, y1), colour, cv2.FILLED)

    def road(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Lay asphalt with repairs, wheel tracks and manholes."""
        self.area(x0, y0, x1, y1, ASPHALT)
        for _ in range(int((x1 - x0) * (y1 - y0) / 70)):
            x, y = self._rng.uniform(x0, x1), self._rng.uniform(y0, y1)
            tone = int(self._rng.integers(64, 98))
            x2, y2 = min(x + self._rng.uniform(0.6, 3), x1), min(y + self._rng.uniform(0.5, 1.6), y1)
            self.area(x, y, x2, y2, (tone, tone, tone))
        for _ in range(5):
            at = self._at(self._rng.uniform(x0, x1), self._rng.uniform(y0 + 0.6, y1 - 0.6))
            cv2.circle(self.texture, at, 8, (56, 56, 58), cv2.FILLED, cv2.LINE_AA)
            cv2.circle(self.texture, at, 8, (112, 112, 112), 1, cv2.LINE_AA)

    def kerbs(self, *, along_x: bool, at_m: tuple[float, ...], low: float, high: float) -> None:
        """Lay kerb stones with their gutter."""
        for at in at_m:
            if along_x:
                self.area(low, at, high, at + 0.18, KERB)
                self.area(low, at - 0.05, high, at - 0.01, (60, 60, 62))
            else:
                self.area(at, low, at + 0.18, high, KERB)
                self.area(at - 0.05, low, at - 0.01, high, (60, 60, 62))

    def dashes(self, start: tuple[float, float], end: tuple[float, float], width_m: float = 0.14) -> None:
        """Paint a broken line: 3 m long, 3 m apart."""
        a, b = np.array(start), np.array(end)
        length = float(np.linalg.norm(b - a))
        for offset in np.arange(0, length, 6.0):
            one, two = a + (b - a) * offset / length, a + (b - a) * min(offset + 3, length) / length
            cv2.line(self.texture, self._at(*one), self._at(*two), WHITE, round(width_m * PX_PER_M))

    def stripes(self, at: float, low: float, high: float, *, along_x: bool) -> None:
        """Paint a pedestrian crossing 3 m wide; over a road along x its bars lie along x."""
        for offset in np.arange(0.3, high - low - 0.4, 1.0):
            if along_x:
                self.area(at, low + offset, at + 3, low + offset + 0.5, WHITE)
            else:
                self.area(low + offset, at, low + offset + 0.5, at + 3, WHITE)

    def slabs(self, x0: float, y0: float, x1: float, y1: float, side_m: float = 1.0) -> None:
        """Lay paving slabs of slightly different tones."""
        columns, rows = max(int((x1 - x0) / side_m), 1), max(int((y1 - y0) / side_m), 1)
        tones = self._rng.normal(0, 5.5, (rows, columns)).astype(np.float32)
        left, top = self._at(x0, y0)
        right, bottom = self._at(x1, y1)
        part = self.texture[top:bottom, left:right]
        spread = cv2.resize(tones, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST)
        part[:] = np.clip(part + spread[..., None], 0, 255).astype(np.uint8)
        for x in np.arange(x0, x1, side_m):
            self.area(x, y0, x + 0.03, y1, JOINT)
        for y in np.arange(y0, y1, side_m):
            self.area(x0, y, x1, y + 0.03, JOINT)

    def lawn(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Lay grass with an edge."""
        self.area(x0 - 0.12, y0 - 0.12, x1 + 0.12, y1 + 0.12, STONE)
        self.area(x0, y0, x1, y1, GRASS)
        left, top = self._at(x0, y0)
        right, bottom = self._at(x1, y1)
        part = self.texture[top:bottom, left:right]
        if part.size:
            blades = self._rng.normal(0, 10, part.shape[:2])
            part[:] = np.clip(part + blades[..., None] * np.array((0.6, 1.0, 0.8)), 0, 255).astype(np.uint8)

    def flowers(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Plant a bed of flowers."""
        for _ in range(260):
            spot = self._at(self._rng.uniform(x0, x1), self._rng.uniform(y0, y1))
            colour = ((70, 60, 200), (60, 190, 220), (200, 110, 190))[int(self._rng.integers(3))]
            cv2.circle(self.texture, spot, 3, colour, cv2.FILLED)

    def tree_shade(self, x: float, y: float, sun_m: tuple[float, float], strength: float) -> None:
        """Darken the ground where a tree's crown throws its shadow, dappled."""
        at_x, at_y = self._at(x + sun_m[0] * 4.2, y + sun_m[1] * 4.2)
        size = int(3.2 * PX_PER_M)
        left, top = max(at_x - size, 0), max(at_y - size, 0)
        part = self.texture[top : at_y + size, left : at_x + size]
        if part.size == 0:
            return
        mask = np.zeros(part.shape[:2], np.float32)
        for _ in range(60):
            angle, out = self._rng.uniform(0, 2 * np.pi), self._rng.uniform(0, 2.1) * PX_PER_M
            spot = (int(at_x - left + np.cos(angle) * out), int(at_y - top + np.sin(angle) * out))
            cv2.circle(mask, spot, int(self._rng.uniform(0.2, 0.6) * PX_PER_M), 1.0, cv2.FILLED)
        foot = self._at(x, y)
        cv2.line(mask, (foot[0] - left, foot[1] - top), (at_x - left, at_y - top), 1.0, 6)
        soft = cv2.blur(mask, (13, 13))[..., None]
        part[:] = (part * (1 - strength * soft)).astype(np.uint8)

    def weathered(self) -> Picture:
        """Return the texture with grain, stains and cracks."""
        rows, columns = self.texture.shape[:2]
        broad = self._rng.normal(0, 7, (rows // 90, columns // 90)).astype(np.float32)
        coarse = self._rng.normal(0, 5, (rows // 16, columns // 16)).astype(np.float32)
        stains = np.asarray(cv2.resize(broad, (columns, rows), interpolation=cv2.INTER_CUBIC))
        spots = np.asarray(cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_LINEAR))
        fine = self._rng.standard_normal((rows, columns), np.float32) * np.float32(6)
        grown: Picture = np.clip(self.texture + (stains + spots + fine)[..., None], 0, 255).astype(np.uint8)
        return grown

    @staticmethod
    def _at(x: float, y: float) -> tuple[int, int]:
        return int((x - X0_M) * PX_PER_M), int((y - Y0_M) * PX_PER_M)


def ground_plan(place: Place, rng: np.random.Generator) -> GroundPlan:
    """Return the ground of a place."""
    plan = GroundPlan(rng, PAVING)
    _PAINTERS[place](plan)
    return plan


def lay(plan: GroundPlan, camera: MastCamera) -> tuple[Picture, Picture]:
    """Return the ground in the picture, and the mask of where it lies."""
    to_metres = np.array([[1 / PX_PER_M, 0, X0_M], [0, 1 / PX_PER_M, Y0_M], [0, 0, 1]])
    matrix, size = camera.homography() @ to_metres, (camera.width_px, camera.height_px)
    texture = plan.weathered()
    near = cv2.warpPerspective(texture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    small = cv2.pyrDown(cv2.pyrDown(texture))
    coarser = matrix @ np.diag([4.0, 4.0, 1.0])
    far = cv2.warpPerspective(small, coarser, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    limit = int(camera.point(0, 26.0)[1])
    near[:limit] = far[:limit]
    horizon = max(int(camera.horizon_px) + 2, 0)
    mask = np.zeros(near.shape[:2], np.uint8)
    mask[horizon:] = 255
    return near.astype(np.uint8), mask


def _cross_road(plan: GroundPlan, y0: float, y1: float, crossing_x: float, middle: float) -> None:
    plan.slabs(X0_M, Y0_M, X1_M, y0)
    plan.slabs(X0_M, y1, X1_M, y1 + 6)
    plan.road(X0_M, y0, X1_M, y1)
    plan.kerbs(along_x=True, at_m=(y0 - 0.18, y1), low=X0_M, high=X1_M)
    plan.dashes((X0_M, middle), (X1_M, middle))
    plan.stripes(crossing_x, y0 + 0.2, y1 - 0.2, along_x=True)


def _avenue(plan: GroundPlan) -> None:
    """A road across the picture, 10 to 19 m away, the far 2 m for parking."""
    _cross_road(plan, 10, 19, -4.5, 13.6)
    for x in np.arange(X0_M, X1_M, 5.6):
        plan.area(x, 16.9, x + 0.1, 18.9, WHITE)
    plan.dashes((X0_M, 16.9), (X1_M, 16.9), 0.1)


def _street(plan: GroundPlan) -> None:
    """A road that leads away, cars parked on both sides."""
    plan.slabs(-9, Y0_M, -5.2, Y1_M)
    plan.slabs(5.2, Y0_M, 9, Y1_M)
    plan.road(-5.2, Y0_M, 5.2, Y1_M)
    plan.kerbs(along_x=False, at_m=(-5.38, 5.2), low=Y0_M, high=Y1_M)
    plan.dashes((0, Y0_M), (0, Y1_M))
    for x in (-3.2, 3.2):
        plan.dashes((x, 14), (x, Y1_M), 0.1)
    plan.stripes(9, -5.1, 5.1, along_x=False)


def _square(plan: GroundPlan) -> None:
    """A paved square with bands of lighter stone."""
    plan.slabs(X0_M, Y0_M, X1_M, 40, 1.2)
    for y in (12, 26):
        plan.area(-12, y, 12, y + 0.5, STONE)
    for x in (-12, 11.5):
        plan.area(x, 12, x + 0.5, 26.5, STONE)
    for radius in (46, 62):
        cv2.circle(plan.texture, (int(34 * PX_PER_M), int(18 * PX_PER_M)), radius, STONE, 7, cv2.LINE_AA)


def _car_park(plan: GroundPlan) -> None:
    """Rows of bays on both sides of a lane."""
    plan.road(X0_M, 5, X1_M, 26)
    plan.slabs(X0_M, 26, X1_M, 42)
    plan.kerbs(along_x=True, at_m=(26.0,), low=X0_M, high=X1_M)
    for x in np.arange(-30.3, 31, 2.6):
        plan.area(x, 7, x + 0.12, 12.2, WHITE)
        plan.area(x, 20, x + 0.12, 25.2, WHITE)
    plan.dashes((X0_M, 16.75), (X1_M, 16.75))


def _park(plan: GroundPlan) -> None:
    """Sand paths through grass."""
    plan.lawn(X0_M, Y0_M, X1_M, Y1_M)
    for x0, y0, x1, y1 in ((-2.2, Y0_M, 2.2, Y1_M), (X0_M, 15, X1_M, 18)):
        plan.area(x0 - 0.1, y0 - 0.1, x1 + 0.1, y1 + 0.1, (110, 130, 142))
        plan.area(x0, y0, x1, y1, PATH)


def _town_hall(plan: GroundPlan) -> None:
    """A forecourt with lawns and flower beds on both sides of the way in."""
    plan.slabs(X0_M, Y0_M, X1_M, 38, 1.4)
    for x in (-18.0, 8.5):
        plan.lawn(x, 23, x + 9.5, 31)
        plan.flowers(x + 0.3, 23.4, x + 9.2, 24.8)
    plan.area(-4, 30, 4, 36, STONE)


def _school(plan: GroundPlan) -> None:
    """A quiet street, a wide crossing before the gate."""
    _cross_road(plan, 10, 19, -7.2, 13.6)
    for x in np.arange(-20, 21, 10.0):
        for tooth in np.arange(10.4, 13.2, 0.9):
            plan.area(x, tooth, x + 0.5, tooth + 0.45, WHITE)


def _station(plan: GroundPlan) -> None:
    """A forecourt, a lane for buses and taxis."""
    plan.slabs(X0_M, Y0_M, X1_M, 16, 1.4)
    plan.slabs(X0_M, 22, X1_M, 34, 1.4)
    plan.road(X0_M, 16, X1_M, 22)
    plan.kerbs(along_x=True, at_m=(15.82, 22.0), low=X0_M, high=X1_M)
    plan.dashes((X0_M, 19.2), (X1_M, 19.2))
    plan.stripes(-6.5, 16.2, 21.8, along_x=True)
    plan.stripes(3.5, 16.2, 21.8, along_x=True)


def _housing(plan: GroundPlan) -> None:
    """A courtyard: lawns, paths, a strip for cars."""
    plan.lawn(X0_M, Y0_M, X1_M, Y1_M)
    for x0, y0, x1, y1 in ((X0_M, 13, X1_M, 17), (-2.4, Y0_M, 4.2, 46), (X0_M, 27.5, X1_M, 30.5)):
        plan.area(x0, y0, x1, y1, PAVING)
        plan.slabs(x0, y0, x1, y1, 1.0)
    plan.road(8, 21.5, X1_M, 26.0)
    plan.area(X0_M, 43, X1_M, 60, PAVING)


def _crossroads(plan: GroundPlan) -> None:
    """Two roads that cross, with a crossing on each arm."""
    plan.slabs(X0_M, Y0_M, X1_M, 24)
    plan.slabs(-9, 24, 9, Y1_M)
    plan.road(X0_M, 11, X1_M, 19)
    plan.road(-4, Y0_M, 4, Y1_M)
    plan.area(-4, 11, 4, 19, ASPHALT)
    plan.kerbs(along_x=True, at_m=(10.82, 19.0), low=X0_M, high=-4)
    plan.kerbs(along_x=True, at_m=(10.82, 19.0), low=4, high=X1_M)
    for low, high in ((Y0_M, 11), (19, Y1_M)):
        plan.kerbs(along_x=False, at_m=(-4.18, 4.0), low=low, high=high)
    for start, end in (((X0_M, 15), (-9, 15)), ((9, 15), (X1_M, 15)), ((0, 23.5), (0, Y1_M))):
        plan.dashes(start, end)
    plan.stripes(19.6, -3.9, 3.9, along_x=False)
    for x in (-8.0, 5.0):
        plan.stripes(x, 11.1, 18.9, along_x=True)


_PAINTERS = {
    Place.AVENUE: _avenue,
    Place.STREET: _street,
    Place.SQUARE: _square,
    Place.CAR_PARK: _car_park,
    Place.PARK: _park,
    Place.TOWN_HALL: _town_hall,
    Place.SCHOOL: _school,
    Place.STATION: _station,
    Place.HOUSING: _housing,
    Place.CROSSROADS: _crossroads,
}
