"""H.265 parameter sets (ITU-T H.265 7.3.2): only what a container and a receiver need of them."""

from dataclasses import dataclass
from functools import lru_cache

from vigie.video.bits import BitReader, unescape
from vigie.video.errors import Malformed

FIRST_IRAP, LAST_IRAP, LAST_VCL = 16, 23, 31
RASL_N, RASL_R, FIRST_CRA = 8, 9, 21
VPS, SPS, PPS, AUD, EOS, EOB, FILLER = 32, 33, 34, 35, 36, 37, 38
DROPPED = frozenset({AUD, EOS, EOB, FILLER})
"""Types that are not stored: delimiters, end marks, filler."""

MAX_SIDE_PX = 16_384
MAX_VPS_ID, MAX_SPS_ID, MAX_PPS_ID = 15, 15, 63
MAX_SUB_LAYERS = 7


@dataclass(frozen=True, slots=True)
class Sps:
    """Fields of a sequence parameter set; sizes are luma samples after cropping.

    Attributes:
        profile: the 12 bytes of general profile, tier, compatibility, constraints and level.
        sub_layers: number of temporal layers.
        nested: whether temporal layers are nested.
        reorder: most pictures that are decoded before one and shown after it.
    """

    id: int
    profile: bytes
    sub_layers: int
    nested: bool
    width_px: int
    height_px: int
    chroma_format: int
    bit_depth_luma: int
    bit_depth_chroma: int
    reorder: int


@lru_cache(maxsize=512)
def parse_sps(nal: bytes) -> Sps:
    """Read a sequence parameter set, the two header bytes included.

    Raises:
        Malformed: the bits make no sense.
    """
    if len(nal) < 15 or nal[0] >> 1 & 0x3F != SPS:  # noqa: PLR2004 - headers and profile
        raise Malformed("not an H.265 sequence parameter set")
    raw = unescape(nal)
    bits = BitReader(raw[2:])
    bits.skip(4)
    layers, nested = bits.u(3) + 1, bits.flag()
    if layers > MAX_SUB_LAYERS:
        raise Malformed("H.265 with more than 7 temporal layers")
    profile = raw[3:15]
    bits.skip(96)
    _skip_sub_layers(bits, layers - 1)
    sps_id, chroma = bits.ue(), bits.ue()
    if sps_id > MAX_SPS_ID or chroma > 3:  # noqa: PLR2004 - 4:4:4 is the last
        raise Malformed("H.265 sequence parameter set out of range")
    width, height = _size(bits, chroma)
    luma_depth, chroma_depth = bits.ue() + 8, bits.ue() + 8
    if max(luma_depth, chroma_depth) > 16:  # noqa: PLR2004 - H.265 7.4.3.2.1
        raise Malformed("H.265 bit depth above 16")
    reorder = _reorder(bits, layers)
    return Sps(sps_id, profile, layers, nested, width, height, chroma, luma_depth, chroma_depth, reorder)


def parse_vps_id(nal: bytes) -> int:
    """Return the id of a video parameter set, header included."""
    return BitReader(nal[2:4]).u(4)


def parse_pps_id(nal: bytes) -> int:
    """Return the id of a picture parameter set, header included."""
    number = BitReader(unescape(nal[2:24])).ue()
    if number > MAX_PPS_ID:
        raise Malformed(f"H.265 picture parameter set {number}")
    return number


def _skip_sub_layers(bits: BitReader, count: int) -> None:
    present = [(bits.flag(), bits.flag()) for _ in range(count)]
    if count:
        bits.skip(2 * (8 - count))
    for profile, level in present:
        bits.skip(88 * profile + 8 * level)


def _size(bits: BitReader, chroma: int) -> tuple[int, int]:
    separate = bits.flag() if chroma == 3 else False  # noqa: PLR2004 - 4:4:4
    width, height = bits.ue(), bits.ue()
    if bits.flag():
        left, right, top, bottom = bits.ue(), bits.ue(), bits.ue(), bits.ue()
        width -= (left + right) * (2 if chroma in (1, 2) and not separate else 1)
        height -= (top + bottom) * (2 if chroma == 1 and not separate else 1)
    if not (0 < width <= MAX_SIDE_PX and 0 < height <= MAX_SIDE_PX):
        raise Malformed(f"H.265 picture of {width}x{height}")
    return width, height


def _reorder(bits: BitReader, layers: int) -> int:
    bits.ue()
    reorder = 0
    for _ in range(layers if bits.flag() else 1):
        bits.ue()
        reorder = bits.ue()
        bits.ue()
    if reorder > 15:  # noqa: PLR2004 - the decoded picture buffer holds 16
        raise Malformed("H.265 reorders more than 15 pictures")
    return reorder
