"""Signing in, being somebody, and ceasing to be, on SQLite and on PostgreSQL."""

import json

import pyotp
import pytest

from vigie.kernel.errors import BadInput, Conflict, NotFound, NotSignedIn, Refused
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, HOUR_US, Interval, UtcUs
from vigie.kernel.rights import Verb
from vigie.people import records_store
from vigie.people.demo import DEMO_ACCOUNTS, create_demo_people
from vigie.people.model import LOCAL, Role
from vigie.people.passwords import Passwords
from vigie.testing.clock import START
from vigie.testing.people import ADDRESS, PASSWORD, PeopleRig


@pytest.fixture
def rig(database, tmp_path) -> PeopleRig:
    return PeopleRig.on(database, tmp_path)


async def fault(rig: PeopleRig, token: str, address: str = ADDRESS) -> str:
    with pytest.raises(NotSignedIn) as caught:
        await rig.sessions.principal(token, address)
    return caught.value.error_code


async def test_somebody_signs_in_is_recognised_and_signs_out(rig):
    opened, account = await rig.signed_in(Role.COMMUNAL_AGENT)
    principal = await rig.sessions.principal(opened.token, ADDRESS)
    assert (principal.account_id, principal.role, principal.address) == (
        account.id,
        "communal_agent",
        ADDRESS,
    )
    assert Verb.WATCH_LIVE in principal.verbs
    await rig.sessions.sign_out(opened.token, ADDRESS)
    assert await fault(rig, opened.token) == "signed_out"
    assert len(await rig.journalled("people:session:started")) == 1
    [ended] = await rig.journalled("people:session:ended")
    assert (ended.actor, ended.session_id) == (account.id, principal.session_id)


async def test_neither_token_nor_password_lies_in_the_database(rig, database):
    opened, _ = await rig.signed_in(Role.DPO)
    async with database.snapshot() as tx:
        for table in ("session", "account", "journal", "sign_in_failure"):
            rows = (await tx.exec_driver_sql(f'SELECT * FROM "{table}"')).all()  # noqa: S608 - fixed names
            assert opened.token not in repr(rows)
            assert opened.token.encode().hex() not in repr(rows)
            assert PASSWORD not in repr(rows)


@pytest.mark.parametrize("token", ["", "x", "é" * 50, "\ud800", "' OR 1=1 --"])
async def test_a_made_up_cookie_is_nobody(rig, token):
    assert await fault(rig, token) == "not_signed_in"


async def test_wrong_name_and_wrong_password_look_the_same(rig):
    account = await rig.person(Role.DPO)
    for name, password in ((account.username, "x"), ("nobody", PASSWORD), ("\0\ud800", "\ud800")):
        with pytest.raises(NotSignedIn) as caught:
            await rig.sessions.sign_in(name, password, ADDRESS)
        assert caught.value.error_code == "wrong_credentials"
    assert [found.actor for found in await rig.journalled("people:sign_in:failed")] == [
        "unknown",
        "unknown",
        account.id,
    ]


async def test_failures_lock_the_name_at_this_workstation_and_time_opens_it(rig):
    account = await rig.person(Role.DPO)
    for _ in range(rig.settings.tries):
        with pytest.raises(NotSignedIn):
            await rig.sessions.sign_in(account.username, "wrong", ADDRESS)
    with pytest.raises(Refused) as caught:
        await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)
    assert caught.value.error_code == "locked"
    assert caught.value.details["retry_after_s"] == 900
    assert len(await rig.journalled("people:sign_in:locked")) == 1
    await rig.sessions.sign_in(account.username, PASSWORD, "10.0.0.8")
    rig.clock.advance(900)
    await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)


async def test_many_names_from_one_workstation_lock_it(rig):
    for number in range(rig.settings.tries_per_address):
        with pytest.raises(NotSignedIn):
            await rig.sessions.sign_in(f"name{number}", "wrong", ADDRESS)
    with pytest.raises(Refused, match="too many"):
        await rig.sessions.sign_in("another", "wrong", ADDRESS)


async def test_a_session_is_bound_to_its_workstation(rig):
    opened, _ = await rig.signed_in(Role.DPO)
    assert await fault(rig, opened.token, "10.6.6.6") == "session_moved"
    assert await fault(rig, opened.token) == "session_moved"


async def test_a_session_ends_by_age_and_by_idleness(rig):
    opened, _ = await rig.signed_in(Role.DPO)
    rig.clock.advance(rig.settings.idle_minutes * 60)
    assert await fault(rig, opened.token) == "session_idle"
    opened, _ = await rig.signed_in(Role.DPO)
    for _ in range(11):
        rig.clock.advance(3600)
        await rig.sessions.principal(opened.token, ADDRESS)
    rig.clock.advance(3600)
    assert await fault(rig, opened.token) == "session_expired"


