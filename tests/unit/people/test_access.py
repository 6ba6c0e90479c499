from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import UtcUs
from vigie.people.access import access_of, holds_until
from vigie.people.model import Role
from vigie.people.records import AccessGrant, Authority, StateApproval


def grant(starts, ends, *, revoked=None, cameras=None):
    return AccessGrant(
        id=f"{starts}-{ends}",
        account_id=AccountId("a"),
        number="1",
        granted_by="maire",
        starts=UtcUs(starts),
        ends=UtcUs(ends),
        revoked=revoked,
        cameras=cameras,
    )


def approval(authority, starts, ends, department="93", suspended=None):
    return StateApproval(
        id=f"{authority}-{starts}",
        account_id=AccountId("a"),
        authority=authority,
        number="1",
        department=department,
        starts=UtcUs(starts),
        ends=UtcUs(ends),
        suspended=suspended,
    )


spans = st.tuples(st.integers(0, 60), st.integers(1, 30), st.none() | st.integers(0, 90))
papers = st.lists(spans.map(lambda each: grant(each[0], each[0] + each[1], revoked=each[2])), max_size=6)


@given(papers, st.integers(0, 90))
def test_until_then_a_paper_holds_at_every_instant_and_at_its_end_none_does(held, at):
    until = holds_until(held, UtcUs(at))
    if until is None:
        assert not any(each.holds(UtcUs(at)) for each in held)
        return
    assert all(any(each.holds(UtcUs(us)) for each in held) for us in range(at, until))
    assert not any(each.holds(until) for each in held)


def test_the_first_paper_that_ends_is_what_counts():
    approvals = [approval(Authority.PREFECT, 0, 100), approval(Authority.PROSECUTOR, 0, 50)]
    found = access_of(Role.MUNICIPAL_POLICE, approvals, [grant(0, 80)], UtcUs(10), "93")
    assert found.images
    assert found.until == 50
    assert {each.paper: each.until for each in found.needs} == {"prefect": 100, "prosecutor": 50, "grant": 80}
    assert found.cameras is None


def test_a_missing_paper_and_another_department_s_open_nothing():
    found = access_of(
        Role.COMMUNAL_AGENT, [approval(Authority.PREFECT, 0, 100, "75")], [grant(0, 80)], UtcUs(10), "93"
    )
    assert [each.until for each in found.needs] == [None, 80]
    assert found.until is None


def test_a_suspended_approval_holds_until_its_suspension():
    held = [approval(Authority.CNAPS, 0, 100, suspended=UtcUs(40))]
    assert holds_until(held, UtcUs(10)) == 40
    assert holds_until(held, UtcUs(40)) is None


def test_cameras_are_those_of_the_grants_in_force():
    gate, hall = (CameraId("cam-gate"),), (CameraId("cam-hall"),)
    found = access_of(
        Role.ELECTED_MEMBER, [], [grant(0, 20, cameras=gate), grant(20, 90, cameras=hall)], UtcUs(10), "93"
    )
    assert found.cameras == {"cam-gate"}
    assert found.until == 90


def test_a_technician_needs_nothing_and_sees_nothing():
    found = access_of(Role.TECHNICIAN, [], [], UtcUs(10), "93")
    assert not found.images
    assert found.needs == ()
    assert found.until is None
