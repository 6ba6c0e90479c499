"""Loss of a camera's signal, told as a diagnostic of its equipment: it looks at no picture and always runs.

The recorder's statuses say why nothing comes; a camera that nobody may receive, or that is switched off, has
lost nothing. While the recorder itself is away nothing can be said of any camera.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vigie.cameras.status import CameraState, CameraStatus
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, UtcUs
from vigie.vision.outcome import Closing, Outcome
from vigie.vision.ports import LiveSignal
from vigie.vision.signals import Phase, RuleKind, Signal

SIGNAL_LOSS_ID = "equipment:signal_loss"
LOST_STATES = frozenset({CameraState.FAILED, CameraState.CONNECTING})
EQUIPMENT_DETECTOR = "equipment"


@dataclass(slots=True)
class _Loss:
    since: UtcUs
    code: str
    told: bool = False


class SignalLoss:
    """Watches the statuses of all cameras.

    Args:
        after_s: how long a camera must be away before it is told.
    """

    def __init__(self, after_s: float) -> None:
        self._after_us = round(after_s * SECOND_US)
        self._losses: dict[CameraId, _Loss] = {}
        self._blind = True

    def note(self, statuses: Mapping[CameraId, CameraStatus], now: UtcUs) -> None:
        """Take statuses in."""
        self._blind = False
        for camera_id, status in statuses.items():
            if status.state in LOST_STATES:
                known = self._losses.get(camera_id)
                code = status.code or "no_picture"
                if known is None:
                    self._losses[camera_id] = _Loss(now, code)
                elif not known.told:
                    known.code = code
            elif camera_id in self._losses:
                self._losses[camera_id].code = ""

    def recorder_gone(self) -> None:
        """Nothing is known of any camera until the recorder speaks again; waits begin anew."""
        self._blind = True
        for loss in [key for key, each in self._losses.items() if not each.told]:
            del self._losses[loss]

    def forget(self, known: Iterable[CameraId]) -> None:
        """Keep only these cameras."""
        kept = set(known)
        for camera_id in [each for each in self._losses if each not in kept]:
            self._losses[camera_id].code = ""

    def check(self, now: UtcUs) -> list[Outcome]:
        """Return what must be told now."""
        if self._blind:
            return []
        told: list[Outcome] = []
        for camera_id, loss in list(self._losses.items()):
            if not loss.code:
                del self._losses[camera_id]
                if loss.told:
                    told.append(Closing(camera_id, SIGNAL_LOSS_ID, now, "ended"))
            elif not loss.told and now - loss.since >= self._after_us:
                loss.told = True
                told.append(_signal(camera_id, loss, now))
        return told


def _signal(camera_id: CameraId, loss: _Loss, now: UtcUs) -> LiveSignal:
    since_s = loss.since / SECOND_US
    signal = Signal(
        SIGNAL_LOSS_ID,
        RuleKind.TAMPERING,
        Phase.START,
        now / SECOND_US,
        since_s,
        1.0,
        (0.0, 0.0, 0.0, 0.0),
        details={"how": "signal_lost", "reason": loss.code, "lost_s": round(now / SECOND_US - since_s, 1)},
    )
    return LiveSignal(
        camera_id=camera_id,
        signal=signal,
        at=now,
        began=loss.since,
        size_px=(0, 0),
        detector=EQUIPMENT_DETECTOR,
        rules_version=0,
        basis_id=None,
    )
