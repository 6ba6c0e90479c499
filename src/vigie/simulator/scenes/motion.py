"""Where an actor is at a moment: a path of way points, walked at the speed they imply."""

from dataclasses import dataclass
from itertools import pairwise
from math import atan2, hypot

Point = tuple[float, float, float]
"""(second, x in metres, y in metres)."""


@dataclass(frozen=True, slots=True)
class Where:
    """Ground position in metres, speed in m/s, heading in radians (0 right, π/2 away from the camera)."""

    x: float
    y: float
    speed: float
    heading: float


@dataclass(frozen=True, slots=True)
class Path:
    """Way points in order of time; before the first and after the last the actor is not there."""

    points: tuple[Point, ...]

    @classmethod
    def line(cls, start_s: float, a: tuple[float, float], b: tuple[float, float], speed: float) -> "Path":
        """Return a straight way at constant speed."""
        seconds = hypot(b[0] - a[0], b[1] - a[1]) / speed
        return cls(((start_s, *a), (start_s + seconds, *b)))

    def at(self, second: float) -> Where | None:
        """Return where the actor is, None when it is not in the scene."""
        for (t0, x0, y0), (t1, x1, y1) in pairwise(self.points):
            if t0 <= second < t1:
                share = (second - t0) / (t1 - t0)
                distance = hypot(x1 - x0, y1 - y0)
                heading = atan2(y1 - y0, x1 - x0) if distance > 0 else 0.0
                return Where(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share, distance / (t1 - t0), heading)
        return None
