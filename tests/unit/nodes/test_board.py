from dataclasses import asdict

import pytest

from vigie.cameras.status import CameraState, CameraStatus
from vigie.kernel.ids import CameraId
from vigie.nodes.board import Board
from vigie.testing.clock import FakeClock

ONE, TWO = CameraId("cam-001"), CameraId("cam-002")
RECORDING = asdict(CameraStatus(state=CameraState.RECORDING, last_picture_us=5))
REFUSED = asdict(CameraStatus(state=CameraState.NOT_AUTHORISED, code="no_authorisation"))


@pytest.fixture
def board():
    board = Board(FakeClock())
    board.on_recorder({"pid": 1})
    board.on_statuses({"all": True, "cameras": {ONE: RECORDING, TWO: REFUSED}})
    return board


def test_the_latest_status_stands(board):
    assert board.status(ONE, enabled=True).state is CameraState.RECORDING
    board.on_statuses(
        {"all": False, "cameras": {ONE: asdict(CameraStatus(state=CameraState.FAILED, code="x"))}}
    )
    assert board.status(ONE, enabled=True).code == "x"
    assert board.status(TWO, enabled=True).state is CameraState.NOT_AUTHORISED


def test_a_camera_the_recorder_does_not_know_yet_connects_or_is_disabled(board):
    assert board.status(CameraId("new"), enabled=True).state is CameraState.CONNECTING
    assert board.status(CameraId("new"), enabled=False).state is CameraState.DISABLED


def test_while_the_recorder_is_away_nothing_is_said_to_be_recorded(board):
    board.on_recorder(None)
    status = board.status(ONE, enabled=True)
    assert (status.state, status.code, status.last_picture_us) == (CameraState.FAILED, "recorder_down", 5)
    assert board.status(TWO, enabled=True).state is CameraState.NOT_AUTHORISED
    assert board.count(CameraState.RECORDING) == 0


def test_cameras_that_are_gone_are_not_counted(board):
    assert board.count(CameraState.RECORDING) == 1
    board.on_statuses({"all": True, "cameras": {TWO: REFUSED}})
    assert board.count(CameraState.RECORDING) == 0


def test_listeners_hear_changes_until_they_leave(board):
    heard = []
    leave = board.listen(heard.append)
    board.on_statuses({"all": False, "cameras": {ONE: RECORDING}})
    board.on_recorder(None)
    assert [(event["type"], event.get("camera_id"), event.get("state")) for event in heard] == [
        ("camera_status", ONE, None),
        ("recorder", None, "down"),
        ("camera_status", ONE, None),
        ("camera_status", TWO, None),
    ]
    assert heard[2]["status"]["code"] == "recorder_down"
    leave()
    board.on_recorder({"pid": 2})
    assert len(heard) == 4


def test_the_recorder_s_state_is_told_once_per_change(board):
    heard = []
    board.listen(heard.append)
    board.on_recorder({"pid": 1})
    assert heard == []
