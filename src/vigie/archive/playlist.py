"""HLS playlists (RFC 8216) over segments: pure text from what the files hold."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vigie.archive.container import Part
from vigie.archive.model import Segment
from vigie.kernel.instants import SECOND_US, UtcUs, to_iso

TICKS: Final = 90_000
CHUNK_TICKS: Final = 4 * TICKS
"""A chunk is what a player asks for at once: it begins at a keyframe and lasts at least so long."""
CONTINUOUS_US: Final = SECOND_US // 2


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of parts of one segment, `first` to `stop - 1`."""

    first: int
    stop: int
    start: UtcUs
    ticks: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One segment of a playlist; `init` is the segment whose init bytes it shares."""

    segment: Segment
    init: Segment
    chunks: tuple[Chunk, ...]


def chunks(parts: Sequence[Part], start: UtcUs, end: UtcUs) -> Iterator[Chunk]:
    """Cut a segment's parts into chunks that cover `[start, end)`, each but the first from a keyframe on."""
    first = 0
    for index in range(1, len(parts) + 1):
        ticks = sum(part.ticks for part in parts[first:index])
        if index < len(parts) and not (parts[index].keyframe and ticks >= CHUNK_TICKS):
            continue
        if parts[index - 1].end > start and parts[first].start < end:
            yield Chunk(first, index, parts[first].start, ticks)
        first = index


def render(listed: Iterable[Listed], query: str) -> str:
    """Return the playlist; addresses are relative to `/api/archive/cameras/ID/playlist.m3u8`.

    Args:
        listed: segments by start; every hole between them becomes a discontinuity.
        query: what the addresses carry so that each request is authorised by itself.
    """
    body: list[str] = []
    longest = TICKS
    before: Listed | None = None
    for one in listed:
        if not one.chunks:
            continue
        broken = before is not None and not _continues(before, one)
        if broken:
            body.append("#EXT-X-DISCONTINUITY")
        if before is None or before.init != one.init:
            body.append(f'#EXT-X-MAP:URI="../../segments/{one.init.id}/init.mp4?{query}"')
        for chunk in one.chunks:
            longest = max(longest, chunk.ticks)
            body.append(f"#EXT-X-PROGRAM-DATE-TIME:{to_iso(chunk.start)[:-4]}Z")
            body.append(f"#EXTINF:{max(chunk.ticks, 1) / TICKS:.5f},")
            body.append(
                f"../../segments/{one.segment.id}/media.m4s?{query}&first={chunk.first}&stop={chunk.stop}"
            )
        before = one
    head = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{-(-longest // TICKS)}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    return "\n".join([*head, *body, "#EXT-X-ENDLIST", ""])


def _continues(before: Listed, after: Listed) -> bool:
    first, second = before.segment, after.segment
    return (
        first.take == second.take
        and before.init == after.init
        and abs(second.start - first.end) <= CONTINUOUS_US
    )
