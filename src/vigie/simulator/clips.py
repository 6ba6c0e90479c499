"""`EncodedClip`: a film held as encoded pictures, ready to be sent again and again without transcoding.

Invariants: the first picture is a keyframe; pictures stand in decoding order; `dts_90k` starts at 0 and never
falls; played in a loop, both times go on by `duration_90k`, so RTP timestamps never jump.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import av
from av.video.stream import VideoStream

from vigie.kernel.errors import BadInput
from vigie.simulator.bitstream import (
    Codec,
    Framing,
    Setup,
    is_keyframe,
    is_padding,
    is_parameter_set,
    nal_type,
    read_framing,
)

if TYPE_CHECKING:
    from av.packet import Packet

VideoPacket: TypeAlias = "Packet[VideoStream]"

CODECS = {"h264": Codec.H264, "hevc": Codec.H265}
"""FFmpeg's names of what can be sent as it is."""

RTP_HZ = 90_000


@dataclass(frozen=True, slots=True)
class ClipPicture:
    """One encoded picture: NAL units without parameter sets, times in 1/90,000 s from the clip's start."""

    nals: tuple[bytes, ...]
    pts_90k: int
    dts_90k: int
    keyframe: bool


@dataclass(frozen=True, slots=True)
class EncodedClip:
    """A film to play in a loop of `duration_90k`."""

    name: str
    setup: Setup
    pictures: tuple[ClipPicture, ...]
    duration_90k: int

    @property
    def fps(self) -> float:
        """Mean pictures per second."""
        return len(self.pictures) * RTP_HZ / self.duration_90k

    @property
    def bitrate_bps(self) -> float:
        """Mean bits per second, parameter sets left out."""
        octets = sum(len(nal) for picture in self.pictures for nal in picture.nals)
        return octets * 8 * RTP_HZ / self.duration_90k


def codec_of(path: Path) -> str:
    """Return FFmpeg's name of the codec of a file's first video track.

    Raises:
        BadInput: the file cannot be read or holds no picture.
    """
    with _open(path) as container:
        return _video(container, path).codec_context.name


def load_clip(path: Path) -> EncodedClip:
    """Load a film of H.264 or H.265 pictures as they are; anything else goes through `transcode` first.

    Raises:
        BadInput: it cannot be read, holds no keyframe, or another codec.
    """
    with _open(path) as container:
        track = _video(container, path)
        codec = CODECS.get(track.codec_context.name)
        if codec is None:
            raise BadInput(f"{path}: {track.codec_context.name} must be transcoded first", code="clip_codec")
        framing = read_framing(codec, bytes(track.codec_context.extradata or b""))
        size = track.codec_context.width, track.codec_context.height
        try:
            packets = [packet for packet in container.demux(track) if packet.size]
        except av.FFmpegError as error:
            raise BadInput(f"{path}: damaged film ({error.strerror})", code="clip_damaged") from error
        fps = track.average_rate or track.guessed_rate or Fraction(25)
    try:
        return _assemble(path, codec, size, framing, packets, fps)
    except BadInput as error:
        raise BadInput(f"{path}: {error}", code=error.error_code) from error


def _open(path: Path) -> av.container.InputContainer:
    try:
        return av.open(str(path))
    except (av.FFmpegError, OSError) as error:
        message = f"{path}: not a film that can be read ({error.strerror})"
        raise BadInput(message, code="clip_unreadable") from error


def _video(container: av.container.InputContainer, path: Path) -> VideoStream:
    if not container.streams.video:
        raise BadInput(f"{path}: holds no picture track", code="clip_no_picture")
    return container.streams.video[0]


def _assemble(
    path: Path,
    codec: Codec,
    size: tuple[int, int],
    framing: Framing,
    packets: "list[VideoPacket]",
    fps: Fraction,
) -> EncodedClip:
    sets = list(framing.parameter_sets)
    pictures: list[ClipPicture] = []
    for number, packet in enumerate(packets):
        nals = framing.split(bytes(packet))
        sets += [nal for nal in nals if is_parameter_set(codec, nal) and nal not in sets]
        kept = tuple(n for n in nals if not is_parameter_set(codec, n) and not is_padding(codec, n))
        keyframe = is_keyframe(codec, kept)
        if kept and (keyframe or pictures):
            dts_90k, pts_90k = _times(packet, number, fps)
            pictures.append(ClipPicture(kept, pts_90k, dts_90k, keyframe))
    if not pictures:
        raise BadInput("holds no keyframe", code="clip_no_keyframe")
    tick = round(RTP_HZ / fps)
    return EncodedClip(path.stem, _setup(codec, size, sets), *_from_zero(pictures, tick))


def _times(packet: "VideoPacket", number: int, fps: Fraction) -> tuple[int, int]:
    """Return decoding and presentation time in 1/90,000 s; a file without times is counted by its rate."""
    tick = (packet.time_base or Fraction(1, RTP_HZ)) * RTP_HZ
    dts = round(packet.dts * tick) if packet.dts is not None else round(number * RTP_HZ / fps)
    return dts, round(packet.pts * tick) if packet.pts is not None else dts


def _from_zero(pictures: list[ClipPicture], tick_90k: int) -> tuple[tuple[ClipPicture, ...], int]:
    """Start times at 0, keep decoding times from falling, and return the loop's length beside."""
    origin, last, moved = pictures[0].dts_90k, 0, []
    for picture in pictures:
        last = max(last, picture.dts_90k - origin)
        pts_90k = max(picture.pts_90k - origin, 0)
        moved.append(ClipPicture(picture.nals, pts_90k, last, picture.keyframe))
    if len(moved) > 1:
        tick_90k = max(1, round(last / (len(moved) - 1)))
    return tuple(moved), last + tick_90k


def _setup(codec: Codec, size: tuple[int, int], sets: Iterable[bytes]) -> Setup:
    by_type: dict[int, list[bytes]] = {}
    for nal in sets:
        by_type.setdefault(nal_type(codec, nal), []).append(nal)
    kinds = (None, 7, 8) if codec is Codec.H264 else (32, 33, 34)
    vps, sps, pps = (tuple(by_type.get(kind, ())) if kind else () for kind in kinds)
    if not sps or not pps:
        raise BadInput("its parameter sets are missing", code="clip_no_parameters")
    return Setup(codec, *size, vps, sps, pps)
