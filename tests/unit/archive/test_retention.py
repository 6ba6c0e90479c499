"""A4: `destroy_at` is the earlier of the authorised days and one calendar month."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.archive.retention import destroy_at, one_month_after
from vigie.kernel.errors import BadInput
from vigie.kernel.instants import DAY_US, HOUR_US, UtcUs, from_datetime, to_datetime

PARIS = ZoneInfo("Europe/Paris")
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2041, 1, 1)).map(  # noqa: DTZ001 - drawn, then set to UTC
    lambda moment: from_datetime(moment.replace(tzinfo=UTC))
)


def paris(text: str) -> UtcUs:
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=PARIS))


@pytest.mark.parametrize(
    ("taken", "gone"),
    [
        ("2027-01-15T12:00:00", "2027-02-14T12:00:00"),
        ("2027-01-31T12:00:00", "2027-02-28T12:00:00"),
        ("2028-01-31T12:00:00", "2028-02-29T12:00:00"),
        ("2027-02-10T12:00:00", "2027-03-10T12:00:00"),
        ("2028-02-10T12:00:00", "2028-03-10T12:00:00"),
        ("2027-12-31T12:00:00", "2028-01-30T12:00:00"),
    ],
)
def test_thirty_days_never_exceed_a_month(taken: str, gone: str) -> None:
    assert destroy_at(paris(taken), 30, PARIS) == paris(gone)


@pytest.mark.parametrize(
    ("taken", "gone"),
    [
        # 28 March 2027, 02:30 does not exist: one second of law is not stretched by the change.
        ("2027-02-28T02:30:00", "2027-03-28T01:30:00"),
        # 31 October 2027, 02:30 exists twice: the first counts.
        ("2027-09-30T02:30:00", "2027-10-30T02:30:00"),
    ],
)
def test_a_month_over_the_nights_clocks_change(taken: str, gone: str) -> None:
    assert one_month_after(paris(taken), PARIS) == paris(gone)


def test_the_repeated_hour_counts_its_first_passage() -> None:
    month = one_month_after(from_datetime(datetime(2026, 9, 25, 0, 30, tzinfo=UTC)), PARIS)
    assert to_datetime(month) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(INSTANTS, st.integers(1, 30))
def test_never_later_than_the_days_nor_the_month_and_never_absurdly_early(taken: UtcUs, days: int) -> None:
    gone = destroy_at(taken, days, PARIS)
    assert gone <= taken + days * DAY_US
    assert gone <= one_month_after(taken, PARIS)
    assert gone >= taken + min(days * DAY_US, 28 * DAY_US - 2 * HOUR_US)


@given(INSTANTS)
def test_a_month_keeps_day_and_hour_unless_the_next_month_lacks_them(taken: UtcUs) -> None:
    before = to_datetime(taken).astimezone(PARIS)
    after = to_datetime(one_month_after(taken, PARIS)).astimezone(PARIS)
    assert (after.year * 12 + after.month) - (before.year * 12 + before.month) == 1
    assert after.day == before.day or after.day >= 28
    assert abs((after.hour * 60 + after.minute) - (before.hour * 60 + before.minute)) <= 60


@pytest.mark.parametrize("days", [None, 0, -1])
def test_a_missing_retention_is_an_error_never_unlimited(days: int | None) -> None:
    with pytest.raises(BadInput) as caught:
        destroy_at(UtcUs(0), days, PARIS)
    assert caught.value.error_code == "retention_missing"