async def test_a_clock_set_back_prolongs_nothing(rig):
    opened, _ = await rig.signed_in(Role.DPO)
    rig.clock.set_wall(UtcUs(START - DAY_US))
    assert await fault(rig, opened.token) == "session_expired"


async def test_an_elected_member_has_no_standing_sign_in(rig):
    opened, _ = await rig.signed_in(Role.ELECTED_MEMBER)
    assert opened.expires == START + HOUR_US // 2


async def test_a_locked_workstation_opens_by_its_owners_password(rig):
    opened, _ = await rig.signed_in(Role.COMMUNAL_AGENT)
    await rig.sessions.lock(opened.principal)
    assert await fault(rig, opened.token) == "session_locked"
    with pytest.raises(Refused, match="session_closed"):
        await rig.gate.authorise(opened.principal, Verb.WATCH_LIVE)
    with pytest.raises(NotSignedIn):
        await rig.sessions.unlock(opened.token, ADDRESS, "wrong")
    await rig.sessions.unlock(opened.token, ADDRESS, PASSWORD)
    await rig.gate.authorise(opened.principal, Verb.WATCH_LIVE)


async def test_one_sees_and_closes_ones_own_sessions_alone(rig):
    opened, account = await rig.signed_in(Role.COMMUNAL_AGENT)
    other = await rig.sessions.sign_in(account.username, PASSWORD, "10.0.0.8")
    stranger, _ = await rig.signed_in(Role.DPO)
    own = await rig.sessions.own_sessions(opened.principal)
    assert {each.id for each in own} == {opened.principal.session_id, other.principal.session_id}
    with pytest.raises(NotFound):
        await rig.sessions.close_own(opened.principal, stranger.principal.session_id)
    await rig.sessions.close_own(opened.principal, other.principal.session_id)
    assert await fault(rig, other.token, "10.0.0.8") == "closed_by_owner"
    await rig.sessions.principal(opened.token, ADDRESS)
    await rig.sessions.principal(stranger.token, ADDRESS)
    with pytest.raises(NotFound):
        await rig.sessions.close_own(opened.principal, other.principal.session_id)


async def test_a_password_asked_again_is_counted_like_a_sign_in(rig):
    opened, _ = await rig.signed_in(Role.COMMUNAL_AGENT)
    await rig.sessions.prove(opened.principal, PASSWORD)
    for _ in range(rig.settings.tries):
        with pytest.raises(NotSignedIn, match="wrong password"):
            await rig.sessions.prove(opened.principal, "wrong")
    with pytest.raises(Refused, match="too many"):
        await rig.sessions.prove(opened.principal, PASSWORD)


async def test_suspension_ends_sessions_at_once_and_refuses_sign_in(rig):
    opened, account = await rig.signed_in(Role.COMMUNAL_AGENT)
    await rig.accounts.suspend(LOCAL, account.id, "Enquête administrative")
    assert await fault(rig, opened.token) == "account_suspended"
    with pytest.raises(Refused, match="session_closed"):
        await rig.gate.authorise(opened.principal, Verb.WATCH_LIVE)
    with pytest.raises(Refused, match="account_suspended"):
        await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)
    await rig.accounts.resume(LOCAL, account.id, "Classée")
    await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)


async def test_an_approval_that_ends_in_mid_session_closes_it(rig):
    account = await rig.person(Role.COMMUNAL_AGENT, papers=False)
    with pytest.raises(Refused, match="approval_not_in_force"):
        await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)
    await rig.give_papers(account, days=1 / 24)
    opened = await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)
    await rig.gate.authorise(opened.principal, Verb.WATCH_LIVE)
    rig.clock.advance(3600)
    with pytest.raises(Refused, match="approval_not_in_force"):
        await rig.gate.authorise(opened.principal, Verb.WATCH_LIVE)
    assert await fault(rig, opened.token) == "approval_not_in_force"


async def test_a_suspended_approval_closes_the_session(rig, database):
    opened, account = await rig.signed_in(Role.COMMUNAL_AGENT)
    async with database.transaction() as tx:
        [approval] = await records_store.approvals(tx, account.id)
        await records_store.suspend_approval(tx, approval.id, rig.clock.now(), "arrêté 12")
    assert await fault(rig, opened.token) == "approval_not_in_force"


async def test_a_police_officer_needs_both_approvals(rig, database):
    account = await rig.person(Role.MUNICIPAL_POLICE)
    async with database.transaction() as tx:
        one = (await records_store.approvals(tx, account.id))[0]
        await records_store.suspend_approval(tx, one.id, rig.clock.now(), "essai")
    with pytest.raises(Refused, match="approval_not_in_force"):
        await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)


