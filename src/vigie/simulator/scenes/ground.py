"""The ground seen from above, as a texture: road, pavements, markings, grass; warped once."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.spec import Place

Picture = NDArray[np.uint8]
PX_PER_M = 22
X0_M, X1_M, Y0_M, Y1_M = -34.0, 34.0, 1.0, 80.0

ASPHALT, PAVING, GRASS, PATH, KERB = (
    (74, 73, 72),
    (142, 146, 148),
    (62, 104, 78),
    (126, 150, 168),
    (170, 172, 172),
)
WHITE, DARK = (215, 218, 218), (58, 58, 60)


class GroundPlan:
    """A canvas in metres."""

    def __init__(self, rng: np.random.Generator, base: tuple[int, int, int]) -> None:
        shape = (int((Y1_M - Y0_M) * PX_PER_M), int((X1_M - X0_M) * PX_PER_M))
        self.texture: Picture = np.full((*shape, 3), base, np.uint8)
        self._rng = rng

    def area(self, x0: float, y0: float, x1: float, y1: float, colour: tuple[int, int, int]) -> None:
        """Fill a rectangle given in metres."""
        cv2.rectangle(self.texture, self._at(x0, y0), self._at(x1, y1), colour, cv2.FILLED)

    def dashes(self, start: tuple[float, float], end: tuple[float, float], width_m: float = 0.15) -> None:
        """Paint a broken line: 3 m long, 3 m apart."""
        a, b = np.array(start), np.array(end)
        length = float(np.linalg.norm(b - a))
        for offset in np.arange(0, length, 6.0):
            one, two = a + (b - a) * offset / length, a + (b - a) * min(offset + 3, length) / length
            cv2.line(self.texture, self._at(*one), self._at(*two), WHITE, round(width_m * PX_PER_M))

    def stripes(self, x: float, y0: float, y1: float, *, along_x: bool) -> None:
        """Paint a pedestrian crossing."""
        for offset in np.arange(0.3, y1 - y0, 1.0):
            if along_x:
                self.area(x, y0 + offset, x + 3, y0 + offset + 0.5, WHITE)
            else:
                self.area(y0 + offset, x, y0 + offset + 0.5, x + 3, WHITE)

    def weathered(self) -> Picture:
        """Return the texture with grain, stains and cracks."""
        rows, columns = self.texture.shape[:2]
        coarse = self._rng.normal(0, 9, (rows // 24, columns // 24)).astype(np.float32)
        fine = self._rng.normal(0, 7, (rows, columns)).astype(np.float32)
        grain = cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC) + fine
        return np.clip(self.texture + grain[..., None], 0, 255).astype(np.uint8)

    @staticmethod
    def _at(x: float, y: float) -> tuple[int, int]:
        return int((x - X0_M) * PX_PER_M), int((y - Y0_M) * PX_PER_M)


def ground_plan(place: Place, rng: np.random.Generator) -> GroundPlan:
    """Return the ground of a place."""
    plan = GroundPlan(rng, PAVING if place is not Place.PARK else GRASS)
    _PAINTERS[place](plan)
    return plan


def lay(plan: GroundPlan, camera: MastCamera) -> tuple[Picture, Picture]:
    """Return the ground in the picture, and the mask of where it lies."""
    to_metres = np.array([[1 / PX_PER_M, 0, X0_M], [0, 1 / PX_PER_M, Y0_M], [0, 0, 1]])
    matrix, size = camera.homography() @ to_metres, (camera.width_px, camera.height_px)
    texture = plan.weathered()
    picture = cv2.warpPerspective(
        texture, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    horizon = max(int(camera.horizon_px) + 2, 0)
    mask = np.zeros(picture.shape[:2], np.uint8)
    mask[horizon:] = 255
    return picture.astype(np.uint8), mask


def _avenue(plan: GroundPlan) -> None:
    """A road across the picture, 10 to 17.5 m away."""
    plan.area(X0_M, 10, X1_M, 17.5, ASPHALT)
    for y in (9.8, 17.5):
        plan.area(X0_M, y, X1_M, y + 0.2, KERB)
    plan.dashes((X0_M, 13.75), (X1_M, 13.75))
    plan.stripes(-9, 10.2, 17.3, along_x=True)
    _slabs(plan, 1, 9.8)
    _slabs(plan, 17.7, 23)


def _street(plan: GroundPlan) -> None:
    """A road that leads away."""
    plan.area(-3.6, Y0_M, 3.6, Y1_M, ASPHALT)
    for x in (-3.8, 3.6):
        plan.area(x, Y0_M, x + 0.2, Y1_M, KERB)
    plan.dashes((0, Y0_M), (0, Y1_M))
    plan.stripes(9, -3.4, 3.4, along_x=False)


def _square(plan: GroundPlan) -> None:
    """A paved square with slabs and a lighter ring."""
    for x in np.arange(X0_M, X1_M, 1.5):
        plan.area(x, Y0_M, x + 0.05, 38, DARK)
    for y in np.arange(Y0_M, 38, 1.5):
        plan.area(X0_M, y, X1_M, y + 0.05, DARK)
    plan.area(-12, 12, 12, 12.4, (176, 186, 194))
    plan.area(-12, 26, 12, 26.4, (176, 186, 194))


def _car_park(plan: GroundPlan) -> None:
    """Rows of bays on both sides of a lane."""
    plan.area(X0_M, 5, X1_M, 40, ASPHALT)
    for x in np.arange(-30, 31, 2.6):
        plan.area(x, 7, x + 0.12, 12, WHITE)
        plan.area(x, 20, x + 0.12, 25, WHITE)


def _park(plan: GroundPlan) -> None:
    """A path through grass."""
    plan.area(-2.2, Y0_M, 2.2, Y1_M, PATH)
    plan.area(X0_M, 15, X1_M, 18, PATH)


def _slabs(plan: GroundPlan, y0: float, y1: float) -> None:
    for x in np.arange(X0_M, X1_M, 1.2):
        plan.area(x, y0, x + 0.04, y1, (118, 121, 123))


_PAINTERS = {
    Place.AVENUE: _avenue,
    Place.STREET: _street,
    Place.SQUARE: _square,
    Place.CAR_PARK: _car_park,
    Place.PARK: _park,
}
