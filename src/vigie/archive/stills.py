"""One small JPEG out of a keyframe: what a thumbnail shows. Nothing touches a disk.

Only the first picture of the given part is decoded, by one thread of FFmpeg's (through PyAV), scaled by
libswscale, and encoded in full range as JPEG (ITU-T T.81) asks.
"""

import io
from fractions import Fraction

import av
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange

from vigie.kernel.errors import Unavailable
from vigie.video.fmp4 import iter_parts

WIDTH_PX = 240
TALLEST_PX = 480
QUALITY = 5
"""FFmpeg's scale for JPEG, 2 (best) to 31."""


def still(init: bytes, fragment: bytes) -> bytes:
    """Return the first picture of a fragment of MP4 as JPEG, 240 px wide or less.

    Args:
        init: its ftyp and moov.
        fragment: begins with a keyframe.

    Raises:
        Unavailable: nothing can be decoded there (`picture_broken`).
    """
    part = next(iter_parts(fragment), None)
    if part is None:
        raise _broken("no whole part")
    first = part.pictures[0]
    try:
        return _encode(_shrink(_decode(init, fragment[first.offset : first.offset + first.size])))
    except FFmpegError as error:
        raise _broken(str(error)) from error


def _decode(init: bytes, picture: bytes) -> VideoFrame:
    """Decode one picture; FFmpeg reads only `init` as a file, since probing pictures costs as much again."""
    with av.open(io.BytesIO(init), "r", format="mp4") as container:
        codec = container.streams.video[0].codec_context
        codec.thread_count = 1
        frames = (*codec.decode(av.Packet(picture)), *codec.decode(None))
    if not frames:
        raise _broken("no picture")
    return frames[0]


def _broken(why: str) -> Unavailable:
    return Unavailable(f"this picture cannot be decoded: {why}", code="picture_broken")


def _shrink(frame: VideoFrame) -> VideoFrame:
    """Scale to `WIDTH_PX`, or less where the picture would be taller than `TALLEST_PX`; sides are even."""
    scale = min(WIDTH_PX / frame.width, TALLEST_PX / frame.height, 1.0)
    wide, high = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
    return frame.reformat(width=wide, height=high, format="yuvj420p", dst_color_range=ColorRange.JPEG)


def _encode(frame: VideoFrame) -> bytes:
    codec = av.CodecContext.create("mjpeg", "w")
    if not isinstance(codec, VideoCodecContext):
        raise TypeError("mjpeg is no video codec")
    codec.width, codec.height, codec.pix_fmt = frame.width, frame.height, "yuvj420p"
    codec.time_base = Fraction(1, 1)
    frame.pts = 0
    codec.color_range = ColorRange.JPEG
    codec.qmin = codec.qmax = QUALITY
    return b"".join(bytes(packet) for packet in (*codec.encode(frame), *codec.encode(None)))
