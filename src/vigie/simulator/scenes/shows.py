"""What a scene shows besides ordinary life, one function for each behaviour. Times are film seconds."""

import math
from collections.abc import Callable

import numpy as np

from vigie.simulator.scenes.cast import Script
from vigie.simulator.scenes.derive import derived
from vigie.simulator.scenes.motion import Path, Point, arrive, walk
from vigie.simulator.scenes.places import Lane, Spot, doors
from vigie.simulator.scenes.spec import Behaviour, SceneSpec
from vigie.simulator.scenes.writer import ScriptWriter

WALK_M_S, RUN_M_S = 1.45, 4.4
CROWD = 9
"""Persons that make a field crowded in `crowd_density` scenes."""


def write_script(spec: SceneSpec) -> Script:
    """Return everything that happens in a scene."""
    writer = ScriptWriter(spec)
    show = SHOWS.get(spec.behaviour)
    if show is not None:
        show(writer)
    writer.populate()
    return derived(spec, writer.finished())


def _spot(writer: ScriptWriter) -> Spot:
    """Return where things happen: in view, on open ground."""
    x0, x1, y0, y1 = writer.sheet.stage
    return float(writer.rng.uniform(x0, x1)), float(writer.rng.uniform(y0, y1))


def _doors(writer: ScriptWriter, spot: Spot) -> tuple[Spot, Spot]:
    one, two = doors(writer.spec.place, spot)
    return (one, two) if writer.rng.random() < 0.5 else (two, one)  # noqa: PLR2004 - either way


def _when(writer: ScriptWriter, share: float = 0.3) -> float:
    return writer.spec.duration_s * share + float(writer.rng.uniform(-0.8, 0.8))


def _visit(spot: Spot, come: Spot, go: Spot, at_s: float, leave_s: float) -> list[Point]:
    """Come to a spot at an instant, stand there, leave at another."""
    coming = arrive(at_s, (come, spot), WALK_M_S)
    if coming[0][0] < 0.1:  # noqa: PLR2004 - the film has not begun: they come faster
        coming[0] = (0.1, *come)
    return [*coming, *walk(max(leave_s, at_s + 0.1), ((spot[0] + 0.01, spot[1]), go), WALK_M_S)]


def _fit(points: list[Point], duration_s: float) -> Path:
    """Squeeze a path that would go on after the film's end."""
    first, last, limit = points[0][0], points[-1][0], duration_s - 0.2
    factor = min(1.0, (limit - first) / (last - first))
    return Path(tuple((first + (t - first) * factor, x, y) for t, x, y in points))


def _box(spot: Spot, half_x: float, half_y: float) -> tuple[Spot, ...]:
    x, y = spot
    return (
        (x - half_x, y - half_y),
        (x + half_x, y - half_y),
        (x + half_x, y + half_y),
        (x - half_x, y + half_y),
    )


def _intrusion(writer: ScriptWriter) -> None:
    x, y = _spot(writer)
    middle = (x, y + 4.5)
    writer.extra["field_m"] = _box(middle, 2.8, 2.0)
    one, two = _doors(writer, (x, y))
    start = _when(writer, 0.06) + 0.9
    points = walk(start, (one, (x - 0.4, y), (x - 0.3, y + 4.2)), WALK_M_S)
    stay = points[-1][0] + 3.5
    points += walk(stay, ((x + 0.3, y + 4.3), (x + 0.5, y), two), WALK_M_S)
    writer.add("person", _fit(points, writer.spec.duration_s))


def _line_crossing(writer: ScriptWriter) -> None:
    spot = _spot(writer)
    one, two = doors(writer.spec.place, spot)
    along = math.atan2(spot[1] - one[1], spot[0] - one[0])
    aside = (-math.sin(along) * 1.6, math.cos(along) * 1.6)
    writer.extra["line_m"] = (
        (spot[0] + aside[0], spot[1] + aside[1]),
        (spot[0] - aside[0], spot[1] - aside[1]),
    )
    for number in range(3):
        off = (number - 1) * 0.25
        ends = (one, (spot[0] + aside[0] * off, spot[1] + aside[1] * off), two)
        speed = float(writer.rng.uniform(1.4, 1.9))
        points = walk(
            0.4 + number * writer.spec.duration_s / 4.2, ends if number % 2 == 0 else ends[::-1], speed
        )
        if points[1][0] < writer.spec.duration_s - 1:
            writer.add("person", Path(tuple(points)))


