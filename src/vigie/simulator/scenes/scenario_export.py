"""Writes labelled clips in the format of `vigie evaluate`, `vigie.scenario/1`, from rendered scenes.

Each behaviour is shown under varied light, weather, place, crowd and shake. Pictures are 640x360 and clips
short: hundreds of cases stay affordable.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from vigie.simulator.scenes.render import render_scene
from vigie.simulator.scenes.spec import Behaviour, Light, Place, SceneSpec

WIDTH_PX = 640
MATCH_S = (-1.0, 5.0)
TAMPERING = frozenset({Behaviour.COVERED, Behaviour.BLURRED, Behaviour.TURNED})
PLACES = {
    Behaviour.WRONG_WAY: (Place.AVENUE, Place.CAR_PARK),
    Behaviour.STOPPED_VEHICLE: (Place.AVENUE, Place.CAR_PARK),
}
SHOWN = tuple(behaviour for behaviour in Behaviour if behaviour is not Behaviour.QUIET)


def export_scenarios(
    folder: Path,
    count_per_behaviour: int = 12,
    seed: int = 1,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Render the cases and write one scenario file beside each clip; return the scenario files."""
    specs = [_spec(behaviour, number, seed) for behaviour in SHOWN for number in range(count_per_behaviour)]
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
    kind = "tampering" if spec.behaviour in TAMPERING else spec.behaviour.value
    rule: dict[str, Any] = {"id": "r", "kind": kind}
    if truth["field_px"]:
        rule["polygon_px"] = truth["field_px"]
    if truth["line_px"]:
        rule["polyline_px"] = truth["line_px"]
    if spec.behaviour is Behaviour.WRONG_WAY:
        rule["allowed_direction_deg"] = 0
    if spec.behaviour is Behaviour.LOITERING:
        rule["min_duration_s"] = 8
    return {
        "schema": "vigie.scenario/1",
        "clip": f"clips/{spec.name}.main.mp4",
        "rules": [rule],
        "events": [_event(event) for event in truth["events"]],
        "match_s": list(MATCH_S if spec.behaviour is not Behaviour.LOITERING else (4.0, 14.0)),
    }


def _event(event: dict[str, Any]) -> dict[str, Any]:
    told = {"rule": "r", "t_s": event["start_s"], "until_s": event["end_s"]}
    if event["direction_deg"] is not None:
        told["direction_deg"] = event["direction_deg"]
    return told


def _spec(behaviour: Behaviour, number: int, seed: int) -> SceneSpec:
    rng = np.random.default_rng([seed, number, sum(behaviour.value.encode())])
    places = PLACES.get(behaviour, (Place.AVENUE, Place.STREET, Place.SQUARE, Place.PARK))
    return SceneSpec(
        name=f"{behaviour.value}-{seed}-{number:03}",
        place=places[int(rng.integers(len(places)))],
        light=tuple(Light)[int(rng.integers(len(Light)))],
        rain=bool(rng.random() < 0.2),  # noqa: PLR2004 - one case in five
        behaviour=behaviour,
        seed=int(rng.integers(1, 1_000_000)),
        people=int(rng.integers(0, 7)),
        cars=int(rng.integers(0, 3)),
        duration_s=30.0,
        fps=10,
        width_px=WIDTH_PX,
        shake_px=float(rng.choice((0, 0, 0, 1.0))),
    )
