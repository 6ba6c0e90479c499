"""Camera time to UTC, over wraps, absurd clocks, clocks that are set, and a wall clock that jumps."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.instants import SECOND_US, UtcUs
from vigie.testing.clock import START, FakeClock
from vigie.video.rtcp import SenderReport
from vigie.video.times import CameraTime, LocalTime

LIMIT_US = 60 * SECOND_US


class Rig:
    """A camera with 25 pictures per second, its RTP time starting just before it wraps."""

    def __init__(self, *, offset_us=0, delay_us=20_000):
        self.clock = FakeClock()
        self.local = LocalTime(self.clock)
        self.time = CameraTime(self.local, LIMIT_US)
        self.offset_us, self.delay_us = offset_us, delay_us
        self.ticks = (1 << 32) - 9_000
        self.out = []

    def picture(self, *, keyframe=False, step=3_600):
        self.clock.advance(step / 90_000)
        self.ticks += step
        arrival = self.local.now_us() + self.delay_us
        self.out.append(self.time.place(self.ticks & 0xFFFFFFFF, arrival, keyframe=keyframe))
        return self.out[-1]

    def seconds(self, count):
        for _ in range(count):
            for number in range(25):
                self.picture(keyframe=number == 0)
            self.local.look()
            self.time.look()

    def report(self):
        now = self.local.now_us()
        report = SenderReport(7, UtcUs(now + self.offset_us), self.ticks & 0xFFFFFFFF, 0)
        self.time.report(report, now + self.delay_us)

    @property
    def error_us(self):
        """How far the last picture's UTC is from the true instant."""
        return self.out[-1][1] - self.local.now_us()


def test_times_go_on_over_the_wrap():
    rig = Rig()
    rig.seconds(2)
    assert {b[0] - a[0] for a, b in pairwise(rig.out)} == {3_600}
    assert {b[1] - a[1] for a, b in pairwise(rig.out)} == {40_000}
    assert not any(item[2] for item in rig.out)


def test_without_reports_arrival_counts():
    rig = Rig()
    rig.seconds(1)
    assert abs(rig.error_us - rig.delay_us) <= 2
    assert rig.time.offset_us is None


def test_a_report_takes_the_delay_out():
    rig = Rig(delay_us=30_000)
    rig.seconds(1)
    rig.report()
    rig.seconds(5)
    assert abs(rig.error_us) < 1_000
    assert rig.time.offset_us == -30_000


def test_a_first_picture_read_late_is_set_right_within_the_first_second():
    rig = Rig(delay_us=240_000)
    rig.picture(keyframe=True)
    rig.delay_us = 3_000
    rig.seconds(2)
    assert abs(rig.error_us - rig.delay_us) <= 2
    assert all(b[1] > a[1] for a, b in pairwise(rig.out))
    assert not any(item[2] for item in rig.out)


def test_a_report_before_the_first_picture_is_remembered():
    rig = Rig(delay_us=30_000)
    rig.report()
    rig.picture(keyframe=True)
    assert abs(rig.error_us) < 1_000


def test_a_camera_with_an_honest_offset_is_believed():
    rig = Rig(offset_us=-1_500_000)
    rig.report()
    rig.seconds(3)
    assert abs(rig.error_us + 1_500_000) < 20_000


@pytest.mark.parametrize("offset_us", [-START, 3_600 * SECOND_US, 61 * SECOND_US])
def test_an_absurd_clock_is_reported_and_not_believed(offset_us):
    rig = Rig(offset_us=offset_us)
    rig.report()
    rig.seconds(3)
    assert rig.time.by_arrival
    assert abs(rig.error_us - rig.delay_us) <= 2
    assert abs(rig.time.offset_us - offset_us) < SECOND_US


def test_a_camera_clock_that_is_set_changes_time_at_a_keyframe_and_says_so():
    rig = Rig()
    rig.report()
    rig.seconds(2)
    rig.offset_us = 10 * SECOND_US
    rig.report()
    rig.seconds(3)
    flagged = [index for index, item in enumerate(rig.out) if item[2]]
    assert len(flagged) == 1
    assert flagged[0] % 25 == 0
    assert abs(rig.error_us - 10 * SECOND_US) < 20_000
    pts = [item[0] for item in rig.out]
    assert {b - a for a, b in pairwise(pts)} == {3_600}


def test_our_wall_clock_may_jump_briefly_without_effect():
    rig = Rig()
    rig.seconds(2)
    before = rig.clock.now()
    rig.clock.set_wall(UtcUs(before + 3_600 * SECOND_US))
    rig.seconds(1)
    rig.clock.set_wall(UtcUs(before + SECOND_US))
    rig.seconds(3)
    assert not any(item[2] for item in rig.out)
    assert all(39_000 < b[1] - a[1] < 41_000 + 5_000 for a, b in pairwise(rig.out))


@pytest.mark.parametrize("step_s", [3_600, -3_600])
def test_our_wall_clock_set_for_good_is_followed_at_a_keyframe(step_s):
    rig = Rig()
    rig.seconds(2)
    rig.clock.set_wall(UtcUs(rig.clock.now() + step_s * SECOND_US))
    rig.seconds(15)
    assert sum(item[2] for item in rig.out) == 1
    assert abs(rig.out[-1][1] - rig.clock.now()) < 100_000


@given(
    st.lists(st.tuples(st.integers(0, 200_000), st.integers(-2_000_000, 2_000_000)), min_size=1, max_size=20)
)
def test_later_pictures_have_later_instants_unless_time_is_set_anew(turns):
    rig = Rig()
    for delay_us, offset_us in turns:
        rig.delay_us, rig.offset_us = delay_us, offset_us
        rig.report()
        rig.seconds(1)
    for before, after in pairwise(rig.out):
        assert after[2] or after[1] > before[1]


def test_a_new_connection_goes_on_where_the_old_one_stood():
    rig = Rig()
    rig.seconds(2)
    rig.time.restart(90_000)
    rig.clock.advance(10)
    rig.ticks = 77
    rig.seconds(2)
    gap = rig.out[50][0] - rig.out[49][0]
    assert 10 * 90_000 <= gap <= 11 * 90_000
    assert abs(rig.out[50][1] - rig.out[49][1] - gap * 100 // 9) < 1_000
    assert abs(rig.error_us - rig.delay_us) < 60_000


def test_rtp_time_that_leaps_is_bridged_and_said():
    rig = Rig()
    rig.seconds(1)
    rig.ticks += 1 << 31
    rig.seconds(1)
    assert [item[2] for item in rig.out].count(True) == 1
    assert 0 < rig.out[25][0] - rig.out[24][0] < 9_000


def test_other_clock_rates_are_converted():
    clock = FakeClock()
    time = CameraTime(LocalTime(clock), LIMIT_US)
    time.restart(45_000)
    first = time.place(0, START, keyframe=True)
    second = time.place(45_000, START + SECOND_US, keyframe=False)
    assert second[0] - first[0] == 90_000
