"""H.264 parameter sets (ITU-T H.264 7.3.2, E.1): only what a container and a receiver need of them."""

from dataclasses import dataclass
from functools import lru_cache

from vigie.video.bits import BitReader, unescape
from vigie.video.errors import Malformed

SLICE, SLICE_A, IDR, SEI, SPS, PPS, AUD = 1, 2, 5, 6, 7, 8, 9
DROPPED = frozenset({AUD, 10, 11, 12, 13, 0})
"""Types that are not stored: delimiters, end marks, filler, SPS extension (ISO/IEC 14496-15 5.2.2)."""

MAX_SIDE_PX = 16_384
HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
WITH_CHROMA_IN_AVCC = frozenset({100, 110, 122, 144, 244})
EXTENDED_SAR = 255
MAX_SPS_ID, MAX_PPS_ID = 31, 255
MAX_REORDER = 16


@dataclass(frozen=True, slots=True)
class Sps:
    """Fields of a sequence parameter set; sizes are luma samples after cropping.

    Attributes:
        reorder: most pictures that are decoded before one and shown after it; None when the set does not say.
    """

    id: int
    profile: int
    width_px: int
    height_px: int
    chroma_format: int
    bit_depth_luma: int
    bit_depth_chroma: int
    reorder: int | None


@lru_cache(maxsize=512)
def parse_sps(nal: bytes) -> Sps:
    """Read a sequence parameter set, header byte included.

    Raises:
        Malformed: the bits make no sense.
    """
    if len(nal) < 4 or nal[0] & 0x1F != SPS:  # noqa: PLR2004 - header, profile, constraints, level
        raise Malformed("not an H.264 sequence parameter set")
    profile = nal[1]
    bits = BitReader(unescape(nal)[4:])
    sps_id = bits.ue()
    chroma, luma_depth, chroma_depth, separate = 1, 8, 8, False
    if profile in HIGH_PROFILES:
        chroma, luma_depth, chroma_depth, separate = _chroma(bits)
    poc_type = _order_count(bits)
    bits.ue()
    bits.skip(1)
    width, height = _size(bits, 0 if separate else chroma)
    if sps_id > MAX_SPS_ID or not (0 < width <= MAX_SIDE_PX and 0 < height <= MAX_SIDE_PX):
        raise Malformed(f"H.264 picture of {width}x{height}")
    never_reorders = profile == 66 or poc_type == 2  # noqa: PLR2004 - Baseline; output order is decoding order
    reorder = 0 if never_reorders else _reorder(bits)
    return Sps(sps_id, profile, width, height, chroma, luma_depth, chroma_depth, reorder)


def parse_pps_id(nal: bytes) -> int:
    """Return the id of a picture parameter set, header byte included."""
    number = BitReader(unescape(nal[1:24])).ue()
    if number > MAX_PPS_ID:
        raise Malformed(f"H.264 picture parameter set {number}")
    return number


def _chroma(bits: BitReader) -> tuple[int, int, int, bool]:
    chroma = bits.ue()
    if chroma > 3:  # noqa: PLR2004 - 4:4:4 is the last
        raise Malformed(f"H.264 chroma format {chroma}")
    separate = bits.flag() if chroma == 3 else False  # noqa: PLR2004 - same
    luma_depth, chroma_depth = bits.ue() + 8, bits.ue() + 8
    if max(luma_depth, chroma_depth) > 14:  # noqa: PLR2004 - H.264 7.4.2.1.1
        raise Malformed("H.264 bit depth above 14")
    bits.skip(1)
    if bits.flag():
        for index in range(8 if chroma != 3 else 12):  # noqa: PLR2004 - same
            if bits.flag():
                _skip_scaling_list(bits, 16 if index < 6 else 64)  # noqa: PLR2004 - six lists of 4x4
    return chroma, luma_depth, chroma_depth, separate


def _skip_scaling_list(bits: BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.se()) % 256
        last = following or last


def _order_count(bits: BitReader) -> int:
    bits.ue()
    poc_type = bits.ue()
    if poc_type == 0:
        bits.ue()
    elif poc_type == 1:
        bits.skip(1)
        bits.se()
        bits.se()
        cycle = bits.ue()
        if cycle > 255:  # noqa: PLR2004 - H.264 7.4.2.1.1
            raise Malformed("H.264 picture order cycle above 255")
        for _ in range(cycle):
            bits.se()
    return poc_type


def _size(bits: BitReader, chroma: int) -> tuple[int, int]:
    width, map_units = (bits.ue() + 1) * 16, bits.ue() + 1
    frames_only = bits.u(1)
    if not frames_only:
        bits.skip(1)
    bits.skip(1)
    height = map_units * 16 * (2 - frames_only)
    if bits.flag():
        left, right, top, bottom = bits.ue(), bits.ue(), bits.ue(), bits.ue()
        width -= (left + right) * (2 if chroma in (1, 2) else 1)
        height -= (top + bottom) * (2 if chroma == 1 else 1) * (2 - frames_only)
    return width, height


def _reorder(bits: BitReader) -> int | None:
    """Read max_num_reorder_frames of the VUI; None when there is none, or it is cut short."""
    try:
        return _vui_reorder(bits) if bits.flag() else None
    except Malformed:
        return None  # the sizes before it are sound, and many cameras write a wrong VUI


def _vui_reorder(bits: BitReader) -> int | None:
    if bits.flag() and bits.u(8) == EXTENDED_SAR:
        bits.skip(32)
    if bits.flag():
        bits.skip(1)
    if bits.flag():
        bits.skip(4)
        if bits.flag():
            bits.skip(24)
    if bits.flag():
        bits.ue()
        bits.ue()
    if bits.flag():
        bits.skip(65)
    if sum(_skip_hrd(bits) for _ in range(2)):
        bits.skip(1)
    bits.skip(1)
    if not bits.flag():
        return None
    bits.skip(1)
    for _ in range(4):
        bits.ue()
    reorder = bits.ue()
    return reorder if reorder <= MAX_REORDER else None


def _skip_hrd(bits: BitReader) -> bool:
    """Pass over the parameters of a hypothetical decoder; tell whether there were any."""
    if not bits.flag():
        return False
    count = bits.ue() + 1
    if count > 32:  # noqa: PLR2004 - H.264 E.2.2
        raise Malformed("H.264 HRD with more than 32 schedules")
    bits.skip(8)
    for _ in range(count):
        bits.ue()
        bits.ue()
        bits.skip(1)
    bits.skip(20)
    return True
