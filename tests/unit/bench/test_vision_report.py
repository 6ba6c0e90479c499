"""Who looks less than asked spends less: both sides are compared by what all that was asked would need."""

import pytest

from vigie.bench.vision import Ours, Peer, _report

CAMERA = {
    "looks": 100,
    "active_looks": 50,
    "active_s": 10.0,
    "quiet_s": 50.0,
    "received": 720,
    "decoded": 500,
    "skipped": 200,
    "dropped": 0,
    "broken": 0,
}
TOTALS = {"network_inputs": 40, "network_squares": 12.5, "regions": 90, "postponed": 0, "failures": 0}
NOTHING = {**dict.fromkeys(TOTALS, 0), "now_us": 0, "delays": [], "cameras": {}}


def report(*, looks=50, pictures=3_000, analyst_s=6.0, delays=((1, 0.2), (2, 0.4))):
    camera = CAMERA | {"active_looks": looks, "looks": looks + 50}
    before = NOTHING | {"cameras": {"cam-001": dict.fromkeys(camera, 0)}}
    after = {**TOTALS, "delays": list(delays), "cameras": {"cam-001": camera}}
    ours = Ours(recorder_s=3.0, analyst_s=analyst_s, packets_lost=0, before=before, after=after)
    peer = Peer(recording_s=10.0, analysis_s=20.0, pictures=pictures, regions=900)
    return _report(10, 60, [True, False], "yolox-nano", ours, peer, None)


def test_where_all_that_was_asked_was_done_what_was_spent_is_compared() -> None:
    told = report()
    assert told.ours["rate_reached"] == 1
    assert told.peer["rate_reached"] == 1
    assert told.ratio["cpu_for_all"] == pytest.approx(9 / 30)
    assert told.ratio["cpu_as_spent"] == pytest.approx(9 / 30)
    assert told.ok


def test_a_peer_that_fell_behind_is_charged_for_the_pictures_it_left_out() -> None:
    told = report(pictures=1_500)
    assert told.peer["rate_reached"] == 0.5
    assert told.peer["cores_for_all"] == pytest.approx((10 + 40) / 60, abs=0.001)
    assert told.ratio["cpu_for_all"] == pytest.approx(9 / 50)
    assert told.ratio["cpu_as_spent"] == pytest.approx(9 / 30)


def test_we_are_charged_likewise_and_the_missed_rate_is_said() -> None:
    told = report(looks=10)
    assert told.ours["rate_reached"] == pytest.approx(0.2)
    assert told.ours["cores_for_all"] == pytest.approx((3 + 30) / 60, abs=0.001)
    assert not told.targets["cpu_ratio"].ok
    assert not told.targets["pictures_per_s_moving"].ok


def test_a_delay_that_nobody_measured_is_no_short_one() -> None:
    assert not report(delays=()).targets["signal_delay_p95_s"].ok
