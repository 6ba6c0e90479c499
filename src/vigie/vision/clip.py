"""Reads a clip picture by picture; what is no decodable video is an error naming it and what to do.

A damaged picture in the middle is left out and counted, as live: the pictures around it still count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

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


@dataclass(slots=True)
class Damage:
    """What could not be read of a clip.

    Attributes:
        pictures: pieces that the decoder refused.
        cut: why the file ended before its end, empty when it did not.
    """

    pictures: int = 0
    cut: str = ""

    def told(self) -> list[str]:
        """Return it as sentences, none when all was read."""
        damaged = f"{self.pictures} damaged pictures were left out: copy the clip again from its source"
        cut = f"the file breaks off ({self.cut}): what comes after is not judged"
        return [damaged] * bool(self.pictures) + [cut] * bool(self.cut)


@dataclass(slots=True)
class _Pace:
    """Thins pictures to so many a second."""

    every_s: float | None
    tolerance_s: float
    due_s: float = 0.0

    def wants(self, t_s: float) -> bool:
        if self.every_s is None:
            return True
        if t_s < self.due_s - self.tolerance_s:
            return False
        self.due_s = max(self.due_s + self.every_s, t_s)
        return True


def read_clip(
    path: Path, *, pictures_per_s: float | None = None, damage: Damage | None = None
) -> Iterator[TimedPicture]:
    """Yield the pictures of a clip, thinned to at most `pictures_per_s`.

    Args:
        path: the clip.
        pictures_per_s: most pictures of each second, None for all.
        damage: filled with what could not be read.

    Raises:
        BadInput: the clip is absent, is no video or holds no picture; the message says what to do.
    """
    if not path.is_file():
        raise BadInput(f"no clip {path}: check the path, or give --media DIR", code="clip_missing")
    damage = damage or Damage()
    try:
        yield from _decode(path, pictures_per_s, damage)
    except FFmpegError as error:
        raise BadInput(
            f"{path} is not a video that can be read ({error.strerror}): give an MP4, MKV, AVI or "
            "TS file that plays elsewhere, copied whole",
            code="clip_broken",
        ) from error


def _decode(path: Path, pictures_per_s: float | None, damage: Damage) -> Iterator[TimedPicture]:
    with av.open(str(path)) as container:
        if not container.streams.video:
            raise BadInput(f"{path} holds no video: give a clip with pictures", code="clip_broken")
        stream = container.streams.video[0]
        stream.thread_count = 1
        rate = float(stream.average_rate or stream.guessed_rate or Fraction(25))
        pace = _Pace(None if pictures_per_s is None else 1 / pictures_per_s, 0.5 / rate)
        first: float | None = None
        for number, frame in enumerate(_frames(container, stream, damage)):
            at = frame.time if frame.time is not None else number / rate
            first = at if first is None else first
            if pace.wants(at - first):
                yield TimedPicture(at - first, np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
        if first is None:
            raise BadInput(
                f"{path} holds no picture that can be decoded: give a clip that plays elsewhere",
                code="clip_broken",
            )


def _frames(container: InputContainer, stream: VideoStream, damage: Damage) -> Iterator[VideoFrame]:
    """Yield what can be decoded; what cannot is counted."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except FFmpegError as error:
            damage.cut = error.strerror or type(error).__name__
            return
        if packet is None:
            return
        try:
            yield from stream.decode(packet)
        except FFmpegError:
            damage.pictures += 1
