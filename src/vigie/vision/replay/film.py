"""Recorded pictures back as the access units that the live analysis takes.

Segments come as the archive writes them: an init segment (ftyp, moov), then one fragment per second. The
parameter sets stand in `avcC` or `hvcC` (ISO/IEC 14496-15 5.3.3, 8.3.3), the time in each fragment's `prft`.
"""

import io
import struct
from collections.abc import Iterator

import av

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName
from vigie.video.fmp4 import iter_parts

CODECS = {"h264": Codec.H264, "hevc": Codec.H265}
HVCC_ARRAYS_AT = 22
VPS, SPS, PPS = 32, 33, 34


def parameters_of(init: bytes) -> ParameterSets:
    """Return what a decoder must know, from an init segment.

    Raises:
        BadInput: it holds no H.264 or H.265 video.
    """
    try:
        with av.open(io.BytesIO(init), "r", format="mp4") as container:
            context = container.streams.video[0].codec_context
            codec = CODECS[context.codec.canonical_name]
            size, extra = (context.width, context.height), bytes(context.extradata or b"")
        sets = _of_avcc(extra) if codec is Codec.H264 else _of_hvcc(extra)
    except (av.FFmpegError, LookupError, struct.error) as error:
        raise BadInput("this recording's init segment cannot be read", code="recording_damaged") from error
    return ParameterSets(codec, *size, *sets)


def units_of(
    camera_id: CameraId, parameters: ParameterSets, fragment: bytes, fallback: UtcUs
) -> Iterator[AccessUnit]:
    """Yield the pictures of one fragment.

    Args:
        camera_id: the camera.
        parameters: of its segment.
        fragment: prft, moof, mdat.
        fallback: when its first picture was taken, where no `prft` says so.
    """
    for part in iter_parts(fragment):
        begins = part.utc if part.utc is not None else fallback
        first = part.pictures[0].dts_90k
        for picture in part.pictures:
            utc = UtcUs(begins + (picture.pts_90k - first) * 100 // 9)
            yield AccessUnit(
                camera_id=camera_id,
                stream=StreamName.MAIN,
                parameters=parameters,
                keyframe=picture.keyframe,
                pts_90k=utc * 9 // 100,
                utc=utc,
                data=fragment[picture.offset : picture.offset + picture.size],
            )


Sets = tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...]]


def _of_avcc(body: bytes) -> Sets:
    sps, at = _nals(body, 6, body[5] & 0x1F)
    pps, _ = _nals(body, at + 1, body[at])
    return (), sps, pps


def _of_hvcc(body: bytes) -> Sets:
    found: dict[int, tuple[bytes, ...]] = {}
    at = HVCC_ARRAYS_AT + 1
    for _ in range(body[HVCC_ARRAYS_AT]):
        kind = body[at] & 0x3F
        (count,) = struct.unpack_from(">H", body, at + 1)
        nals, at = _nals(body, at + 3, count)
        found[kind] = found.get(kind, ()) + nals
    return found.get(VPS, ()), found.get(SPS, ()), found.get(PPS, ())


def _nals(body: bytes, at: int, count: int) -> tuple[tuple[bytes, ...], int]:
    """Read `count` NAL units, each behind its length on two bytes; return them and where they end."""
    nals = []
    for _ in range(count):
        (length,) = struct.unpack_from(">H", body, at)
        nals.append(body[at + 2 : at + 2 + length])
        at += 2 + length
    return tuple(nals), at
