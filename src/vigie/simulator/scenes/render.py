"""Renders a scene to disk: main film, sub-stream films, ground truth. What is there already is left alone."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import cv2

from vigie.simulator.scenes.encode import Film
from vigie.simulator.scenes.spec import SceneSpec
from vigie.simulator.scenes.stage import Stage
from vigie.simulator.scenes.truth import TruthWriter

RENDERER = 5
"""Counts changes of what is drawn: another number renders all scenes anew."""
SUB_PX = (640, 360)
STAND_IN_PX = (512, 288)
"""Size of the sub-stream of a camera that shows another one's scene until its own is drawn."""
MAIN_BPS, SUB_BPS, STAND_IN_BPS = 1_800_000, 380_000, 260_000


PARTS = ("main.mp4", "sub.mp4", "stand-in.mp4", "truth.json")
"""The files of a scene, after its name, in the order of `RenderedScene`."""


@dataclass(frozen=True, slots=True)
class RenderedScene:
    """The files of a scene."""

    main: Path
    sub: Path
    stand_in: Path
    truth: Path


def render_scene(
    spec: SceneSpec, folder: Path, *, progress: Callable[[float], None] | None = None
) -> RenderedScene:
    """Write the scene's four files into `folder`; `progress` is told the share that is done.

    A scene rendered before from the same specification by the same renderer is returned as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = RenderedScene(*(folder / f"{spec.name}.{part}" for part in PARTS))
    stamp, digest = folder / f"{spec.name}.digest", _digest(spec)
    if stamp.exists() and stamp.read_text() == digest and files.stand_in.exists() and files.truth.exists():
        return files
    stage = Stage(spec)
    truth = TruthWriter(stage)
    size = (spec.width_px, spec.height_px)
    share = spec.width_px / 1280
    with (
        Film(files.main, *size, fps=spec.fps, group_s=2, bit_rate_bps=round(MAIN_BPS * share)) as main,
        Film(files.sub, *SUB_PX, fps=spec.fps, group_s=1, bit_rate_bps=SUB_BPS) as sub,
        Film(files.stand_in, *STAND_IN_PX, fps=spec.fps, group_s=1, bit_rate_bps=STAND_IN_BPS) as stand_in,
    ):
        for frame in range(spec.frames):
            picture, seen = stage.draw(frame)
            main.add(picture)
            small = cv2.resize(picture, SUB_PX, interpolation=cv2.INTER_AREA)
            sub.add(small)  # type: ignore[arg-type]  # uint8 in, uint8 out
            stand_in.add(cv2.resize(small, STAND_IN_PX, interpolation=cv2.INTER_LINEAR))  # type: ignore[arg-type]  # same
            truth.note(frame, seen)
            if progress is not None:
                progress((frame + 1) / spec.frames)
    truth.write(files.truth)
    stamp.write_text(digest)
    return files


def _digest(spec: SceneSpec) -> str:
    values = {name: getattr(spec, name) for name in spec.__dataclass_fields__}
    return sha256(json.dumps([RENDERER, values], default=str, sort_keys=True).encode()).hexdigest()
