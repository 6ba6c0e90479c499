"""The films of `vigie bench vision`: street-like activity on a third of the cameras, still scenes elsewhere.

Active films are real clips where footage is present, drawn scenes otherwise; a still film is one picture of
such a clip with the noise of a sensor. Main streams are 1080p at 4 Mbit/s, so that recording costs what it
costs in a town; sub-streams are made from them by the simulated town.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

from vigie.bench.town import BITRATE_BPS
from vigie.kernel.errors import Unavailable
from vigie.simulator.media import SUFFIXES
from vigie.vision.clip import read_clip
from vigie.vision.detections import Picture

SIZE = (1920, 1080)
PICTURES_PER_S = 12
LENGTH_S = 30
KEYFRAME_EVERY_S = 2
NOISE = 1.5
"""Deviation of a sensor's noise, in levels of brightness."""

STILL_EACH = 2
"""Still cameras for each active one."""


def street_films(footage: Path, folder: Path, most: int = 3) -> list[bool]:
    """Make the films in `folder`, once; return for each, in the order of their names, whether it is active.

    Raises:
        Unavailable: there is no footage.
    """
    clips = _clips(footage)[:most]
    if not clips:
        raise Unavailable(
            f"no clip in {footage / 'street'}: give the folder of footage with --footage DIR",
            code="no_footage",
        )
    folder.mkdir(parents=True, exist_ok=True)
    active = []
    for number, clip in enumerate(clips):
        _make(folder / f"{number}-0-active.mp4", _moving(clip))
        active.append(True)
        for still in range(STILL_EACH):
            _make(folder / f"{number}-{still + 1}-still.mp4", _still(clip, still))
            active.append(False)
    return active


def _clips(footage: Path) -> list[Path]:
    found = (path for path in (footage / "street").glob("*") if path.suffix.lower() in SUFFIXES)
    return sorted(found, key=lambda path: (path.suffix != ".mp4", path.name))


def _moving(clip: Path) -> Iterator[Picture]:
    """Yield a clip's pictures at `PICTURES_PER_S`, from its beginning again where it is too short."""

    def once() -> Iterator[Picture]:
        due = 0.0
        for timed in read_clip(clip):
            while timed.t_s >= due:
                yield timed.picture
                due += 1 / PICTURES_PER_S

    def again() -> Iterator[Picture]:
        for _ in cycle([None]):
            yield from once()

    return islice(again(), LENGTH_S * PICTURES_PER_S)


def _still(clip: Path, seed: int) -> Iterator[Picture]:
    chance = np.random.default_rng(seed)
    picture = next(iter(read_clip(clip))).picture.astype(np.float32)
    for _ in range(LENGTH_S * PICTURES_PER_S):
        noise = chance.normal(0, NOISE, picture.shape[:2])[..., None]
        yield np.clip(picture + noise, 0, 255).astype(np.uint8)


def _make(target: Path, pictures: Iterator[Picture]) -> None:
    if target.exists():
        return
    partial = target.with_name(f".{target.name}")
    with av.open(str(partial), "w", format="mp4") as container:
        track = container.add_stream("libx264", rate=Fraction(PICTURES_PER_S))
        track.width, track.height = SIZE
        track.pix_fmt = "yuv420p"
        rate = str(BITRATE_BPS)
        track.options = {
            "preset": "veryfast",
            "b": rate,
            "maxrate": rate,
            "bufsize": rate,
            "nal-hrd": "cbr",
            "g": str(PICTURES_PER_S * KEYFRAME_EVERY_S),
            "bf": "0",
            "sc_threshold": "0",
        }
        for number, picture in enumerate(pictures):
            frame = VideoFrame.from_ndarray(picture, format="bgr24").reformat(*SIZE, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, PICTURES_PER_S)
            container.mux(track.encode(frame))
        container.mux(track.encode(None))
    partial.replace(target)
