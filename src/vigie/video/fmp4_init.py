"""What a player reads first: `ftyp` and `moov`, the decoder configuration, the codec's name (RFC 6381)."""

import struct
from functools import lru_cache

from vigie.kernel.errors import BadInput
from vigie.video import h264, h265
from vigie.video.access_unit import Codec, ParameterSets
from vigie.video.fmp4_boxes import OTHER_SAMPLE, TIMESCALE, TRACK_ID, box, full_box

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_UNDETERMINED_LANGUAGE = 0x55C4


@lru_cache(maxsize=256)
def init_segment(parameters: ParameterSets) -> bytes:
    """Return `ftyp` and `moov` of a film with one video track, timescale 90,000.

    Raises:
        BadInput: the parameter sets are incomplete.
    """
    brands = b"iso6mp41dash" + (b"avc1" if parameters.codec is Codec.H264 else b"hvc1")
    header = struct.pack(">4I", 0, 0, 1000, 0) + struct.pack(">IH10x", 0x10000, 0) + _MATRIX
    header += bytes(24) + struct.pack(">I", TRACK_ID + 1)
    extends = full_box(b"trex", 0, 0, struct.pack(">5I", TRACK_ID, 1, 0, 0, OTHER_SAMPLE))
    return box(b"ftyp", b"iso6", struct.pack(">I", 1), brands) + box(
        b"moov", full_box(b"mvhd", 0, 0, header), _track(parameters), box(b"mvex", extends)
    )


def decoder_configuration(parameters: ParameterSets) -> bytes:
    """Return the body of `avcC` or `hvcC` (ISO/IEC 14496-15 5.3.3, 8.3.3); WebCodecs calls it description.

    Raises:
        BadInput: the parameter sets are incomplete.
    """
    if not parameters.sps or not parameters.pps:
        raise BadInput("the camera has sent no complete parameter sets yet", code="no_parameter_sets")
    return _avcc(parameters) if parameters.codec is Codec.H264 else _hvcc(parameters)


def codec_string(parameters: ParameterSets) -> str:
    """Return the codec's name: `avc1.640028`, `hvc1.1.6.L120.B0` (RFC 6381, ISO/IEC 14496-15 annex E)."""
    if not parameters.sps:
        raise BadInput("the camera has sent no complete parameter sets yet", code="no_parameter_sets")
    if parameters.codec is Codec.H264:
        return f"avc1.{parameters.sps[0][1:4].hex().upper()}"
    profile = h265.parse_sps(parameters.sps[0]).profile
    space = ("", "A", "B", "C")[profile[0] >> 6]
    compatible = int(f"{int.from_bytes(profile[1:5], 'big'):032b}"[::-1], 2)
    tier = "H" if profile[0] & 0x20 else "L"
    constraints = profile[5:11].rstrip(b"\x00")
    name = f"hvc1.{space}{profile[0] & 0x1F}.{compatible:X}.{tier}{profile[11]}"
    return ".".join([name, *(f"{byte:X}" for byte in constraints)])


def _avcc(parameters: ParameterSets) -> bytes:
    first = parameters.sps[0]
    sets = [struct.pack(">B", 0xE0 | len(parameters.sps))]
    sets += [struct.pack(">H", len(nal)) + nal for nal in parameters.sps]
    sets += [struct.pack(">B", len(parameters.pps))]
    sets += [struct.pack(">H", len(nal)) + nal for nal in parameters.pps]
    body = b"\x01" + first[1:4] + b"\xff" + b"".join(sets)
    if first[1] in h264.WITH_CHROMA_IN_AVCC:
        sps = h264.parse_sps(first)
        depths = (0xFC | sps.chroma_format, 0xF8 | sps.bit_depth_luma - 8, 0xF8 | sps.bit_depth_chroma - 8, 0)
        body += bytes(depths)
    return body


def _hvcc(parameters: ParameterSets) -> bytes:
    sps = h265.parse_sps(parameters.sps[0])
    head = b"\x01" + sps.profile + struct.pack(">HB", 0xF000, 0xFC)
    head += bytes((0xFC | sps.chroma_format, 0xF8 | sps.bit_depth_luma - 8, 0xF8 | sps.bit_depth_chroma - 8))
    head += struct.pack(">HB", 0, sps.sub_layers << 3 | sps.nested << 2 | 3)
    kinds = ((h265.VPS, parameters.vps), (h265.SPS, parameters.sps), (h265.PPS, parameters.pps))
    arrays = [
        struct.pack(">BH", 0x80 | kind, len(nals))
        + b"".join(struct.pack(">H", len(nal)) + nal for nal in nals)
        for kind, nals in kinds
        if nals
    ]
    return head + bytes((len(arrays),)) + b"".join(arrays)


def _track(parameters: ParameterSets) -> bytes:
    header = struct.pack(">5I", 0, 0, TRACK_ID, 0, 0) + bytes(8) + struct.pack(">4H", 0, 0, 0, 0) + _MATRIX
    header += struct.pack(">II", parameters.width_px << 16, parameters.height_px << 16)
    return box(b"trak", full_box(b"tkhd", 0, 3, header), _media(parameters))


def _media(parameters: ParameterSets) -> bytes:
    header = struct.pack(">4IHH", 0, 0, TIMESCALE, 0, _UNDETERMINED_LANGUAGE, 0)
    handler = struct.pack(">I4s12x", 0, b"vide") + b"Vigie\x00"
    here = box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1)))
    tables = [full_box(kind, 0, 0, bytes(4)) for kind in (b"stts", b"stsc", b"stco")]
    sizes = full_box(b"stsz", 0, 0, bytes(8))
    described = full_box(b"stsd", 0, 0, struct.pack(">I", 1), _sample_entry(parameters))
    information = box(
        b"minf",
        full_box(b"vmhd", 0, 1, bytes(8)),
        here,
        box(b"stbl", described, tables[0], tables[1], sizes, tables[2]),
    )
    return box(b"mdia", full_box(b"mdhd", 0, 0, header), full_box(b"hdlr", 0, 0, handler), information)


def _sample_entry(parameters: ParameterSets) -> bytes:
    is_h264 = parameters.codec is Codec.H264
    entry = struct.pack(">6xH16xHH", 1, parameters.width_px, parameters.height_px)
    entry += struct.pack(">IIIH32xHh", 0x480000, 0x480000, 0, 1, 24, -1)
    configuration = box(b"avcC" if is_h264 else b"hvcC", decoder_configuration(parameters))
    return box(b"avc1" if is_h264 else b"hvc1", entry, configuration)
