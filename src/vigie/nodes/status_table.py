"""What the recorder knows of its cameras, turned into what operators are told.

A camera that keeps failing stays `failed` with its reason while it is tried again; it does not flicker.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from vigie.cameras.model import Camera
from vigie.cameras.status import CameraState, CameraStatus
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock
from vigie.video.access_unit import StreamName
from vigie.video.source import ReceiverState, ReceiverStatus

WINDOW_S = 5.0


@dataclass(slots=True)
class _Rate:
    """Pictures and bytes counted at past moments, to tell the last seconds' rates."""

    samples: deque[tuple[float, int, int]] = field(default_factory=deque)

    def add(self, now_s: float, pictures: int, size: int) -> tuple[float | None, int | None]:
        """Return pictures per second and bits per second since the oldest sample of the window."""
        if self.samples and pictures < self.samples[-1][1]:
            self.samples.clear()  # the receiver was started anew
        while self.samples and now_s - self.samples[0][0] > WINDOW_S:
            self.samples.popleft()
        self.samples.append((now_s, pictures, size))
        first_s, first_pictures, first_size = self.samples[0]
        span_s = now_s - first_s
        if span_s <= 0 or pictures == first_pictures:
            return None, None
        return round((pictures - first_pictures) / span_s, 1), round((size - first_size) * 8 / span_s)


class StatusTable:
    """The status of every camera; `refresh` returns what changed since the last time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._cameras: dict[CameraId, CameraStatus] = {}
        self._fixed: dict[CameraId, CameraStatus] = {}
        self._rates: dict[CameraId, _Rate] = {}

    def set_cameras(
        self,
        cameras: Iterable[Camera],
        refused: Mapping[CameraId, str],
        faults: Mapping[CameraId, str],
    ) -> None:
        """Take the present cameras.

        Args:
            cameras: all that exist.
            refused: why the law does not let a camera be used, by camera.
            faults: why a camera cannot even be tried (its password does not open), by camera.
        """
        known = list(cameras)
        self._fixed = {
            item.id: status for item in known if (status := _fixed_status(item, refused, faults)) is not None
        }
        kept = {item.id for item in known}
        for gone in self._cameras.keys() - kept:
            del self._cameras[gone]
            self._rates.pop(gone, None)
        for camera_id in kept:
            wanted = self._fixed.get(camera_id, CameraStatus(state=CameraState.CONNECTING))
            before = self._cameras.get(camera_id)
            if before is None or camera_id in self._fixed or before.state in _FIXED_STATES:
                self._cameras[camera_id] = self._dated(before, wanted)

    def refresh(
        self, receivers: Iterable[ReceiverStatus], disk_trouble: str | None = None
    ) -> dict[CameraId, CameraStatus]:
        """Take what the receivers say; return the cameras whose status is not what it was.

        Args:
            receivers: statuses of receivers, of all or of some cameras.
            disk_trouble: why nothing that arrives can be written, if so.
        """
        before = dict(self._cameras)
        now_s = self._clock.monotonic_s()
        for receiver in receivers:
            camera_id = receiver.camera_id
            if receiver.stream is StreamName.MAIN and camera_id in before and camera_id not in self._fixed:
                rates = self._rates.setdefault(camera_id, _Rate()).add(
                    now_s, receiver.pictures, receiver.bytes
                )
                status = _status_of(receiver, *rates)
                if disk_trouble is not None and status.state is CameraState.RECORDING:
                    status = replace(status, state=CameraState.FAILED, code=disk_trouble)
                self._cameras[camera_id] = self._dated(before[camera_id], status)
        return {
            camera_id: status
            for camera_id, status in self._cameras.items()
            if before.get(camera_id) != status
        }

    def all(self) -> dict[CameraId, CameraStatus]:
        """Return every camera's status."""
        return dict(self._cameras)

    def count(self, state: CameraState) -> int:
        """Return how many cameras are in this state."""
        return sum(status.state is state for status in self._cameras.values())

    def _dated(self, before: CameraStatus | None, after: CameraStatus) -> CameraStatus:
        """Return `after` with the instant its state began."""
        if before is not None and (before.state, before.code) == (after.state, after.code):
            return replace(after, since_us=before.since_us)
        return replace(after, since_us=self._clock.now())


_FIXED_STATES = (CameraState.DISABLED, CameraState.NOT_AUTHORISED)


def _fixed_status(
    camera: Camera, refused: Mapping[CameraId, str], faults: Mapping[CameraId, str]
) -> CameraStatus | None:
    """Return the status of a camera that is not tried at all."""
    if not camera.enabled:
        return CameraStatus(state=CameraState.DISABLED, code="disabled")
    if camera.id in refused:
        return CameraStatus(state=CameraState.NOT_AUTHORISED, code=refused[camera.id])
    if camera.id in faults:
        return CameraStatus(state=CameraState.FAILED, code=faults[camera.id])
    return None


def _status_of(receiver: ReceiverStatus, fps: float | None, bitrate_bps: int | None) -> CameraStatus:
    streaming = receiver.state is ReceiverState.STREAMING
    state = CameraState.RECORDING if streaming else CameraState.CONNECTING
    reason = None if streaming else receiver.reason
    if reason is not None:
        state = CameraState.FAILED
    parameters = receiver.parameters
    return CameraStatus(
        state=state,
        code=reason.value if reason is not None else None,
        detail=receiver.detail if reason is not None else "",
        last_picture_us=receiver.last_picture,
        fps=fps,
        bitrate_bps=bitrate_bps,
        codec=parameters.codec.value if parameters else None,
        width_px=parameters.width_px if parameters else None,
        height_px=parameters.height_px if parameters else None,
        packets_lost=receiver.packets_lost,
        reconnects=receiver.reconnects,
    )


def to_json(statuses: Mapping[CameraId, CameraStatus]) -> dict[str, Any]:
    """Return statuses as JSON values, for the live link."""
    return {camera_id: asdict(status) for camera_id, status in statuses.items()}


def from_json(values: Mapping[str, Any]) -> dict[CameraId, CameraStatus]:
    """Return the statuses that `to_json` wrote."""
    return {
        CameraId(camera_id): CameraStatus(**value | {"state": CameraState(value["state"])})
        for camera_id, value in values.items()
    }
