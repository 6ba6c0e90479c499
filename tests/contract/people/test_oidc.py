"""Single sign-on on SQLite and PostgreSQL, through a real provider and through the fake of one."""

import time

import pyotp
import pytest
from peers.oidc_provider import PEOPLE, SECRET, Browser, oidc_provider

from vigie.kernel.errors import BadInput, Conflict, NotFound, NotSignedIn, Refused
from vigie.kernel.instants import UtcUs
from vigie.people import store
from vigie.people.model import LOCAL, Role
from vigie.people.oidc.flows import Purpose
from vigie.people.oidc.opening import open_sign_on
from vigie.people.oidc.service import Answer
from vigie.people.oidc.settings import OidcSettings
from vigie.people.papers import PaperService
from vigie.testing.oidc import PAGES, FakeProvider
from vigie.testing.people import ADDRESS, PASSWORD, PeopleRig

CAMILLE, DOMINIQUE, ANDREA = PEOPLE


class Case:
    """The room with single sign-on; `come_back` is what a person does at the provider."""

    def __init__(self, rig, provider, **changed):
        self.rig = rig
        self.provider = provider
        self._browsers = {}
        self.again(**changed)

    def again(self, **changed):
        """Build it anew with other settings, as after a restart."""
        room = (self.rig.database, self.rig.gate, self.rig.journal, self.rig.clock)
        self.settings, transport = self._settings(changed)
        parts = open_sign_on(*room, self.rig.sessions, self.settings, transport)
        self.sign_on, self.identities = parts.sign_on, parts.identities

    def _settings(self, changed):
        if isinstance(self.provider, FakeProvider):
            return self.provider.settings(**changed), self.provider.transport()
        values = {
            "issuer": self.provider.issuer,
            "client_id": "vigie-RS256",
            "client_secret": SECRET,
            "pages": PAGES,
            "scopes": ("openid", "profile"),
        }
        return OidcSettings(**{**values, **changed}), None

    def come_back(self, begun, who):
        """Sign in at the provider; return what the browser brings back."""
        if isinstance(self.provider, FakeProvider):
            amr = PEOPLE[who].get("amr", ["pwd"])
            username = PEOPLE[who]["username"]
            return self.provider.sign_in(
                begun.address, who, amr=amr, acr="eidas1", preferred_username=username
            )
        back = self.browser(who).sign_in(begun.address, who)
        return Answer(
            state=back["state"], code=back.get("code"), issuer=back.get("iss"), error=back.get("error")
        )

    def browser(self, who):
        """Each person has their own: the provider remembers who is signed in there."""
        return self._browsers.setdefault(who, Browser())

    def close(self):
        for each in self._browsers.values():
            each.close()

    async def link(self, account, who=CAMILLE):
        await self.identities.link(LOCAL, account.id, who, "demande du service")

    async def prove(self, who=CAMILLE, address=ADDRESS):
        begun = await self.sign_on.begin(Purpose.SIGN_IN, address)
        answer = self.come_back(begun, who)
        await self.sign_on.answer(answer, begun.browser, address, principal=None, token=None)
        return answer.state, begun.browser

    async def sign_in(self, who=CAMILLE, address=ADDRESS, **rest):
        state, browser = await self.prove(who, address)
        return await self.sign_on.enter(state, browser, address, **rest)

    async def id_tokens(self):
        async with self.rig.database.snapshot() as tx:
            return (await tx.exec_driver_sql("SELECT count(id_token) FROM oidc_session")).scalar()

    async def refusals(self):
        return [each.details for each in await self.rig.journalled("people:sign_in:failed")]


@pytest.fixture(scope="session")
def real_provider():
    with oidc_provider(PAGES) as provider:
        yield provider


