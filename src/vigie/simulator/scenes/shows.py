"""What a scene shows besides ordinary life, one function for each behaviour. Times are film seconds."""

import math
from collections.abc import Callable

import numpy as np

from vigie.simulator.scenes.cast import Actor, Script
from vigie.simulator.scenes.motion import Path, Point
from vigie.simulator.scenes.spec import Behaviour, Place, SceneSpec
from vigie.simulator.scenes.writer import ScriptWriter

RIGHT, LEFT = 0.0, 180.0


def write_script(spec: SceneSpec) -> Script:
    """Return everything that happens in a scene."""
    writer = ScriptWriter(spec)
    writer.populate()
    show = SHOWS.get(spec.behaviour)
    if show is not None:
        show(writer)
    return writer.finished()


def _stage(writer: ScriptWriter) -> tuple[float, float]:
    """Return where things happen: in view, on open ground."""
    y = {Place.AVENUE: 8.0, Place.STREET: 13.0, Place.SQUARE: 16.0, Place.CAR_PARK: 16.5, Place.PARK: 14.0}
    return float(writer.rng.uniform(-2.5, 2.5)), y[writer.spec.place] + float(writer.rng.uniform(-1, 1))


def _edge(y: float) -> float:
    """Return how far to the side the picture ends at this distance."""
    return 3 + y * 0.85


def _when(writer: ScriptWriter, share: float = 0.3) -> float:
    return writer.spec.duration_s * share + float(writer.rng.uniform(-1.0, 1.0))


def _intrusion(writer: ScriptWriter) -> None:
    x, y = _stage(writer)
    y += 5
    corners = ((x - 3, y - 2), (x + 3, y - 2), (x + 3, y + 2.5), (x - 3, y + 2.5))
    writer.extra["field_m"] = corners
    start, edge = _when(writer, 0.15), _edge(y)
    walk = [(start, -edge, y - 4), (start + 7, x, y - 3.2), (start + 9, x, y)]
    walk += [(start + 14, x + 0.02, y), (start + 16, x, y - 3.5), (start + 23, edge, y - 4)]
    who = writer.add("person", _fit(writer, walk))
    inside = who.path.points[1][0] + 0.6 * (who.path.points[2][0] - who.path.points[1][0])
    writer.note(Behaviour.INTRUSION, inside, who.path.points[4][0], who)


def _line_crossing(writer: ScriptWriter) -> None:
    _, y = _stage(writer)
    edge = _edge(y)
    writer.extra["line_m"] = ((0.0, y - 4), (0.0, y + 4))
    for number in range(3):
        start, rightwards = 1 + number * writer.spec.duration_s / 4, number % 2 == 0
        ends = ((-edge, y + number - 1), (edge, y + number - 1))
        speed = float(writer.rng.uniform(1.4, 2.0))
        who = writer.add("person", Path.line(start, *(ends if rightwards else ends[::-1]), speed))
        crossed = start + edge / speed
        if crossed < writer.spec.duration_s:
            writer.note(
                Behaviour.LINE_CROSSING, crossed, crossed, who, direction_deg=RIGHT if rightwards else LEFT
            )


def _wrong_way(writer: ScriptWriter) -> None:
    y = 11.8 if writer.spec.place is Place.AVENUE else 15.8
    writer.extra["line_m"] = ((-9.0, y), (9.0, y))
    start = _when(writer)
    who = writer.add("car", Path.line(start, (26.0, y), (-26.0, y), 6.5))
    writer.note(Behaviour.WRONG_WAY, start + 2.0, start + 7.0, who, direction_deg=LEFT)


def _loitering(writer: ScriptWriter) -> None:
    x, y = _stage(writer)
    duration, start = writer.spec.duration_s, _when(writer, 0.12)
    points: list[Point] = [(0.4, -_edge(y), y), (start + 4, x - 1.5, y)]
    end = duration - 6
    for number, second in enumerate(np.arange(start + 7, end, 4.0)):
        points.append((float(second), x + (1.2 if number % 2 else -1.2), y + 0.5 * (number % 3)))
    points.append((duration - 0.2, _edge(y), y))
    who = writer.add("person", Path(tuple(points)))
    writer.extra["field_m"] = ((x - 4, y - 3), (x + 4, y - 3), (x + 4, y + 3), (x - 4, y + 3))
    writer.note(Behaviour.LOITERING, points[1][0], end, who)


def _abandoned(writer: ScriptWriter) -> None:
    x, y = _stage(writer)
    duration, drop = writer.spec.duration_s, _when(writer, 0.22)
    owner = writer.add(
        "person",
        Path(
            (
                (drop - 6, -_edge(y), y),
                (drop - 1, x - 0.5, y),
                (drop + 1.5, x - 0.45, y),
                (drop + 8, _edge(y), y + 1),
            )
        ),
    )
    bag = writer.add("object", Path(((drop, x, y), (duration, x, y + 0.001))))
    writer.note(Behaviour.ABANDONED_OBJECT, drop, duration, bag, owner)


def _removed(writer: ScriptWriter) -> None:
    x, y = _stage(writer)
    taken = _when(writer, 0.5)
    bag = writer.add("object", Path(((0.0, x, y), (taken, x, y + 0.001))))
    thief = writer.add(
        "person", Path(((taken - 6, _edge(y), y), (taken, x + 0.4, y), (taken + 6, -_edge(y), y)))
    )
    writer.note(Behaviour.REMOVED_OBJECT, taken, writer.spec.duration_s, bag, thief)


