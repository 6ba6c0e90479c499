"""Small films drawn and encoded in memory, H.264 or H.265, as access units of a camera's sub-stream."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
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

ENCODERS = {Codec.H264: "libx264", Codec.H265: "libx265"}
PARAMETER_SETS = {Codec.H264: {7, 8}, Codec.H265: {32, 33, 34}}
SLICES = {Codec.H264: {1, 5}, Codec.H265: set(range(22))}


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
    codec: Codec = Codec.H264,
) -> list[AccessUnit]:
    """Encode pictures; picture `first` was taken at `start`."""
    pictures = list(pictures)
    high, wide = pictures[0].shape[:2]
    encoder = av.CodecContext.create(ENCODERS[codec], "w")
    if not isinstance(encoder, VideoCodecContext):
        raise TypeError(f"{ENCODERS[codec]} is no video encoder")
    encoder.width, encoder.height, encoder.pix_fmt = wide, high, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, RTP_HZ), Fraction(FPS)
    encoder.options = _options(codec, gop)
    packets = []
    for number, picture in enumerate(pictures, first):
        frame = VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
        frame.pts = number * RTP_HZ // FPS
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    sets = SetsInForce(codec)
    return [_unit(packet, codec, sets, camera, UtcUs(start - first * SECOND_US // FPS)) for packet in packets]


def _options(codec: Codec, gop: int) -> dict[str, str]:
    """Return what makes both encoders give every picture at once, a keyframe every `gop`."""
    options = {"g": str(gop), "bf": "0", "sc_threshold": "0", "preset": "ultrafast", "tune": "zerolatency"}
    if codec is Codec.H265:
        quiet = f"keyint={gop}:min-keyint={gop}:scenecut=0:bframes=0:repeat-headers=1:log-level=none"
        options = {"preset": "ultrafast", "tune": "zerolatency", "x265-params": quiet}
    return options


def _type(codec: Codec, nal: bytes) -> int:
    """Return the type in a NAL unit's header: 5 bits (H.264, 7.3.1), 6 bits (H.265, 7.3.1.2)."""
    return nal[0] & 0x1F if codec is Codec.H264 else nal[0] >> 1 & 0x3F


def _unit(
    packet: "av.Packet[VideoStream]", codec: Codec, sets: SetsInForce, camera: CameraId, origin: UtcUs
) -> AccessUnit:
    nals = [each for each in bytes(packet).replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if each]
    for nal in nals:
        if _type(codec, nal) in PARAMETER_SETS[codec]:
            sets.take(nal)
    if sets.current is None or packet.pts is None:
        raise ValueError("the encoder began without parameter sets")
    slices = [nal for nal in nals if _type(codec, nal) in SLICES[codec]]
    return AccessUnit(
        camera_id=camera,
        stream=StreamName.SUB,
        parameters=sets.current,
        keyframe=packet.is_keyframe,
        pts_90k=packet.pts,
        utc=UtcUs(origin + packet.pts * 100 // 9),
        data=b"".join(len(nal).to_bytes(4, "big") + nal for nal in slices),
    )
