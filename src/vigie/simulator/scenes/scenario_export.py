"""Writes labelled clips in the format of `vigie evaluate`, `vigie.scenario/1`, from rendered scenes.

Each behaviour is shown under varied light, weather, place, crowd and shake; quiet cases hold every rule and
expect nothing. Pictures are 640x360 and clips 32 s: hundreds of cases stay affordable.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from vigie.simulator.scenes.derive import CROWDED, LOITER_S
from vigie.simulator.scenes.render import render_scene
from vigie.simulator.scenes.spec import Behaviour, Light, Place, SceneSpec

WIDTH_PX = 640
DURATION_S = 32.0
TAMPERING = frozenset({Behaviour.COVERED, Behaviour.BLURRED, Behaviour.TURNED, Behaviour.FROZEN})
LANED = (Place.AVENUE, Place.STREET, Place.SCHOOL)
OPEN = (Place.SQUARE, Place.TOWN_HALL, Place.HOUSING, Place.STATION)
PLACES = {
    Behaviour.WRONG_WAY: LANED,
    Behaviour.STOPPED_VEHICLE: LANED,
    Behaviour.INTRUSION: (Place.SQUARE, Place.TOWN_HALL, Place.HOUSING),
    Behaviour.LOITERING: (*OPEN, Place.PARK, Place.CAR_PARK),
    Behaviour.GATHERING: OPEN,
    Behaviour.CROWD_DENSITY: OPEN,
    Behaviour.CROWD_MOVEMENT: OPEN,
}
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
QUIET_KINDS = ("fall", "abandoned_object", "fire", "smoke", "tampering", "crowd_movement", "running")
CASES = tuple(Behaviour)


def export_scenarios(
    folder: Path,
    count_per_behaviour: int = 12,
    seed: int = 1,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Render the cases and write one scenario file beside each clip; return the scenario files."""
    specs = [case(behaviour, number, seed) for behaviour in CASES for number in range(count_per_behaviour)]
    written = []
    for done, spec in enumerate(specs, start=1):
        files = render_scene(spec, folder / "clips")
        truth = json.loads(files.truth.read_text(encoding="utf-8"))
        path = folder / f"{spec.name}.json"
        path.write_text(json.dumps(scenario(spec, truth), ensure_ascii=False, indent=1), encoding="utf-8")
        written.append(path)
        if progress is not None:
            progress(done, len(specs))
    return written


def scenario(spec: SceneSpec, truth: dict[str, Any]) -> dict[str, Any]:
    """Return the scenario of a rendered scene."""
    if spec.behaviour is Behaviour.QUIET:
        rules = [{"id": kind, "kind": kind} for kind in QUIET_KINDS]
    else:
        rules = [_rule(spec.behaviour, truth)]
    return {
        "schema": "vigie.scenario/1",
        "clip": f"clips/{spec.name}.main.mp4",
        "rules": rules,
        "events": [_event(spec.behaviour, event) for event in truth["events"]],
        "match_s": list(MATCH_S.get(spec.behaviour, (-0.5, 5.0))),
        "note": f"{spec.place.value}, {spec.light.value}{', rain' if spec.rain else ''}, seed {spec.seed}",
    }


def case(behaviour: Behaviour, number: int, seed: int) -> SceneSpec:
    """Return one varied case of a behaviour; the same arguments give the same case."""
    rng = np.random.default_rng([seed, number, sum(behaviour.value.encode())])
    places = PLACES.get(behaviour, (Place.AVENUE, Place.STREET, *OPEN, Place.PARK))
    return SceneSpec(
        name=f"{behaviour.value}-{seed}-{number:03}",
        place=places[int(rng.integers(len(places)))],
        light=tuple(Light)[int(rng.integers(len(Light)))],
        rain=bool(rng.random() < 0.2),  # noqa: PLR2004 - one case in five
        behaviour=behaviour,
        seed=int(rng.integers(1, 1_000_000)),
        people=int(rng.integers(0, 7)),
        cars=int(rng.integers(0, 4)),
        duration_s=DURATION_S,
        fps=10,
        width_px=WIDTH_PX,
        shake_px=float(rng.choice((0.0, 0.0, 0.0, 2.0))),
    )


def _rule(behaviour: Behaviour, truth: dict[str, Any]) -> dict[str, Any]:
    kind = "tampering" if behaviour in TAMPERING else behaviour.value
    rule: dict[str, Any] = {"id": "r", "kind": kind, **RULES.get(behaviour, {})}
    if truth["field_px"]:
        rule["field_px"] = truth["field_px"]
    if truth["line_px"]:
        rule["polyline_px"] = truth["line_px"]
    if truth["allowed_direction_deg"] is not None:
        rule["allowed_direction_deg"] = truth["allowed_direction_deg"]
    return rule


def _event(behaviour: Behaviour, event: dict[str, Any]) -> dict[str, Any]:
    wait = RULES[behaviour]["min_duration_s"] if behaviour in WAITS else 0.0
    told = {"rule": "r", "t_s": round(event["start_s"] + wait, 2), "until_s": event["end_s"]}
    if event["direction_deg"] is not None:
        told["direction_deg"] = event["direction_deg"]
    if event["box_px"] is not None and wait == 0:
        left, top, wide, high = event["box_px"]
        told["box_px"] = [left, top, round(left + wide, 1), round(top + high, 1)]
    return told
