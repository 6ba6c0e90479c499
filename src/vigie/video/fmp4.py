"""Fragmented MP4 (ISO/IEC 14496-12 and -15), written and read: the doors of this subject."""

from vigie.video.fmp4_init import codec_string, decoder_configuration, init_segment
from vigie.video.fmp4_read import Part, Picture, iter_parts, read_segment
from vigie.video.fmp4_write import FragmentWriter

__all__ = [
    "FragmentWriter",
    "Part",
    "Picture",
    "codec_string",
    "decoder_configuration",
    "init_segment",
    "iter_parts",
    "read_segment",
]
