"""Writes labelled clips in the format of `vigie evaluate`, `vigie.scenario/1`, from rendered scenes.

Each behaviour is shown under varied light, weather, place, framing, crowd and shake, half of them with light
that deceives (`hazards.py`). Every clip also carries the rules that must stay silent in it. Pictures are
640x360 and clips 32 s: hundreds of cases stay affordable. The same seed gives the same files.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import cv2

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
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Render the cases and write one scenario file beside each clip; return the scenario files.

    A case whose files are there already is left alone: an interrupted export goes on where it stopped.

    Args:
        folder: where the files go; clips and truth into `clips`.
        count_per_behaviour: cases of each behaviour.
        seed: other seeds give other cases.
        behaviours: which; none means all.
        processes: how many cases are rendered at the same time; the files are the same with any number.
        progress: told (cases done, cases in all).
    """
    wanted = [
        (behaviour, number, seed)
        for number in range(count_per_behaviour)
        for behaviour in behaviours or CASES
    ]
    written = dict[int, Path]()
    for number, path in _written(folder, wanted, processes):
        written[number] = path
        if progress is not None:
            progress(len(written), len(wanted))
    return [written[number] for number in range(len(wanted))]


def _written(
    folder: Path, wanted: Sequence[tuple[Behaviour, int, int]], processes: int
) -> Iterator[tuple[int, Path]]:
    """Write the cases, and tell each with its number as soon as it is there."""
    if processes <= 1:
        for number, each in enumerate(wanted):
            yield number, _write(folder, *each)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), cv2.setNumThreads, (1,)) as pool:
        begun = {pool.submit(_write, folder, *each): number for number, each in enumerate(wanted)}
        try:
            for done in as_completed(begun):
                yield begun[done], done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _write(folder: Path, behaviour: Behaviour, number: int, seed: int) -> Path:
    """Write one case, unless it is there; return its scenario file."""
    each = case(behaviour, number, seed)
    path = folder / f"{each.spec.name}.json"
    if not path.exists():
        truth = _truth_path(each, folder / "clips")
        if not truth.exists():
            _render(each, folder / "clips")
        told = scenario(each, json.loads(truth.read_text(encoding="utf-8")))
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


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
