"""The centre's picture of the recorder: latest statuses, and whoever wants to hear of changes."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from vigie.cameras.status import CameraState, CameraStatus
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock, UtcUs
from vigie.nodes.status_table import from_json

RECORDER_DOWN = "recorder_down"


@dataclass(frozen=True, slots=True)
class RecorderInfo:
    """Whether the recorder is there (`running` or `down`), and since when."""

    state: str
    since_us: UtcUs


Listener = Callable[[dict[str, Any]], None]


class Board:
    """Latest statuses; events are JSON values as `WS /api/events` sends them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._statuses: dict[CameraId, CameraStatus] = {}
        self._listeners: set[Listener] = set()
        self.recorder = RecorderInfo("down", clock.now())

    def status(self, camera_id: CameraId, *, enabled: bool) -> CameraStatus:
        """Return a camera's status; one the recorder has not spoken of yet is connecting, or disabled."""
        if self.recorder.state == "down":
            return self._while_down(camera_id)
        unknown = CameraState.CONNECTING if enabled else CameraState.DISABLED
        return self._statuses.get(camera_id, CameraStatus(state=unknown))

    def count(self, state: CameraState) -> int:
        """Return how many cameras are in this state now."""
        if self.recorder.state == "down":
            return 0
        return sum(status.state is state for status in self._statuses.values())

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event from now on; return how to stop."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def on_recorder(self, hello: dict[str, Any] | None) -> None:
        """The recorder greeted, or is gone."""
        state = "running" if hello else "down"
        if state == self.recorder.state:
            return
        self.recorder = RecorderInfo(state, self._clock.now())
        self._tell({"type": "recorder", "state": state, "since_us": self.recorder.since_us})
        if hello is None:
            for camera_id in self._statuses:
                self._tell(_event(camera_id, self._while_down(camera_id)))

    def on_statuses(self, told: Mapping[str, Any]) -> None:
        """Take `{"all": bool, "cameras": …}`: what changed, or every camera there is."""
        statuses = from_json(told["cameras"])
        if told["all"]:
            self._statuses.clear()
        for camera_id, status in statuses.items():
            self._statuses[camera_id] = status
            self._tell(_event(camera_id, status))

    def _while_down(self, camera_id: CameraId) -> CameraStatus:
        last = self._statuses.get(camera_id)
        if last is not None and last.state in {CameraState.DISABLED, CameraState.NOT_AUTHORISED}:
            return last
        return CameraStatus(
            state=CameraState.FAILED,
            code=RECORDER_DOWN,
            since_us=self.recorder.since_us,
            last_picture_us=last.last_picture_us if last else None,
        )

    def _tell(self, event: dict[str, Any]) -> None:
        for listener in list(self._listeners):
            listener(event)


def _event(camera_id: CameraId, status: CameraStatus) -> dict[str, Any]:
    return {"type": "camera_status", "camera_id": camera_id, "status": asdict(status)}
