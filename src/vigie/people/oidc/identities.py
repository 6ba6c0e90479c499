"""Whose account somebody at the provider is: linked by its owner after the password, or by who administers.

An identity opens one account, an account has one identity; no account is made by signing in. Linking and
unlinking are journalled with the name at the provider.
"""

from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput, Conflict, NotFound, required
from vigie.kernel.ids import AccountId
from vigie.kernel.instants import Clock
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction
from vigie.people.accounts import find_account
from vigie.people.endings import end_sessions
from vigie.people.oidc import store
from vigie.people.oidc.store import LinkedIdentity
from vigie.people.oidc.tokens import is_subject

LINKED = Tag("people:identity:linked")
UNLINKED = Tag("people:identity:unlinked")


class Identities:
    """Links between accounts and people at the provider.

    Args:
        issuer: the provider of the settings.
    """

    def __init__(self, database: Database, gate: Gate, journal: Journal, clock: Clock, issuer: str) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self.issuer = issuer

    async def of(self, principal: Principal, account_id: AccountId) -> LinkedIdentity | None:
        """Return who an account is at the provider; one's own is always told.

        Raises:
            NotFound: there is no such account.
            Refused: it is another's, and the principal may not supervise.
        """
        if principal.account_id != account_id:
            await self._gate.authorise(principal, Verb.SUPERVISE)
        async with self._database.snapshot() as tx:
            await find_account(tx, account_id)
            return await store.identity_of(tx, account_id)

    async def link(self, principal: Principal, account_id: AccountId, subject: str, reason: str) -> None:
        """Link somebody else's account to who they are at the provider.

        Raises:
            BadInput: no reason, no usable subject, or it is one's own account.
            Conflict: the account or the identity is linked already.
            NotFound: there is no such account.
            Refused: the principal may not administer.
        """
        await self._check_other(principal, account_id)
        why, name = required(reason, "reason"), subject.strip()
        if not is_subject(name):
            raise BadInput("subject: what the provider calls `sub`, 1 to 255 characters", code="bad_subject")
        async with self._database.transaction() as tx:
            await find_account(tx, account_id)
            await self._insert(tx, account_id, name, principal.account_id)
            await self._journal.record(
                tx, Entry.by(principal, LINKED, account_id, reason=why, details=self._details(name))
            )

    async def link_own(self, principal: Principal, subject: str) -> None:
        """Link one's own account, whose password was asked, to who the provider has just said is there.

        Raises:
            Conflict: the account or the identity is linked already.
        """
        async with self._database.transaction() as tx:
            await self._insert(tx, principal.account_id, subject, principal.account_id)
            entry = Entry.by(principal, LINKED, principal.account_id, details=self._details(subject))
            await self._journal.record(tx, entry)

    async def link_named(self, tx: Transaction, principal: Principal, subject: str) -> None:
        """Link at the first sign-in by `preferred_username`, in the transaction of the session.

        Raises:
            Conflict: somebody linked the account or the identity in between.
        """
        await self._insert(tx, principal.account_id, subject, principal.account_id)
        details = {**self._details(subject), "by": "preferred_username"}
        await self._journal.record(tx, Entry.by(principal, LINKED, principal.account_id, details=details))

    async def unlink(self, principal: Principal, account_id: AccountId, reason: str) -> None:
        """Take somebody else's link away; their sessions end.

        Raises:
            BadInput: no reason is given, or it is one's own account.
            NotFound: there is no such account, or it has no link.
            Refused: the principal may not administer.
        """
        await self._check_other(principal, account_id)
        await self._remove(principal, account_id, required(reason, "reason"))

    async def unlink_own(self, principal: Principal) -> None:
        """Take one's own link away, the password asked before; one's other sessions end.

        Raises:
            NotFound: there is none.
        """
        await self._remove(principal, principal.account_id, None)

    async def _insert(self, tx: Transaction, account_id: AccountId, subject: str, by: AccountId) -> None:
        if await store.identity_of(tx, account_id) is not None:
            raise Conflict("this account is linked already: unlink it first", code="identity_exists")
        if await store.identity_at(tx, self.issuer, subject) is not None:
            raise Conflict("this identity is another account's", code="identity_taken")
        linked = LinkedIdentity(
            account_id=account_id,
            issuer=self.issuer,
            subject=subject,
            linked=self._clock.now(),
            linked_by=by,
        )
        await store.insert_identity(tx, linked)

    async def _remove(self, principal: Principal, account_id: AccountId, reason: str | None) -> None:
        async with self._database.transaction() as tx:
            await find_account(tx, account_id)
            held = await store.identity_of(tx, account_id)
            if held is None:
                raise NotFound("this account is linked to nobody", code="identity_unknown")
            await store.remove_identity(tx, account_id)
            details = {"issuer": held.issuer, "subject": held.subject}
            entry = Entry.by(principal, UNLINKED, account_id, reason=reason, details=details)
            await self._journal.record(tx, entry)
            now, asking = self._clock.now(), principal.session_id
            await end_sessions(tx, self._journal, account_id, now, "identity_unlinked", but=asking)

    async def _check_other(self, principal: Principal, account_id: AccountId) -> None:
        await self._gate.authorise(principal, Verb.ADMINISTER)
        if principal.account_id == account_id:
            raise BadInput("nobody changes their own rights: ask a colleague", code="own_account")

    def _details(self, subject: str) -> dict[str, object]:
        return {"issuer": self.issuer, "subject": subject}
