"""NAL units inside containers: avcC and hvcC records, length prefixes, start codes.

Sources: ISO/IEC 14496-15 (records, length prefixes), ITU-T H.264 annex B and 7.4.1, ITU-T H.265 7.4.2.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from vigie.kernel.errors import BadInput


class Codec(StrEnum):
    """What the simulated cameras send."""

    H264 = "h264"
    H265 = "h265"


@dataclass(frozen=True, slots=True)
class Setup:
    """What a decoder needs first: parameter sets without start codes (`vps` is empty for H.264)."""

    codec: Codec
    width_px: int
    height_px: int
    vps: tuple[bytes, ...]
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        """Every parameter set, in the order in which they are sent."""
        return self.vps + self.sps + self.pps


H264_IDR, H264_SPS, H264_PPS, H264_AUD, H264_FILLER = 5, 7, 8, 9, 12
H265_IRAP = range(16, 22)
H265_VPS, H265_SPS, H265_PPS, H265_AUD, H265_FILLER = 32, 33, 34, 35, 38
_START_CODE = re.compile(rb"\x00\x00\x01")


def nal_type(codec: Codec, nal: bytes) -> int:
    """Return the NAL unit's type (5 bits for H.264, 6 bits for H.265)."""
    return nal[0] & 0x1F if codec is Codec.H264 else nal[0] >> 1 & 0x3F


def is_keyframe(codec: Codec, nals: tuple[bytes, ...]) -> bool:
    """Tell whether decoding can start at this picture (H.264 IDR, H.265 IRAP)."""
    types = {nal_type(codec, nal) for nal in nals}
    return H264_IDR in types if codec is Codec.H264 else any(kind in H265_IRAP for kind in types)


def is_parameter_set(codec: Codec, nal: bytes) -> bool:
    """Tell whether the NAL unit is a parameter set."""
    kinds = (H264_SPS, H264_PPS) if codec is Codec.H264 else (H265_VPS, H265_SPS, H265_PPS)
    return nal_type(codec, nal) in kinds


def is_padding(codec: Codec, nal: bytes) -> bool:
    """Tell whether the NAL unit carries nothing for RTP: an access unit delimiter or filler."""
    kinds = (H264_AUD, H264_FILLER) if codec is Codec.H264 else (H265_AUD, H265_FILLER)
    return nal_type(codec, nal) in kinds


def split_length_prefixed(data: bytes, size: int) -> list[bytes]:
    """Split a sample whose NAL units stand behind their length on `size` bytes.

    Raises:
        BadInput: a length points past the end.
    """
    nals, at = [], 0
    while at + size <= len(data):
        length = int.from_bytes(data[at : at + size], "big")
        at += size
        if at + length > len(data):
            raise BadInput("a NAL unit is longer than its sample: the file is damaged", code="clip_damaged")
        if length:
            nals.append(data[at : at + length])
        at += length
    return nals


def split_start_codes(data: bytes) -> list[bytes]:
    """Split an annex B byte stream at its start codes; trailing zero bytes belong to no NAL unit."""
    starts = [match.start() for match in _START_CODE.finditer(data)]
    ends = [*starts[1:], len(data)]
    nals = (data[start + 3 : end].rstrip(b"\x00") for start, end in zip(starts, ends, strict=True))
    return [nal for nal in nals if nal]


@dataclass(frozen=True, slots=True)
class Framing:
    """How a container's track frames its NAL units: `length_size` bytes, or 0 for start codes."""

    length_size: int
    parameter_sets: tuple[bytes, ...]

    def split(self, data: bytes) -> list[bytes]:
        """Return the NAL units of one sample."""
        if self.length_size:
            return split_length_prefixed(data, self.length_size)
        return split_start_codes(data)


def read_framing(codec: Codec, extradata: bytes) -> Framing:
    """Read the decoder record of a track (avcC, hvcC, or parameter sets behind start codes).

    Raises:
        BadInput: the record is cut short.
    """
    if extradata[:1] != b"\x01":
        return Framing(0, tuple(split_start_codes(extradata)))
    try:
        return _read_avcc(extradata) if codec is Codec.H264 else _read_hvcc(extradata)
    except IndexError as error:
        raise BadInput("the decoder record is cut short: the file is damaged", code="clip_damaged") from error


def _read_avcc(record: bytes) -> Framing:
    sets: list[bytes] = []
    at = 5
    for mask in (0x1F, 0xFF):
        count, at = record[at] & mask, at + 1
        for _ in range(count):
            nal, at = _sized(record, at)
            sets.append(nal)
    return Framing((record[4] & 3) + 1, tuple(sets))


def _read_hvcc(record: bytes) -> Framing:
    sets: list[bytes] = []
    at = 23
    for _ in range(record[22]):
        count = record[at + 1] << 8 | record[at + 2]
        at += 3
        for _ in range(count):
            nal, at = _sized(record, at)
            sets.append(nal)
    return Framing((record[21] & 3) + 1, tuple(sets))


def _sized(record: bytes, at: int) -> tuple[bytes, int]:
    length = record[at] << 8 | record[at + 1]
    end = at + 2 + length
    if end > len(record):
        raise IndexError
    return record[at + 2 : end], end
