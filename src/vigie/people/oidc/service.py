"""Signing in through the provider: sent there, back with a code, proved, and then as after a password.

Invariants: a flow serves the browser and workstation that began it, once, for ten minutes (no login CSRF, no
fixation); the code is exchanged by this server with a verifier that no browser holds; an answer of another
issuer is refused (RFC 9207); what somebody may do hangs on the account alone: nothing the provider says gives
a right. Every refusal is journalled with its reason and counts towards a lockout of the workstation.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hmac import compare_digest
from typing import TypeVar

import structlog

from vigie.audit import Journal
from vigie.kernel.errors import NotSignedIn, Refused, Unavailable
from vigie.kernel.ids import AccountId
from vigie.kernel.instants import SECOND_US, Clock
from vigie.kernel.rights import Principal
from vigie.kernel.store import Database, Transaction
from vigie.people import store as people_store
from vigie.people.attempts import digest
from vigie.people.endings import end_session
from vigie.people.model import Account, Session
from vigie.people.oidc import store
from vigie.people.oidc.flows import SECRET_BYTES, Flow, Proved, Purpose, fresh
from vigie.people.oidc.identities import Identities
from vigie.people.oidc.provider import Provider
from vigie.people.oidc.settings import NOT_ASKED, AccountClaim, OidcSettings
from vigie.people.oidc.tokens import (
    Expected,
    Identity,
    Keys,
    TokenFault,
    UnknownKey,
    identity_of,
    leaving_of,
)
from vigie.people.sessions import SessionService, SignedIn

METHOD = "oidc"
Read = TypeVar("Read")
log = structlog.get_logger("oidc")


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and the secret that it keeps meanwhile (a cookie no page can read)."""

    address: str
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the browser brings back from the provider."""

    state: str
    code: str | None = field(default=None, repr=False)
    issuer: str | None = None
    error: str | None = None


class SingleSignOn:
    """Sign-in, unlocking and linking through the provider."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        clock: Clock,
        sessions: SessionService,
        identities: Identities,
        provider: Provider,
        settings: OidcSettings,
    ) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._sessions = sessions
        self._identities = identities
        self._provider = provider
        self._settings = settings

    @property
    def unlocks(self) -> bool:
        """Whether a locked workstation opens by the provider: only where it proves that it asked just now."""
        return self._settings.max_age_s != NOT_ASKED

    async def begin(self, purpose: Purpose, address: str, account_id: AccountId | None = None) -> Begun:
        """Begin a way to the provider and back.

        Raises:
            Refused: `locked`, or `oidc_unlock_off`.
            Unavailable: the provider does not answer, or cannot be used.
        """
        await self._sessions.attempts.check(_name(address), address)
        if purpose is Purpose.UNLOCK and not self.unlocks:
            raise Refused("oidc.max_age_s is -1: unlock by the password", code="oidc_unlock_off")
        state, browser = (secrets.token_urlsafe(SECRET_BYTES) for _ in range(2))
        flow = fresh(purpose, address, account_id, self._clock.now())
        again = purpose is not Purpose.SIGN_IN
        to = await self._provider.address(
            state=state, nonce=flow.nonce, challenge=flow.challenge, again=again
        )
        async with self._database.transaction() as tx:
            await store.insert_flow(tx, digest(state), digest(browser), flow)
        return Begun(to, browser)

    async def answer(
        self, given: Answer, browser: str, address: str, *, principal: Principal | None, token: str | None
    ) -> Purpose:
        """Take what the browser brings back; a locked workstation opens, an account is linked.

        A sign-in is then only proved: `enter` opens the session.

        Args:
            given: what stands in the address that the provider sent the browser to.
            browser: the secret of `begin`.
            address: the workstation.
            principal: who is signed in, for linking.
            token: the session's, for unlocking.

        Raises:
            NotSignedIn: the session to unlock is over, or nobody is signed in whose account to link.
            Refused: the answer proves nothing (`oidc_…`), or `locked`.
            Unavailable: the provider does not answer, or cannot be used.
            Conflict: the account or the identity is linked already.
        """
        await self._sessions.attempts.check(_name(address), address)
        flow = await self._take(given.state, browser, address)
        if flow is None:
            raise await self._refused("oidc_state", address)
        try:
            identity, id_token = await self._prove(given, flow)
        except TokenFault as fault:
            raise await self._refused(fault.code, address) from None
        except Unavailable as error:
            await self._journal_only(error.error_code, address)
            raise
        if flow.purpose is Purpose.LINK:
            await self._link(flow, identity, address, principal)
        elif flow.purpose is Purpose.UNLOCK:
            await self._unlock(identity, address, token)
        else:
            proved = await self._proved(identity, id_token, address)
            async with self._database.transaction() as tx:
                kept = replace(flow, proved=proved)
                await store.insert_flow(tx, digest(given.state), digest(browser), kept)
        return flow.purpose

    async def enter(
        self, state: str, browser: str, address: str, *, code: str | None = None, reason: str | None = None
    ) -> SignedIn:
        """Open the session of whom the provider has proved; asked again with what was missing.

        Args:
            state: of the flow.
            browser: the secret of `begin`.
            address: the workstation.
            code: six digits, where the account asks for them and the provider's proof is not enough.
            reason: why, outside one's shift.

        Raises:
            NotSignedIn: `second_factor_needed`, `wrong_credentials`.
            Refused: as after a password; `oidc_state` when nothing was proved here.
        """
        async with self._database.snapshot() as tx:
            flow = await store.flow(tx, digest(state), digest(browser), address, self._clock.now())
            found = None if flow is None or flow.proved is None else flow.proved
            account = None if found is None else await people_store.account_by_id(tx, found.account_id)
        if found is None or account is None:
            await self._sessions.attempts.check(_name(address), address)
            raise await self._refused("oidc_state", address)

        async def beside(tx: Transaction, session: Session, principal: Principal) -> None:
            if not await store.remove_flow(tx, digest(state)):
                raise TokenFault("oidc_state")  # another request was quicker
            await self._keep(tx, session, principal, found)

        try:
            opened = await self._sessions.enter_proved(
                account,
                address,
                method=METHOD,
                second_factor=found.second_factor,
                code=code,
                reason=reason,
                beside=beside,
            )
        except TokenFault as fault:
            raise await self._refused(fault.code, address, subject=found.subject) from None
        async with self._database.transaction() as tx:
            await self._sessions.attempts.clear(tx, _name(address), address)
        return opened

    async def leave(self, token: str, address: str) -> str | None:
        """End a session; return where the browser also leaves the provider, None where it cannot."""
        async with self._database.snapshot() as tx:
            found = await people_store.session_by_token(tx, digest(token))
            mine = found is not None and found[0].address == address
            hint = await store.id_token(tx, found[0].id) if found is not None and mine else None
        await self._sessions.sign_out(token, address)
        if hint is None:
            return None
        try:
            return await self._provider.leaving_address(hint)
        except Unavailable as error:
            log.warning("the provider cannot be left", why=str(error))
            return None

    async def leave_told(self, logout_token: str, address: str) -> None:
        """End the sessions that the provider says are over (Back-Channel Logout 1.0).

        Raises:
            Refused: the token proves nothing (`oidc_…`), or `locked`.
            Unavailable: the provider's keys cannot be had.
        """
        await self._sessions.attempts.check(_name(address), address)
        now, client, issuer = self._clock.now(), self._settings.client_id, self._provider.issuer
        try:
            told = await self._with_keys(lambda keys: leaving_of(logout_token, keys, issuer, client, now))
        except TokenFault as fault:
            raise await self._refused(fault.code, address) from None
        async with self._database.transaction() as tx:
            linked = None if told.subject is None else await store.identity_at(tx, issuer, told.subject)
            if told.subject is not None and linked is None:
                return
            account_id = None if linked is None else linked.account_id
            for session in await store.sessions_from(tx, account_id, told.sid):
                await end_session(tx, self._journal, session, now, "provider_left")

    async def _take(self, state: str, browser: str, address: str) -> Flow | None:
        """Return a flow and forget it: its answer serves once, right or wrong."""
        async with self._database.transaction() as tx:
            found = await store.flow(tx, digest(state), digest(browser), address, self._clock.now())
            if found is None or found.proved is not None:
                return None
            if not await store.remove_flow(tx, digest(state)):
                return None  # another request was quicker
        return found

    async def _prove(self, given: Answer, flow: Flow) -> tuple[Identity, str]:
        """Return who is there and the ID token that says so.

        Raises:
            TokenFault: nobody is proved.
            Unavailable: the provider does not answer.
        """
        known = await self._provider.metadata()
        issuer = self._provider.issuer
        if given.issuer is None and known.names_itself:
            raise TokenFault("oidc_mix_up")
        if given.issuer is not None and not compare_digest(given.issuer.encode(), issuer.encode()):
            raise TokenFault("oidc_mix_up")
        if given.error is not None:
            log.warning("the provider refused", error=given.error[:80])
            raise TokenFault("oidc_denied" if given.error == "access_denied" else "oidc_error")
        if given.code is None:
            raise TokenFault("oidc_code")
        id_token = await self._provider.id_token(given.code, flow.verifier)
        expected = Expected(
            issuer=issuer,
            client_id=self._settings.client_id,
            nonce=flow.nonce,
            asked=flow.started,
            max_age_us=self._max_age_us(flow),
        )
        now = self._clock.now()
        return await self._with_keys(lambda keys: identity_of(id_token, keys, expected, now)), id_token

    async def _with_keys(self, read: Callable[[Keys], Read]) -> Read:
        """Return what a token says, read with the provider's keys; asked anew when its own is missing."""
        try:
            return read(await self._provider.keys())
        except UnknownKey:
            return read(await self._provider.keys(again=True))

    def _max_age_us(self, flow: Flow) -> int | None:
        if not self.unlocks:
            return None
        return 0 if flow.purpose is not Purpose.SIGN_IN else self._settings.max_age_s * SECOND_US

    async def _proved(self, identity: Identity, id_token: str, address: str) -> Proved:
        """Return the account that an identity opens, as it is proved.

        Raises:
            Refused: it opens none.
        """
        async with self._database.snapshot() as tx:
            account, fault = await self._account_of(tx, identity)
        if account is None:
            raise await self._refused(fault, address, subject=identity.subject)
        counts = identity.acr in self._settings.second_factor_acr
        return Proved(
            account_id=account.id,
            subject=identity.subject,
            sid=identity.sid,
            second_factor=counts or not identity.amr.isdisjoint(self._settings.second_factor_amr),
            id_token=id_token,
        )

    async def _account_of(self, tx: Transaction, identity: Identity) -> tuple[Account | None, str]:
        """Return the account of an identity; without one, why."""
        linked = await store.identity_at(tx, identity.issuer, identity.subject)
        if linked is not None:
            return await people_store.account_by_id(tx, linked.account_id), "oidc_not_linked"
        name = (identity.username or "").strip().lower()
        if self._settings.account_claim is not AccountClaim.PREFERRED_USERNAME or not name:
            return None, "oidc_not_linked"
        account = await people_store.account_by_username(tx, name)
        if account is not None and await store.identity_of(tx, account.id) is not None:
            return None, "oidc_other_identity"
        return account, "oidc_not_linked"

    async def _link(self, flow: Flow, identity: Identity, address: str, principal: Principal | None) -> None:
        if principal is None:
            raise NotSignedIn("sign in first, then link")
        if principal.account_id != flow.account_id:
            raise await self._refused("oidc_state", address)
        await self._identities.link_own(principal, identity.subject)

    async def _unlock(self, identity: Identity, address: str, token: str | None) -> None:
        async with self._database.snapshot() as tx:
            linked = await store.identity_at(tx, identity.issuer, identity.subject)
            account = None if linked is None else await people_store.account_by_id(tx, linked.account_id)
        if account is None:
            raise await self._refused("oidc_not_linked", address, subject=identity.subject)
        if token is None:
            raise NotSignedIn("the session is over")
        await self._sessions.unlock_proved(token, address, account, method=METHOD)

    async def _keep(self, tx: Transaction, session: Session, principal: Principal, proved: Proved) -> None:
        """Keep, with the new session, what the provider gave; link where the name alone found the account.

        Raises:
            TokenFault: the link was taken away while the browser was on its way.
        """
        linked = await store.identity_at(tx, self._identities.issuer, proved.subject)
        by_name = self._settings.account_claim is AccountClaim.PREFERRED_USERNAME
        if linked is None and by_name:
            await self._identities.link_named(tx, principal, proved.subject)
        elif linked is None or linked.account_id != principal.account_id:
            raise TokenFault("oidc_not_linked")
        await store.insert_session(tx, session.id, proved)

    async def _refused(self, code: str, address: str, *, subject: str | None = None) -> Refused:
        """Journal and count a refusal, and return it; who the provider named is told: linking needs it."""
        more = {} if subject is None else {"subject": subject}
        details = {"method": METHOD, **more}
        name = _name(address)
        await self._sessions.attempts.fail(name, None, address, code, counted=True, details=details)
        return Refused(f"the provider's answer is refused: {code}", code=code, **more)

    async def _journal_only(self, code: str, address: str) -> None:
        details = {"method": METHOD}
        await self._sessions.attempts.fail(
            _name(address), None, address, code, counted=False, details=details
        )


def _name(address: str) -> str:
    """Return the name under which a workstation's failures here are counted; it is no user name."""
    return f"oidc@{address}"
