"""Recording and asking the legal bases for analytics: authorise, act, journal, in one transaction."""

from dataclasses import replace

from vigie.audit import Entry, Journal
from vigie.kernel.errors import NotFound, required
from vigie.kernel.ids import CameraId, new_id
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database
from vigie.law import store, tags
from vigie.law.bases import AnalyticsBasis, EventKind, check_basis, permitted


class AnalyticsBases:
    """Legal bases for analytics; without one, nothing is analysed."""

    def __init__(self, database: Database, gate: Gate, journal: Journal, clock: Clock) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock

    async def permitted(self, at: UtcUs) -> dict[CameraId, frozenset[EventKind]]:
        """Return the events that may be looked for at an instant, by camera."""
        return permitted(await self.all(), at)

    async def all(self) -> list[AnalyticsBasis]:
        """Return every basis, past and coming ones included."""
        async with self._database.snapshot() as tx:
            return await store.bases(tx)

    async def record(self, principal: Principal, draft: AnalyticsBasis) -> AnalyticsBasis:
        """Write down a basis; its id is given here.

        Raises:
            BadInput: it cannot be one.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER)
        new = replace(draft, id=new_id(), revoked=None, revoked_reason=None)
        check_basis(new)
        details = {
            "text": new.text,
            "order_number": new.order_number,
            "event": new.event,
            "kinds": [each.value for each in new.kinds],
            "cameras": list(new.cameras),
            "starts_us": new.starts,
            "ends_us": new.ends,
        }
        async with self._database.transaction() as tx:
            await store.insert_basis(tx, new, self._clock.now())
            await self._journal.record(tx, Entry.by(principal, tags.BASIS_RECORDED, new.id, details=details))
        return new

    async def revoke(self, principal: Principal, basis_id: str, reason: str) -> None:
        """End a basis now: analytics stop at once.

        Raises:
            BadInput: no reason is given.
            NotFound: there is no such basis in force.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER)
        why = required(reason, "reason")
        async with self._database.transaction() as tx:
            if not await store.revoke_basis(tx, basis_id, self._clock.now(), why):
                raise NotFound("there is no such basis in force", code="basis_unknown")
            await self._journal.record(tx, Entry.by(principal, tags.BASIS_REVOKED, basis_id, reason=why))
