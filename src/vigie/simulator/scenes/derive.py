"""Events that geometry decides: who enters the field, crosses the line, drives the wrong way, stays too long.

Every actor counts, not only the one the scene is about, so that the truth is what a perfect rule would say.
Actors who only graze the field's edge or the line's end are taken out: nobody could say what is true.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import atan2, degrees, dist

import cv2
import numpy as np

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.cast import Actor, Event, Script
from vigie.simulator.scenes.motion import Where
from vigie.simulator.scenes.spec import Behaviour, SceneSpec
from vigie.simulator.scenes.viewpoint import camera_of

STEP_S = 0.1
GRAZE_M = 0.7
LOITER_S = 8.0
"""How long somebody stays before it is loitering, in these scenes."""
CROWDED = 8
"""More persons than these in the field are a dense crowd, in these scenes."""
WRONG_DEG = 100.0

Walk = list[tuple[float, Where]]


def derived(spec: SceneSpec, script: Script) -> Script:
    """Return the script with what its field or its line makes of the actors' paths."""
    if script.field_m:
        return _with_field(spec, script)
    if script.line_m:
        return _with_line(spec, script)
    return script


def _walk(actor: Actor, duration_s: float) -> Walk:
    steps = [(step * STEP_S, actor.path.at(step * STEP_S)) for step in range(int(duration_s / STEP_S) + 1)]
    return [(second, where) for second, where in steps if where is not None]


def _depth(field_m: tuple[tuple[float, float], ...], where: Where) -> float:
    """Return how deep in the field a position is, in metres, negative outside."""
    polygon = np.array(field_m, np.float32)
    return float(cv2.pointPolygonTest(polygon, (where.x, where.y), measureDist=True))


@dataclass(frozen=True, slots=True)
class _Stay:
    start_s: float
    end_s: float
    deepest_m: float


def _stays(field_m: tuple[tuple[float, float], ...], walk: Walk) -> tuple[list[_Stay], float]:
    """Return the stays in the field, and how deep the actor came in all."""
    stays: list[_Stay] = []
    start, deepest, last = None, 0.0, 0.0
    best = -1e9
    for second, where in walk:
        depth = _depth(field_m, where)
        best, last = max(best, depth), second
        if depth >= 0:
            start, deepest = (second, depth) if start is None else (start, max(deepest, depth))
        elif start is not None:
            stays.append(_Stay(start, second, deepest))
            start = None
    if start is not None:
        stays.append(_Stay(start, last, deepest))
    return stays, best


def _with_field(spec: SceneSpec, script: Script) -> Script:
    kept: list[Actor] = []
    inside: list[tuple[Actor, list[_Stay]]] = []
    for actor in script.actors:
        stays, best = _stays(script.field_m, _walk(actor, spec.duration_s))
        if -GRAZE_M < best < GRAZE_M and spec.behaviour is Behaviour.INTRUSION:
            continue
        kept.append(actor)
        inside.append((actor, stays))
    events = list(script.events)
    if spec.behaviour is Behaviour.INTRUSION:
        events += [Event("intrusion", s.start_s, s.end_s, (a.object_id,)) for a, each in inside for s in each]
    elif spec.behaviour is Behaviour.LOITERING:
        events += [
            Event("loitering", s.start_s, s.end_s, (a.object_id,))
            for a, each in inside
            for s in each
            if s.end_s - s.start_s > LOITER_S
        ]
    elif spec.behaviour is Behaviour.CROWD_DENSITY:
        events += _crowded(inside, spec.duration_s)
    return replace(script, actors=tuple(kept), events=tuple(sorted(events, key=lambda one: one.start_s)))


def _crowded(inside: list[tuple[Actor, list[_Stay]]], duration_s: float) -> list[Event]:
    people = [(actor, stays) for actor, stays in inside if actor.kind == "person"]
    start: float | None = None
    who: set[int] = set()
    for step in range(int(duration_s / STEP_S) + 1):
        now = step * STEP_S
        here = {a.object_id for a, stays in people if any(s.start_s <= now < s.end_s for s in stays)}
        if len(here) > CROWDED:
            start, who = (now if start is None else start), who | here
        elif start is not None:
            return [Event("crowd_density", start, now, tuple(sorted(who)))]
    return [] if start is None else [Event("crowd_density", start, duration_s, tuple(sorted(who)))]


def _with_line(spec: SceneSpec, script: Script) -> Script:
    camera = camera_of(spec)
    kept: list[Actor] = []
    events = list(script.events)
    for actor in script.actors:
        walk = _walk(actor, spec.duration_s)
        if _grazes(script.line_m, walk):
            continue
        kept.append(actor)
        for (t0, a), (_, b) in pairwise(walk):
            if _crosses(script.line_m, a, b):
                events += _crossing(spec, script, camera, actor, t0 + STEP_S / 2, a, b)
    return replace(script, actors=tuple(kept), events=tuple(sorted(events, key=lambda one: one.start_s)))


def _crossing(
    spec: SceneSpec, script: Script, camera: MastCamera, actor: Actor, second: float, a: Where, b: Where
) -> list[Event]:
    direction = heading_px(camera, (a.x, a.y), (b.x, b.y))
    if spec.behaviour is Behaviour.WRONG_WAY:
        if script.allowed_m is None:
            return []
        allowed = heading_px(
            camera,
            script.line_m[0],
            (script.line_m[0][0] + script.allowed_m[0], script.line_m[0][1] + script.allowed_m[1]),
        )
        if abs((direction - allowed + 180) % 360 - 180) < WRONG_DEG:
            return []
    return [Event(spec.behaviour.value, second, second, (actor.object_id,), round(direction, 1))]


def heading_px(camera: MastCamera, a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the direction from a to b in the picture: degrees clockwise from right, y down."""
    (u0, v0), (u1, v1) = camera.point(*a), camera.point(*b)
    return degrees(atan2(v1 - v0, u1 - u0)) % 360


def _grazes(line: tuple[tuple[float, float], ...], walk: Walk) -> bool:
    return any(dist((where.x, where.y), end) < GRAZE_M for _, where in walk for end in line)


def _crosses(line: tuple[tuple[float, float], ...], a: Where, b: Where) -> bool:
    p, q = line

    def side(u: tuple[float, float], v: tuple[float, float], w: tuple[float, float]) -> float:
        return (v[0] - u[0]) * (w[1] - u[1]) - (v[1] - u[1]) * (w[0] - u[0])

    one, two = (a.x, a.y), (b.x, b.y)
    if one == two:
        return False
    # Who stands exactly on the line counts as beyond it, so that a crossing is counted once.
    over = (side(p, q, one) < 0) != (side(p, q, two) < 0)
    return over and side(one, two, p) * side(one, two, q) < 0
