"""Reads a clip picture by picture; what is no decodable video is an error naming it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from vigie.kernel.errors import BadInput
from vigie.vision.detections import Picture


@dataclass(frozen=True, slots=True)
class TimedPicture:
    """One picture of a clip.

    Attributes:
        t_s: seconds since the clip's first picture.
        picture: the decoded picture, blue-green-red.
    """

    t_s: float
    picture: Picture


def read_clip(path: Path, *, pictures_per_s: float | None = None) -> Iterator[TimedPicture]:
    """Yield the pictures of a clip, thinned to at most `pictures_per_s`.

    Raises:
        BadInput: the clip is absent, is no video or holds no picture.
    """
    if not path.is_file():
        raise BadInput(f"no clip {path}: check the path, or give --media DIR", code="clip_missing")
    try:
        yield from _decode(path, pictures_per_s)
    except FFmpegError as error:
        raise BadInput(
            f"{path} is not a video that can be read ({error.strerror})", code="clip_broken"
        ) from error


def _decode(path: Path, pictures_per_s: float | None) -> Iterator[TimedPicture]:
    with av.open(str(path)) as container:
        if not container.streams.video:
            raise BadInput(f"{path} holds no video: give a clip with pictures", code="clip_broken")
        stream = container.streams.video[0]
        stream.thread_count = 1
        rate = stream.average_rate or stream.guessed_rate or Fraction(25)
        first: float | None = None
        due = 0.0
        for number, frame in enumerate(container.decode(stream)):
            at = frame.time if frame.time is not None else number / float(rate)
            first = at if first is None else first
            t_s = at - first
            if pictures_per_s is not None:
                if t_s < due - 0.5 / float(rate):
                    continue
                due = max(due + 1 / pictures_per_s, t_s)
            yield TimedPicture(t_s, np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
        if first is None:
            raise BadInput(f"{path} holds no picture that can be decoded", code="clip_broken")
