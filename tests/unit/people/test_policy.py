"""The rights matrix, over every role, verb and set of circumstances."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, Interval, UtcUs
from vigie.kernel.rights import Verb
from vigie.people.model import Role
from vigie.people.policy import IMAGES, MATRIX, REWIND_US, Condition, Request, Standing, refusal, verbs_of
from vigie.people.records import GRANT_NEEDED
from vigie.testing.clock import START

roles, verbs = st.sampled_from(Role), st.sampled_from(Verb)
texts = st.sampled_from([None, "", "  ", "vu", "Bagarre rue de la Gare", "requisition: 2026/118"])
CAMERA = CameraId("cam-001")


def standing(role, **rest) -> Standing:
    return Standing(
        **({"role": role, "open": True, "granted": True, "approved": True, "shared": True} | rest)
    )


def request(verb, **rest) -> Request:
    recent = Interval(UtcUs(START - SECOND_US), START)
    values = {
        "verb": verb,
        "now": START,
        "interval": recent,
        "reason": "Bagarre signalée",
        "basis": "flagrance",
    }
    return Request(**(values | rest))


standings = st.builds(
    Standing,
    role=st.none() | roles,
    open=st.booleans(),
    granted=st.booleans(),
    approved=st.booleans(),
    shared=st.booleans(),
    cameras=st.none() | st.sets(st.sampled_from(["cam-001", "cam-002"])).map(frozenset),
)
requests = st.builds(
    Request,
    verb=verbs,
    now=st.just(START),
    cameras=st.sets(st.sampled_from(["cam-001", "cam-002", "cam-003"])).map(frozenset),
    interval=st.none()
    | st.integers(1, 10 * REWIND_US).map(lambda back: Interval(UtcUs(START - back), START)),
    reason=texts,
    basis=texts,
)


@pytest.mark.parametrize(("role", "verb"), list(product(Role, Verb)))
def test_everything_in_order_allows_exactly_the_matrix(role, verb):
    assert (refusal(standing(role), request(verb)) is None) == (verb in MATRIX[role])


@given(standings, requests)
def test_nothing_is_allowed_against_an_invariant(who, what):
    if refusal(who, what) is not None:
        return
    assert who.open
    assert what.verb in MATRIX[who.role]
    assert who.cameras is None or what.cameras <= who.cameras
    if what.verb in IMAGES:
        assert who.granted
        assert who.shared or who.role is not Role.POLICE_LIAISON
        assert who.role not in {Role.MANAGER, Role.DPO, Role.TECHNICIAN, Role.INSPECTOR}
    if what.verb in {Verb.EXPORT, Verb.LIFT_MASK, Verb.HOLD}:
        assert what.reason.strip()
        assert what.basis.strip()
    if what.verb is Verb.PLAY_BACK:
        assert (what.reason is None) == (what.basis is None)
    if what.verb is Verb.REWIND:
        assert what.interval.start >= START - REWIND_US


@given(standings, requests)
def test_taking_something_away_never_opens_anything(who, what):
    if refusal(who, what) is None:
        return
    poorer = Standing(role=who.role, open=False, granted=False, approved=False, cameras=frozenset())
    assert refusal(poorer, what) is not None


@pytest.mark.parametrize("role", Role)
def test_who_administers_or_keeps_equipment_sees_no_image(role):
    offered = verbs_of(role)
    if offered & {Verb.ADMINISTER, Verb.SEE_EQUIPMENT}:
        assert not offered & IMAGES


@pytest.mark.parametrize("role", Role)
def test_every_image_needs_the_mayors_named_grant(role):
    for verb, conditions in MATRIX[role].items():
        assert (verb in IMAGES) <= (Condition.GRANT in conditions)
        assert role in GRANT_NEEDED or Condition.GRANT not in conditions


@pytest.mark.parametrize(
    ("who", "what", "code"),
    [
        (standing(None), request(Verb.WATCH_LIVE), "session_closed"),
        (standing(Role.SUPERVISOR, open=False), request(Verb.WATCH_LIVE), "session_closed"),
        (standing(Role.TECHNICIAN), request(Verb.WATCH_LIVE), "no_right"),
        (standing(Role.COMMUNAL_AGENT, approved=False), request(Verb.WATCH_LIVE), "approval_not_in_force"),
        (standing(Role.COMMUNAL_AGENT, granted=False), request(Verb.WATCH_LIVE), "grant_not_in_force"),
        (standing(Role.ELECTED_MEMBER), request(Verb.WATCH_LIVE, reason=" "), "reason_needed"),
        (standing(Role.POLICE_LIAISON, shared=False), request(Verb.WATCH_LIVE), "sharing_not_ordered"),
        (standing(Role.COMMUNAL_AGENT), request(Verb.PLAY_BACK, basis=None), "basis_needed"),
        (standing(Role.COMMUNAL_AGENT), request(Verb.PLAY_BACK, reason=None), "reason_needed"),
        (standing(Role.SUPERVISOR), request(Verb.EXPORT, reason=None, basis=None), "reason_needed"),
        (standing(Role.COMMUNAL_AGENT), request(Verb.REWIND, interval=None), "too_far_back"),
        (
            standing(Role.COMMUNAL_AGENT, cameras=frozenset({CameraId("cam-002")})),
            request(Verb.STEER, cameras=frozenset({CAMERA})),
            "camera_not_granted",
        ),
    ],
)
def test_a_refusal_says_why(who, what, code):
    assert refusal(who, what) == code
