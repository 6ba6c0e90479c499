"""Somebody lost their telephone or their key: who administers takes these means away, the password stays.

The person then signs in with the password and adds new ones; nobody does it for themselves.
"""

from vigie.audit import Entry, Journal
from vigie.kernel.errors import BadInput, required
from vigie.kernel.ids import AccountId
from vigie.kernel.instants import Clock
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database
from vigie.people import passkeys_store, store
from vigie.people.accounts import find_account
from vigie.people.endings import end_sessions
from vigie.people.factors import DISABLED
from vigie.people.passkeys import REMOVED


class Recovery:
    """Takes lost means of signing in away from an account."""

    def __init__(self, database: Database, gate: Gate, journal: Journal, clock: Clock) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock

    async def forget_means(self, principal: Principal, account_id: AccountId, reason: str) -> None:
        """Forget an account's second factor and passkeys, and end its sessions: who found them is out.

        Raises:
            BadInput: no reason is given, it is one's own account, or there is nothing to forget.
            NotFound: there is no such account.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER)
        if principal.account_id == account_id:
            raise BadInput("nobody changes their own rights: ask a colleague", code="own_account")
        why = required(reason, "reason")
        async with self._database.transaction() as tx:
            account = await find_account(tx, account_id)
            keys = await passkeys_store.passkeys(tx, account_id)
            if not account.totp and not keys:
                raise BadInput("this account has no telephone code and no passkey", code="no_means")
            if account.totp:
                await store.change_account(tx, account_id, {"totp_sealed": None})
                await self._journal.record(tx, Entry.by(principal, DISABLED, account_id, reason=why))
            for key in keys:
                await passkeys_store.remove(tx, account_id, key.id)
                entry = Entry.by(principal, REMOVED, account_id, reason=why, details={"label": key.label})
                await self._journal.record(tx, entry)
            await end_sessions(tx, self._journal, account_id, self._clock.now(), "means_forgotten")