def _lane(writer: ScriptWriter) -> tuple[Lane, Spot, tuple[float, float]]:
    """Return the first lane, its place nearest to the picture's middle, and its direction."""
    lane = writer.sheet.lanes[0] if writer.sheet.lanes else Lane((-24.0, 12.0), (24.0, 12.0))
    length = math.dist(lane.start, lane.end)
    way = ((lane.end[0] - lane.start[0]) / length, (lane.end[1] - lane.start[1]) / length)
    gone = (0 - lane.start[0]) * way[0] + (16.0 - lane.start[1]) * way[1]
    return lane, (lane.start[0] + way[0] * gone, lane.start[1] + way[1] * gone), way


def _wrong_way(writer: ScriptWriter) -> None:
    lane, middle, way = _lane(writer)
    aside = (-way[1] * 1.55, way[0] * 1.55)
    writer.extra["line_m"] = (
        (middle[0] + aside[0], middle[1] + aside[1]),
        (middle[0] - aside[0], middle[1] - aside[1]),
    )
    writer.extra["allowed_m"] = way
    speed = lane.speed_m_s * 0.85
    writer.add(
        "car",
        Path(
            tuple(
                arrive(_when(writer, 0.45), (lane.end, middle), speed)[:1]
                + walk(_when(writer, 0.45), (middle, lane.start), speed)
            )
        ),
    )


def _stopped_vehicle(writer: ScriptWriter) -> None:
    lane, middle, way = _lane(writer)
    slow = (middle[0] - way[0] * 7, middle[1] - way[1] * 7)
    near = (middle[0] - way[0] * 2, middle[1] - way[1] * 2)
    points = walk(_when(writer, 0.08), (lane.start, slow), lane.speed_m_s)
    points += walk(points[-1][0], (slow, near), 4.5)[1:]
    points += walk(points[-1][0], (near, middle), 1.6)[1:]
    stop, go = points[-1][0], writer.spec.duration_s - 6.5
    points += walk(go, ((middle[0] + way[0] * 0.01, middle[1] + way[1] * 0.01), lane.end), lane.speed_m_s)
    who = writer.add("car", _fit(points, writer.spec.duration_s))
    writer.note(Behaviour.STOPPED_VEHICLE, stop, go, who)


def _loitering(writer: ScriptWriter) -> None:
    spot = _spot(writer)
    one, two = _doors(writer, spot)
    writer.extra["field_m"] = _box(spot, 3.2, 2.4)
    points = walk(0.3, (one, spot), 1.7)
    end = writer.spec.duration_s - 7.5
    for number, second in enumerate(np.arange(points[-1][0] + 1.5, end, 3.5)):
        side = 1.0 if number % 2 else -1.0
        points.append((float(second), spot[0] + 0.8 * side, spot[1] + 0.3 * (number % 3)))
    points += walk(end, (points[-1][1:], two), 1.9)
    writer.add("person", _fit(points, writer.spec.duration_s))


def _abandoned(writer: ScriptWriter) -> None:
    x, y = _spot(writer)
    one, two = _doors(writer, (x, y))
    drop = max(arrive(0.0, (one, (x, y)), WALK_M_S)[0][0] * -1 + 0.4, _when(writer, 0.12))
    beside = (x - 0.55, y)
    owner = writer.add("person", Path(tuple(_visit(beside, one, two, drop - 0.3, drop + 1.2))))
    taken = writer.spec.duration_s - 3.5
    bag = writer.add("object", Path(((drop, x, y), (taken, x, y + 0.001))))
    agent = arrive(taken, (two, (x + 0.5, y)), 2.2) + walk(taken + 0.3, ((x + 0.5, y), two), 2.4)[1:]
    writer.add("person", _fit(agent, writer.spec.duration_s))
    writer.note(Behaviour.ABANDONED_OBJECT, drop, taken, bag, owner)


def _removed(writer: ScriptWriter) -> None:
    x, y = _spot(writer)
    one, two = _doors(writer, (x, y))
    taken = _when(writer, 0.5)
    bag = writer.add("object", Path(((0.0, x, y), (taken, x, y + 0.001))))
    thief = writer.add(
        "person", _fit(_visit((x - 0.5, y), one, two, taken - 0.6, taken + 0.4), writer.spec.duration_s)
    )
    writer.note(Behaviour.REMOVED_OBJECT, taken, writer.spec.duration_s, bag, thief)


