import asyncio
import contextlib

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SystemClock
from vigie.testing.clock import FakeClock
from vigie.video.access_unit import StreamName
from vigie.video.hub import Hub
from vigie.video.poller import CALM_TURNS, Poller
from vigie.video.times import LocalTime


class Played:
    """A camera that counts how often it is read."""

    sees_datagrams = False

    def __init__(self, *, urgent):
        self.urgent = urgent
        self.polls = 0

    def poll(self, _buf, _view, _now_s):
        self.polls += 1

    def look(self, _now_s):
        pass


def turns(poller, count):
    for number in range(count * 2):
        poller._turn(poller._slots[number % 2], 0.0, number % 2)


def test_what_nobody_watches_is_read_less_often_and_never_forgotten():
    poller = Poller(FakeClock(), LocalTime(FakeClock()), 0.04)
    watched, others = Played(urgent=True), [Played(urgent=False) for _ in range(7)]
    for camera in (watched, *others):
        poller.add(camera)
    turns(poller, 30)
    assert watched.polls == 30
    assert {camera.polls for camera in others} == {30 // CALM_TURNS}


def test_a_stream_becomes_urgent_with_its_first_viewer_and_calm_with_its_last():
    hub, camera = Hub(), CameraId("cam-001")
    assert not hub.follows(camera, StreamName.MAIN)
    subscription = hub.subscribe(camera, StreamName.MAIN)
    assert hub.follows(camera, StreamName.MAIN)
    subscription.close()
    assert not hub.follows(camera, StreamName.MAIN)


async def test_the_loop_goes_on_at_its_pace():
    poller = Poller(SystemClock(), LocalTime(SystemClock()), 0.01)
    camera = Played(urgent=True)
    poller.add(camera)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(poller.run(), 0.5)
    assert camera.polls >= 5
