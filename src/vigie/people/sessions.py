"""Signing in and out; who is behind a cookie.

Invariants: only the SHA-256 of a token is stored; a fresh token at every sign-in (no fixation); a session is
bound to one workstation; suspension, expiry and lock act at the very next question. While a name is locked
out, attempts are counted but not journalled one by one: the lock is.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import NotFound, NotSignedIn, Refused
from vigie.kernel.ids import AccountId, SessionId, new_id
from vigie.kernel.instants import HOUR_US, MINUTE_US, Clock, UtcUs
from vigie.kernel.rights import Principal
from vigie.kernel.store import Database, Transaction
from vigie.people import store, tags
from vigie.people.attempts import Attempts, digest
from vigie.people.endings import end_session
from vigie.people.factors import SecondFactor
from vigie.people.model import Account, Role, Session, is_username
from vigie.people.passwords import Passwords
from vigie.people.policy import verbs_of
from vigie.people.settings import PeopleSettings
from vigie.people.standing import papers_fault, session_fault

TOKEN_BYTES = 32
SEEN_EVERY_US = MINUTE_US


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; `token` is for the cookie and is stored nowhere."""

    token: str = field(repr=False)
    principal: Principal
    account: Account
    expires: UtcUs
    method: str


Beside = Callable[[Transaction, Session, Principal], Awaitable[None]]
"""What is written in the transaction that opens a session."""