async def test_the_gate_journals_refusals_with_what_was_asked(rig):
    principal = await rig.principal(Role.TECHNICIAN)
    interval = Interval(START, UtcUs(START + HOUR_US))
    with pytest.raises(Refused) as caught:
        await rig.gate.authorise(
            principal, Verb.PLAY_BACK, cameras=[CameraId("cam-001")], interval=interval, reason="pour voir"
        )
    assert caught.value.error_code == "no_right"
    [entry] = await rig.journalled("people:access:refused")
    assert (entry.actor, entry.subject, entry.reason) == (principal.account_id, "cam-001", "pour voir")
    assert json.loads(entry.details)["verb"] == "play_back"


async def test_a_grant_for_some_cameras_opens_no_other(rig):
    account = await rig.person(Role.COMMUNAL_AGENT, papers=False)
    await rig.give_papers(account, cameras=(CameraId("cam-001"),))
    principal = (await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)).principal
    await rig.gate.authorise(principal, Verb.WATCH_LIVE, cameras=[CameraId("cam-001")])
    with pytest.raises(Refused, match="camera_not_granted"):
        await rig.gate.authorise(principal, Verb.WATCH_LIVE, cameras=[CameraId("cam-002")])


async def test_the_command_line_administers_and_sees_nothing(rig):
    await rig.gate.authorise(LOCAL, Verb.ADMINISTER)
    with pytest.raises(Refused):
        await rig.gate.authorise(LOCAL, Verb.WATCH_LIVE)


async def test_a_second_factor_is_asked_and_a_code_serves_once(rig):
    opened, account = await rig.signed_in(Role.MANAGER)
    secret, address = rig.second_factor.propose(account.username)
    assert address.startswith("otpauth://totp/Vigie:")
    now_s = rig.clock.now() // 1_000_000
    with pytest.raises(BadInput, match="code"):
        await rig.second_factor.enable(opened.principal, secret, "000000")
    await rig.second_factor.enable(opened.principal, secret, pyotp.TOTP(secret).at(now_s))
    with pytest.raises(NotSignedIn) as caught:
        await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)
    assert caught.value.error_code == "second_factor_needed"
    with pytest.raises(NotSignedIn):
        await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS, code=pyotp.TOTP(secret).at(now_s))
    rig.clock.advance(30)
    code = pyotp.TOTP(secret).at(now_s + 30)
    await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS, code=code)
    with pytest.raises(NotSignedIn):
        await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS, code=code)


async def test_only_who_administers_changes_accounts_and_never_their_own(rig):
    technician, manager = await rig.principal(Role.TECHNICIAN), await rig.principal(Role.MANAGER)
    with pytest.raises(Refused):
        await rig.accounts.create(technician, "paul", "Paul", Role.MANAGER, PASSWORD)
    with pytest.raises(BadInput, match="own rights"):
        await rig.accounts.change_role(manager, manager.account_id, Role.SUPERVISOR)
    made = await rig.accounts.create(manager, " Paul.Henri ", "Paul  Henri", Role.DPO, PASSWORD)
    assert (made.username, made.name) == ("paul.henri", "Paul Henri")
    with pytest.raises(Conflict):
        await rig.accounts.create(manager, "PAUL.HENRI", "Autre", Role.DPO, PASSWORD)


@pytest.mark.parametrize("password", ["", "court", "aaaaaaaaaaaaaaaa", "jean.dupont-2026", "x" * 201])
async def test_simple_passwords_are_refused(rig, password):
    with pytest.raises(BadInput, match="password"):
        await rig.accounts.create(LOCAL, "jean.dupont", "Jean", Role.DPO, password)


async def test_a_changed_role_or_password_ends_sessions(rig):
    opened, account = await rig.signed_in(Role.DPO)
    await rig.accounts.change_role(LOCAL, account.id, Role.MANAGER)
    assert await fault(rig, opened.token) == "role_changed"
    opened = await rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)
    await rig.accounts.reset_password(LOCAL, account.id, "Nouvelle-Saison-94")
    assert await fault(rig, opened.token) == "password_changed"
    opened = await rig.sessions.sign_in(account.username, "Nouvelle-Saison-94", ADDRESS)
    elsewhere = await rig.sessions.sign_in(account.username, "Nouvelle-Saison-94", ADDRESS)
    await rig.accounts.change_own_password(opened.principal, "Nouvelle-Saison-94", PASSWORD)
    await rig.sessions.principal(opened.token, ADDRESS)
    assert await fault(rig, elsewhere.token) == "password_changed"


async def test_demonstration_accounts_sign_in_only_in_the_demonstration(rig, database, tmp_path):
    passwords = Passwords.cheap()
    for _ in range(2):
        made = await create_demo_people(database, rig.gate, rig.journal, rig.clock, "93", passwords=passwords)
    assert made == list(DEMO_ACCOUNTS)
    demo = PeopleRig.on(database, tmp_path, demo=True)
    for each in DEMO_ACCOUNTS:
        opened = await demo.sessions.sign_in(each.username, each.password, ADDRESS)
        assert opened.principal.role == each.role.value
        with pytest.raises(NotSignedIn):
            await rig.sessions.sign_in(each.username, each.password, ADDRESS)
