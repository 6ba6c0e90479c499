"""Failed sign-ins: counted per name and workstation, journalled with why, and locked out when too many.

Only the SHA-256 of a name is kept: people type passwords where names go. While somebody is locked out,
attempts are refused before anything is journalled: the lock is.
"""

from collections.abc import Mapping
from hashlib import sha256

from vigie.audit import Entry, Journal
from vigie.kernel.errors import Refused
from vigie.kernel.instants import DAY_US, MINUTE_US, SECOND_US, Clock, UtcUs
from vigie.kernel.store import Database, Transaction
from vigie.people import store, tags
from vigie.people.model import Account
from vigie.people.settings import PeopleSettings

WRONG = "wrong_credentials"


class Attempts:
    """Counts failures and refuses whoever has too many."""

    def __init__(self, database: Database, journal: Journal, clock: Clock, settings: PeopleSettings) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._settings = settings

    async def check(self, name: str, address: str) -> None:
        """Return when a name may be tried at a workstation.

        Raises:
            Refused: `locked`; `retry_after_s` tells for how long.
        """
        settings = self._settings
        window = round(settings.lock_minutes * MINUTE_US)
        now = self._clock.now()
        since = UtcUs(now - window)
        async with self._database.snapshot() as tx:
            here = await store.failures(tx, since, username_digest=digest(name), address=address)
            anywhere = await store.failures(tx, since, username_digest=digest(name))
            workstation = await store.failures(tx, since, address=address)
        limits = (
            (here, settings.tries),
            (anywhere, settings.tries_per_account),
            (workstation, settings.tries_per_address),
        )
        waits = [oldest + window - now for (count, oldest), limit in limits if count >= limit]
        if waits:
            seconds = max(1, -(-max(waits) // SECOND_US))
            raise Refused("too many failed sign-ins: wait", code="locked", retry_after_s=seconds)

    async def fail(
        self,
        name: str,
        account: Account | None,
        address: str,
        code: str,
        *,
        counted: bool | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Journal a failure with its reason.

        Args:
            name: what was tried; never written down as it is.
            account: whose it is, where anybody's.
            address: the workstation.
            code: why, in the journal.
            counted: whether it counts towards a lockout; None: only when it is a wrong secret.
            details: what else is journalled.
        """
        now = self._clock.now()
        counts = code == WRONG if counted is None else counted
        told: dict[str, object] = {"code": code, **(details or {})}
        actor = account.id if account else "unknown"
        async with self._database.transaction() as tx:
            await store.forget_failures(tx, UtcUs(now - DAY_US))
            if counts:
                await store.insert_failure(tx, digest(name), address, now)
            entry = Entry(tag=tags.SIGN_IN_FAILED, actor=actor, address=address, details=told)
            await self._journal.record(tx, entry)
            since = UtcUs(now - round(self._settings.lock_minutes * MINUTE_US))
            count, _ = await store.failures(tx, since, username_digest=digest(name), address=address)
            if counts and count == self._settings.tries:
                lock = Entry(tag=tags.SIGN_IN_LOCKED, actor=actor, address=address, details={"tries": count})
                await self._journal.record(tx, lock)

    async def clear(self, tx: Transaction, name: str, address: str) -> None:
        """Forget the failures of a name at a workstation: its owner has signed in."""
        await store.clear_failures(tx, digest(name), address)


def digest(text: str) -> bytes:
    """Return the SHA-256 of what was typed, or of a token."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
