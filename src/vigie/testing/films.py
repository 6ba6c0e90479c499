"""Small H.264 films drawn and encoded in memory, as access units of a camera's sub-stream."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.frame import VideoFrame

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, UtcUs
from vigie.simulator.clips import RTP_HZ
from vigie.video.access_unit import AccessUnit, Codec, StreamName
from vigie.video.sets_in_force import SetsInForce
from vigie.vision.detections import Picture

if TYPE_CHECKING:
    from av.video.stream import VideoStream

CAMERA = CameraId("cam-001")
START = UtcUs(1_800_000_000_000_000)
FPS = 10


def street(number: int, *, size: tuple[int, int] = (320, 176), walker: bool = True) -> Picture:
    """Picture `number`: a textured ground, and somebody dark who walks across it."""
    wide, high = size
    rows, columns = np.mgrid[0:high, 0:wide]
    picture = np.stack([(rows * 3 + columns * 5) % 60 + 90] * 3, axis=-1).astype(np.uint8)
    if walker:
        left = 10 + number * 4
        picture[high // 3 : high // 3 + 50, left : left + 16] = (30, 30, 200)
    return picture


def film(
    pictures: Iterable[Picture],
    *,
    camera: CameraId = CAMERA,
    gop: int = 20,
    first: int = 0,
    start: UtcUs = START,
) -> list[AccessUnit]:
    """Encode pictures; picture `first` was taken at `start`."""
    pictures = list(pictures)
    high, wide = pictures[0].shape[:2]
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = wide, high, "yuv420p"
    codec.time_base, codec.framerate = Fraction(1, RTP_HZ), Fraction(FPS)
    codec.options = {
        "g": str(gop),
        "bf": "0",
        "sc_threshold": "0",
        "preset": "ultrafast",
        "tune": "zerolatency",
    }
    packets = []
    for number, picture in enumerate(pictures, first):
        frame = VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
        frame.pts = number * RTP_HZ // FPS
        packets += codec.encode(frame)
    packets += codec.encode(None)
    sets = SetsInForce(Codec.H264)
    return [_unit(packet, sets, camera, UtcUs(start - first * SECOND_US // FPS)) for packet in packets]


def _unit(packet: "av.Packet[VideoStream]", sets: SetsInForce, camera: CameraId, origin: UtcUs) -> AccessUnit:
    nals = [each for each in bytes(packet).replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if each]
    for nal in nals:
        if nal[0] & 0x1F in {7, 8}:
            sets.take(nal)
    if sets.current is None or packet.pts is None:
        raise ValueError("the encoder began without parameter sets")
    slices = [nal for nal in nals if nal[0] & 0x1F in {1, 5}]
    return AccessUnit(
        camera_id=camera,
        stream=StreamName.SUB,
        parameters=sets.current,
        keyframe=packet.is_keyframe,
        pts_90k=packet.pts,
        utc=UtcUs(origin + packet.pts * 100 // 9),
        data=b"".join(len(nal).to_bytes(4, "big") + nal for nal in slices),
    )
