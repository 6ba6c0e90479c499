"""What is done to accounts: authorise, act, journal, in one transaction."""

from dataclasses import replace

from vigie.audit import Entry, Journal
from vigie.kernel.errors import BadInput, Conflict, NotFound, required
from vigie.kernel.ids import AccountId, new_id
from vigie.kernel.instants import Clock
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction
from vigie.people import store, tags
from vigie.people.endings import end_sessions
from vigie.people.model import Account, Role, check_name, check_username
from vigie.people.passwords import Passwords, check_password


class Accounts:
    """Accounts of people; only who administers changes them, and nobody changes their own."""

    def __init__(
        self, database: Database, gate: Gate, journal: Journal, clock: Clock, passwords: Passwords
    ) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._passwords = passwords

    async def all(self, principal: Principal) -> list[Account]:
        """Return every account.

        Raises:
            Refused: the principal may not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        async with self._database.snapshot() as tx:
            return await store.accounts(tx)

    async def create(
        self, principal: Principal, username: str, name: str, role: Role, password: str
    ) -> Account:
        """Create an account.

        Raises:
            BadInput: a field cannot be used.
            Conflict: the user name is or was somebody's.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER)
        username = check_username(username)
        check_password(password, username=username)
        return await self._insert(principal, username, name, role, password, demo=False)

    async def create_demo(
        self, principal: Principal, username: str, name: str, role: Role, password: str
    ) -> Account:
        """Create an account of the demonstration: a simple password, refused outside it."""
        return await self._insert(principal, check_username(username), name, role, password, demo=True)

    async def change_role(self, principal: Principal, account_id: AccountId, role: Role) -> Account:
        """Give another role; open sessions end, since they were opened under the old one."""
        await self._check_other(principal, account_id)
        async with self._database.transaction() as tx:
            account = await find_account(tx, account_id)
            await store.change_account(tx, account_id, {"role": role.value})
            await end_sessions(tx, self._journal, account_id, self._clock.now(), "role_changed")
            details = {"before": account.role.value, "role": role.value}
            await self._journal.record(
                tx, Entry.by(principal, tags.ACCOUNT_CHANGED, account_id, details=details)
            )
        return replace(account, role=role)

    async def suspend(self, principal: Principal, account_id: AccountId, reason: str) -> None:
        """Suspend an account; its sessions end at once.

        Raises:
            BadInput: no reason is given.
            Conflict: it is suspended already: since when stays as it was.
            NotFound: there is no such account.
            Refused: the principal may not administer.
        """
        await self._check_other(principal, account_id)
        why = required(reason, "reason")
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if (await find_account(tx, account_id)).suspended is not None:
                raise Conflict("this account is suspended already", code="already_suspended")
            await store.change_account(tx, account_id, {"suspended_us": now, "suspended_reason": why})
            entry = Entry.by(principal, tags.ACCOUNT_SUSPENDED, account_id, reason=why)
            await self._journal.record(tx, entry)
            await end_sessions(tx, self._journal, account_id, now, "account_suspended")

    async def resume(self, principal: Principal, account_id: AccountId, reason: str) -> None:
        """Lift a suspension.

        Raises:
            BadInput: no reason is given.
            Conflict: it is not suspended.
            NotFound: there is no such account.
            Refused: the principal may not administer.
        """
        await self._check_other(principal, account_id)
        why = required(reason, "reason")
        async with self._database.transaction() as tx:
            if (await find_account(tx, account_id)).suspended is None:
                raise Conflict("this account is not suspended", code="not_suspended")
            await store.change_account(tx, account_id, {"suspended_us": None, "suspended_reason": None})
            entry = Entry.by(principal, tags.ACCOUNT_RESUMED, account_id, reason=why)
            await self._journal.record(tx, entry)

    async def reset_password(self, principal: Principal, account_id: AccountId, password: str) -> None:
        """Set somebody's password; their sessions end."""
        await self._check_other(principal, account_id)
        async with self._database.snapshot() as tx:
            account = await find_account(tx, account_id)
        check_password(password, username=account.username)
        await self._set_password(principal, account, password)

    async def change_own_password(self, principal: Principal, old: str, new: str) -> None:
        """Change one's own password, knowing the old one; one's other sessions end.

        Raises:
            BadInput: `wrong_password`, or the new one cannot be used.
        """
        async with self._database.snapshot() as tx:
            account = await find_account(tx, principal.account_id)
        if not await self._passwords.matches(old, account.password_hash):
            raise BadInput("the present password is another", code="wrong_password", field="old")
        check_password(new, username=account.username)
        await self._set_password(principal, account, new)

    async def _set_password(self, principal: Principal, account: Account, password: str) -> None:
        """Set it, and end the account's sessions: all but the one that asks."""
        hashed = await self._passwords.hash(password)
        async with self._database.transaction() as tx:
            await store.change_account(tx, account.id, {"password_hash": hashed, "demo": False})
            await self._journal.record(tx, Entry.by(principal, tags.PASSWORD_CHANGED, account.id))
            now, asking = self._clock.now(), principal.session_id
            await end_sessions(tx, self._journal, account.id, now, "password_changed", but=asking)

    async def _insert(
        self, principal: Principal, username: str, name: str, role: Role, password: str, *, demo: bool
    ) -> Account:
        account = Account(
            id=AccountId(new_id()),
            username=username,
            name=check_name(name),
            role=role,
            demo=demo,
            created=self._clock.now(),
            password_hash=await self._passwords.hash(password),
        )
        async with self._database.transaction() as tx:
            if await store.account_by_username(tx, username) is not None:
                raise Conflict(f"the user name {username} is taken", code="account_exists", field="username")
            await store.insert_account(tx, account)
            details = {"username": username, "role": role.value, "demo": demo}
            await self._journal.record(
                tx, Entry.by(principal, tags.ACCOUNT_CREATED, account.id, details=details)
            )
        return account

    async def _check_other(self, principal: Principal, account_id: AccountId) -> None:
        await self._gate.authorise(principal, Verb.ADMINISTER)
        if principal.account_id == account_id:
            raise BadInput("nobody changes their own rights: ask a colleague", code="own_account")


async def find_account(tx: Transaction, account_id: AccountId) -> Account:
    """Return one account.

    Raises:
        NotFound: there is none of that id.
    """
    found = await store.account_by_id(tx, account_id)
    if found is None:
        raise NotFound("there is no such account", code="account_unknown")
    return found
