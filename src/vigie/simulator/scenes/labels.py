"""The scenario of a rendered case: its rule and events, and the rules that must stay silent in it."""

from itertools import pairwise
from math import dist
from typing import Any

from vigie.simulator.scenes.cases import Case
from vigie.simulator.scenes.cast import RUN_M_S
from vigie.simulator.scenes.derive import CROWDED, LOITER_S
from vigie.simulator.scenes.hazards import Hazard
from vigie.simulator.scenes.spec import Behaviour

TAMPERING = frozenset({Behaviour.COVERED, Behaviour.BLURRED, Behaviour.TURNED, Behaviour.FROZEN})
RULES: dict[Behaviour, dict[str, Any]] = {
    Behaviour.LOITERING: {"min_duration_s": LOITER_S},
    Behaviour.ABANDONED_OBJECT: {"min_duration_s": 6.0},
    Behaviour.REMOVED_OBJECT: {"min_duration_s": 4.0},
    Behaviour.STOPPED_VEHICLE: {"min_duration_s": 6.0},
    Behaviour.GATHERING: {"min_duration_s": 3.0},
    Behaviour.CROWD_DENSITY: {"min_duration_s": 2.0, "max_persons": CROWDED},
    Behaviour.FROZEN: {"frozen_s": 5.0},
}
"""What the rules of these cases are told besides their geometry."""
WAITS = frozenset(
    {
        Behaviour.LOITERING,
        Behaviour.ABANDONED_OBJECT,
        Behaviour.REMOVED_OBJECT,
        Behaviour.STOPPED_VEHICLE,
        Behaviour.GATHERING,
        Behaviour.CROWD_DENSITY,
    }
)
"""Their event counts from the moment the rule's duration is over."""
MATCH_S: dict[Behaviour, tuple[float, float]] = {
    Behaviour.LINE_CROSSING: (-1.0, 2.0),
    Behaviour.WRONG_WAY: (-1.5, 2.0),
    Behaviour.INTRUSION: (-1.0, 2.5),
    Behaviour.LOITERING: (-2.0, 4.0),
    Behaviour.ABANDONED_OBJECT: (-2.0, 8.0),
    Behaviour.REMOVED_OBJECT: (-4.0, 6.0),
    Behaviour.STOPPED_VEHICLE: (-2.0, 4.0),
    Behaviour.GATHERING: (-6.0, 6.0),
    Behaviour.CROWD_DENSITY: (-3.0, 6.0),
    Behaviour.SMOKE: (-0.5, 10.0),
    Behaviour.FIRE: (-0.5, 8.0),
    Behaviour.FROZEN: (3.0, 8.0),
}
SILENT: tuple[Behaviour, ...] = (
    Behaviour.FALL,
    Behaviour.ABANDONED_OBJECT,
    Behaviour.REMOVED_OBJECT,
    Behaviour.CROWD_MOVEMENT,
    Behaviour.RUNNING,
    Behaviour.STOPPED_VEHICLE,
    Behaviour.FIRE,
    Behaviour.SMOKE,
)
"""Rules over the whole picture that every clip carries where nothing of their kind happens."""
ALSO: dict[Behaviour, frozenset[Behaviour]] = {
    Behaviour.ABANDONED_OBJECT: frozenset({Behaviour.REMOVED_OBJECT}),
    Behaviour.CROWD_MOVEMENT: frozenset({Behaviour.RUNNING}),
    Behaviour.FIRE: frozenset({Behaviour.SMOKE, Behaviour.ABANDONED_OBJECT, Behaviour.REMOVED_OBJECT}),
    Behaviour.SMOKE: frozenset({Behaviour.ABANDONED_OBJECT, Behaviour.REMOVED_OBJECT}),
}
"""What else truly happens in a scene: the bag is taken away in the end, fire burns and smoke hides things."""
MOVES_ON = frozenset({Behaviour.RUNNING, Behaviour.CROWD_MOVEMENT})
"""Who runs is elsewhere when the signal comes: their events state no place."""

NIGHT_WATCH = {"spans": ["mon-sun 22:00-06:00"]}
STAND_M_S, NEARLY = 0.15, 0.8
OPPOSITE_DEG = 100.0


def scenario(case: Case, truth: dict[str, Any]) -> dict[str, Any]:
    """Return the scenario of a rendered case; `truth` is that of the clip as it is framed."""
    told: dict[str, Any] = {"schema": "vigie.scenario/1", "clip": f"clips/{case.spec.name}.mp4"}
    rule, events = _shown(case, truth)
    told["rules"] = [*([rule] if rule else []), *_silent(case, truth)]
    told["events"] = events
    told["match_s"] = list(MATCH_S.get(case.behaviour, (-0.5, 5.0)))
    if case.behaviour is Behaviour.INTRUSION and case.variant:
        told["starts_at"] = "2026-11-23T23:30:00"
        told["rules"].append({**(rule or {}), "id": "by-day", "schedule": {"spans": ["mon-sun 08:00-20:00"]}})
    if case.calibrated:
        told["calibration"] = _calibration(truth)
    told["note"] = _note(case)
    return told


