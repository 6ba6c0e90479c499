from vigie.cameras.status import CameraState, CameraStatus
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, UtcUs
from vigie.vision.diagnostics import SIGNAL_LOSS_ID, SignalLoss
from vigie.vision.outcome import Closing
from vigie.vision.ports import LiveSignal

CAMERA = CameraId("cam-001")
GONE = {CAMERA: CameraStatus(state=CameraState.FAILED, code="timeout")}
BACK = {CAMERA: CameraStatus(state=CameraState.RECORDING)}


def at(seconds: float) -> UtcUs:
    return UtcUs(round(1_800_000_000 * SECOND_US + seconds * SECOND_US))


def test_a_camera_away_long_enough_is_told_once_with_the_reason() -> None:
    losses = SignalLoss(10)
    losses.note(GONE, at(0))
    assert losses.check(at(9)) == []
    (told,) = losses.check(at(10))
    assert isinstance(told, LiveSignal)
    assert told.signal.details["how"] == "signal_lost"
    assert told.signal.details["reason"] == "timeout"
    assert told.basis_id is None
    assert losses.check(at(20)) == []


def test_its_return_ends_the_signal() -> None:
    losses = SignalLoss(10)
    losses.note(GONE, at(0))
    losses.check(at(10))
    losses.note(BACK, at(12))
    assert losses.check(at(12)) == [Closing(CAMERA, SIGNAL_LOSS_ID, at(12), "ended")]


def test_a_short_absence_is_not_told() -> None:
    losses = SignalLoss(10)
    losses.note(GONE, at(0))
    losses.note(BACK, at(5))
    assert losses.check(at(30)) == []


def test_repeated_failures_are_one_absence() -> None:
    losses = SignalLoss(10)
    for second in range(0, 12, 2):
        losses.note(GONE, at(second))
    assert len(losses.check(at(12))) == 1


def test_a_camera_switched_off_or_not_authorised_has_lost_nothing() -> None:
    losses = SignalLoss(1)
    for state in (CameraState.DISABLED, CameraState.NOT_AUTHORISED):
        losses.note({CAMERA: CameraStatus(state=state)}, at(0))
    assert losses.check(at(60)) == []


def test_while_the_recorder_is_away_no_camera_is_accused() -> None:
    losses = SignalLoss(10)
    losses.note(GONE, at(0))
    losses.recorder_gone()
    assert losses.check(at(60)) == []
    losses.note(GONE, at(60))
    assert losses.check(at(65)) == []
    assert len(losses.check(at(70))) == 1


def test_a_camera_taken_out_of_service_ends_its_signal() -> None:
    losses = SignalLoss(10)
    losses.note(GONE, at(0))
    losses.check(at(10))
    losses.forget([])
    assert losses.check(at(11)) == [Closing(CAMERA, SIGNAL_LOSS_ID, at(11), "ended")]
