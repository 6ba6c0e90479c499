"""The actors of a scene: each has an id, a class, a path, and knows how to draw itself at a moment."""

from dataclasses import dataclass, field

from vigie.simulator.scenes import actors, vehicles
from vigie.simulator.scenes.actors import Box, Look, Picture
from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.motion import Path, Where

RUN_M_S = 2.4


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor.

    Attributes:
        object_id: unique in the scene.
        kind: `person`, `two_wheeler`, `car`, `truck` or `object`, the classes detectors know.
        falls_s: when a person falls, if ever.
    """

    object_id: int
    kind: str
    path: Path
    look: Look = field(default_factory=Look)
    body: vehicles.Body = vehicles.CAR
    falls_s: float | None = None

    def draw(self, picture: Picture, camera: MastCamera, where: Where, second: float, *, dark: bool) -> Box:
        """Draw the actor; return its box in pixels."""
        if self.kind == "person":
            return self._draw_person(picture, camera, where, second)
        if self.kind == "two_wheeler":
            way = 1.0 if abs(where.heading) < 1.57 else -1.0  # noqa: PLR2004 - a quarter turn
            return actors.draw_cyclist(picture, camera, where.x, where.y, self.look, second * 1.2, way)
        if self.kind == "object":
            return actors.draw_bag(picture, camera, where.x, where.y, self.look)
        heading = where.heading if where.speed > 0 else self._rest_heading()
        return vehicles.draw_vehicle(picture, camera, where.x, where.y, heading, self.body, lamps=dark)

    def _draw_person(self, picture: Picture, camera: MastCamera, where: Where, second: float) -> Box:
        if self.falls_s is not None and second >= self.falls_s:
            share = min((second - self.falls_s) / 0.7, 1.0)
            return actors.draw_lying(picture, camera, where.x, where.y, self.look, share)
        fast = 0.0 if where.speed < 0.15 else 2.0 if where.speed > RUN_M_S else 1.0  # noqa: PLR2004 - a standing person sways
        stride = second * (0.95 if fast < 2 else 1.6) + self.object_id * 0.37  # noqa: PLR2004 - running
        return actors.draw_person(picture, camera, where.x, where.y, self.look, stride, fast)

    def _rest_heading(self) -> float:
        """A parked car stands as it came; one that never moved stands across."""
        (_, x0, y0), (_, x1, y1) = self.path.points[0], self.path.points[1]
        return 0.0 if abs(x1 - x0) >= abs(y1 - y0) else 1.5708


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
        field_m: the closed area, corners in metres.
        line_m: the line to cross, ends in metres.
        smoke: (start_s, end_s, x, y, burns) of a fire.
        fault: (`covered`, `blurred` or `turned`, start_s, end_s).
    """

    actors: tuple[Actor, ...]
    events: tuple[Event, ...] = ()
    field_m: tuple[tuple[float, float], ...] = ()
    line_m: tuple[tuple[float, float], ...] = ()
    smoke: tuple[float, float, float, float, bool] | None = None
    fault: tuple[str, float, float] | None = None
