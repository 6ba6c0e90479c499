"""What an operator is told about a camera: the recorder reports it, pages and the wall show it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs


class CameraState(StrEnum):
    """The five words on a camera's tile."""

    RECORDING = "recording"
    CONNECTING = "connecting"
    FAILED = "failed"
    NOT_AUTHORISED = "not_authorised"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraStatus:
    """The present state of one camera, of its main stream.

    Attributes:
        code: why it does not record, stable for translation (`wrong_password`…); None when it does.
        detail: what was said on the wire, for a technician.
        since_us: when this state began.
        fps: pictures per second over the last seconds; None while there are none.
        bitrate_bps: bits per second over the last seconds.
    """

    state: CameraState
    code: str | None = None
    detail: str = ""
    since_us: UtcUs | None = None
    last_picture_us: UtcUs | None = None
    fps: float | None = None
    bitrate_bps: int | None = None
    codec: str | None = None
    width_px: int | None = None
    height_px: int | None = None
    packets_lost: int = 0
    reconnects: int = 0


class StatusBoard(Protocol):
    """Where the latest statuses stand."""

    def status(self, camera_id: CameraId, *, enabled: bool) -> CameraStatus:
        """Return the camera's status; one that says so when the recorder has not spoken of it."""
        ...
