"""HTTP of the scene's calibration, for the editor: known points, or people who walk, to metres."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.routes import SignedIn
from vigie.vision.calibration import Calibration, from_people, from_points, spread_points
from vigie.vision.geometry import Point
from vigie.vision.rulebook_model import LARGEST_PX

Number = Annotated[float, Field(ge=-1e6, le=1e6)]
Pair = tuple[Number, Number]
Side = Annotated[int, Field(ge=1, le=LARGEST_PX)]


class PointsIn(BaseModel):
    """Places known in the picture and on the ground, in the same order."""

    model_config = ConfigDict(extra="forbid")

    points_px: list[Pair] = Field(max_length=200)
    points_m: list[Pair] = Field(max_length=200)


class PeopleIn(BaseModel):
    """Where people walked: their feet, and how tall they looked there."""

    model_config = ConfigDict(extra="forbid")

    feet_px: list[Pair] = Field(max_length=5_000)
    heights_px: list[Number] = Field(max_length=5_000)
    width_px: Side
    height_px: Side


class CalibrationOut(BaseModel):
    """A homography from pixels to metres, with its error at each point and in the mean."""

    points_px: list[Pair]
    points_m: list[Pair]
    matrix: list[list[float]]
    error_m: float
    errors_m: list[float]


def calibration_router() -> APIRouter:
    """Return the routes, to be mounted below `/api`."""
    router = APIRouter(prefix="/analytics/calibration", tags=["analytics"])

    @router.post("")
    async def of_points(body: PointsIn, _principal: SignedIn) -> CalibrationOut:
        return _out(from_points(body.points_px, body.points_m), body.points_px, body.points_m)

    @router.post("/people")
    async def of_people(body: PeopleIn, _principal: SignedIn) -> CalibrationOut:
        count = min(len(body.feet_px), len(body.heights_px))
        feet = np.array(body.feet_px[:count], np.float64).reshape(-1, 2)
        found = from_people(feet, np.array(body.heights_px[:count], np.float64), body.width_px)
        pixels, metres = spread_points(found, body.width_px, body.height_px)
        return _out(found, pixels, metres)

    return router


def _out(found: Calibration, pixels: Sequence[Point], metres: Sequence[Point]) -> CalibrationOut:
    told = found.ground_m(np.array(pixels, np.float64))
    errors = np.hypot(*(told - np.array(metres, np.float64)).T)
    return CalibrationOut(
        points_px=[(x, y) for x, y in pixels],
        points_m=[(round(x, 3), round(y, 3)) for x, y in metres],
        matrix=found.matrix.tolist(),
        error_m=found.error_m,
        errors_m=[float(each) if np.isfinite(each) else -1.0 for each in errors],
    )
