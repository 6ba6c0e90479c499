"""Still pictures: one keyframe decoded and written as JPEG."""

import av
import cv2
import numpy as np
from av.packet import Packet

from vigie.kernel.errors import Unavailable
from vigie.simulator.bitstream import Codec, Setup
from vigie.simulator.encoding import Picture

QUALITY = 85


def decode_keyframe(setup: Setup, nals: tuple[bytes, ...]) -> Picture:
    """Decode one keyframe, given its parameter sets.

    Raises:
        Unavailable: the decoder finds no picture in it.
    """
    context = av.CodecContext.create("h264" if setup.codec is Codec.H264 else "hevc", "r")
    data = b"".join(b"\x00\x00\x00\x01" + nal for nal in (*setup.parameter_sets, *nals))
    frames = [*context.decode(Packet(data)), *context.decode(None)]
    if not frames:
        raise Unavailable("no picture could be decoded")
    return np.asarray(frames[0].to_ndarray(format="bgr24"), np.uint8)


def to_jpeg(picture: Picture) -> bytes:
    """Write a picture as JPEG."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise Unavailable("the picture could not be written as JPEG")
    return data.tobytes()