def _gathering(writer: ScriptWriter) -> None:
    x, y = _stage(writer)
    y += 2
    meet, leave = _when(writer, 0.3), writer.spec.duration_s - 7
    members = [_member(writer, (x, y), number, meet, leave) for number in range(9)]
    writer.note(Behaviour.GATHERING, meet, leave, *members)


def _member(
    writer: ScriptWriter, centre: tuple[float, float], number: int, meet: float, leave: float
) -> Actor:
    angle, radius = number * 2.4, 0.7 + 0.16 * number
    spot = (centre[0] + math.cos(angle) * radius, centre[1] + math.sin(angle) * radius * 0.8)
    edge = _edge(centre[1]) * (1 if number % 2 else -1)
    start = max(meet - 6 - 0.3 * number, 0.1 + number * 0.05)
    path = (
        (start, edge, spot[1]),
        (meet, *spot),
        (leave, spot[0] + 0.01, spot[1]),
        (leave + 5.5, -edge, spot[1]),
    )
    return writer.add("person", Path(path))


def _crowd_movement(writer: ScriptWriter) -> None:
    x, y = _stage(writer)
    meet, scatter = _when(writer, 0.2), _when(writer, 0.6)
    members = []
    for number in range(10):
        angle = number * 2 * math.pi / 10
        spot = (x + math.cos(angle) * 1.6, y + 1 + math.sin(angle) * 1.3)
        away = (spot[0] + math.cos(angle) * 16, max(spot[1] + math.sin(angle) * 7, 4.0))
        edge = _edge(y) * (1 if number % 2 else -1)
        path = (
            (meet - 5, edge, spot[1]),
            (meet, *spot),
            (scatter, spot[0] + 0.01, spot[1]),
            (scatter + 4, *away),
        )
        members.append(writer.add("person", Path(path)))
    writer.note(Behaviour.CROWD_MOVEMENT, scatter, scatter + 4, *members)


def _running(writer: ScriptWriter) -> None:
    _, y = _stage(writer)
    start = _when(writer, 0.4)
    who = writer.add("person", Path.line(start, (-_edge(y), y), (_edge(y), y + 1), 4.6))
    writer.note(Behaviour.RUNNING, start + 0.5, start + 2 * _edge(y) / 4.6, who)


def _fall(writer: ScriptWriter) -> None:
    x, y = _stage(writer)
    down, duration = _when(writer, 0.35), writer.spec.duration_s
    path = Path(((down - 5, -_edge(y), y), (down, x, y), (duration, x + 0.001, y)))
    who = writer.add("person", path, falls_s=down)
    writer.note(Behaviour.FALL, down, duration, who)


def _stopped_vehicle(writer: ScriptWriter) -> None:
    y = 11.8 if writer.spec.place is Place.AVENUE else 15.8
    stop, go = _when(writer, 0.25), writer.spec.duration_s - 4
    path = Path(((stop - 4, -26.0, y), (stop, 1.0, y), (go, 1.01, y), (go + 3.5, 28.0, y)))
    writer.note(Behaviour.STOPPED_VEHICLE, stop, go, writer.add("car", path))


def _smoke(writer: ScriptWriter) -> None:
    x, y = _stage(writer)
    start, burns = _when(writer, 0.25), writer.spec.behaviour is Behaviour.FIRE
    end = writer.spec.duration_s - 2
    writer.extra["smoke"] = (start, end, x + 2, y + 6, burns)
    writer.note(writer.spec.behaviour, start, end)


def _fault(writer: ScriptWriter) -> None:
    start, end = _when(writer, 0.4), writer.spec.duration_s - 3
    writer.extra["fault"] = (writer.spec.behaviour.value, start, end)
    writer.note(writer.spec.behaviour, start, end)


def _fit(writer: ScriptWriter, points: list[Point]) -> Path:
    """Squeeze a path that would go on after the film's end."""
    last, limit = points[-1][0], writer.spec.duration_s - 0.3
    first = points[0][0]
    factor = min(1.0, (limit - first) / (last - first))
    return Path(tuple((first + (t - first) * factor, x, y) for t, x, y in points))


SHOWS: dict[Behaviour, Callable[[ScriptWriter], None]] = {
    Behaviour.INTRUSION: _intrusion,
    Behaviour.LINE_CROSSING: _line_crossing,
    Behaviour.WRONG_WAY: _wrong_way,
    Behaviour.LOITERING: _loitering,
    Behaviour.ABANDONED_OBJECT: _abandoned,
    Behaviour.REMOVED_OBJECT: _removed,
    Behaviour.GATHERING: _gathering,
    Behaviour.CROWD_MOVEMENT: _crowd_movement,
    Behaviour.RUNNING: _running,
    Behaviour.FALL: _fall,
    Behaviour.STOPPED_VEHICLE: _stopped_vehicle,
    Behaviour.SMOKE: _smoke,
    Behaviour.FIRE: _smoke,
    Behaviour.COVERED: _fault,
    Behaviour.BLURRED: _fault,
    Behaviour.TURNED: _fault,
}
