"""The cameras as they are received, in the words of the room `law`."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable
from statistics import median
from typing import Final

from vigie.cameras.service import Cameras
from vigie.cameras.status import CameraState, StatusBoard
from vigie.kernel.ids import CameraId
from vigie.law.conformity import Stream

SAMPLE_S: Final = 10.0
SAMPLES: Final = 60
"""Ten minutes: a short stall or a busy machine changes no verdict."""


class MeasuredNetwork:
    """Joins the list of cameras with what the recorder measures of their main streams.

    The rate of a stream is the median of what the recorder measured over the last minutes, sampled by `run`.
    """

    def __init__(self, cameras: Cameras, board: StatusBoard) -> None:
        self._cameras = cameras
        self._board = board
        self._rates: defaultdict[CameraId, deque[float]] = defaultdict(lambda: deque(maxlen=SAMPLES))

    async def run(self) -> None:
        """Sample until cancelled."""
        while True:
            self.sample([(each.id, each.enabled) for each in await self._cameras.all()])
            await asyncio.sleep(SAMPLE_S)

    def sample(self, cameras: Iterable[tuple[CameraId, bool]]) -> None:
        """Keep the present rate of each; a camera that stopped starts anew."""
        for camera_id, enabled in cameras:
            status = self._board.status(camera_id, enabled=enabled)
            if status.state is not CameraState.RECORDING:
                self._rates.pop(camera_id, None)
            elif status.fps is not None:
                self._rates[camera_id].append(status.fps)

    async def streams(self) -> list[tuple[CameraId, str, Stream]]:
        """Return each camera's id, name and stream; a camera that is not recorded measures nothing."""
        return [
            (each.id, each.name, self._stream(each.id, enabled=each.enabled))
            for each in await self._cameras.all()
        ]

    def _stream(self, camera_id: CameraId, *, enabled: bool) -> Stream:
        status = self._board.status(camera_id, enabled=enabled)
        if status.state is not CameraState.RECORDING:
            return Stream()
        kept = self._rates.get(camera_id)
        fps = median(kept) if kept else status.fps
        return Stream(width_px=status.width_px, height_px=status.height_px, fps=fps)