class SessionService:
    """Sessions of people; `attempts` counts the failures of every way in.

    Args:
        demo: whether accounts of the demonstration may sign in.
        off_duty: whether somebody has shifts, but none now: their sign-in then needs a reason.
        second_factor: opens TOTP secrets; None where no account can have one.
    """

    def __init__(
        self,
        database: Database,
        journal: Journal,
        clock: Clock,
        settings: PeopleSettings | None = None,
        *,
        passwords: Passwords | None = None,
        second_factor: SecondFactor | None = None,
        off_duty: Callable[[AccountId], Awaitable[bool]] | None = None,
        demo: bool = False,
    ) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._settings = settings or PeopleSettings()
        self.attempts = Attempts(database, journal, clock, self._settings)
        self._passwords = passwords or Passwords()
        self._second_factor = second_factor
        self._off_duty = off_duty
        self._demo = demo

    async def sign_in(
        self,
        username: str,
        password: str,
        address: str,
        *,
        code: str | None = None,
        reason: str | None = None,
    ) -> SignedIn:
        """Sign somebody in at a workstation.

        Raises:
            NotSignedIn: `wrong_credentials`, or `second_factor_needed` when the password was right.
            Refused: `locked` (too many failures; `retry_after_s`), or why the person may not sign in.
        """
        name = username.strip().lower()
        await self.attempts.check(name, address)
        async with self._database.snapshot() as tx:
            account = await store.account_by_username(tx, name) if is_username(name) else None
        right = await self._passwords.matches(password, account.password_hash if account else None)
        if account is None or not right or (account.demo and not self._demo):
            await self.attempts.fail(name, account, address, "wrong_credentials")
            raise NotSignedIn("unknown user name or wrong password", code="wrong_credentials")
        if account.totp:
            await self._check_reason(account, reason)  # asked before the code, which serves once
            await self._check_code(account, code, address)
        return await self.open(account, address, method="password", reason=reason)

    async def enter_proved(
        self,
        account: Account,
        address: str,
        *,
        method: str,
        second_factor: bool,
        code: str | None,
        reason: str | None,
        beside: Beside,
    ) -> SignedIn:
        """Sign in somebody whom another party has proved, with everything that is asked after a password.

        Args:
            account: theirs.
            address: the workstation.
            method: how they were proved.
            second_factor: whether that stands for the six digits.
            code: the six digits.
            reason: why, outside one's shift.
            beside: what is written in the session's transaction.

        Raises:
            NotSignedIn: `wrong_credentials`, or `second_factor_needed`.
            Refused: `locked`, or why the person may not sign in.
        """
        await self.attempts.check(account.username, address)
        if account.demo and not self._demo:
            await self.attempts.fail(account.username, account, address, "wrong_credentials")
            raise NotSignedIn("this account is the demonstration's", code="wrong_credentials")
        if account.totp and not second_factor:
            await self._check_reason(account, reason)
            await self._check_code(account, code, address)
        return await self.open(account, address, method=method, reason=reason, beside=beside)

    async def open(
        self,
        account: Account,
        address: str,
        *,
        method: str,
        reason: str | None = None,
        beside: Beside | None = None,
    ) -> SignedIn:
        """Open a session for somebody who has proved who they are.

        Raises:
            Refused: suspended, without the approval or grant their role needs, or off duty without a reason.
        """
        now = self._clock.now()
        async with self._database.snapshot() as tx:
            fault = await papers_fault(tx, account, now, self._settings)
        if fault is not None:
            await self.attempts.fail(account.username, account, address, fault)
            raise Refused(f"sign-in is refused: {fault}", code=fault)
        await self._check_reason(account, reason)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = self._session(account, address, now, method)
        principal = _principal(session, account)
        async with self._database.transaction() as tx:
            await store.insert_session(tx, session, digest(token))
            await self.attempts.clear(tx, account.username, address)
            details = {"method": method, "role": account.role.value}
            started = Entry.by(
                principal,
                tags.SESSION_STARTED,
                account.id,
                reason=reason,
                details=details,
            )
            await self._journal.record(tx, started)
            if beside is not None:
                await beside(tx, session, principal)
        return SignedIn(token, principal, account, session.expires, method)

    async def principal(self, token: str, address: str) -> Principal:
        """Return the one behind a cookie.

        Raises:
            NotSignedIn: nobody is, any more; its code says why (`session_locked` can be reopened).
        """
        session, _, principal = await self._resolve(token, address)
        fault = session_fault(session, self._clock.now(), self._settings)
        if fault is not None:
            raise NotSignedIn(f"the session is closed: {fault}", code=fault)
        return principal

    async def account(self, principal: Principal) -> tuple[Account, Session]:
        """Return the account and session of a signed-in person.

        Raises:
            NotSignedIn: the session is gone.
        """
        async with self._database.snapshot() as tx:
            found = await store.session_by_id(tx, principal.session_id)
        if found is None:
            raise NotSignedIn("sign in first")
        return found[1], found[0]

    async def sign_out(self, token: str, address: str) -> None:
        """End the session of a cookie; one that is over already stays so."""
        async with self._database.snapshot() as tx:
            found = await store.session_by_token(tx, digest(token))
        if found is not None and found[0].address == address:
            await self._end(found[0], "signed_out")

    async def lock(self, principal: Principal) -> None:
        """Lock the workstation: the session stays, and shows nothing until it is unlocked."""
        account, session = await self.account(principal)
        async with self._database.transaction() as tx:
            await store.lock_session(tx, session.id, self._clock.now())
            await self._record(tx, tags.SESSION_LOCKED, session, account, {})

    async def unlock(self, token: str, address: str, password: str) -> Principal:
        """Open a locked session again by its owner's password.

        Raises:
            NotSignedIn: `wrong_credentials`, or the session is over.
            Refused: `locked`: too many failures.
        """
        session, account, principal = await self._resolve(token, address)
        await self._check_password(account, address, password)
        await self._reopen(session, account, "password")
        return principal

    async def unlock_proved(self, token: str, address: str, proved: Account, *, method: str) -> Principal:
        """Open a locked session again for an owner who has proved who they are.

        Raises:
            NotSignedIn: the session is over, or `wrong_credentials`: it is somebody else's.
        """
        session, account, principal = await self._resolve(token, address)
        if account.id != proved.id:
            await self.attempts.fail(account.username, account, address, "wrong_credentials")
            raise NotSignedIn("this session is somebody else's", code="wrong_credentials")
        await self._reopen(session, account, method)
        return principal

    async def prove(self, principal: Principal, password: str) -> None:
        """Ask a signed-in person for their password again, before an act on their own account.

        Raises:
            NotSignedIn: `wrong_credentials`.
            Refused: `locked`: too many failures.
        """
        account, _ = await self.account(principal)
        await self._check_password(account, principal.address, password)

    async def own_sessions(self, principal: Principal) -> list[Session]:
        """Return one's own sessions, in force or locked, newest first."""
        mine = [one for one, owner in await self.open_sessions() if owner.id == principal.account_id]
        return sorted(mine, key=lambda each: each.started, reverse=True)

    async def close_own(self, principal: Principal, session_id: str) -> None:
        """End one of one's own sessions, on this workstation or another.

        Raises:
            NotFound: one has no such session open.
        """
        wanted = next((one for one in await self.own_sessions(principal) if one.id == session_id), None)
        if wanted is None:
            raise NotFound("you have no such session open", code="session_unknown")
        await self._end(wanted, "closed_by_owner")

    async def open_sessions(self) -> list[tuple[Session, Account]]:
        """Return who is signed in now, in force or locked."""
        now = self._clock.now()
        async with self._database.snapshot() as tx:
            people = {each.id: each for each in await store.accounts(tx)}
            sessions = await store.open_sessions(tx)
        alive = [
            one for one in sessions if session_fault(one, now, self._settings) in {None, "session_locked"}
        ]
        return [(one, people[one.account_id]) for one in alive]

    async def end_lapsed(self) -> None:
        """End the sessions that have run out and that nobody asks for any more: a browser just closed."""
        now = self._clock.now()
        async with self._database.snapshot() as tx:
            sessions = await store.open_sessions(tx)
        for each in sessions:
            fault = session_fault(each, now, self._settings)
            if fault not in {None, "session_locked"}:
                await self._end(each, fault)

    async def _check_password(self, account: Account, address: str, password: str) -> None:
        await self.attempts.check(account.username, address)
        if not await self._passwords.matches(password, account.password_hash):
            await self.attempts.fail(account.username, account, address, "wrong_credentials")
            raise NotSignedIn("wrong password", code="wrong_credentials")

    async def _reopen(self, session: Session, account: Account, method: str) -> None:
        async with self._database.transaction() as tx:
            await store.lock_session(tx, session.id, None)
            await store.touch_session(tx, session.id, self._clock.now())
            await self._record(tx, tags.SESSION_UNLOCKED, session, account, {"method": method})

    async def _resolve(self, token: str, address: str) -> tuple[Session, Account, Principal]:
        """Return a session whose owner may still be signed in; ends it for good when not."""
        now = self._clock.now()
        session, account, fault = await self._database.read(lambda tx: self._found(tx, token, now))
        if session.address != address:
            fault = "session_moved"
        if fault is None:
            fault = session_fault(session, now, self._settings)
            fault = None if fault == "session_locked" else fault
        if fault is not None:
            if session.ended is None:
                await self._end(session, fault)
            raise NotSignedIn(f"the session is closed: {fault}", code=fault)
        if session.locked is None and now - session.seen >= SEEN_EVERY_US:
            async with self._database.transaction() as tx:
                await store.touch_session(tx, session.id, now)
        return session, account, _principal(session, account)

    async def _found(self, tx: Transaction, token: str, now: UtcUs) -> tuple[Session, Account, str | None]:
        found = await store.session_by_token(tx, digest(token))
        if found is None:
            raise NotSignedIn("sign in first")
        session, account = found
        return session, account, await papers_fault(tx, account, now, self._settings)

    async def _end(self, session: Session, code: str) -> None:
        async with self._database.transaction() as tx:
            await end_session(tx, self._journal, session, self._clock.now(), code)

    async def _check_reason(self, account: Account, reason: str | None) -> None:
        if not (reason or "").strip() and self._off_duty is not None and await self._off_duty(account.id):
            raise Refused("outside your shift: say why you sign in", code="reason_needed")

    async def _check_code(self, account: Account, code: str | None, address: str) -> None:
        if not code:
            raise NotSignedIn("this account also asks for the six digits", code="second_factor_needed")
        if self._second_factor is None or not await self._second_factor.accept(account.id, code):
            await self.attempts.fail(account.username, account, address, "wrong_credentials")
            raise NotSignedIn("wrong code", code="wrong_credentials")

    def _session(self, account: Account, address: str, now: UtcUs, method: str) -> Session:
        length = self._settings.session_hours * HOUR_US
        if account.role is Role.ELECTED_MEMBER:
            length = self._settings.elected_minutes * MINUTE_US
        return Session(
            id=SessionId(new_id()),
            account_id=account.id,
            address=address,
            started=now,
            seen=now,
            expires=UtcUs(now + round(length)),
            method=method,
        )

    async def _record(
        self, tx: Transaction, tag: Tag, session: Session, account: Account, details: Mapping[str, object]
    ) -> None:
        entry = Entry.by(_principal(session, account), tag, account.id, details=details)
        await self._journal.record(tx, entry)


def _principal(session: Session, account: Account) -> Principal:
    return Principal(
        account_id=account.id,
        session_id=session.id,
        name=account.name,
        role=account.role.value,
        address=session.address,
        verbs=verbs_of(account.role),
    )
