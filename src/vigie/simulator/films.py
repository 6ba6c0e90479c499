"""A camera's film: main and sub-stream, equally long, so that both show the same moment for ever."""

from dataclasses import dataclass, replace
from pathlib import Path

from vigie.simulator.clips import RTP_HZ, EncodedClip, load_clip
from vigie.simulator.streams import PlayableClip

SAME_LENGTH_90K = RTP_HZ // 2
"""Files of one scene may differ by less than this: the last picture's duration is a guess."""


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """What one or several cameras show.

    Attributes:
        stand_in: the sub-stream of cameras that show this film until their own is there. Its pictures have
            another size, as if the camera were set anew when it changes: what watches the scene begins anew,
            and does not take the change of film for a camera that somebody turned.
    """

    name: str
    main: PlayableClip
    sub: PlayableClip
    stand_in: PlayableClip | None = None


def load_film(
    name: str, main: Path, sub: Path, stand_in: Path | None = None, *, aggregate: bool = False
) -> Film:
    """Load the files and build their packets.

    Raises:
        BadInput: one of them cannot be sent.
    """
    first = load_clip(main)
    second = first if main == sub else _as_long_as(load_clip(sub), first.duration_90k)
    clips = [first, second]
    if stand_in is not None:
        clips.append(_as_long_as(load_clip(stand_in), first.duration_90k))
    return Film(name, *(PlayableClip(clip, aggregate=aggregate) for clip in clips))


def _as_long_as(clip: EncodedClip, duration_90k: int) -> EncodedClip:
    too_short = duration_90k <= clip.pictures[-1].dts_90k
    if too_short or abs(clip.duration_90k - duration_90k) > SAME_LENGTH_90K:
        return clip
    return replace(clip, duration_90k=duration_90k)
