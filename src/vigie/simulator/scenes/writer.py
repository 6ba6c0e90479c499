"""Writes the ordinary life of a scene: passers-by, traffic, parked cars; shows add what is out of it."""

import math
from typing import Any

import numpy as np

from vigie.simulator.scenes.actors import Colour, Look
from vigie.simulator.scenes.cast import Actor, Event, Script
from vigie.simulator.scenes.motion import Path
from vigie.simulator.scenes.spec import Behaviour, Place, SceneSpec
from vigie.simulator.scenes.vehicles import CAR, VAN, Body

CLOTHES: tuple[Colour, ...] = (
    (52, 44, 40),
    (128, 72, 44),
    (60, 62, 150),
    (72, 110, 72),
    (150, 140, 130),
    (36, 32, 34),
    (168, 120, 60),
    (90, 90, 96),
)
PAINTS: tuple[Colour, ...] = (
    (60, 60, 62),
    (200, 202, 204),
    (150, 60, 40),
    (44, 44, 150),
    (130, 132, 134),
    (40, 38, 36),
)
WALKS = {
    Place.AVENUE: (7.9, 9.2, 18.5, 22.0),
    Place.STREET: (7.0, 30.0),
    Place.SQUARE: (8.0, 32.0),
    Place.CAR_PARK: (6.0, 19.0),
    Place.PARK: (8.0, 30.0),
}
LANES = {Place.AVENUE: ((11.8, 1), (15.7, -1)), Place.CAR_PARK: ((15.8, 1), (17.6, -1))}


class ScriptWriter:
    """Adds actors and events; `finished` returns the script."""

    def __init__(self, spec: SceneSpec) -> None:
        self.spec = spec
        self.rng = np.random.default_rng(spec.seed * 7919 + 17)
        self.actors: list[Actor] = []
        self.events: list[Event] = []
        self.extra: dict[str, Any] = {}

    def populate(self) -> None:
        """Add ordinary life."""
        for number in range(self.spec.people):
            self.passer_by(number)
        for number in range(self.spec.cars):
            self.traffic(number)
        self.parked()

    def finished(self) -> Script:
        """Return the script."""
        return Script(tuple(self.actors), tuple(self.events), **self.extra)

    def add(self, kind: str, path: Path, falls_s: float | None = None) -> Actor:
        """Add one actor with clothes or paint of its own."""
        look = Look(self.rng.uniform(1.58, 1.88), self._one(CLOTHES), self._one(CLOTHES))
        body = Body(CAR.length_m, CAR.width_m, CAR.height_m, self._one(PAINTS)) if kind == "car" else VAN
        actor = Actor(len(self.actors) + 1, kind, path, look, body, falls_s)
        self.actors.append(actor)
        return actor

    def passer_by(self, number: int) -> None:
        """Somebody who walks through, in and out of the picture, before the film begins anew."""
        near, *_, far = WALKS[self.spec.place]
        speed = self.rng.uniform(1.1, 1.6)
        if self.spec.place in {Place.STREET, Place.PARK} and number % 2:
            x = self.rng.choice((-1, 1)) * (5.2 if self.spec.place is Place.STREET else 1.2)
            ends = ((x, 44.0), (x, 4.0)) if self.rng.random() < 0.5 else ((x, 4.0), (x, 44.0))  # noqa: PLR2004 - either way
        else:
            y = self._pavement(near, far)
            half = 3 + y * 0.85
            ends = ((-half, y), (half, y)) if self.rng.random() < 0.5 else ((half, y), (-half, y))  # noqa: PLR2004 - either way
        kind = "two_wheeler" if number % 6 == 5 else "person"  # noqa: PLR2004 - one in six
        speed *= 2.8 if kind == "two_wheeler" else 1
        length = math.dist(*ends)
        latest = self.spec.duration_s - length / speed
        start = self.rng.uniform(0, latest) if latest > 0 else 0.0
        self.add(kind, Path.line(start, *ends, max(speed, length / self.spec.duration_s)))

    def traffic(self, number: int) -> None:
        """A car that drives through."""
        start = self.rng.uniform(0, max(self.spec.duration_s - 9, 1))
        speed = self.rng.uniform(7, 11)
        kind = "truck" if number % 5 == 4 else "car"  # noqa: PLR2004 - one in five
        if self.spec.place is Place.STREET:
            ends = ((-1.8, 75.0), (-1.8, 2.0)) if number % 2 else ((1.8, 3.0), (1.8, 75.0))
        elif self.spec.place in LANES:
            y, way = LANES[self.spec.place][number % 2]
            ends = ((-26.0 * way, y), (26.0 * way, y))
            speed *= 0.45 if self.spec.place is Place.CAR_PARK else 1
        else:
            return
        self.add(kind, Path.line(start, *ends, speed))

    def parked(self) -> None:
        """Cars that stand all along."""
        spots = {Place.AVENUE: [(-14.0, 17.0), (9.0, 17.0)], Place.STREET: [(-2.9, 18.0), (2.9, 27.0)]}
        spots[Place.CAR_PARK] = [(x, y) for y in (9.5, 22.5) for x in (-15.5, -7.7, -2.5, 5.3, 13.1)]
        upright = self.spec.place is not Place.AVENUE
        for x, y in spots.get(self.spec.place, []):
            tail = (x, y + 0.001) if upright else (x + 0.001, y)
            self.add("car", Path(((0.0, x, y), (self.spec.duration_s + 1, *tail))))

    def note(
        self, kind: Behaviour, start_s: float, end_s: float, *who: Actor, direction_deg: float | None = None
    ) -> None:
        """Write an event down."""
        self.events.append(
            Event(kind.value, start_s, end_s, tuple(one.object_id for one in who), direction_deg)
        )

    def _pavement(self, near: float, far: float) -> float:
        if self.spec.place is Place.AVENUE:
            low, high = ((near, 9.2), (18.2, far))[int(self.rng.integers(2))]
            return float(self.rng.uniform(low, high))
        return float(self.rng.uniform(near, far))

    def _one(self, colours: tuple[Colour, ...]) -> Colour:
        return colours[int(self.rng.integers(len(colours)))]
