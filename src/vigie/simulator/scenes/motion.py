"""Where an actor is at a moment: a path of way points, walked at the speed they imply."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, hypot

Point = tuple[float, float, float]
"""(second, x in metres, y in metres)."""
TINY_M = 0.05


@dataclass(frozen=True, slots=True)
class Where:
    """Ground position in metres, speed in m/s, heading in radians (0 right, π/2 away), metres gone so far."""

    x: float
    y: float
    speed: float
    heading: float
    gone_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Path:
    """Way points in order of time; before the first and after the last the actor is not there."""

    points: tuple[Point, ...]

    @classmethod
    def line(cls, start_s: float, a: tuple[float, float], b: tuple[float, float], speed: float) -> "Path":
        """Return a straight way at constant speed."""
        return cls(tuple(walk(start_s, (a, b), speed)))

    def at(self, second: float) -> Where | None:
        """Return where the actor is, None when it is not in the scene; who stands looks on as before."""
        heading, gone = self._first_heading(), 0.0
        for (t0, x0, y0), (t1, x1, y1) in pairwise(self.points):
            distance = hypot(x1 - x0, y1 - y0)
            if distance > TINY_M:
                heading = atan2(y1 - y0, x1 - x0)
            if t0 <= second < t1:
                share = (second - t0) / (t1 - t0)
                x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
                return Where(x, y, distance / (t1 - t0), heading, gone + distance * share)
            gone += distance
        return None

    def later(self, seconds: float) -> "Path":
        """Return the same path, walked later."""
        return Path(tuple((t + seconds, x, y) for t, x, y in self.points))

    def _first_heading(self) -> float:
        for (_, x0, y0), (_, x1, y1) in pairwise(self.points):
            if hypot(x1 - x0, y1 - y0) > 0:
                return atan2(y1 - y0, x1 - x0)
        return 0.0


def walk(start_s: float, spots: Sequence[tuple[float, float]], speed: float) -> list[Point]:
    """Return the points of a way through some spots at constant speed, from an instant on."""
    points = [(start_s, *spots[0])]
    for a, b in pairwise(spots):
        start_s += max(hypot(b[0] - a[0], b[1] - a[1]) / speed, 0.01)
        points.append((start_s, *b))
    return points


def arrive(end_s: float, spots: Sequence[tuple[float, float]], speed: float) -> list[Point]:
    """Return the points of a way at constant speed that ends at an instant."""
    points = walk(0.0, spots, speed)
    late = end_s - points[-1][0]
    return [(t + late, x, y) for t, x, y in points]
