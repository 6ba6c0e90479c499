"""HLS playlists, and fragments moved to their place in time."""

import struct
from dataclasses import replace

from vigie.archive.container import FLAG_KEYFRAME, Part
from vigie.archive.media import place
from vigie.archive.model import Segment
from vigie.archive.playlist import Chunk, Listed, chunks, render
from vigie.kernel.ids import CameraId, VolumeId
from vigie.kernel.instants import SECOND_US, UtcUs
from vigie.testing.archive import FakeTrack, pictures
from vigie.testing.clock import START


def parts(seconds: int, gop: int = 2) -> list[Part]:
    return [
        Part(
            0,
            10,
            UtcUs(START + n * SECOND_US),
            UtcUs(START + (n + 1) * SECOND_US),
            90_000,
            25,
            FLAG_KEYFRAME if n % gop == 0 else 0,
            b"",
        )
        for n in range(seconds)
    ]


def listed(start: int, seconds: int, *, take: int = 0) -> Listed:
    begin = UtcUs(START + start * SECOND_US)
    segment = Segment(
        CameraId("cam-1"), begin, UtcUs(begin + seconds * SECOND_US), VolumeId("v"), UtcUs(1 << 60), take
    )
    return Listed(segment, segment, (Chunk(0, seconds, begin, seconds * 90_000),))


def test_chunks_begin_at_keyframes_and_cover_the_interval() -> None:
    found = list(chunks(parts(13), UtcUs(START + 5 * SECOND_US), UtcUs(START + 9 * SECOND_US)))
    assert [(chunk.first, chunk.stop) for chunk in found] == [(4, 8), (8, 12)]


def test_a_camera_with_one_keyframe_a_minute_gives_one_chunk() -> None:
    found = list(chunks(parts(60, gop=60), START, UtcUs(START + SECOND_US)))
    assert [(chunk.first, chunk.stop, chunk.ticks) for chunk in found] == [(0, 60, 60 * 90_000)]


def test_segments_that_meet_play_on_and_holes_are_discontinuities() -> None:
    first = listed(0, 60)
    second = replace(listed(60, 60), init=first.segment)
    later = listed(200, 60)
    text = render([first, second, later], "consultation=abc")
    lines = text.splitlines()
    assert lines[0] == "#EXTM3U"
    assert "#EXT-X-TARGETDURATION:60" in lines
    assert lines.count("#EXT-X-DISCONTINUITY") == 1
    assert sum(line.startswith("#EXT-X-MAP") for line in lines) == 2
    assert lines.index("#EXT-X-DISCONTINUITY") < lines.index(
        f'#EXT-X-MAP:URI="../../segments/{later.segment.id}/init.mp4?consultation=abc"'
    )
    assert "#EXT-X-PROGRAM-DATE-TIME:2027-01-15T08:00:00.000Z" in lines
    assert f"../../segments/{first.segment.id}/media.m4s?consultation=abc&first=0&stop=60" in lines
    assert lines[-1] == "#EXT-X-ENDLIST"


def test_another_take_is_a_discontinuity() -> None:
    assert "#EXT-X-DISCONTINUITY" in render([listed(0, 60), listed(60, 60, take=1)], "")


def test_a_fragment_is_moved_and_nothing_else_changes() -> None:
    fragment = FakeTrack().fragment(list(pictures(CameraId("cam-1"), START, 3)), next_pts_90k=None)
    moved = place(fragment, START * 9 // 100)
    at = fragment.index(b"tfdt") + 8  # behind version and flags
    assert struct.unpack_from(">Q", moved, at) == (START * 9 // 100,)
    assert moved[:at] + bytes(8) + moved[at + 8 :] == fragment
