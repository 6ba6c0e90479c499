"""`AccessUnit`: one encoded picture, the one value that crosses every boundary of the video plane."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs


class Codec(StrEnum):
    """The codecs Vigie carries."""

    H264 = "h264"
    H265 = "h265"


class StreamName(StrEnum):
    """A camera's two streams: what is recorded, and the smaller one that small tiles and analytics use."""

    MAIN = "main"
    SUB = "sub"


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """What a decoder must know before the first picture.

    Equal values mean that a decoder needs no new set-up; pictures share one instance while nothing changes.

    Attributes:
        codec: H.264 or H.265.
        width_px: luma width after cropping.
        height_px: luma height after cropping.
        vps: H.265 video parameter sets, without start codes (empty for H.264).
        sps: sequence parameter sets, without start codes.
        pps: picture parameter sets, without start codes.
    """

    codec: Codec
    width_px: int
    height_px: int
    vps: tuple[bytes, ...]
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]


class AccessUnit(NamedTuple):
    """One encoded picture.

    Attributes:
        camera_id: the camera it comes from.
        stream: main or sub.
        parameters: the parameter sets in force for this picture.
        keyframe: whether decoding can start here (H.264 IDR, H.265 IRAP).
        pts_90k: presentation time in the RTP clock (1/90,000 s), unwrapped: it never falls back by 2^32.
        utc: when the picture was taken, by the camera's sender reports; its arrival before the first one.
        data: NAL units, each behind its length on 4 bytes, big-endian (ISO/IEC 14496-15); parameter sets,
            access unit delimiters and filler are left out.
        discontinuity: whether pictures before this one were lost, or the clock was set anew.
    """

    camera_id: CameraId
    stream: StreamName
    parameters: ParameterSets
    keyframe: bool
    pts_90k: int
    utc: UtcUs
    data: bytes
    discontinuity: bool = False
