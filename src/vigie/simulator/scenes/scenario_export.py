"""Writes labelled clips in the format of `vigie evaluate`, `vigie.scenario/1`, from rendered scenes.

Each behaviour is shown under varied light, weather, place, framing, crowd and shake, half of them with light
that deceives (`hazards.py`). Every clip also carries the rules that must stay silent in it. Pictures are
640x360 and clips 32 s: hundreds of cases stay affordable. The same seed gives the same files.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from vigie.simulator.scenes.cases import Case, case
from vigie.simulator.scenes.encode import Film
from vigie.simulator.scenes.hazards import Lighting
from vigie.simulator.scenes.labels import scenario
from vigie.simulator.scenes.spec import Behaviour
from vigie.simulator.scenes.stage import Stage
from vigie.simulator.scenes.truth import TruthWriter

CLIP_BPS = 900_000
CASES = tuple(Behaviour)


def export_scenarios(
    folder: Path,
    count_per_behaviour: int = 12,
    seed: int = 1,
    *,
    behaviours: Sequence[Behaviour] = (),
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Render the cases and write one scenario file beside each clip; return the scenario files.

    A case whose files are there already is left alone: an interrupted export goes on where it stopped.

    Args:
        folder: where the files go; clips and truth into `clips`.
        count_per_behaviour: cases of each behaviour.
        seed: other seeds give other cases.
        behaviours: which; none means all.
        progress: told (cases done, cases in all).
    """
    wanted = [
        case(behaviour, number, seed)
        for number in range(count_per_behaviour)
        for behaviour in behaviours or CASES
    ]
    written = []
    for done, each in enumerate(wanted, start=1):
        path = folder / f"{each.spec.name}.json"
        if not path.exists():
            if not _truth_path(each, folder / "clips").exists():
                _render(each, folder / "clips")
            told = scenario(each, json.loads(_truth_path(each, folder / "clips").read_text(encoding="utf-8")))
            path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        written.append(path)
        if progress is not None:
            progress(done, len(wanted))
    return written


def _truth_path(each: Case, clips: Path) -> Path:
    return clips / f"{each.spec.name}.truth.json"


def _render(each: Case, clips: Path) -> None:
    """Write a case's clip and its truth."""
    clips.mkdir(parents=True, exist_ok=True)
    stage, spec = Stage(each.spec), each.spec
    truth = TruthWriter(stage)
    lighting = Lighting(each.hazard, spec.seed, (spec.width_px, spec.height_px), spec.duration_s)
    size = each.framing.size
    with Film(clips / f"{spec.name}.mp4", *size, fps=spec.fps, group_s=2, bit_rate_bps=CLIP_BPS) as film:
        for frame in range(spec.frames):
            picture, seen = stage.draw(frame)
            if not _frozen(stage, frame / spec.fps):
                picture = lighting.apply(picture, frame / spec.fps)
                still = picture
            else:
                picture = still
            film.add(each.framing.picture(picture))
            truth.note(frame, seen)
    unfinished = _truth_path(each, clips).with_suffix(".part")
    framed = each.framing.truth(truth.to_json())
    unfinished.write_text(json.dumps(framed, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(_truth_path(each, clips))


def _frozen(stage: Stage, second: float) -> bool:
    """Tell whether the camera shows the picture of before, light included."""
    kind, start, end = stage.script.fault or ("", 0.0, 0.0)
    return kind == Behaviour.FROZEN and start < second < end
