"""Passkeys, with a software authenticator, on SQLite and on PostgreSQL."""

import importlib.util
from pathlib import Path

import pytest

from vigie.kernel.errors import BadInput, Conflict, NotFound, NotSignedIn, Refused
from vigie.people.model import LOCAL, Role
from vigie.people.passkeys import Passkeys
from vigie.people.recovery import Recovery
from vigie.testing.people import ADDRESS, PeopleRig

_SPEC = importlib.util.spec_from_file_location("authenticator", Path(__file__).with_name("authenticator.py"))
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
Authenticator = _MODULE.Authenticator

ORIGIN = "https://csu.example"


class Case:
    def __init__(self, rig: PeopleRig):
        self.rig = rig
        self.passkeys = Passkeys(rig.database, rig.journal, rig.clock, rig.sessions, ORIGIN)
        self.key = Authenticator(ORIGIN, "csu.example")

    async def register(self, principal, key=None, **rest):
        challenge, options = await self.passkeys.begin_registration(principal)
        answer = (key or self.key).create(options, **rest)
        return await self.passkeys.register(principal, challenge, answer, "clé bleue")

    async def sign_in(self, key=None, **rest):
        challenge, options = await self.passkeys.begin_sign_in()
        return await self.passkeys.sign_in(challenge, (key or self.key).get(options, **rest), ADDRESS)


@pytest.fixture
def case(database, tmp_path) -> Case:
    return Case(PeopleRig.on(database, tmp_path))


async def test_a_registered_passkey_signs_its_owner_in(case):
    opened, account = await case.rig.signed_in(Role.COMMUNAL_AGENT)
    await case.register(opened.principal)
    again = await case.sign_in()
    assert again.principal.account_id == account.id
    await case.rig.sessions.principal(again.token, ADDRESS)
    assert [each.label for each in await case.passkeys.mine(opened.principal)] == ["clé bleue"]
    await case.passkeys.remove(opened.principal, case.key.id)
    with pytest.raises(NotSignedIn):
        await case.sign_in()
    with pytest.raises(NotFound):
        await case.passkeys.remove(opened.principal, case.key.id)


async def test_a_locked_workstation_opens_by_its_owners_passkey_alone(case):
    sessions = case.rig.sessions
    opened, _ = await case.rig.signed_in(Role.COMMUNAL_AGENT)
    await case.register(opened.principal)
    stranger, _ = await case.rig.signed_in(Role.DPO)
    await sessions.lock(opened.principal)
    await sessions.lock(stranger.principal)

    async def unlock(token):
        challenge, options = await case.passkeys.begin_sign_in()
        await case.passkeys.unlock(token, challenge, case.key.get(options), ADDRESS)

    with pytest.raises(NotSignedIn, match="somebody else's"):
        await unlock(stranger.token)
    with pytest.raises(NotSignedIn, match="session_locked"):
        await sessions.principal(stranger.token, ADDRESS)
    await unlock(opened.token)
    await sessions.principal(opened.token, ADDRESS)
    [entry] = await case.rig.journalled("people:session:unlocked")
    assert entry.details == '{"method":"passkey"}'


async def test_a_suspended_owner_stays_out(case):
    opened, account = await case.rig.signed_in(Role.COMMUNAL_AGENT)
    await case.register(opened.principal)
    await case.rig.accounts.suspend(LOCAL, account.id, "départ")
    with pytest.raises(Refused, match="account_suspended"):
        await case.sign_in()


async def test_another_key_page_or_an_unverified_person_is_refused(case):
    principal = await case.rig.principal(Role.DPO)
    with pytest.raises(BadInput):
        await case.register(principal, verified=False)
    with pytest.raises(BadInput):
        await case.register(principal, Authenticator("https://csu.evil", "csu.example"))
    await case.register(principal)
    with pytest.raises(NotSignedIn):
        await case.sign_in(verified=False)
    thief = Authenticator(ORIGIN, "csu.example")
    thief.id, thief.count = case.key.id, 50
    with pytest.raises(NotSignedIn):
        await case.sign_in(thief)
    with pytest.raises(NotSignedIn):
        await case.sign_in(Authenticator(ORIGIN, "csu.example"))
    assert len(await case.rig.journalled("people:sign_in:failed")) == 3


async def test_a_copied_key_is_noticed_by_its_counter(case):
    await case.register(await case.rig.principal(Role.DPO))
    await case.sign_in()
    case.key.count = 1
    with pytest.raises(NotSignedIn):
        await case.sign_in()


async def test_a_challenge_serves_once_its_owner_and_five_minutes(case):
    one, other = [await case.rig.principal(Role.DPO) for _ in range(2)]
    challenge, options = await case.passkeys.begin_registration(one)
    with pytest.raises(BadInput, match="challenge"):
        await case.passkeys.register(other, challenge, case.key.create(options), "")
    challenge, options = await case.passkeys.begin_registration(one)
    case.rig.clock.advance(300)
    with pytest.raises(BadInput, match="challenge"):
        await case.passkeys.register(one, challenge, case.key.create(options), "")
    await case.register(one)
    challenge, options = await case.passkeys.begin_sign_in()
    answer = case.key.get(options)
    await case.passkeys.sign_in(challenge, answer, ADDRESS)
    with pytest.raises(BadInput, match="challenge"):
        await case.passkeys.sign_in(challenge, answer, ADDRESS)


async def test_one_passkey_is_one_persons(case):
    await case.register(await case.rig.principal(Role.DPO))
    with pytest.raises(Conflict):
        await case.register(await case.rig.principal(Role.DPO))


@pytest.mark.parametrize("answer", [{}, {"rawId": "é"}, {"rawId": "AA", "response": None}, {"rawId": 3}])
async def test_garbage_is_refused(case, answer):
    principal = await case.rig.principal(Role.DPO)
    challenge, _ = await case.passkeys.begin_registration(principal)
    with pytest.raises(BadInput):
        await case.passkeys.register(principal, challenge, answer, "")
    challenge, _ = await case.passkeys.begin_sign_in()
    with pytest.raises((BadInput, NotSignedIn)):
        await case.passkeys.sign_in(challenge, answer, ADDRESS)


async def test_a_lost_key_is_taken_away_by_somebody_who_administers(case):
    rig = case.rig
    opened, account = await rig.signed_in(Role.COMMUNAL_AGENT)
    await case.register(opened.principal)
    recovery = Recovery(rig.database, rig.gate, rig.journal, rig.clock)
    manager = await rig.principal(Role.MANAGER)
    with pytest.raises(BadInput, match="reason"):
        await recovery.forget_means(manager, account.id, " ")
    with pytest.raises(Refused):
        await recovery.forget_means(await rig.principal(Role.SUPERVISOR), account.id, "clé perdue")
    await rig.sessions.principal(opened.token, ADDRESS)
    await recovery.forget_means(manager, account.id, "clé perdue")
    with pytest.raises(NotSignedIn, match="means_forgotten"):
        await rig.sessions.principal(opened.token, ADDRESS)
    with pytest.raises(NotSignedIn):
        await case.sign_in()
    written = (await rig.journalled("people:passkey:removed"))[-1]
    assert (written.actor, written.subject, written.reason) == (manager.account_id, account.id, "clé perdue")
    with pytest.raises(BadInput, match="no passkey"):
        await recovery.forget_means(manager, account.id, "encore")
