"""What operators are told of a camera, from what its receiver says."""

from dataclasses import replace

import pytest

from vigie.cameras.status import CameraState
from vigie.kernel.ids import CameraId
from vigie.nodes.status_table import StatusTable, from_json, to_json
from vigie.testing.cameras import TOWN_HALL
from vigie.testing.clock import FakeClock
from vigie.testing.live import PARAMETERS
from vigie.video.access_unit import StreamName
from vigie.video.errors import StopReason
from vigie.video.source import ReceiverState, ReceiverStatus

ONE = CameraId("cam-001")
RECEIVER = ReceiverStatus(
    camera_id=ONE,
    stream=StreamName.MAIN,
    state=ReceiverState.STREAMING,
    reason=None,
    detail="",
    since=FakeClock().now(),
    last_picture=FakeClock().now(),
    pictures=0,
    packets=0,
    packets_lost=0,
    bytes=0,
    reconnects=0,
    clock_offset_us=None,
    parameters=PARAMETERS,
)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def table(clock):
    table = StatusTable(clock)
    table.set_cameras([TOWN_HALL], {}, {})
    return table


def _status(table):
    return table.all()[ONE]


def test_a_camera_connects_until_its_receiver_says_more(table, clock):
    assert _status(table).state is CameraState.CONNECTING
    assert _status(table).since_us == clock.now()


def test_a_streaming_camera_records_and_tells_its_figures(table, clock):
    table.refresh([RECEIVER])
    clock.advance(2)
    changed = table.refresh([replace(RECEIVER, pictures=50, bytes=1_000_000, packets_lost=3)])
    status = changed[ONE]
    assert (status.state, status.code) == (CameraState.RECORDING, None)
    assert (status.fps, status.bitrate_bps) == (25.0, 4_000_000)
    assert (status.codec, status.width_px, status.height_px) == ("h264", 640, 360)
    assert status.packets_lost == 3


def test_rates_are_those_of_the_last_seconds(table, clock):
    for second in range(20):
        rate = 10 if second < 10 else 20
        clock.advance(1)
        table.refresh([replace(RECEIVER, pictures=second * rate)])
    assert _status(table).fps == 20.0


def test_a_receiver_started_anew_does_not_make_negative_rates(table, clock):
    table.refresh([replace(RECEIVER, pictures=1000)])
    clock.advance(1)
    table.refresh([replace(RECEIVER, pictures=5)])
    assert _status(table).fps is None


def test_a_failing_camera_stays_failed_while_it_is_tried_again(table, clock):
    waiting = replace(RECEIVER, state=ReceiverState.WAITING, reason=StopReason.WRONG_PASSWORD, detail="401")
    table.refresh([waiting])
    began = _status(table).since_us
    clock.advance(30)
    table.refresh([replace(waiting, state=ReceiverState.CONNECTING)])
    status = _status(table)
    assert (status.state, status.code, status.detail) == (CameraState.FAILED, "wrong_password", "401")
    assert status.since_us == began


def test_since_moves_when_the_state_or_its_reason_does(table, clock):
    table.refresh([RECEIVER])
    clock.advance(5)
    waiting = replace(RECEIVER, state=ReceiverState.WAITING, reason=StopReason.SILENT)
    table.refresh([waiting])
    silent = _status(table).since_us
    clock.advance(5)
    table.refresh([replace(waiting, reason=StopReason.UNREACHABLE)])
    assert silent < _status(table).since_us == clock.now()


def test_only_what_changed_is_told(table):
    assert list(table.refresh([RECEIVER])) == [ONE]
    assert table.refresh([RECEIVER]) == {}


def test_the_sub_stream_says_nothing_of_recording(table):
    failed = replace(RECEIVER, stream=StreamName.SUB, state=ReceiverState.WAITING, reason=StopReason.SILENT)
    assert table.refresh([failed]) == {}


@pytest.mark.parametrize(
    ("camera", "refused", "faults", "state", "code"),
    [
        (replace(TOWN_HALL, enabled=False), {}, {}, CameraState.DISABLED, "disabled"),
        (TOWN_HALL, {ONE: "authorisation_expired"}, {}, CameraState.NOT_AUTHORISED, "authorisation_expired"),
        (TOWN_HALL, {}, {ONE: "password_sealed"}, CameraState.FAILED, "password_sealed"),
        (replace(TOWN_HALL, enabled=False), {ONE: "no_authorisation"}, {}, CameraState.DISABLED, "disabled"),
    ],
)
def test_a_camera_that_is_not_tried_says_why_whatever_its_receiver_said(
    table, camera, refused, faults, state, code
):
    table.refresh([RECEIVER])
    table.set_cameras([camera], refused, faults)
    table.refresh([RECEIVER])
    assert (_status(table).state, _status(table).code) == (state, code)


def test_a_camera_allowed_again_connects(table):
    table.set_cameras([TOWN_HALL], {ONE: "no_authorisation"}, {})
    table.set_cameras([TOWN_HALL], {}, {})
    assert _status(table).state is CameraState.CONNECTING


def test_a_removed_camera_is_gone(table):
    table.set_cameras([], {}, {})
    assert table.all() == {}
    assert table.refresh([RECEIVER]) == {}


def test_when_no_disk_takes_pictures_a_streaming_camera_is_not_said_to_be_recorded(table):
    table.refresh([RECEIVER], "disk_full")
    assert (_status(table).state, _status(table).code) == (CameraState.FAILED, "disk_full")
    table.refresh([RECEIVER])
    assert _status(table).state is CameraState.RECORDING


def test_statuses_pass_through_the_live_link_unchanged(table):
    table.refresh([RECEIVER])
    assert from_json(to_json(table.all())) == table.all()
