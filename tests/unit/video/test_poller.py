import asyncio
import contextlib

import pytest

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SystemClock
from vigie.testing.clock import FakeClock
from vigie.video.access_unit import StreamName
from vigie.video.errors import ReceiverError, StopReason
from vigie.video.hub import Hub
from vigie.video.poller import GROUP, LONG_TURN_S, Poller
from vigie.video.times import LocalTime


class Played:
    """A camera that counts how often it is read."""

    def __init__(self, *, urgent=False, datagrams=False, error=None):
        self.urgent = urgent or datagrams
        self.sees_datagrams = datagrams
        self.error = error
        self.polls = self.looks = self.ends = 0

    def poll(self, _buf, _view, _now_s):
        self.polls += 1
        if self.error:
            raise self.error

    def look(self, _now_s):
        self.looks += 1

    def fail(self, _error):
        self.ends += 1


def ten_seconds(*cameras):
    """Play ten seconds of turns at the poller's own pace; return it."""
    clock = FakeClock()
    poller = Poller(clock, LocalTime(clock), 0.04, 0.12)
    for camera in cameras:
        poller.add(camera)
    start_s = now_s = clock.monotonic_s()
    turns = 0
    while now_s < start_s + 10:
        poller.turn(now_s)
        turns += 1
        now_s = min(poller._calm_due_s, now_s + poller._pause_s)
    return turns


def test_streams_that_nobody_watches_are_read_together_and_seldom():
    cameras = [Played() for _ in range(20)]
    turns = ten_seconds(*cameras)
    assert {camera.polls for camera in cameras} == {turns}
    assert turns == 84


def test_what_somebody_watches_is_read_at_every_turn():
    watched, calm = Played(urgent=True), Played()
    ten_seconds(watched, calm)
    assert watched.polls in range(248, 255)
    assert calm.polls == 84


def test_datagrams_are_read_twice_as_often():
    datagrams = Played(datagrams=True)
    ten_seconds(datagrams)
    assert datagrams.polls in range(495, 510)


def test_hundreds_of_cameras_are_read_in_groups_each_as_often():
    cameras = [Played() for _ in range(GROUP + 40)]
    ten_seconds(*cameras)
    assert {camera.polls for camera in cameras} <= {83, 84, 85}


class Slow(Played):
    """A camera that takes its time: as all do where the processor is wanted elsewhere."""

    def __init__(self, clock, took_s):
        super().__init__()
        self.clock, self.took_s = clock, took_s

    def poll(self, _buf, _view, _now_s):
        super().poll(_buf, _view, _now_s)
        self.clock.advance(self.took_s)


def test_on_an_overloaded_machine_the_loop_is_held_up_for_a_moment_at_most():
    clock = FakeClock()
    poller = Poller(clock, LocalTime(clock), 0.03, 0.24)
    cameras = [Slow(clock, 0.05) for _ in range(100)]
    for camera in cameras:
        poller.add(camera)

    def turns(count):
        took = []
        for _ in range(count):
            clock.advance(max(poller._calm_due_s - clock.monotonic_s(), 0))
            before_s = clock.monotonic_s()
            poller.turn(before_s)
            took.append(clock.monotonic_s() - before_s)
        return took

    took = turns(2_000)
    assert took[0] == pytest.approx(5.0)
    assert max(took[10:]) <= LONG_TURN_S * 2
    polls = [camera.polls for camera in cameras]
    assert max(polls) - min(polls) <= len(took) / 100
    for camera in cameras:
        camera.took_s = 0.0
    turns(20)
    before = [camera.polls for camera in cameras]
    turns(1)
    assert [camera.polls for camera in cameras] == [number + 1 for number in before]


def test_health_is_looked_after_once_per_second():
    cameras = [Played(), Played(urgent=True)]
    ten_seconds(*cameras)
    assert all(camera.looks in (9, 10) for camera in cameras)


def test_a_camera_that_fails_is_read_no_more_and_harms_nobody():
    broken = Played(error=ReceiverError(StopReason.CLOSED_BY_CAMERA, "gone"))
    odd, sound = Played(error=ValueError("not thought of")), Played()
    ten_seconds(broken, odd, sound)
    assert (broken.polls, broken.ends, odd.polls, odd.ends) == (1, 1, 1, 1)
    assert sound.polls == 84


def test_a_stream_becomes_urgent_with_its_first_viewer_and_calm_with_its_last():
    hub, camera = Hub(), CameraId("cam-001")
    assert not hub.follows(camera, StreamName.MAIN)
    subscription = hub.subscribe(camera, StreamName.MAIN)
    assert hub.follows(camera, StreamName.MAIN)
    subscription.close()
    assert not hub.follows(camera, StreamName.MAIN)


def test_a_patient_reader_makes_nothing_urgent():
    hub, camera = Hub(), CameraId("cam-001")
    hub.subscribe(camera, StreamName.SUB, patient=True)
    assert not hub.follows(camera, StreamName.SUB)
    hub.subscribe(camera, StreamName.SUB)
    assert hub.follows(camera, StreamName.SUB)


async def test_the_loop_goes_on_at_its_pace():
    poller = Poller(SystemClock(), LocalTime(SystemClock()), 0.01, 0.01)
    camera = Played(urgent=True)
    poller.add(camera)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(poller.run(), 0.5)
    assert camera.polls >= 5
