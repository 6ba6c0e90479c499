"""`Muxer` of real recordings: the video plane's fragmented MP4 writer."""

from vigie.archive.recording import Track
from vigie.video import fmp4
from vigie.video.access_unit import ParameterSets


class Fmp4Muxer:
    """Makes plain fragmented MP4 (ISO/IEC 14496-12)."""

    def init_segment(self, parameters: ParameterSets) -> bytes:
        """Return ftyp and moov."""
        return fmp4.init_segment(parameters)

    def track(self, parameters: ParameterSets) -> Track:
        """Return a new track that starts at time 0."""
        return fmp4.FragmentWriter(parameters)
