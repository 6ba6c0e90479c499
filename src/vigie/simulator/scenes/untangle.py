"""Keeps people from walking into cars, and cars into each other: who would, waits a little or stays away."""

from math import cos, hypot, sin

from vigie.simulator.scenes.cast import Actor
from vigie.simulator.scenes.motion import Path, Where

STEP_S = 0.25
NEAR_M = {"car": 2.6, "truck": 4.2}
BETWEEN_CARS_M = 1.75
WAITS_S = (0.0, 1.5, 3.0, 4.5, 6.0, -1.5, -3.0)


def clear_path(kind: str, path: Path, others: list[Actor], duration_s: float) -> Path | None:
    """Return the path, delayed where that helps, that meets none of the others; None when there is none."""
    for wait in WAITS_S:
        moved = path.later(wait)
        if moved.points[0][0] < 0 or (wait and moved.points[-1][0] > duration_s):
            continue
        if not any(_meet(kind, moved, other) for other in others):
            return moved
    return None


def _meet(kind: str, path: Path, other: Actor) -> bool:
    if kind not in NEAR_M and other.kind not in NEAR_M:
        return False
    start = max(path.points[0][0], other.path.points[0][0])
    end = min(path.points[-1][0], other.path.points[-1][0])
    for step in range(int((end - start) / STEP_S) + 1):
        second = start + step * STEP_S
        one, two = path.at(second), other.path.at(second)
        if one is not None and two is not None and _touch(kind, other.kind, one, two):
            return True
    return False


def _touch(kind: str, other: str, one: Where, two: Where) -> bool:
    """Tell whether two are too close; cars pass beside each other, people keep off cars."""
    dx, dy = two.x - one.x, two.y - one.y
    if kind in NEAR_M and other in NEAR_M:
        beside = abs(dy * cos(one.heading) - dx * sin(one.heading))
        return beside < BETWEEN_CARS_M and hypot(dx, dy) < NEAR_M[kind] + NEAR_M[other]
    return hypot(dx, dy) < max(NEAR_M.get(kind, 0.0), NEAR_M.get(other, 0.0)) - 0.6
