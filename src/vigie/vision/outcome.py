"""What the analysis tells: signals, and ends that no rule could tell any more."""

from dataclasses import dataclass

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.vision.ports import LiveSignal


@dataclass(frozen=True, slots=True)
class Closing:
    """All that is open of a camera's rule (None: of every rule) ends, for a reason of `SignalSink.close`."""

    camera_id: CameraId
    rule_id: str | None
    at: UtcUs
    reason: str


Outcome = LiveSignal | Closing
