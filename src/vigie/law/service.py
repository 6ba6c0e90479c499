"""Recording and asking what the law allows: authorise, act, journal, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from vigie.audit import Entry, Journal
from vigie.kernel.errors import Conflict, NotFound, required
from vigie.kernel.ids import AuthorisationId, CameraId, new_id
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database
from vigie.law import store, tags
from vigie.law.model import Authorisation, Retention, check_authorisation, faults, recordable
from vigie.law.perimeter import check_perimeter


class Authorisations:
    """Prefectoral authorisations. A camera outside a valid one neither records nor shows (R4)."""

    def __init__(self, database: Database, gate: Gate, journal: Journal, clock: Clock) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock

    async def recordable(self, at: UtcUs) -> dict[CameraId, Retention]:
        """Return the cameras that may record at an instant, with their retention."""
        return recordable(await self.all(), at)

    async def minimums(self, at: UtcUs) -> dict[CameraId, int]:
        """Return the days for which orders in force want images kept at least (REQ-23), where they do."""
        found: dict[CameraId, int] = {}
        for each in await self.all():
            if each.minimum_days is not None and each.holds(at):
                for camera_id in each.cameras:
                    found[camera_id] = max(found.get(camera_id, 0), each.minimum_days)
        return found

    async def faults(self, cameras: Iterable[CameraId], at: UtcUs) -> dict[CameraId, str]:
        """Return why cameras may neither record nor show; those that may are absent.

        Codes: no_authorisation, authorisation_expired, authorisation_not_started, authorisation_revoked.
        """
        return faults(await self.all(), cameras, at)

    async def retention_days(self, cameras: Sequence[CameraId]) -> dict[CameraId, int]:
        """Return the authorised days of these cameras now; those that may not record are absent."""
        orders = await self._database.read(lambda tx: store.authorisations_of(tx, cameras))
        return {each: kept.days for each, kept in recordable(orders, self._clock.now()).items()}

    async def all(self) -> list[Authorisation]:
        """Return every order, past and coming ones included."""
        async with self._database.snapshot() as tx:
            return await store.authorisations(tx)

    async def record(self, principal: Principal, draft: Authorisation) -> Authorisation:
        """Write down an order; its id is given here.

        Raises:
            BadInput: it cannot be one.
            Conflict: an order of this number is recorded already, and not revoked.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER)
        new = replace(draft, id=AuthorisationId(new_id()), revoked=None, revoked_reason=None)
        check_authorisation(new)
        if new.perimeter is not None:
            new = replace(new, perimeter=check_perimeter(new.perimeter))
        details = {
            "number": new.number,
            "prefecture": new.prefecture,
            "first_day": new.first_day.isoformat(),
            "last_day": new.last_day.isoformat(),
            "retention_days": new.retention_days,
            "purposes": [each.value for each in new.purposes],
            "cameras": list(new.cameras),
            "demo": new.demo,
        }
        if new.sharing is not None:
            details["sharing"] = asdict(new.sharing)
        async with self._database.transaction() as tx:
            if await store.is_recorded(tx, new.number, new.prefecture):
                raise Conflict(f"order {new.number} is recorded already", code="order_known", field="number")
            await store.insert_authorisation(tx, new, self._clock.now())
            entry = Entry.by(principal, tags.AUTHORISATION_RECORDED, new.id, details=details)
            await self._journal.record(tx, entry)
        return new

    async def revoke(self, principal: Principal, authorisation_id: AuthorisationId, reason: str) -> None:
        """End an order now; its cameras stop at once unless another order covers them.

        Raises:
            BadInput: no reason is given.
            NotFound: there is no such order in force.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER)
        why = required(reason, "reason")
        async with self._database.transaction() as tx:
            if not await store.revoke(tx, authorisation_id, self._clock.now(), why):
                raise NotFound("there is no such authorisation in force", code="authorisation_unknown")
            entry = Entry.by(principal, tags.AUTHORISATION_REVOKED, authorisation_id, reason=why)
            await self._journal.record(tx, entry)
