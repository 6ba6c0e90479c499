"""One stream and its viewers: where they start, what a slow one loses, and that nobody else does."""

import asyncio
import json
import struct
from dataclasses import replace

import pytest

from vigie.testing.live import CAMERA, PARAMETERS, unit
from vigie.video.access_unit import StreamName
from vigie.web.channel import MAX_QUEUED, Channel, Channels
from vigie.web.live_messages import LiveFormat

UNITS = LiveFormat.UNITS
HEAD = struct.Struct("!BBBBqq")


async def taken(viewer, most=10_000):
    """Everything a viewer has to send now."""
    items = []
    while viewer._wake.is_set() and len(items) < most:
        items += await viewer.next()
    return items


def media(items):
    """(UTC, flags) of each picture among the items."""
    heads = [HEAD.unpack_from(item) for item in items if isinstance(item, bytes)]
    return [(utc, flags) for _, kind, flags, _, utc, _ in heads if kind == 1]


def utc(number):
    return unit(number).utc


def feed(channel, *numbers, every=10, **more):
    for number in numbers:
        channel.on_unit(unit(number, keyframe=number % every == 0, **more))


async def test_a_viewer_starts_at_the_last_keyframe_then_follows(capsys):
    channel = Channel()
    first = channel.join(UNITS)
    feed(channel, *range(13))
    late = channel.join(UNITS)
    feed(channel, 13)
    assert [at for at, _ in media(await taken(first))] == [utc(n) for n in range(14)]
    assert [at for at, _ in media(await taken(late))] == [utc(n) for n in (10, 11, 12, 13)]


async def test_before_the_first_keyframe_nothing_is_sent():
    channel = Channel()
    viewer = channel.join(UNITS)
    feed(channel, 7, 8, 9, 10, 11)
    assert [at for at, _ in media(await taken(viewer))] == [utc(10), utc(11)]


async def test_the_configuration_comes_first_and_again_when_it_changes():
    channel = Channel()
    viewer = channel.join(UNITS)
    feed(channel, 0, 1)
    feed(channel, 10, parameters=replace(PARAMETERS, width_px=1280))
    items = await taken(viewer)
    texts = [json.loads(item)["width_px"] if isinstance(item, str) else None for item in items]
    assert texts == [640, None, None, 1280, None]


async def test_a_slow_viewer_is_dropped_to_the_next_keyframe_and_told_so_and_nobody_else_is():
    channel = Channel()
    slow, quick = channel.join(UNITS), channel.join(UNITS)
    seen = []
    for number in range(MAX_QUEUED + 25):
        feed(channel, number)
        seen += await taken(quick)
    assert [at for at, _ in media(seen)] == [utc(n) for n in range(MAX_QUEUED + 25)]
    assert not [flags for _, flags in media(seen) if flags & 2 and flags != 3]
    left = media(await taken(slow))
    assert left[0] == (utc(MAX_QUEUED), 3)
    assert [at for at, _ in left] == [utc(n) for n in range(MAX_QUEUED, MAX_QUEUED + 25)]
    assert slow.dropped == MAX_QUEUED


async def test_what_waits_for_a_viewer_never_grows_beyond_its_room():
    channel = Channel()
    viewer = channel.join(UNITS)
    for number in range(10 * MAX_QUEUED):
        feed(channel, number)
        assert len(viewer._packets) <= MAX_QUEUED


async def test_after_the_recorder_s_restart_the_set_up_is_sent_anew():
    channel = Channel()
    viewer = channel.join(UNITS)
    feed(channel, 0, 1)
    await taken(viewer)
    channel.on_lost()
    feed(channel, 2, 3)
    assert await taken(viewer) == []
    feed(channel, 10)
    config, picture = await taken(viewer)
    assert json.loads(config)["type"] == "config"
    assert media([picture]) == [(utc(10), 3)]


@pytest.mark.parametrize("kind", list(LiveFormat))
async def test_every_viewer_of_a_format_gets_the_very_same_bytes(kind):
    channel = Channel()
    viewers = [channel.join(kind) for _ in range(3)]
    feed(channel, 0, 1, 2)
    messages = [[item for item in await taken(viewer) if isinstance(item, bytes)] for viewer in viewers]
    assert len(messages[0]) >= 3
    for copies in list(zip(*messages, strict=True))[-2:]:
        assert copies[0] is copies[1] is copies[2]


async def test_fmp4_begins_with_an_init_segment():
    channel = Channel()
    viewer = channel.join(LiveFormat.FMP4)
    feed(channel, 0)
    config, init, picture = await taken(viewer)
    assert json.loads(config)["codec"].startswith("avc1.")
    assert (init[0], init[1], init[24:28]) == (1, 0, b"ftyp")
    assert (picture[0], picture[1]) == (1, 1)
    assert b"moof" in picture[:100]


async def test_units_carry_the_access_unit_and_its_time_in_microseconds():
    channel = Channel()
    viewer = channel.join(UNITS)
    one = unit(10, keyframe=True)
    channel.on_unit(one)
    _, message = await taken(viewer)
    assert HEAD.unpack_from(message) == (1, 1, 3, 0, one.utc, 400_000)
    assert message[20:] == one.data


async def test_a_text_goes_before_pictures_that_wait():
    channel = Channel()
    viewer = channel.join(UNITS)
    feed(channel, 0)
    viewer.tell("state")
    assert (await viewer.next())[0] == "state"


async def test_a_viewer_without_anything_to_send_waits():
    viewer = Channel().join(UNITS)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(viewer.next(), 0.01)


class FakeLink:
    def __init__(self):
        self.open_streams = {}

    def open(self, camera_id, stream, sink):
        number = len(self.open_streams) + 1
        self.open_streams[number] = sink
        return number

    def close(self, number):
        self.open_streams[number] = None


async def test_one_subscription_per_stream_from_the_first_viewer_to_the_last():
    link = FakeLink()
    channels = Channels(link)
    leaves = [channels.join(CAMERA, StreamName.SUB, kind)[1] for kind in (*LiveFormat, *LiveFormat)]
    assert list(link.open_streams) == [1]
    assert (channels.streams, channels.viewers) == (1, 4)
    for leave in leaves:
        assert link.open_streams[1] is not None
        leave()
    assert link.open_streams == {1: None}
    channels.join(CAMERA, StreamName.SUB, UNITS)
    assert link.open_streams[2] is not None
