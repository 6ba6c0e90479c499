"""Streams' rates as the law's report sees them: the median of some minutes, not of one bad second."""

from types import SimpleNamespace

from vigie.bootstrap.network import SAMPLES, MeasuredNetwork
from vigie.cameras.status import CameraState, CameraStatus
from vigie.kernel.ids import CameraId

ONE = CameraId("cam-001")


class Town:
    """One camera whose status the test sets."""

    def __init__(self):
        self.told = CameraStatus(state=CameraState.RECORDING, width_px=1280, height_px=720, fps=12.0)

    def status(self, _camera_id, *, enabled):
        return self.told if enabled else CameraStatus(state=CameraState.DISABLED)

    def show(self, fps):
        self.told = CameraStatus(state=CameraState.RECORDING, width_px=1280, height_px=720, fps=fps)

    async def all(self):
        return [SimpleNamespace(id=ONE, name="Mairie", enabled=True)]


async def fps(network):
    [(_, _, stream)] = await network.streams()
    return stream.fps


async def test_a_short_stall_changes_nothing():
    town = Town()
    network = MeasuredNetwork(town, town)
    assert await fps(network) == 12.0
    for rate in [12.0] * 5 + [3.0]:
        town.show(rate)
        network.sample([(ONE, True)])
    assert await fps(network) == 12.0
    for _ in range(SAMPLES):
        network.sample([(ONE, True)])
    assert await fps(network) == 3.0


async def test_a_camera_that_stops_measures_nothing_and_starts_anew():
    town = Town()
    network = MeasuredNetwork(town, town)
    network.sample([(ONE, True)])
    town.told = CameraStatus(state=CameraState.FAILED, code="unreachable")
    network.sample([(ONE, True)])
    assert await fps(network) is None
    town.show(25.0)
    assert await fps(network) == 25.0
