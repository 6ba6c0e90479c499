"""Films made of invented NAL units, a camera without a town, and a client that keeps what it gets."""

import struct

import pytest

from vigie.simulator.bitstream import Codec, Setup
from vigie.simulator.camera import SimulatedCamera
from vigie.simulator.clips import ClipPicture, EncodedClip
from vigie.simulator.clock import CameraClock
from vigie.simulator.places import all_places
from vigie.simulator.pump import Pump
from vigie.simulator.streams import ClipStream, PlayableClip
from vigie.testing.clock import FakeClock

SETUP = Setup(Codec.H264, 640, 360, (), (b"\x67\x42\x00\x1e",), (b"\x68\xce",))
TICK_90K = 9000


def make_clip(pictures=20, keyframe_every=5, size=3000, setup=SETUP, name="clip"):
    """Ten pictures a second; each carries its number in its first slice."""
    made = []
    for number in range(pictures):
        keyframe = number % keyframe_every == 0
        body = struct.pack(">BI", 0x65 if keyframe else 0x41, number) + bytes(size)
        made.append(ClipPicture((body,), number * TICK_90K, number * TICK_90K, keyframe))
    return EncodedClip(name, setup, tuple(made), pictures * TICK_90K)


class Keeper:
    """Fake of `Carrier`: keeps every packet and report."""

    def __init__(self, backlog=0):
        self.channel = 0
        self.backlog = backlog
        self.packets = []
        self.reports = []

    def send(self, picture, first, last):
        self.packets += [bytes(packet) for packet in picture.datagrams(first, last)]

    def send_one(self, packet):
        self.packets.append(bytes(packet))

    def report(self, packet):
        self.reports.append(packet)

    @property
    def sequences(self):
        return [int.from_bytes(packet[2:4], "big") for packet in self.packets]

    @property
    def timestamps(self):
        return [int.from_bytes(packet[4:8], "big") for packet in self.packets]

    @property
    def pictures(self):
        """Numbers of the pictures whose first packet arrived."""
        return [number for number in map(_number, self.packets) if number is not None]


def _number(packet):
    payload = packet[12:]
    if payload[0] & 0x1F == 28:  # FU-A
        return struct.unpack(">I", payload[2:6])[0] if payload[1] & 0x80 else None
    return struct.unpack(">I", payload[1:5])[0] if payload[0] & 0x1F in (1, 5) else None


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def camera(clock):
    return SimulatedCamera(all_places()[1], CameraClock(clock))


@pytest.fixture
def pump(clock):
    return Pump(clock)


@pytest.fixture
def stream(camera, pump):
    made = ClipStream(camera, "main", PlayableClip(make_clip()), pump)
    camera.streams["main"] = made
    return made


@pytest.fixture(name="make_clip")
def _make_clip():
    return make_clip


@pytest.fixture(name="new_keeper")
def _keeper():
    return Keeper
