"""Rotas: holes, overlaps, rest, clock changes, and the calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AccountId
from vigie.kernel.instants import HOUR_US, Interval, UtcUs
from vigie.people.shifts import Shift, Template, calendar, planned, problems
from vigie.testing.clock import START

ONE, TWO = AccountId("one"), AccountId("two")
RULES = {"minimum": 1, "rest_hours": 11, "longest_hours": 12}


def shift(account: AccountId, start_h: float, end_h: float) -> Shift:
    interval = Interval(UtcUs(START + round(start_h * HOUR_US)), UtcUs(START + round(end_h * HOUR_US)))
    return Shift(id=f"{account}-{start_h}", account_id=account, interval=interval, post="operator")


def told(shifts, hours=24, **rules):
    span = Interval(START, UtcUs(START + hours * HOUR_US))
    return [
        (each.kind, (each.interval.start - START) // HOUR_US, (each.interval.end - START) // HOUR_US)
        for each in problems(shifts, span, **(RULES | rules))
    ]


def test_a_full_day_has_no_problem():
    assert told([shift(ONE, 0, 12), shift(TWO, 12, 24)]) == []


def test_holes_are_found_and_joined():
    assert told([shift(ONE, 2, 12)]) == [("understaffed", 0, 2), ("understaffed", 12, 24)]
    assert told([]) == [("understaffed", 0, 24)]
    assert told([shift(ONE, 0, 12), shift(TWO, 6, 12)], 12, minimum=2) == [("understaffed", 0, 6)]


def test_overlap_rest_and_length_of_one_person():
    assert told([shift(ONE, 0, 12), shift(ONE, 10, 20)], 20) == [("overlap", 10, 12)]
    assert told([shift(ONE, 0, 12), shift(TWO, 12, 22), shift(ONE, 22, 24)]) == [("short_rest", 22, 24)]
    assert told([shift(ONE, 0, 13), shift(TWO, 13, 24)]) == [("too_long", 0, 13)]


@given(st.lists(st.tuples(st.sampled_from([ONE, TWO]), st.integers(0, 60), st.integers(1, 14)), max_size=12))
def test_every_uncovered_moment_is_told_and_no_other(rows):
    shifts = [shift(who, start, start + length) for who, start, length in rows]
    span = Interval(START, UtcUs(START + 72 * HOUR_US))
    holes = [each for each in problems(shifts, span, **RULES) if each.kind == "understaffed"]
    for hour in range(72):
        moment = UtcUs(START + hour * HOUR_US)
        covered = any(each.interval.holds(moment) for each in shifts)
        assert covered != any(hole.interval.holds(moment) for hole in holes)


def test_a_night_of_clock_change_is_an_hour_shorter_or_longer():
    for day, hours in ((date(2027, 3, 27), 9), (date(2027, 10, 30), 11), (date(2027, 6, 1), 10)):
        template = Template(first_day=day, days=1, starts=(1200,), length_minutes=600, people=((ONE,),))
        [(_, interval)] = planned(template)
        assert interval.length_us == hours * HOUR_US


@pytest.mark.parametrize(
    "change",
    [
        {"days": 0},
        {"days": 400},
        {"starts": ()},
        {"starts": (1440,)},
        {"people": ()},
        {"people": ((),)},
        {"length_minutes": 0},
        {"first_day": date(9999, 12, 31)},
    ],
)
def test_what_no_rota_can_be_is_refused(change):
    values = {
        "first_day": date(2027, 1, 1),
        "days": 1,
        "starts": (0,),
        "length_minutes": 60,
        "people": ((ONE,),),
    }
    with pytest.raises(BadInput):
        planned(Template(**(values | change)))


def test_the_calendar_folds_and_escapes():
    text = calendar([shift(ONE, 0, 8)], {ONE: "Héloïse d’Été; chef, de salle " * 4}, START)
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert "Été\\; chef\\, de salle" in unfolded
    assert "DTSTART:20270115T080000Z\r\nDTEND:20270115T160000Z" in unfolded
