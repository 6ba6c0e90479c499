"""Renders a scene to disk: main film, sub-stream film, ground truth. What is there already is left alone."""

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
MAIN_BPS, SUB_BPS = 1_800_000, 380_000


@dataclass(frozen=True, slots=True)
class RenderedScene:
    """The files of a scene."""

    main: Path
    sub: Path
    truth: Path


def render_scene(
    spec: SceneSpec, folder: Path, *, progress: Callable[[float], None] | None = None
) -> RenderedScene:
    """Write the scene's three files into `folder`; `progress` is told the share that is done.

    A scene rendered before from the same specification by the same renderer is returned as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = RenderedScene(*(folder / f"{spec.name}.{part}" for part in ("main.mp4", "sub.mp4", "truth.json")))
    stamp, digest = folder / f"{spec.name}.digest", _digest(spec)
    if stamp.exists() and stamp.read_text() == digest and files.truth.exists():
        return files
    stage = Stage(spec)
    truth = TruthWriter(stage)
    size = (spec.width_px, spec.height_px)
    share = spec.width_px / 1280
    with (
        Film(files.main, *size, fps=spec.fps, group_s=2, bit_rate_bps=round(MAIN_BPS * share)) as main,
        Film(files.sub, *SUB_PX, fps=spec.fps, group_s=1, bit_rate_bps=SUB_BPS) as sub,
    ):
        for frame in range(spec.frames):
            picture, seen = stage.draw(frame)
            main.add(picture)
            sub.add(cv2.resize(picture, SUB_PX, interpolation=cv2.INTER_AREA))  # type: ignore[arg-type]  # uint8 in, uint8 out
            truth.note(frame, seen)
            if progress is not None:
                progress((frame + 1) / spec.frames)
    truth.write(files.truth)
    stamp.write_text(digest)
    return files


def _digest(spec: SceneSpec) -> str:
    values = {name: getattr(spec, name) for name in spec.__dataclass_fields__}
    return sha256(json.dumps([RENDERER, values], default=str, sort_keys=True).encode()).hexdigest()
