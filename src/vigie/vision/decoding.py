"""Decodes one camera's stream as far as analysis needs it: pictures nobody looks at wait undecoded.

Invariants: what waits is always one unbroken chain behind a keyframe or behind the last decoded picture; it
is bounded, and beyond the bound everything up to the next keyframe is dropped and counted; a picture that
cannot be decoded costs its own group of pictures, never another camera's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import av
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from vigie.kernel.errors import BadInput
from vigie.video.access_unit import AccessUnit, ParameterSets
from vigie.video.fmp4 import decoder_configuration
from vigie.vision.planar import PlanarPicture

CODECS = {"h264": "h264", "h265": "hevc"}
MAX_WAITING = 150
"""Most pictures that wait, five seconds at 30 a second; more means that nobody keeps up."""


@dataclass(slots=True)
class DecodeCounts:
    """What became of one camera's pictures.

    Attributes:
        received: all of them.
        decoded: those that went through the decoder.
        skipped: those nobody needed: the next keyframe came first.
        dropped: those lost because analysis was late, or because pictures before them were lost or broken.
        broken: those that the decoder refused.
    """

    received: int = 0
    decoded: int = 0
    skipped: int = 0
    dropped: int = 0
    broken: int = 0


class LazyDecoder:
    """Pictures of one camera in; the newest one out, when asked."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self._max_waiting = max_waiting
        self._codec: VideoCodecContext | None = None
        self._parameters: ParameterSets | None = None
        self._waiting: list[AccessUnit] = []
        self._needs_keyframe = True
        self.counts = DecodeCounts()
        self.trouble: str | None = None

    @property
    def waiting(self) -> int:
        """Pictures received and not decoded."""
        return len(self._waiting)

    def put(self, unit: AccessUnit) -> bool:
        """Take one encoded picture; tell whether it can be decoded."""
        self.counts.received += 1
        if unit.keyframe:
            self.counts.skipped += len(self._waiting)
            self._waiting = [unit]
            self._needs_keyframe = False
            return True
        if unit.discontinuity or self._needs_keyframe or len(self._waiting) >= self._max_waiting:
            self._lose(1)
            return False
        self._waiting.append(unit)
        return True

    def lost(self) -> None:
        """The stream was interrupted: go on at the next keyframe."""
        self._lose(0)

    def decode(self) -> tuple[PlanarPicture, AccessUnit] | None:
        """Decode what waits; return the newest picture and the unit it came in, None when there is none."""
        units, self._waiting = self._waiting, []
        if not units:
            return None
        try:
            frame = self._feed(units)
        except (FFmpegError, BadInput) as error:
            self.trouble = str(error)
            self.counts.broken += 1
            self._codec = None
            self._lose(len(units) - 1)
            return None
        if frame is None:
            return None
        self.trouble = None
        return PlanarPicture.of_frame(frame), units[-1]

    def _feed(self, units: Sequence[AccessUnit]) -> VideoFrame | None:
        newest: VideoFrame | None = None
        for unit in units:
            if not unit.data:  # to the decoder, an empty packet means the end of everything
                raise BadInput("the camera sent an empty picture", code="picture_broken")
            codec = self._codec_for(unit)
            packet = av.Packet(unit.data)
            packet.pts = unit.pts_90k
            for frame in codec.decode(packet):
                newest = frame
            self.counts.decoded += 1
        return newest

    def _codec_for(self, unit: AccessUnit) -> VideoCodecContext:
        """Return the decoder; new parameter sets (another size) need a new one."""
        if self._codec is None or (unit.keyframe and unit.parameters != self._parameters):
            codec = av.CodecContext.create(CODECS[unit.parameters.codec.value], "r")
            if not isinstance(codec, VideoCodecContext):
                raise TypeError(f"{unit.parameters.codec.value} is no video codec")
            codec.thread_count = 1
            codec.extradata = decoder_configuration(unit.parameters)
            self._codec, self._parameters = codec, unit.parameters
        return self._codec

    def _lose(self, more: int) -> None:
        self.counts.dropped += len(self._waiting) + more
        self._waiting = []
        self._needs_keyframe = True
