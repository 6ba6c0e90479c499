"""The perimeter of an order, as GeoJSON (RFC 7946): polygons of longitudes and latitudes in degrees."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from vigie.kernel.errors import BadInput

MAX_POINTS = 5_000
LEAST_POINTS = 4
"""A closed ring: three corners, the first one again at the end."""

Ring = Sequence[tuple[float, float]]


def check_perimeter(geometry: dict[str, Any]) -> dict[str, object]:
    """Return the geometry with nothing but its type and coordinates.

    Raises:
        BadInput: it is neither Polygon nor MultiPolygon, or a ring cannot be one.
    """
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"} or not isinstance(coordinates, list) or not coordinates:
        raise _bad("a GeoJSON geometry of type Polygon or MultiPolygon is needed (RFC 7946)")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    rings = [_ring(ring) for polygon in polygons for ring in _list(polygon)]
    if not rings:
        raise _bad("at least one ring is needed")
    if sum(map(len, rings)) > MAX_POINTS:
        raise _bad(f"{MAX_POINTS} points at most: simplify the outline")
    return {"type": kind, "coordinates": coordinates}


def _list(value: object) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _bad("every polygon is a list of rings")
    return value


def _ring(value: object) -> Ring:
    points = [_point(each) for each in _list(value)]
    if len(points) < LEAST_POINTS or points[0] != points[-1]:
        raise _bad("a ring has four points or more, and ends where it begins")
    if not any(a != b for a, b in pairwise(points)):
        raise _bad("a ring encloses something")
    return points


def _point(value: object) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) not in {2, 3}:
        raise _bad("a point is [longitude, latitude]")
    longitude, latitude = (_degrees(each) for each in value[:2])
    if abs(longitude) > 180 or abs(latitude) > 90:  # noqa: PLR2004 - degrees
        raise _bad("longitudes go from -180 to 180, latitudes from -90 to 90 (WGS 84)")
    return longitude, latitude


def _degrees(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _bad("coordinates are numbers")
    return float(value)


def _bad(message: str) -> BadInput:
    return BadInput(f"perimeter: {message}", code="bad_perimeter", field="perimeter")
