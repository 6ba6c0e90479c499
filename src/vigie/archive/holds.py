"""Legal holds (A5; CSI L252-5, R253-4): nothing destroys what is held; what is released and due goes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from vigie.archive import store, tags
from vigie.archive.holdbook import Holdbook
from vigie.archive.model import Hold
from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput, Conflict, NotFound
from vigie.kernel.ids import CameraId, new_id
from vigie.kernel.instants import DAY_US, Clock, Interval
from vigie.kernel.rights import Gate, Principal, SecondPerson, SensitiveAct, Verb
from vigie.kernel.store import Database, Transaction

logger = logging.getLogger(__name__)

LONGEST_US: Final = 31 * DAY_US
SHORTEST_REFERENCE: Final = 3
LONGEST_TEXT: Final = 2_000


class Holds:
    """Placing and releasing legal holds.

    Args:
        second: knows what a second person has confirmed.
        reap: destroys what is due now (`Reaper.run_once`).
        book: keeps a second copy of every hold.
    """

    def __init__(
        self,
        database: Database,
        gate: Gate,
        journal: Journal,
        clock: Clock,
        second: SecondPerson,
        reap: Callable[[], Awaitable[object]],
        book: Holdbook,
    ) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._second = second
        self._reap = reap
        self._book = book

    async def place(
        self, principal: Principal, camera_id: CameraId, interval: Interval, reference: str, reason: str
    ) -> Hold:
        """Hold an interval of a camera until it is released.

        Raises:
            BadInput: no reference (procès-verbal, requisition…), or an interval longer than a month.
            Refused: the principal may not.
            Unavailable: its second copy cannot be written.
        """
        if not SHORTEST_REFERENCE <= len(reference.strip()) <= LONGEST_TEXT:
            raise BadInput(
                "a hold needs the reference of its procedure (L252-5)",
                code="reference_missing",
                field="reference",
            )
        if interval.length_us > LONGEST_US:
            raise BadInput("a hold covers one month at most", code="hold_too_long")
        await self._gate.authorise(
            principal, Verb.HOLD, cameras=[camera_id], interval=interval, reason=reason, basis=reference
        )
        hold = Hold(
            new_id(),
            camera_id,
            interval,
            reference.strip(),
            reason.strip()[:LONGEST_TEXT],
            principal.account_id,
            self._clock.now(),
        )
        async with self._database.transaction() as tx:
            await store.insert_hold(tx, hold)
            await self._record(tx, principal, tags.HOLD_PLACED, hold, reason)
            await asyncio.to_thread(self._book.put, hold)
        return hold

    async def release(self, principal: Principal, hold_id: str, reason: str) -> Hold:
        """Release a hold; what only it kept and is due is destroyed before this returns.

        Raises:
            NotFound: there is no such hold.
            Conflict: it was released before.
            BadInput: no reason.
            Refused: the principal may not, or no second person has confirmed it.
        """
        if not reason.strip():
            raise BadInput("write why the hold ends: it is journalled", code="reason_missing", field="reason")
        async with self._database.snapshot() as tx:
            hold = _only(await store.holds(tx, hold_id=hold_id))
        await self._gate.authorise(
            principal,
            Verb.HOLD,
            cameras=[hold.camera_id],
            interval=hold.interval,
            reason=reason,
            basis=hold.reference,
        )
        async with self._database.transaction() as tx:
            hold = _only(await store.holds(tx, hold_id=hold_id))
            if hold.released_at is not None:
                raise Conflict("this hold was released before", code="hold_released")
            await self._second.use(tx, SensitiveAct.RELEASE_HOLD, hold_id, principal)
            await store.release_hold(tx, hold_id, principal.account_id, self._clock.now())
            await self._record(tx, principal, tags.HOLD_RELEASED, hold, reason)
        await self._drop_copy(hold_id)
        await self._reap()
        async with self._database.snapshot() as tx:
            return _only(await store.holds(tx, hold_id=hold_id))

    async def _drop_copy(self, hold_id: str) -> None:
        try:
            await asyncio.to_thread(self._book.drop, hold_id)
        except OSError:  # it keeps nothing any more, for the index knows; `check` finds it
            logger.exception("the copy of the released hold %s stays", hold_id)

    async def all(self, principal: Principal) -> list[Hold]:
        """Return every hold, released ones too: a register, read by those who read the journal.

        Raises:
            Refused: the principal may not.
        """
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        async with self._database.snapshot() as tx:
            return await store.holds(tx)

    async def _record(self, tx: Transaction, principal: Principal, tag: Tag, hold: Hold, reason: str) -> None:
        details = {
            "hold": hold.id,
            "start_us": hold.interval.start,
            "end_us": hold.interval.end,
            "reference": hold.reference,
        }
        entry = Entry.by(principal, tag, hold.camera_id, reason=reason, basis=hold.reference, details=details)
        await self._journal.record(tx, entry)


def _only(found: list[Hold]) -> Hold:
    if not found:
        raise NotFound("no such hold", code="hold_unknown")
    return found[0]