def _crowd(writer: ScriptWriter, count: int, meet: float, leave: float, spread: float) -> list[int]:
    """Bring persons together around a spot; return their ids."""
    x, y = _spot(writer)
    ids = []
    for number in range(count):
        angle, radius = number * 2.4, spread * (0.55 + math.sqrt(number) * 0.42)
        place = (x + math.cos(angle) * radius, y + 0.8 + math.sin(angle) * radius * 0.8)
        one, two = doors(writer.spec.place, place)
        come, go = (one, two) if number % 2 else (two, one)
        here = meet - 0.25 * (count - number)
        points = _visit(place, come, go, here, leave + 0.2 * number)
        ids.append(writer.add("person", _fit(points, writer.spec.duration_s)).object_id)
    return ids


def _gathering(writer: ScriptWriter) -> None:
    count = int(writer.rng.integers(6, 11))
    meet, leave = _when(writer, 0.38), writer.spec.duration_s * 0.72
    _crowd(writer, count, meet, leave, 0.75)
    members = writer.actors[-count:]
    writer.note(Behaviour.GATHERING, meet, leave, *members)


def _crowd_density(writer: ScriptWriter) -> None:
    spot = _spot(writer)
    writer.extra["field_m"] = _box((spot[0] * 0, spot[1] + 1.0), 4.5, 3.2)
    _crowd(writer, CROWD + 4, _when(writer, 0.38), writer.spec.duration_s * 0.72, 0.95)


def _crowd_movement(writer: ScriptWriter) -> None:
    x, y = _spot(writer)
    meet, scatter = _when(writer, 0.32), _when(writer, 0.6)
    members = []
    for number in range(9):
        angle = number * 2 * math.pi / 9
        spot = (x + math.cos(angle) * 1.5, y + 1 + math.sin(angle) * 1.1)
        one, two = doors(writer.spec.place, spot)
        come = one if number % 2 else two
        flee = two if math.cos(angle) > 0 else one
        points = _visit(spot, come, spot, meet, meet + 0.2)[:-1]
        points += walk(scatter + 0.05 * number, ((spot[0] + 0.01, spot[1]), flee), RUN_M_S)
        members.append(writer.add("person", Path(tuple(points))))
    writer.note(Behaviour.CROWD_MOVEMENT, scatter, scatter + 2.5, *members)


def _running(writer: ScriptWriter) -> None:
    spot = _spot(writer)
    one, two = _doors(writer, spot)
    points = walk(_when(writer, 0.4), (one, spot, two), RUN_M_S)
    who = writer.add("person", Path(tuple(points)))
    writer.note(Behaviour.RUNNING, points[0][0] + 0.4, points[-1][0], who)


def _fall(writer: ScriptWriter) -> None:
    spot = _spot(writer)
    one, two = _doors(writer, spot)
    down = max(arrive(0.0, (one, spot), WALK_M_S)[0][0] * -1 + 0.4, _when(writer, 0.3))
    rise = max(writer.spec.duration_s * 0.62, down + 5)
    points = _visit(spot, one, two, down, rise + 1.6)
    path = Path(tuple(points))
    who = writer.add("person", path, falls_s=down, rises_s=rise)
    writer.note(Behaviour.FALL, down, rise, who)


def _smoke(writer: ScriptWriter) -> None:
    x, y = writer.sheet.fire
    start, burns = _when(writer, 0.25), writer.spec.behaviour is Behaviour.FIRE
    end = writer.spec.duration_s - 5
    writer.extra["smoke"] = (start, end, x, y, burns)
    writer.note(writer.spec.behaviour, start, end)


def _fault(writer: ScriptWriter) -> None:
    start, end = _when(writer, 0.4), writer.spec.duration_s - 3
    writer.extra["fault"] = (writer.spec.behaviour.value, start, end)
    writer.note(writer.spec.behaviour, start, end)


SHOWS: dict[Behaviour, Callable[[ScriptWriter], None]] = {
    Behaviour.INTRUSION: _intrusion,
    Behaviour.LINE_CROSSING: _line_crossing,
    Behaviour.WRONG_WAY: _wrong_way,
    Behaviour.LOITERING: _loitering,
    Behaviour.ABANDONED_OBJECT: _abandoned,
    Behaviour.REMOVED_OBJECT: _removed,
    Behaviour.GATHERING: _gathering,
    Behaviour.CROWD_DENSITY: _crowd_density,
    Behaviour.CROWD_MOVEMENT: _crowd_movement,
    Behaviour.RUNNING: _running,
    Behaviour.FALL: _fall,
    Behaviour.STOPPED_VEHICLE: _stopped_vehicle,
    Behaviour.SMOKE: _smoke,
    Behaviour.FIRE: _smoke,
    Behaviour.COVERED: _fault,
    Behaviour.BLURRED: _fault,
    Behaviour.TURNED: _fault,
    Behaviour.FROZEN: _fault,
}
