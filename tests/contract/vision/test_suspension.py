"""The instant stop of all analytics: who may, what is journalled, how it ends."""

import pytest

from vigie.kernel.errors import BadInput, Conflict, NotFound, Refused
from vigie.people.model import Role
from vigie.testing.people import PeopleRig
from vigie.vision.suspension.service import Suspensions


@pytest.fixture
def rig(database, tmp_path):
    return PeopleRig.on(database, tmp_path)


@pytest.fixture
def suspensions(rig):
    return Suspensions(rig.database, rig.gate, rig.journal, rig.clock)


async def test_whoever_watches_stops_and_who_supervises_lets_run_again(rig, suspensions):
    operator, chief = await rig.principal(Role.MUNICIPAL_POLICE), await rig.principal(Role.SUPERVISOR)
    assert await suspensions.current(operator) is None
    stopped = await suspensions.suspend(operator, " trop de faux signaux ")
    assert (stopped.reason, stopped.by) == ("trop de faux signaux", operator.account_id)
    assert await suspensions.in_force()
    assert await suspensions.current(chief) == stopped
    with pytest.raises(Conflict):
        await suspensions.suspend(chief, "encore")
    with pytest.raises(Refused):
        await suspensions.resume(operator, "c'est bon")
    await suspensions.resume(chief, "réglage corrigé")
    assert not await suspensions.in_force()
    with pytest.raises(NotFound):
        await suspensions.resume(chief, "encore")
    (began,) = await rig.journalled("vision:analytics:suspended")
    (ended,) = await rig.journalled("vision:analytics:resumed")
    assert (began.reason, ended.reason) == ("trop de faux signaux", "réglage corrigé")
    assert began.subject == ended.subject == stopped.id


async def test_a_reason_is_needed(rig, suspensions):
    chief = await rig.principal(Role.SUPERVISOR)
    for reason in ("", "  ", "ab"):
        with pytest.raises(BadInput):
            await suspensions.suspend(chief, reason)
    assert not await suspensions.in_force()


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.DPO])
async def test_who_neither_watches_nor_supervises_may_not(rig, suspensions, role):
    person = await rig.principal(role)
    for asked in (
        suspensions.current(person),
        suspensions.suspend(person, "parce que"),
        suspensions.resume(person, "parce que"),
    ):
        with pytest.raises(Refused):
            await asked
    assert not await suspensions.in_force()