@pytest.fixture(params=["fake", "real"])
def case(request, database, tmp_path):
    rig = PeopleRig.on(database, tmp_path)
    rig.clock.set_wall(UtcUs(time.time_ns() // 1_000))  # a real provider's clock is the real one
    provider = (
        FakeProvider(rig.clock) if request.param == "fake" else request.getfixturevalue("real_provider")
    )
    made = Case(rig, provider)
    yield made
    made.close()


@pytest.fixture
def real(database, tmp_path, real_provider):
    rig = PeopleRig.on(database, tmp_path)
    rig.clock.set_wall(UtcUs(time.time_ns() // 1_000))
    made = Case(rig, real_provider)
    yield made
    made.close()


@pytest.fixture
def fake(database, tmp_path):
    rig = PeopleRig.on(database, tmp_path)
    made = Case(rig, FakeProvider(rig.clock))
    yield made
    made.close()


async def test_a_linked_person_signs_in_and_everything_of_a_session_holds(case):
    account = await case.rig.person(Role.COMMUNAL_AGENT)
    await case.link(account)
    opened = await case.sign_in()
    assert opened.principal.account_id == account.id
    assert await case.rig.sessions.principal(opened.token, ADDRESS) == opened.principal
    [entry] = await case.rig.journalled("people:session:started")
    assert entry.details == '{"method":"oidc","role":"communal_agent"}'
    [linked] = await case.rig.journalled("people:identity:linked")
    assert (linked.subject, linked.reason) == (account.id, "demande du service")
    papers = PaperService(case.rig.database, case.rig.gate, case.rig.journal, case.rig.clock)
    approval = (await papers.of(opened.principal, account.id)).approvals[0]
    await papers.suspend_approval(LOCAL, approval.id, "retrait du préfet")
    with pytest.raises(NotSignedIn, match="approval_not_in_force"):
        await case.rig.sessions.principal(opened.token, ADDRESS)


@pytest.mark.parametrize(
    "client", ["vigie-PS256", "vigie-ES256", "vigie-EdDSA", "vigie-public", "vigie-post"]
)
async def test_every_kind_of_client_and_signature_of_a_real_provider(real, client):
    method = "client_secret_post" if client == "vigie-post" else "auto"
    secret = None if client == "vigie-public" else SECRET
    real.again(client_id=client, client_secret=secret, client_auth=method)
    account = await real.rig.person(Role.DPO)
    await real.link(account)
    assert (await real.sign_in()).principal.account_id == account.id


async def test_nobody_gets_an_account_by_signing_in(case):
    await case.rig.person(Role.DPO)
    before = await _accounts(case)
    with pytest.raises(Refused, match="oidc_not_linked") as refused:
        await case.sign_in()
    assert refused.value.details == {"subject": CAMILLE}
    assert await case.refusals() == [f'{{"code":"oidc_not_linked","method":"oidc","subject":"{CAMILLE}"}}']
    assert await _accounts(case) == before


async def _accounts(case):
    async with case.rig.database.snapshot() as tx:
        return await store.accounts(tx)


async def test_one_links_ones_own_account_and_leaves_it_again(case):
    opened, account = await case.rig.signed_in(Role.DPO)
    begun = await case.sign_on.begin(Purpose.LINK, ADDRESS, account.id)
    answer = case.come_back(begun, CAMILLE)
    purpose = await case.sign_on.answer(
        answer, begun.browser, ADDRESS, principal=opened.principal, token=opened.token
    )
    assert purpose is Purpose.LINK
    held = await case.identities.of(opened.principal, account.id)
    assert (held.subject, held.linked_by) == (CAMILLE, account.id)
    other = await case.sign_in()
    await case.identities.unlink_own(opened.principal)
    await case.rig.sessions.principal(opened.token, ADDRESS)
    with pytest.raises(NotSignedIn, match="identity_unlinked"):
        await case.rig.sessions.principal(other.token, ADDRESS)
    with pytest.raises(Refused, match="oidc_not_linked"):
        await case.sign_in()
    with pytest.raises(NotFound):
        await case.identities.unlink_own(opened.principal)
    [entry] = await case.rig.journalled("people:identity:unlinked")
    assert (entry.actor, entry.subject) == (account.id, account.id)


async def test_an_identity_opens_one_account_and_an_account_has_one(case):
    one, other = [await case.rig.person(Role.DPO) for _ in range(2)]
    await case.link(one)
    with pytest.raises(Conflict, match="another account"):
        await case.link(other)
    with pytest.raises(Conflict, match="linked already"):
        await case.link(one, DOMINIQUE)


async def test_only_who_administers_links_and_never_for_themselves(case):
    account = await case.rig.person(Role.DPO)
    for role in set(Role) - {Role.MANAGER}:
        with pytest.raises(Refused):
            await case.identities.link(await case.rig.principal(role), account.id, CAMILLE, "essai")
    manager = await case.rig.principal(Role.MANAGER)
    with pytest.raises(BadInput):
        await case.identities.link(manager, manager.account_id, CAMILLE, "essai")
    with pytest.raises(BadInput):
        await case.identities.link(manager, account.id, CAMILLE, "  ")
    with pytest.raises(BadInput):
        await case.identities.link(manager, account.id, "é", "essai")
    with pytest.raises(NotFound):
        await case.identities.link(manager, "nobody", CAMILLE, "essai")
    await case.identities.link(manager, account.id, CAMILLE, "essai")
    with pytest.raises(Refused):
        await case.identities.of(await case.rig.principal(Role.INSPECTOR), account.id)
    with pytest.raises(NotFound):
        await case.identities.unlink(manager, "nobody", "essai")


async def test_a_locked_workstation_opens_for_its_owner_who_proves_it_anew(case):
    account = await case.rig.person(Role.DPO)
    await case.link(account)
    opened = await case.sign_in()
    await case.rig.sessions.lock(opened.principal)
    begun = await case.sign_on.begin(Purpose.UNLOCK, ADDRESS)
    assert "prompt=login" in begun.address
    assert "max_age=0" in begun.address
    answer = case.come_back(begun, CAMILLE)
    await case.sign_on.answer(answer, begun.browser, ADDRESS, principal=None, token=opened.token)
    await case.rig.sessions.principal(opened.token, ADDRESS)
    [entry] = await case.rig.journalled("people:session:unlocked")
    assert entry.details == '{"method":"oidc"}'


async def test_a_colleague_does_not_open_a_locked_workstation(case):
    account, colleague = [await case.rig.person(Role.DPO) for _ in range(2)]
    await case.link(account)
    await case.link(colleague, ANDREA)
    opened = await case.sign_in()
    await case.rig.sessions.lock(opened.principal)
    for who, code in ((ANDREA, "somebody else's"), (DOMINIQUE, "oidc_not_linked")):
        begun = await case.sign_on.begin(Purpose.UNLOCK, ADDRESS)
        answer = case.come_back(begun, who)
        with pytest.raises((NotSignedIn, Refused), match=code):
            await case.sign_on.answer(answer, begun.browser, ADDRESS, principal=None, token=opened.token)
    with pytest.raises(NotSignedIn, match="session_locked"):
        await case.rig.sessions.principal(opened.token, ADDRESS)


async def test_the_user_name_links_once_and_then_the_identity_counts(case):
    case.again(account_claim="preferred_username")
    account = await case.rig.person(Role.DPO, username="camille")
    opened = await case.sign_in(CAMILLE)
    assert opened.principal.account_id == account.id
    [entry] = await case.rig.journalled("people:identity:linked")
    assert '"by":"preferred_username"' in entry.details
    assert entry.actor == account.id
    manager = await case.rig.principal(Role.MANAGER)
    await case.identities.unlink(manager, account.id, "remplacement")
    await case.link(account, ANDREA)
    with pytest.raises(Refused, match="oidc_other_identity"):
        await case.sign_in(CAMILLE)
    with pytest.raises(Refused, match="oidc_not_linked"):
        await case.sign_in(DOMINIQUE)


async def test_the_six_digits_are_asked_unless_the_provider_s_proof_stands_for_them(case):
    account = await case.rig.person(Role.DPO)
    await case.link(account, DOMINIQUE)
    opened = await case.rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)
    secret, _ = case.rig.second_factor.propose(account.username)
    totp = pyotp.TOTP(secret)
    await case.rig.second_factor.enable(opened.principal, secret, totp.at(case.rig.clock.now() // 1_000_000))
    state, browser = await case.prove(DOMINIQUE)
    with pytest.raises(NotSignedIn, match="six digits"):
        await case.sign_on.enter(state, browser, ADDRESS)
    with pytest.raises(NotSignedIn, match="wrong code"):
        await case.sign_on.enter(state, browser, ADDRESS, code="000000")
    digits = totp.at(case.rig.clock.now() // 1_000_000 + 30)
    again = await case.sign_on.enter(state, browser, ADDRESS, code=digits)
    assert again.principal.account_id == account.id
    case.again(second_factor_amr=("otp",))
    assert (await case.sign_in(DOMINIQUE)).principal.account_id == account.id
    case.again(second_factor_acr=("eidas2",))
    with pytest.raises(NotSignedIn, match="six digits"):
        await case.sign_in(DOMINIQUE)
    case.again(second_factor_acr=("eidas1",))
    assert (await case.sign_in(DOMINIQUE)).principal.account_id == account.id


async def test_who_may_not_sign_in_by_password_may_not_either(case):
    suspended, bare = await case.rig.person(Role.DPO), await case.rig.person(Role.PRIVATE_AGENT, papers=False)
    await case.link(suspended)
    await case.link(bare, DOMINIQUE)
    await case.rig.accounts.suspend(LOCAL, suspended.id, "départ")
    with pytest.raises(Refused, match="account_suspended"):
        await case.sign_in()
    with pytest.raises(Refused, match="approval_not_in_force"):
        await case.sign_in(DOMINIQUE)
    assert await case.refusals() == ['{"code":"approval_not_in_force"}', '{"code":"account_suspended"}']


async def test_outside_ones_shift_a_reason_is_asked_and_the_proof_stays(case):
    account = await case.rig.person(Role.DPO)
    await case.link(account)

    async def off_duty(_account_id):
        return True

    case.rig.sessions._off_duty = off_duty
    state, browser = await case.prove()
    with pytest.raises(Refused, match="outside your shift"):
        await case.sign_on.enter(state, browser, ADDRESS)
    await case.sign_on.enter(state, browser, ADDRESS, reason="renfort")
    [entry] = await case.rig.journalled("people:session:started")
    assert entry.reason == "renfort"
    with pytest.raises(Refused, match="oidc_state"):
        await case.sign_on.enter(state, browser, ADDRESS, reason="renfort")


async def test_a_locked_out_account_stays_locked_out(case):
    account = await case.rig.person(Role.DPO)
    await case.link(account)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            await case.rig.sessions.sign_in(account.username, "pas le bon", ADDRESS)
    with pytest.raises(Refused, match="too many"):
        await case.sign_in()


async def test_a_state_serves_its_browser_its_workstation_and_once(case):
    account = await case.rig.person(Role.DPO)
    await case.link(account)
    begun = await case.sign_on.begin(Purpose.SIGN_IN, ADDRESS)
    answer = case.come_back(begun, CAMILLE)

    async def refused(browser, address, given=answer):
        with pytest.raises(Refused, match="oidc_state"):
            await case.sign_on.answer(given, browser, address, principal=None, token=None)

    await refused("the attacker's browser", ADDRESS)  # login CSRF: the victim's browser began nothing
    await refused(begun.browser, "10.0.0.66")
    await refused(begun.browser, ADDRESS, Answer(state="autre", code=answer.code, issuer=answer.issuer))
    await case.sign_on.answer(answer, begun.browser, ADDRESS, principal=None, token=None)
    await refused(begun.browser, ADDRESS)
    with pytest.raises(Refused, match="oidc_state"):
        await case.sign_on.enter(answer.state, "the attacker's browser", ADDRESS)
    await case.sign_on.enter(answer.state, begun.browser, ADDRESS)


async def test_a_code_stolen_from_another_flow_is_worth_nothing(case):
    account = await case.rig.person(Role.DPO)
    await case.link(account)
    victim = await case.sign_on.begin(Purpose.SIGN_IN, ADDRESS)
    stolen = case.come_back(victim, CAMILLE)
    thief = await case.sign_on.begin(Purpose.SIGN_IN, "10.0.0.66")
    mine = case.come_back(thief, DOMINIQUE)
    given = Answer(state=mine.state, code=stolen.code, issuer=mine.issuer)
    with pytest.raises(Refused, match="oidc_code"):
        await case.sign_on.answer(given, thief.browser, "10.0.0.66", principal=None, token=None)


async def test_a_code_serves_once(case):
    account = await case.rig.person(Role.DPO)
    await case.link(account)
    begun = await case.sign_on.begin(Purpose.SIGN_IN, ADDRESS)
    answer = case.come_back(begun, CAMILLE)
    await case.sign_on.answer(answer, begun.browser, ADDRESS, principal=None, token=None)
    again = await case.sign_on.begin(Purpose.SIGN_IN, ADDRESS)
    state = case.come_back(again, CAMILLE).state
    given = Answer(state=state, code=answer.code, issuer=answer.issuer)
    with pytest.raises(Refused, match="oidc_code"):
        await case.sign_on.answer(given, again.browser, ADDRESS, principal=None, token=None)


@pytest.mark.parametrize("issuer", ["https://mal.example", None, "", "é"])
async def test_an_answer_of_another_issuer_is_refused_before_its_code_goes_anywhere(case, issuer):
    begun = await case.sign_on.begin(Purpose.SIGN_IN, ADDRESS)
    answer = case.come_back(begun, CAMILLE)
    mixed = Answer(state=answer.state, code=answer.code, issuer=issuer)
    with pytest.raises(Refused, match="oidc_mix_up"):
        await case.sign_on.answer(mixed, begun.browser, ADDRESS, principal=None, token=None)
    assert await case.refusals() == ['{"code":"oidc_mix_up","method":"oidc"}']


async def test_a_link_taken_away_on_the_way_opens_nothing(case):
    account = await case.rig.person(Role.DPO)
    await case.link(account)
    state, browser = await case.prove()
    await case.identities.unlink(await case.rig.principal(Role.MANAGER), account.id, "départ")
    with pytest.raises(Refused, match="oidc_not_linked"):
        await case.sign_on.enter(state, browser, ADDRESS)
    assert '"code":"oidc_not_linked"' in (await case.refusals())[0]
    started = await case.rig.journalled("people:session:started")
    assert account.id not in {each.actor for each in started}


async def test_linking_needs_the_very_person_who_asked(case):
    opened, account = await case.rig.signed_in(Role.DPO)
    stranger, _ = await case.rig.signed_in(Role.INSPECTOR)
    for principal, error in ((stranger.principal, Refused), (None, NotSignedIn)):
        begun = await case.sign_on.begin(Purpose.LINK, ADDRESS, account.id)
        answer = case.come_back(begun, CAMILLE)
        with pytest.raises(error):
            await case.sign_on.answer(answer, begun.browser, ADDRESS, principal=principal, token=None)
    assert await case.identities.of(opened.principal, account.id) is None


async def test_leaving_ends_the_session_and_names_where_to_leave_the_provider(case):
    account = await case.rig.person(Role.DPO)
    await case.link(account)
    opened = await case.sign_in()
    assert await case.sign_on.leave(opened.token, "10.0.0.66") is None
    await case.rig.sessions.principal(opened.token, ADDRESS)
    address = await case.sign_on.leave(opened.token, ADDRESS)
    assert address.startswith(f"{case.settings.issuer}/")
    with pytest.raises(NotSignedIn, match="signed_out"):
        await case.rig.sessions.principal(opened.token, ADDRESS)
    by_password, _ = await case.rig.signed_in(Role.DPO)
    assert await case.sign_on.leave(by_password.token, ADDRESS) is None
    if not isinstance(case.provider, FakeProvider):
        assert case.browser(CAMILLE).leave(address) == f"{PAGES}/"


async def test_the_id_token_is_erased_in_the_transaction_that_ends_its_session(case):
    account = await case.rig.person(Role.COMMUNAL_AGENT)
    await case.link(account)
    opened = await case.sign_in()
    assert await case.id_tokens() == 1
    await case.rig.sessions.sign_out(opened.token, "10.0.0.66")
    assert await case.id_tokens() == 1
    await case.rig.sessions.sign_out(opened.token, ADDRESS)
    assert await case.id_tokens() == 0
    await case.sign_in()
    await case.rig.accounts.suspend(LOCAL, account.id, "départ")
    assert await case.id_tokens() == 0


async def test_a_session_that_ran_out_ends_and_forgets_though_nobody_asks_for_it(fake):
    account = await fake.rig.person(Role.DPO)
    await fake.link(account)
    await fake.sign_in()
    fake.rig.clock.advance(fake.rig.settings.idle_minutes * 60 - 1)
    by_password, _ = await fake.rig.signed_in(Role.DPO)
    await fake.rig.sessions.lock(by_password.principal)
    await fake.rig.sessions.end_lapsed()
    assert await fake.id_tokens() == 1
    fake.rig.clock.advance(1)
    await fake.rig.sessions.end_lapsed()
    await fake.rig.sessions.end_lapsed()
    assert await fake.id_tokens() == 0
    [ended] = await fake.rig.journalled("people:session:ended")
    assert (ended.actor, ended.details) == (account.id, '{"code":"session_idle"}')
    await fake.rig.sessions.unlock(by_password.token, ADDRESS, PASSWORD)


async def test_too_many_refusals_lock_the_workstation_out_of_single_sign_on_alone(fake):
    account = await fake.rig.person(Role.DPO)
    await fake.link(account)
    given = Answer(state="autre", code="x")
    for _ in range(5):
        with pytest.raises(Refused, match="oidc_state"):
            await fake.sign_on.answer(given, "b", ADDRESS, principal=None, token=None)
    with pytest.raises(Refused, match="too many"):
        await fake.sign_on.answer(given, "b", ADDRESS, principal=None, token=None)
    with pytest.raises(Refused, match="too many"):
        await fake.sign_on.begin(Purpose.SIGN_IN, ADDRESS)
    assert len(await fake.refusals()) == 5
    assert len(await fake.rig.journalled("people:sign_in:locked")) == 1
    await fake.sign_on.begin(Purpose.SIGN_IN, "10.0.0.8")
    await fake.rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)
    fake.rig.clock.advance(16 * 60)
    await fake.sign_in()


async def test_a_flow_ends_after_ten_minutes(fake):
    account = await fake.rig.person(Role.DPO)
    await fake.link(account)
    begun = await fake.sign_on.begin(Purpose.SIGN_IN, ADDRESS)
    answer = fake.come_back(begun, CAMILLE)
    fake.rig.clock.advance(600)
    with pytest.raises(Refused, match="oidc_state"):
        await fake.sign_on.answer(answer, begun.browser, ADDRESS, principal=None, token=None)


async def test_a_workstation_keeps_fifty_flows_at_most(fake):
    first = await fake.sign_on.begin(Purpose.SIGN_IN, ADDRESS)
    answer = fake.come_back(first, CAMILLE)
    for _ in range(50):
        fake.rig.clock.advance(0.1)
        last = await fake.sign_on.begin(Purpose.SIGN_IN, ADDRESS)
    with pytest.raises(Refused, match="oidc_state"):
        await fake.sign_on.answer(answer, first.browser, ADDRESS, principal=None, token=None)
    with pytest.raises(Refused, match="oidc_not_linked"):
        await fake.sign_on.answer(
            fake.come_back(last, CAMILLE), last.browser, ADDRESS, principal=None, token=None
        )
