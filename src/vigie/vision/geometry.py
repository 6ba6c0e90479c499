"""Points, polylines and fields in pixels. Directions are degrees clockwise from right, y down."""

import math
from collections.abc import Sequence

from vigie.kernel.errors import BadInput

Point = tuple[float, float]


def check_field(points: Sequence[Point]) -> None:
    """Refuse a field that encloses nothing.

    Raises:
        BadInput: fewer than three points, or no area.
    """
    if len(points) < 3 or abs(area(points)) < 1:  # noqa: PLR2004 - a triangle
        raise BadInput("a field needs three points or more that enclose an area", code="bad_field")


def check_polyline(points: Sequence[Point]) -> None:
    """Refuse a line without length.

    Raises:
        BadInput: fewer than two different points.
    """
    if len(points) < 2 or all(point == points[0] for point in points):  # noqa: PLR2004 - two ends
        raise BadInput("a line needs two different points or more", code="bad_line")


def area(points: Sequence[Point]) -> float:
    """Return the signed area of a polygon."""
    following = [*points[1:], points[0]]
    return sum(x * v - u * y for (x, y), (u, v) in zip(points, following, strict=True)) / 2


def inside(point: Point, field: Sequence[Point]) -> bool:
    """Tell whether a point lies in a polygon (even-odd rule)."""
    x, y = point
    result = False
    for (x1, y1), (x2, y2) in zip(field, [*field[1:], field[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            result = not result
    return result


def crossing(start: Point, end: Point, first: Point, second: Point) -> float | None:
    """Return where (0–1) the step from `start` to `end` meets the segment `first`–`second`, or None."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    ex, ey = second[0] - first[0], second[1] - first[1]
    cross = dx * ey - dy * ex
    if abs(cross) < 1e-9:  # noqa: PLR2004 - parallel
        return None
    along = ((first[0] - start[0]) * ey - (first[1] - start[1]) * ex) / cross
    across = ((first[0] - start[0]) * dy - (first[1] - start[1]) * dx) / cross
    return along if 0 <= along <= 1 and 0 <= across <= 1 else None


def signed_distance(point: Point, first: Point, second: Point) -> float:
    """Return the distance from the line through two points, positive on its right side (y down)."""
    ex, ey = second[0] - first[0], second[1] - first[1]
    return (ex * (point[1] - first[1]) - ey * (point[0] - first[0])) / math.hypot(ex, ey)


def heading_deg(dx: float, dy: float) -> float:
    """Return the direction of a movement, 0–360."""
    return math.degrees(math.atan2(dy, dx)) % 360


def turn_deg(first: float, second: float) -> float:
    """Return the smaller angle between two directions, 0–180."""
    return abs((first - second + 180) % 360 - 180)
