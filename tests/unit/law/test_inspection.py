"""Visits: never refused for the hour, always written with it; what entries tell of them."""

from datetime import UTC, datetime

import pytest

from vigie.kernel.errors import BadInput
from vigie.kernel.instants import from_datetime
from vigie.law.inspection import Authority, new_visit
from vigie.testing.cameras import someone


def _at(hour):
    return from_datetime(datetime(2026, 7, 1, hour, 30, tzinfo=UTC))  # Paris is two hours ahead


@pytest.mark.parametrize(("hour", "outside"), [(3, True), (4, False), (18, False), (19, True)])
def test_the_commission_s_hours_are_noted_and_nothing_is_refused(hour, outside):
    visit = new_visit(someone(), "v", Authority.COMMISSION, ["Mme Petit"], " ", _at(hour))
    assert (visit.outside_hours, visit.reason) == (outside, "")


def test_others_come_at_any_hour():
    assert not new_visit(someone(), "v", Authority.CNIL, ["M. Roux"], "", _at(1)).outside_hours


@pytest.mark.parametrize("members", [[], ["  "], ["A"] * 21])
def test_those_who_come_are_named(members):
    with pytest.raises(BadInput):
        new_visit(someone(), "v", Authority.CNIL, members, "", _at(9))
