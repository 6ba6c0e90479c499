"""Two people decide: who asks, who confirms, what it serves for, when it is over; on both databases."""

import asyncio

import pytest

from vigie.kernel.errors import Conflict, NotFound, Refused
from vigie.kernel.rights import SensitiveAct
from vigie.people.confirmations import LIFETIME_US, Confirmations
from vigie.people.model import LOCAL, Role
from vigie.testing.people import PeopleRig

RELEASE = SensitiveAct.RELEASE_HOLD


@pytest.fixture
def rig(database, tmp_path) -> PeopleRig:
    return PeopleRig.on(database, tmp_path)


@pytest.fixture
def confirmations(rig) -> Confirmations:
    return Confirmations(rig.database, rig.gate, rig.journal, rig.clock, rig.settings)


@pytest.fixture
async def two(rig):
    return [await rig.principal(Role.SUPERVISOR) for _ in range(2)]


@pytest.fixture
def use(rig, confirmations):
    async def used(principal, subject="hold-1", act=RELEASE):
        async with rig.database.transaction() as tx:
            await confirmations.use(tx, act, subject, principal)

    return used


def ask(confirmations, principal, subject="hold-1"):
    return confirmations.ask(principal, RELEASE, subject, "classement", "ordonnance")


async def test_two_different_people_are_needed_and_once_only(confirmations, two, use):
    one, other = two
    asked = await ask(confirmations, one)
    with pytest.raises(Refused, match="second person"):
        await use(one)
    with pytest.raises(Refused, match="two different people"):
        await confirmations.answer(one, asked.id, agree=True)
    await confirmations.answer(other, asked.id, agree=True)
    with pytest.raises(Conflict):
        await confirmations.answer(other, asked.id, agree=False)
    for who, subject, act in (
        (other, "hold-1", RELEASE),
        (one, "hold-2", RELEASE),
        (one, "hold-1", SensitiveAct.LIFT_MASK),
    ):
        with pytest.raises(Refused, match="second person"):
            await use(who, subject, act)
    await use(one)
    with pytest.raises(Refused):
        await use(one)


async def test_a_confirmation_denied_or_too_late_serves_nothing(confirmations, two, use, rig):
    one, other = two
    denied, late = await ask(confirmations, one), await ask(confirmations, one, "hold-2")
    await confirmations.answer(other, denied.id, agree=False)
    await confirmations.answer(other, late.id, agree=True)
    rig.clock.advance(LIFETIME_US / 1_000_000)
    for asked in (denied, late):
        with pytest.raises(Refused):
            await use(one, asked.subject)
    with pytest.raises(NotFound):
        await confirmations.answer(other, late.id, agree=True)
    with pytest.raises(Refused):
        await ask(confirmations, await rig.principal(Role.COMMUNAL_AGENT))


async def test_the_list_holds_one_s_own_and_what_one_may_answer(confirmations, two, rig):
    one, other = two
    asked = await ask(confirmations, one)
    for who in (one, other, await rig.principal(Role.MANAGER)):
        assert [each.id for each in await confirmations.pending(who)] == [asked.id]
    assert await confirmations.pending(await rig.principal(Role.TECHNICIAN)) == []
    await confirmations.answer(other, asked.id, agree=True)
    assert [each.confirmed_by for each in await confirmations.pending(one)] == [other.account_id]
    assert await confirmations.pending(other) == []


async def test_only_who_has_the_right_confirms(confirmations, rig):
    technician = await rig.principal(Role.TECHNICIAN)
    asked = await confirmations.ask(technician, SensitiveAct.DELETE_CAMERA, "cam-001", "démontée")
    for role in (Role.TECHNICIAN, Role.MUNICIPAL_POLICE, Role.DPO):
        with pytest.raises(Refused):
            await confirmations.answer(await rig.principal(role), asked.id, agree=True)
    await confirmations.answer(await rig.principal(Role.MANAGER), asked.id, agree=True)


@pytest.mark.parametrize("whose", [0, 1])
async def test_who_lost_the_right_since_confirms_nothing(confirmations, two, use, rig, whose):
    one, other = two
    asked = await ask(confirmations, one)
    await confirmations.answer(other, asked.id, agree=True)
    await rig.accounts.suspend(LOCAL, two[whose].account_id, "départ")
    with pytest.raises(Refused, match="ask again"):
        await use(one)


async def test_of_two_uses_at_once_one_is_served(confirmations, two, use):
    one, other = two
    asked = await ask(confirmations, one)
    await confirmations.answer(other, asked.id, agree=True)
    done = await asyncio.gather(*(use(one) for _ in range(4)), return_exceptions=True)
    assert sorted(isinstance(each, Refused) for each in done) == [False, True, True, True]


async def test_of_two_answers_at_once_one_counts(confirmations, two, rig):
    one, other = two
    third = await rig.principal(Role.SUPERVISOR)
    asked = await ask(confirmations, one)
    answers = (
        confirmations.answer(other, asked.id, agree=True),
        confirmations.answer(third, asked.id, agree=True),
    )
    done = await asyncio.gather(*answers, return_exceptions=True)
    assert sorted(isinstance(each, Conflict) for each in done) == [False, True]


async def test_the_command_line_acts_for_who_asked_and_both_are_named(confirmations, two, use, rig):
    manager, supervisor = await rig.principal(Role.MANAGER), two[0]
    with pytest.raises(Refused):
        await use(None, "archive", SensitiveAct.ROTATE_KEYS)
    asked = await confirmations.ask(manager, SensitiveAct.ROTATE_KEYS, "archive", "départ d'un technicien")
    await confirmations.answer(supervisor, asked.id, agree=True)
    await use(None, "archive", SensitiveAct.ROTATE_KEYS)
    [entry] = await rig.journalled("people:confirmation:used")
    assert entry.actor == manager.account_id
    assert supervisor.account_id in entry.details
