"""The hub: everyone gets pictures, newcomers start at a keyframe, slow readers harm nobody."""

import asyncio
import contextlib

import pytest

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.testing import packets as made
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName
from vigie.video.hub import MAX_GROUP_UNITS, Hub

SETS = ParameterSets(Codec.H264, 322, 178, (), (made.H264_SPS,), (made.H264_PPS,))
CAMERA = CameraId("c")


def unit(number, *, stream=StreamName.SUB, every=5, camera=CAMERA):
    return AccessUnit(
        camera, stream, SETS, number % every == 0, number * 3_600, UtcUs(number * 40_000), b"x" * 10
    )


async def take(subscription, count):
    found = []
    async with asyncio.timeout(60):
        async for one in subscription:
            found.append(one)
            if len(found) == count:
                break
    return [one.pts_90k // 3_600 for one in found]


def publish(hub, numbers, **options):
    for number in numbers:
        hub.publish(unit(number, **options))


async def test_sinks_see_everything_until_detached():
    hub, seen = Hub(), []
    detach = hub.attach(seen.append)
    publish(hub, range(3), stream=StreamName.MAIN)
    detach()
    publish(hub, range(3), stream=StreamName.MAIN)
    assert len(seen) == 3
    assert hub._streams == {}


async def test_a_newcomer_starts_with_the_pictures_since_the_last_keyframe():
    hub = Hub()
    publish(hub, range(8))
    subscription = hub.subscribe(CAMERA, StreamName.SUB)
    publish(hub, [8, 9])
    assert await take(subscription, 5) == [5, 6, 7, 8, 9]


async def test_a_main_stream_nobody_watches_is_not_kept():
    hub = Hub()
    publish(hub, range(8), stream=StreamName.MAIN)
    subscription = hub.subscribe(CAMERA, StreamName.MAIN)
    publish(hub, range(8, 12), stream=StreamName.MAIN)
    assert await take(subscription, 2) == [10, 11]
    second = hub.subscribe(CAMERA, StreamName.MAIN)
    assert await take(second, 2) == [10, 11]
    subscription.close()
    second.close()
    assert hub._streams == {}


async def test_a_slow_reader_loses_pictures_up_to_the_next_keyframe_and_nobody_else_does():
    hub = Hub()
    slow = hub.subscribe(CAMERA, StreamName.SUB, max_units=3)
    quick = hub.subscribe(CAMERA, StreamName.SUB)
    publish(hub, range(12))
    assert await take(quick, 12) == list(range(12))
    publish(hub, range(12, 17))
    found = [unit async for unit in _some(slow, 2)]
    assert [(one.pts_90k // 3_600, one.keyframe, one.discontinuity) for one in found] == [
        (15, True, True),
        (16, False, False),
    ]
    assert slow.dropped == 15


async def _some(subscription, count):
    async for one in subscription:
        yield one
        count -= 1
        if not count:
            return


async def test_a_group_longer_than_the_queue_is_still_given_to_newcomers():
    hub = Hub()
    publish(hub, range(20), every=100)
    subscription = hub.subscribe(CAMERA, StreamName.SUB, max_units=3)
    publish(hub, [20, 21], every=100)
    assert await take(subscription, 22) == list(range(22))


async def test_memory_of_endless_groups_is_bounded():
    hub = Hub()
    publish(hub, range(2 * MAX_GROUP_UNITS), every=10**9)
    assert len(hub._streams[CAMERA, StreamName.SUB].units) <= MAX_GROUP_UNITS


async def test_pictures_after_a_hole_are_not_mixed_with_those_before():
    hub = Hub()
    publish(hub, range(3))
    hub.publish(unit(4)._replace(discontinuity=True))
    subscription = hub.subscribe(CAMERA, StreamName.SUB)
    publish(hub, range(5, 7))
    assert await take(subscription, 2) == [5, 6]


async def test_closing_ends_a_waiting_reader():
    hub = Hub()
    subscription = hub.subscribe(CAMERA, StreamName.SUB)
    async with contextlib.aclosing(subscription):
        reader = asyncio.create_task(take(subscription, 1))
        await asyncio.sleep(0)
        subscription.close()
        assert await reader == []
    publish(hub, range(3))
    with pytest.raises(StopAsyncIteration):
        await anext(subscription)


async def test_forgetting_a_camera_drops_what_is_kept():
    hub = Hub()
    publish(hub, range(3))
    hub.forget(CAMERA)
    assert hub._streams == {}