def _note(case: Case) -> str:
    spec = case.spec
    words = [spec.place.value, spec.light.value, *(["rain"] if spec.rain else [])]
    words += [case.hazard.value] if case.hazard is not Hazard.NONE else []
    words += ["shake"] if spec.shake_px else []
    return f"{', '.join(words)}; seed {spec.seed}"


def _shown(case: Case, truth: dict[str, Any]) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    behaviour = case.behaviour
    if behaviour is Behaviour.QUIET:
        return None, []
    kind = "tampering" if behaviour in TAMPERING else behaviour.value
    rule: dict[str, Any] = {"id": "r", "kind": kind, **RULES.get(behaviour, {})}
    if truth["field_px"]:
        rule["field_px"] = truth["field_px"]
    if truth["line_px"]:
        rule["polyline_px"] = truth["line_px"]
    if behaviour is Behaviour.INTRUSION and case.variant:
        rule |= {"mode": "entry", "schedule": NIGHT_WATCH}
    if behaviour is Behaviour.CROWD_DENSITY and case.calibrated:
        rule["max_per_m2"] = round((CROWDED + 0.5) / _area_m2(truth["field_m"]), 4)
    events = truth["events"]
    if behaviour is Behaviour.WRONG_WAY:
        rule["allowed_direction_deg"] = truth["allowed_direction_deg"]
        if rule["allowed_direction_deg"] is None:
            rule["classes"] = ["person"]
            rule["allowed_direction_deg"], events = _against_the_first(events)
    return rule, [_event(behaviour, event) for event in events]


def _against_the_first(events: list[dict[str, Any]]) -> tuple[float, list[dict[str, Any]]]:
    """Allow the way the first person goes, or the other way; return it and who goes against."""
    first = events[0]["direction_deg"]
    for allowed in (first, round((first + 180) % 360, 1)):
        against = [e for e in events if abs((e["direction_deg"] - allowed + 180) % 360 - 180) > OPPOSITE_DEG]
        if against:
            break
    return allowed, against


def _event(behaviour: Behaviour, event: dict[str, Any]) -> dict[str, Any]:
    wait = RULES[behaviour]["min_duration_s"] if behaviour in WAITS else 0.0
    told = {"rule": "r", "t_s": round(event["start_s"] + wait, 2), "until_s": event["end_s"]}
    if event["direction_deg"] is not None:
        told["direction_deg"] = event["direction_deg"]
    if event["box_px"] is not None and wait == 0 and behaviour not in MOVES_ON:
        left, top, wide, high = event["box_px"]
        told["box_px"] = [left, top, round(left + wide, 1), round(top + high, 1)]
    return told


def _silent(case: Case, truth: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rules for which nothing happens in this clip."""
    if case.behaviour in TAMPERING:
        return []
    true = {case.behaviour, case.spec.behaviour} | ALSO.get(case.behaviour, frozenset())
    if any(_fastest_m_s(each) > NEARLY * RUN_M_S for each in truth["objects"] if each["class"] == "person"):
        true |= {Behaviour.RUNNING}
    if any(_stops(each) for each in truth["objects"] if each["class"] in {"car", "truck"}):
        true |= {Behaviour.STOPPED_VEHICLE}
    kinds = [each for each in SILENT if each not in true]
    rules = [{"id": each.value, "kind": each.value, **RULES.get(each, {})} for each in kinds]
    return [*rules, {"id": "tampering", "kind": "tampering"}]


def _fastest_m_s(thing: dict[str, Any]) -> float:
    """Return the greatest speed over one second."""
    places = dict(zip(thing["frames"], thing["ground_m"], strict=True))
    return max((dist(at, places[n + 10]) for n, at in places.items() if n + 10 in places), default=0.0)


def _stops(thing: dict[str, Any]) -> bool:
    """Tell whether it moves, and stands for three seconds or more at another time."""
    steps = [dist(a, b) for a, b in pairwise(thing["ground_m"][::10])]
    return sum(step < STAND_M_S for step in steps) >= 3 and max(steps, default=0) > 1  # noqa: PLR2004 - metres in a second


def _area_m2(corners: list[list[float]]) -> float:
    following = [*corners[1:], corners[0]]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(corners, following, strict=True))) / 2


def _calibration(truth: dict[str, Any]) -> dict[str, Any]:
    """Return six places on the ground and in the picture."""
    metres = [(-4.0, 9.0), (4.0, 9.0), (-6.0, 16.0), (6.0, 16.0), (0.0, 12.0), (0.0, 24.0)]
    rows = truth["homography_ground_to_px"]
    pixels = []
    for x, y in metres:
        u, v, w = (row[0] * x + row[1] * y + row[2] for row in rows)
        pixels.append([round(u / w, 1), round(v / w, 1)])
    return {"points_px": pixels, "points_m": [list(each) for each in metres]}
