"""Writes the ordinary life of a scene: passers-by, traffic, parked cars; shows add what is out of it."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from vigie.simulator.scenes.cast import Actor, Event, Script
from vigie.simulator.scenes.light import Colour
from vigie.simulator.scenes.motion import Path, walk
from vigie.simulator.scenes.people import Look
from vigie.simulator.scenes.places import SHEETS, Way
from vigie.simulator.scenes.spec import Behaviour, Place, SceneSpec
from vigie.simulator.scenes.untangle import clear_path
from vigie.simulator.scenes.vehicles import BUS, CAR, SALOON, VAN, Body

CLOTHES: tuple[Colour, ...] = (
    (58, 48, 42),
    (120, 70, 44),
    (58, 60, 138),
    (76, 104, 74),
    (152, 144, 136),
    (40, 36, 38),
    (92, 92, 98),
    (196, 200, 204),
    (70, 130, 170),
    (120, 96, 150),
    (84, 52, 96),
)
TROUSERS: tuple[Colour, ...] = (
    (96, 66, 48),
    (72, 50, 38),
    (42, 40, 42),
    (84, 92, 104),
    (70, 92, 116),
    (60, 62, 64),
)
SKINS: tuple[Colour, ...] = ((132, 164, 206), (118, 148, 190), (84, 112, 152), (58, 78, 108))
HAIRS: tuple[Colour, ...] = ((30, 34, 42), (40, 58, 84), (60, 92, 130), (110, 116, 122), (96, 140, 176))
PAINTS: tuple[Colour, ...] = (
    (66, 64, 64),
    (206, 208, 210),
    (146, 84, 48),
    (48, 46, 150),
    (138, 140, 142),
    (44, 42, 42),
    (90, 70, 50),
    (170, 176, 178),
    (80, 96, 60),
)


class ScriptWriter:
    """Adds actors and events; `finished` returns the script."""

    def __init__(self, spec: SceneSpec) -> None:
        self.spec = spec
        self.sheet = SHEETS[spec.place]
        self.rng = np.random.default_rng(spec.seed * 7919 + 17)
        self.actors: list[Actor] = []
        self.events: list[Event] = []
        self.extra: dict[str, Any] = {}

    def populate(self) -> None:
        """Add ordinary life around what is already there."""
        self.parked()
        for number in range(self.spec.cars):
            self.traffic(number)
        for number in range(self.spec.people):
            self.passer_by(number)

    def finished(self) -> Script:
        """Return the script."""
        return Script(tuple(self.actors), tuple(self.events), **self.extra)

    def add(self, kind: str, path: Path, falls_s: float | None = None, rises_s: float | None = None) -> Actor:
        """Add one actor with clothes or paint of its own."""
        small = self.spec.place is Place.SCHOOL and self.rng.random() < 0.5  # noqa: PLR2004 - every second
        look = Look(
            float(self.rng.uniform(1.18, 1.42) if small else self.rng.uniform(1.58, 1.88)),
            self._one(CLOTHES),
            self._one(TROUSERS),
            self._one(SKINS),
            self._one(HAIRS),
            skirt=bool(self.rng.random() < 0.25),  # noqa: PLR2004 - one in four
            pack=bool(self.rng.random() < (0.8 if small else 0.25)),
        )
        body = self._body(kind)
        actor = Actor(len(self.actors) + 1, kind, path, look, body, falls_s, rises_s)
        self.actors.append(actor)
        return actor

    def passer_by(self, number: int) -> None:
        """Somebody who walks through, in and out of the picture, before the film begins anew."""
        way = self.sheet.ways[number % len(self.sheet.ways)]
        kind = "two_wheeler" if number % 6 == 5 else "person"  # noqa: PLR2004 - one in six
        speed = float(self.rng.uniform(1.1, 1.55)) * (3.0 if kind == "two_wheeler" else 1.0)
        spots = self._spots(way, speed)
        lasts = walk(0.0, spots, speed)[-1][0]
        latest = self.spec.duration_s - 0.1 - lasts
        if latest < 0:
            speed *= lasts / (self.spec.duration_s - 0.1)
        share = (number + float(self.rng.uniform(0.1, 0.9))) / max(self.spec.people, 1)
        path = Path(tuple(walk(max(latest, 0.0) * ((share * 3) % 1.0), spots, speed)))
        free = clear_path(kind, path, self.actors, self.spec.duration_s)
        if free is not None:
            self.add(kind, free)

    def traffic(self, number: int) -> None:
        """A car that drives through in its lane's turn."""
        if not self.sheet.lanes:
            return
        lane = self.sheet.lanes[number % len(self.sheet.lanes)]
        turns = 1 + max(each.turn for each in self.sheet.lanes)
        window = self.spec.duration_s / turns
        lasts = math.dist(lane.start, lane.end) / lane.speed_m_s
        start = window * lane.turn + float(self.rng.uniform(0.1, max(window - lasts, 0.3)))
        kind = "truck" if number % 5 == 4 else "car"  # noqa: PLR2004 - one in five
        path = Path.line(start, lane.start, lane.end, lane.speed_m_s)
        free = clear_path(kind, path, self.actors, self.spec.duration_s)
        if free is not None:
            self.add(kind, free)

    def parked(self) -> None:
        """Cars that stand all along."""
        for x, y, heading in self.sheet.parked:
            tail = (x + 0.001 * math.cos(heading), y + 0.001 * math.sin(heading))
            self.add("car", Path(((0.0, x, y), (self.spec.duration_s + 1, *tail))))

    def note(self, kind: Behaviour, start_s: float, end_s: float, *who: Actor) -> None:
        """Write an event down."""
        ids = tuple(one.object_id for one in who)
        self.events.append(Event(kind.value, start_s, end_s, ids))

    def _spots(self, way: Way, speed: float) -> list[tuple[float, float]]:
        """Return the ends of a walk along a way; long ways begin or end at a house's door."""
        start, end = (way.start, way.end) if self.rng.random() < 0.5 else (way.end, way.start)  # noqa: PLR2004 - either way
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = math.hypot(dx, dy)
        off = float(self.rng.uniform(-way.half_m, way.half_m))
        aside = (-dy / length * off, dx / length * off)
        a, b = (start[0] + aside[0], start[1] + aside[1]), (end[0] + aside[0], end[1] + aside[1])
        most = speed * self.spec.duration_s * 0.85
        if length <= most or abs(dy) < abs(dx):
            return [a, b]
        far = a if a[1] > b[1] else b
        near = b if a[1] > b[1] else a
        share = most / length
        cut = (near[0] + (far[0] - near[0]) * share, near[1] + (far[1] - near[1]) * share)
        door = (cut[0] + math.copysign(1.4, cut[0]), cut[1])
        return [door, cut, near] if far is a else [near, cut, door]

    def _body(self, kind: str) -> Body:
        if kind == "truck":
            bus = self.spec.place in {Place.STATION, Place.AVENUE} and self.rng.random() < 0.5  # noqa: PLR2004 - either
            return BUS if bus else VAN
        shape = CAR if self.rng.random() < 0.6 else SALOON  # noqa: PLR2004 - small cars are more common
        return replace(shape, paint=self._one(PAINTS))

    def _one(self, colours: tuple[Colour, ...]) -> Colour:
        return colours[int(self.rng.integers(len(colours)))]
