"""The actors of a scene: each has an id, a class, a path, and knows how to draw itself at a moment."""

from dataclasses import dataclass, field

from vigie.simulator.scenes import people, riders, things, vehicles
from vigie.simulator.scenes.canvas import Box, Canvas
from vigie.simulator.scenes.motion import Path, Where
from vigie.simulator.scenes.people import Look

RUN_M_S = 2.6
STILL_M_S, STILL_M = 0.15, 0.1
FALL_TAKES_S = 0.7
STEP_M, LEAP_M = 1.45, 2.7
"""Two steps walking, two steps running."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor.

    Attributes:
        object_id: unique in the scene.
        kind: `person`, `two_wheeler`, `car`, `truck` or `object`, the classes detectors know.
        falls_s: when a person falls, if ever.
        rises_s: when they stand up again.
    """

    object_id: int
    kind: str
    path: Path
    look: Look = field(default_factory=Look)
    body: vehicles.Body = vehicles.CAR
    falls_s: float | None = None
    rises_s: float | None = None

    def draw(self, canvas: Canvas, where: Where, second: float) -> Box:
        """Draw the actor; return its box in pixels."""
        if self.kind == "person":
            return self._draw_person(canvas, where, second)
        if self.kind == "two_wheeler":
            return riders.draw_cyclist(canvas, where.x, where.y, where.heading, self.look, where.gone_m / 4.2)
        if self.kind == "object":
            return things.draw_bag(canvas, where.x, where.y, self.look.top)
        parked = self.stays(second)
        return vehicles.draw_vehicle(
            canvas, where.x, where.y, where.heading, self.body, rolled_m=where.gone_m, parked=parked
        )

    def stays(self, until_s: float) -> bool:
        """Tell whether this is a car that stands from the film's start until after an instant."""
        first, last = self.path.points[0], self.path.points[-1]
        still = abs(first[1] - last[1]) + abs(first[2] - last[2]) < STILL_M
        return self.kind == "car" and len(self.path.points) == 2 and still and last[0] > until_s  # noqa: PLR2004 - from, until

    def down_share(self, second: float) -> float:
        """Return how far a person lies, from 0 upright to 1 on the ground."""
        if self.falls_s is None or second < self.falls_s:
            return 0.0
        fallen = min((second - self.falls_s) / FALL_TAKES_S, 1.0)
        if self.rises_s is None or second < self.rises_s:
            return fallen
        return max(1.0 - (second - self.rises_s) / (2 * FALL_TAKES_S), 0.0)

    def _draw_person(self, canvas: Canvas, where: Where, second: float) -> Box:
        share = self.down_share(second)
        if share > 0:
            return people.draw_lying(canvas, where.x, where.y, self.look, share, 0.25)
        gait = people.WALKING
        if where.speed < STILL_M_S:
            gait = people.STILL
        elif where.speed > RUN_M_S:
            gait = people.RUNNING
        length = LEAP_M if gait == people.RUNNING else STEP_M
        phase = where.gone_m / length + self.object_id * 0.37 + (second * 0.3 if gait == people.STILL else 0)
        return people.draw_person(canvas, where.x, where.y, where.heading, self.look, phase, gait)


@dataclass(frozen=True, slots=True)
class Event:
    """What the scene shows, for truth: kind, when, who, and a heading in the picture where that matters."""

    kind: str
    start_s: float
    end_s: float
    object_ids: tuple[int, ...] = ()
    direction_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that happens.

    Attributes:
        field_m: the watched area, corners in metres.
        line_m: the watched line, ends in metres.
        allowed_m: the lane's direction as a vector, for wrong way.
        smoke: (start_s, end_s, x, y, burns) of a fire.
        fault: (`covered`, `blurred`, `turned` or `frozen`, start_s, end_s).
    """

    actors: tuple[Actor, ...]
    events: tuple[Event, ...] = ()
    field_m: tuple[tuple[float, float], ...] = ()
    line_m: tuple[tuple[float, float], ...] = ()
    allowed_m: tuple[float, float] | None = None
    smoke: tuple[float, float, float, float, bool] | None = None
    fault: tuple[str, float, float] | None = None
