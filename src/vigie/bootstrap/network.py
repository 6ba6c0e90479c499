"""The cameras as they are received now, in the words of the room `law`."""

from vigie.cameras.service import Cameras
from vigie.cameras.status import CameraState, StatusBoard
from vigie.kernel.ids import CameraId
from vigie.law.conformity import Stream


class MeasuredNetwork:
    """Joins the list of cameras with what the recorder measures of their main streams."""

    def __init__(self, cameras: Cameras, board: StatusBoard) -> None:
        self._cameras = cameras
        self._board = board

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
        return Stream(width_px=status.width_px, height_px=status.height_px, fps=status.fps)
