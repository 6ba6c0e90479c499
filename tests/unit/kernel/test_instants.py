from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.instants import Interval, SystemClock, UtcUs, from_datetime, to_datetime, to_iso

instants = st.integers(min_value=0, max_value=4_000_000_000_000_000).map(UtcUs)


@given(instants)
def test_an_instant_survives_the_way_through_a_datetime(instant):
    assert from_datetime(to_datetime(instant)) == instant


def test_a_date_without_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        from_datetime(datetime(2027, 1, 1))  # noqa: DTZ001 - the mistake under test


def test_iso_shows_microseconds_and_utc():
    assert to_iso(UtcUs(1_000_001)) == "1970-01-01T00:00:01.000001Z"


@given(instants, instants, instants, instants)
def test_clipping_agrees_with_overlapping(a, b, c, d):
    if a == b or c == d:
        return
    one, two = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    part = one.clip(two)
    assert (part is not None) == one.overlaps(two)
    if part:
        assert one.start <= part.start < part.end <= two.end


def test_an_empty_interval_is_refused():
    with pytest.raises(ValueError, match="not after"):
        Interval(UtcUs(5), UtcUs(5))


def test_an_interval_holds_its_start_and_not_its_end():
    span = Interval(UtcUs(5), UtcUs(9))
    assert span.holds(UtcUs(5))
    assert not span.holds(UtcUs(9))


def test_the_system_clock_tells_the_present():
    before = datetime.now(UTC)
    assert to_datetime(SystemClock().now()) >= before.replace(microsecond=before.microsecond // 1000 * 1000)
