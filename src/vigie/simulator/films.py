"""A camera's film: main and sub-stream, equally long, so that both show the same moment for ever."""

from dataclasses import dataclass, replace
from pathlib import Path

from vigie.simulator.clips import RTP_HZ, EncodedClip, load_clip
from vigie.simulator.streams import PlayableClip

SAME_LENGTH_90K = RTP_HZ // 2
"""Files of one scene may differ by less than this: the last picture's duration is a guess."""


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """What one or several cameras show."""

    name: str
    main: PlayableClip
    sub: PlayableClip

    def stream(self, name: str) -> PlayableClip:
        """Return the clip of `main` or `sub`."""
        return self.main if name == "main" else self.sub


def load_film(name: str, main: Path, sub: Path, *, aggregate: bool = False) -> Film:
    """Load both files and build their packets.

    Raises:
        BadInput: one of them cannot be sent.
    """
    first = load_clip(main)
    second = first if main == sub else _as_long_as(load_clip(sub), first.duration_90k)
    return Film(name, PlayableClip(first, aggregate=aggregate), PlayableClip(second, aggregate=aggregate))


def _as_long_as(clip: EncodedClip, duration_90k: int) -> EncodedClip:
    too_short = duration_90k <= clip.pictures[-1].dts_90k
    if too_short or abs(clip.duration_90k - duration_90k) > SAME_LENGTH_90K:
        return clip
    return replace(clip, duration_90k=duration_90k)
