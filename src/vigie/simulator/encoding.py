"""Making H.264 films with libx264: drawn pictures, or a film of another codec or size.

A film is written beside its name and then renamed, so a file that exists is whole. Keyframes come every two
seconds and there are no B-frames, as town cameras do it.
"""

import os
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from vigie.kernel.errors import BadInput
from vigie.simulator.clips import RTP_HZ

Picture = npt.NDArray[np.uint8]
"""Height × width × 3, blue-green-red."""

KEYFRAME_EVERY_S = 2
ONE_SLICE = "sliced-threads=0"
"""For x264: a picture is one slice, as cameras send it, on a machine of however many cores."""


def encode(
    pictures: Iterable[Picture],
    target: Path,
    *,
    fps: int,
    size: tuple[int, int],
    options: dict[str, str],
) -> Path:
    """Encode drawn pictures of `size` (width, height) into an MP4 file of H.264."""

    def frames() -> Iterator[VideoFrame]:
        for number, picture in enumerate(pictures):
            frame = VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = number * RTP_HZ // fps, Fraction(1, RTP_HZ)
            yield frame

    return _write(frames(), target, Fraction(fps), size, options)


def transcode(source: Path, target: Path, *, size: tuple[int, int] | None = None, quality: int = 24) -> Path:
    """Encode a film again as H.264, scaled to `size` (width, height) if given; times are kept.

    Raises:
        BadInput: the film cannot be decoded.
    """
    try:
        with av.open(str(source)) as container:
            if not container.streams.video:
                raise BadInput(f"{source}: holds no picture track", code="clip_no_picture")
            track = container.streams.video[0]
            track.thread_type = "AUTO"
            fps = track.average_rate or track.guessed_rate or Fraction(25)
            width, height = size or (track.codec_context.width & ~1, track.codec_context.height & ~1)
            options = {"preset": "veryfast", "crf": str(quality)}
            return _write(_timed(container.decode(track), fps), target, fps, (width, height), options)
    except (av.FFmpegError, OSError) as error:
        raise BadInput(f"{source}: cannot be decoded ({error.strerror})", code="clip_unreadable") from error


def _timed(frames: Iterable[VideoFrame], fps: Fraction) -> Iterator[VideoFrame]:
    """Give each picture a rising time from 0, in 1/90,000 s; without times it is counted by the rate."""
    origin, last = None, -1
    for number, frame in enumerate(frames):
        time_s = frame.time if frame.time is not None else float(number / fps)
        origin = time_s if origin is None else origin
        last = max(last + 1, round((time_s - origin) * RTP_HZ))
        frame.pts, frame.time_base = last, Fraction(1, RTP_HZ)
        frame.pict_type = 0  # the encoder decides which pictures are keyframes
        yield frame


def _write(
    frames: Iterable[VideoFrame], target: Path, fps: Fraction, size: tuple[int, int], options: dict[str, str]
) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{os.getpid()}-{target.name}")
    try:
        with av.open(str(partial), "w", format="mp4") as container:
            track = container.add_stream("libx264", rate=fps)
            track.width, track.height = size
            track.pix_fmt = "yuv420p"
            track.codec_context.time_base = Fraction(1, RTP_HZ)
            gop = str(max(1, round(fps * KEYFRAME_EVERY_S)))
            track.options = {"g": gop, "bf": "0", "sc_threshold": "0", "x264-params": ONE_SLICE, **options}
            for frame in frames:
                container.mux(track.encode(frame.reformat(*size, format="yuv420p")))
            container.mux(track.encode(None))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target
