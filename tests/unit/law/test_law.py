"""Renewals, legal bases for analytics, conformity, notices: the pure rules."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AuthorisationId, CameraId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.law.bases import AnalyticsBasis, EventKind, check_basis, permitted
from vigie.law.conformity import Measured, findings
from vigie.law.model import PURPOSE_FR, Authorisation, Purpose, add_months, day_of, midnight, recordable
from vigie.law.notices import Notice, notice_pdf, notice_text
from vigie.law.renewals import Step, renewals
from vigie.testing.clock import START

ONE, TWO = CameraId("cam-001"), CameraId("cam-002")
ORDER = Authorisation(
    id=AuthorisationId("a"),
    number="2027-0042",
    prefecture="Préfecture de la Seine-Saint-Denis",
    signed=date(2027, 1, 4),
    first_day=date(2027, 1, 10),
    last_day=date(2032, 1, 9),
    retention_days=30,
    purposes=(Purpose.TRAFFIC,),
    cameras=(ONE, TWO),
)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-100, 100))
def test_months_are_added_without_leaving_the_month(day, months):
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_begins_at_midnight_in_paris(day):
    assert day_of(midnight(day)) == day
    assert day_of(UtcUs(midnight(day) - 1)) == day - timedelta(days=1)


orders = st.lists(
    st.builds(
        lambda first, length, days, cameras, number: replace(
            ORDER,
            id=AuthorisationId(str(number)),
            first_day=date(2027, 1, 1) + timedelta(days=first),
            last_day=date(2027, 1, 1) + timedelta(days=first + length),
            retention_days=days,
            cameras=cameras,
        ),
        st.integers(0, 30),
        st.integers(0, 30),
        st.integers(1, 31),
        st.sampled_from([(ONE,), (TWO,), (ONE, TWO)]),
        st.integers(0, 9),
    ),
    max_size=6,
)


@given(orders, st.integers(0, 70))
def test_nothing_records_outside_every_order_nor_longer_than_any(held, day):
    at = midnight(date(2027, 1, 1) + timedelta(days=day))
    found = recordable(held, at)
    for camera in (ONE, TWO):
        days = [each.retention_days for each in held if camera in each.cameras and each.holds(at)]
        assert (camera in found) == bool(days)
        assert not days or found[camera].days == min(days)


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2031, 5, 8), None),
        (date(2031, 5, 9), Step.PREPARE),
        (date(2031, 8, 8), Step.PREPARE),
        (date(2031, 8, 9), Step.FILE_NOW),
        (date(2031, 9, 9), Step.FILE_NOW),
        (date(2031, 9, 10), Step.LATE),
        (date(2032, 1, 9), Step.LATE),
        (date(2032, 1, 10), Step.EXPIRED),
    ],
)
def test_renewal_is_called_for_from_eight_months_before(day, step):
    found = renewals([ORDER], midnight(day))
    assert [each.step for each in found] == ([] if step is None else [step])


def test_a_later_order_silences_the_cameras_it_covers():
    later = replace(ORDER, id=AuthorisationId("b"), last_day=date(2036, 1, 1), cameras=(ONE,))
    [found] = renewals([ORDER, later], midnight(date(2031, 12, 1)))
    assert found.cameras == (TWO,)
    both = replace(later, cameras=(ONE, TWO))
    assert renewals([ORDER, both], midnight(date(2031, 12, 1))) == []
    assert renewals([replace(ORDER, demo=True)], midnight(date(2031, 12, 1))) == []
    demo = replace(both, demo=True)  # signed by nobody
    assert len(renewals([ORDER, demo], midnight(date(2031, 12, 1)))) == 1


BASIS = AnalyticsBasis(
    id="b",
    text="Loi d’essai, article 1",
    order_number="2027-77",
    authority="Préfet de police",
    event="Fête de la musique",
    kinds=(EventKind.FIRE,),
    cameras=(ONE,),
    starts=START,
    ends=UtcUs(START + DAY_US),
    attestation="n° 12",
)


def test_analytics_need_a_basis_for_camera_event_and_moment():
    assert permitted([], START) == {}
    assert permitted([BASIS], START) == {ONE: frozenset({EventKind.FIRE})}
    assert permitted([BASIS], UtcUs(START - 1)) == {}
    assert permitted([BASIS], BASIS.ends) == {}
    assert permitted([replace(BASIS, revoked=START)], START) == {}
    other = replace(BASIS, kinds=(EventKind.WRONG_WAY,), cameras=(ONE, TWO))
    assert permitted([BASIS, other], START) == {
        ONE: frozenset({EventKind.FIRE, EventKind.WRONG_WAY}),
        TWO: frozenset({EventKind.WRONG_WAY}),
    }


@pytest.mark.parametrize(
    "change",
    [
        {"text": " "},
        {"order_number": ""},
        {"authority": ""},
        {"event": "x" * 500},
        {"attestation": ""},
        {"kinds": ()},
        {"cameras": ()},
        {"ends": START},
        {"ends": UtcUs(START + 32 * DAY_US)},
    ],
)
def test_what_no_basis_can_be_is_refused(change):
    check_basis(BASIS)
    with pytest.raises(BadInput):
        check_basis(replace(BASIS, **change))


def test_gathering_is_no_event_of_the_closed_list():
    assert len(EventKind) == 8
    assert not any("gather" in kind or "attroupement" in kind or "loiter" in kind for kind in EventKind)


@pytest.mark.parametrize(
    ("size", "fps", "narrow", "fast", "verdict"),
    [
        ((704, 576), 12, True, True, [True, True]),
        ((703, 576), 12, True, True, [False, True]),
        ((704, 576), 11, True, True, [True, False]),
        ((704, 576), 11.8, True, True, [True, True]),
        ((704, 576), 6, True, False, [True, True]),
        ((352, 288), 6, False, True, [True, True]),
        ((352, 287), 5, False, False, [False, False]),
        ((None, None), None, True, True, [None, None]),
    ],
)
def test_conformity_to_the_order_of_2007(size, fps, narrow, fast, verdict):
    stream = Measured(width_px=size[0], height_px=size[1], fps=fps, narrow=narrow, fast=fast)
    assert [each.ok for each in findings(stream)] == verdict


NOTICE = Notice(
    controller="Ville #[x]",
    contact="mairie",
    dpo="dpo@ville.fr",
    number="12",
    retention_days=30,
    purposes=tuple(Purpose),
)


async def test_the_sign_says_what_the_law_asks():
    text = notice_text(NOTICE)
    for part in ("Ville #[x]", "mairie", "dpo@ville.fr", "30 jours", "CNIL", "R253-6", *PURPOSE_FR.values()):
        assert part in text
    assert (await notice_pdf(NOTICE)).startswith(b"%PDF-")
    for name in ("controller", "contact", "dpo", "number"):
        with pytest.raises(BadInput, match=name):
            notice_text(replace(NOTICE, **{name: " "}))
