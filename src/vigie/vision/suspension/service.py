"""Stopping all analytics at once, and letting them run again: authorise, act, journal, in one transaction.

Whoever watches may stop them, without asking anybody; only who supervises lets them run again. Diagnostics of
the equipment look at no person and go on (REQ-71).
"""

from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput, Conflict, NotFound
from vigie.kernel.ids import new_id
from vigie.kernel.instants import Clock
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database
from vigie.vision.suspension import store
from vigie.vision.suspension.store import Suspension

ANALYTICS_SUSPENDED = Tag("vision:analytics:suspended")
ANALYTICS_RESUMED = Tag("vision:analytics:resumed")
SHORTEST_REASON, LONGEST_REASON = 3, 2_000


class Suspensions:
    """The use cases."""

    def __init__(self, database: Database, gate: Gate, journal: Journal, clock: Clock) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock

    async def in_force(self) -> bool:
        """Tell whether all analytics are stopped; asked by the machine itself."""
        async with self._database.snapshot() as tx:
            return await store.current(tx) is not None

    async def current(self, principal: Principal) -> Suspension | None:
        """Return the suspension that lasts, None when analytics may run.

        Raises:
            Refused: the principal neither watches nor supervises.
        """
        await self._gate.authorise(principal, _watching(principal))
        async with self._database.snapshot() as tx:
            return await store.current(tx)

    async def suspend(self, principal: Principal, reason: str) -> Suspension:
        """Stop all analytics now.

        Raises:
            BadInput: no reason is given.
            Conflict: they are stopped already.
            Refused: the principal neither watches nor supervises.
        """
        await self._gate.authorise(principal, _watching(principal))
        why = _checked(reason)
        new = Suspension(new_id(), self._clock.now(), principal.account_id, principal.name, why)
        async with self._database.transaction() as tx:
            before = await store.current(tx)
            if before is not None:
                told = f"{before.by_name} has stopped them already"
                raise Conflict(told, code="already_suspended", name=before.by_name)
            await store.begin(tx, new)
            await self._journal.record(tx, Entry.by(principal, ANALYTICS_SUSPENDED, new.id, reason=why))
        return new

    async def resume(self, principal: Principal, reason: str) -> None:
        """Let analytics run again, each rule where a basis covers it.

        Raises:
            BadInput: no reason is given.
            NotFound: they are not stopped.
            Refused: the principal does not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        why = _checked(reason)
        async with self._database.transaction() as tx:
            lasting = await store.current(tx)
            if lasting is None:
                raise NotFound("analytics are not stopped", code="not_suspended")
            await store.end(tx, lasting.id, self._clock.now(), principal.account_id, principal.name, why)
            await self._journal.record(tx, Entry.by(principal, ANALYTICS_RESUMED, lasting.id, reason=why))


def _watching(principal: Principal) -> Verb:
    return Verb.SUPERVISE if Verb.SUPERVISE in principal.verbs else Verb.WATCH_LIVE


def _checked(reason: str) -> str:
    why = reason.strip()
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise BadInput("a reason is needed: it is journalled", code="reason_needed", field="reason")
    return why
