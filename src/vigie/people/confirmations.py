"""Two-person confirmation: one asks, another confirms, the asker acts once, within minutes.

For lifting a mask, releasing a legal hold, rotating keys, deleting a camera. A room calls `use` in the very
transaction of the act; what was confirmed is that act on that subject, nothing else.
"""

from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput, Conflict, NotFound, Refused
from vigie.kernel.ids import new_id
from vigie.kernel.instants import MINUTE_US, Clock, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction
from vigie.people import confirmations_store as kept
from vigie.people.model import Confirmation, SensitiveAct
from vigie.people.sessions import required

ASKED = Tag("people:confirmation:asked")
GIVEN = Tag("people:confirmation:given")
DENIED = Tag("people:confirmation:denied")
USED = Tag("people:confirmation:used")

LIFETIME_US = 15 * MINUTE_US
MAX_SUBJECT = 200
VERB_OF = {
    SensitiveAct.LIFT_MASK: Verb.LIFT_MASK,
    SensitiveAct.RELEASE_HOLD: Verb.HOLD,
    SensitiveAct.ROTATE_KEYS: Verb.ADMINISTER,
    SensitiveAct.DELETE_CAMERA: Verb.SEE_EQUIPMENT,
}
"""The right that the asker needs; who confirms supervises or administers."""


class Confirmations:
    """Requests and answers."""

    def __init__(self, database: Database, gate: Gate, journal: Journal, clock: Clock) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock

    async def ask(
        self, principal: Principal, act: SensitiveAct, subject: str, reason: str, basis: str | None = None
    ) -> Confirmation:
        """Ask that somebody else confirm an act.

        Raises:
            BadInput: subject or reason cannot be used.
            Refused: the principal may not do the act.
        """
        why = required(reason, "reason")
        if not subject.strip() or len(subject) > MAX_SUBJECT:
            raise BadInput(f"subject: 1 to {MAX_SUBJECT} characters", code="bad_subject", field="subject")
        await self._gate.authorise(principal, VERB_OF[act], reason=why, basis=basis)
        now = self._clock.now()
        asked = Confirmation(
            id=new_id(),
            act=act,
            subject=subject.strip(),
            reason=why,
            asked_by=principal.account_id,
            asked=now,
            expires=UtcUs(now + LIFETIME_US),
        )
        async with self._database.transaction() as tx:
            await kept.insert_confirmation(tx, asked)
            await self._record(tx, principal, ASKED, asked)
        return asked

    async def pending(self, principal: Principal) -> list[Confirmation]:
        """Return what waits for somebody: all of it for who supervises, one's own for others."""
        async with self._database.snapshot() as tx:
            found = await kept.pending(tx, self._clock.now())
        if Verb.SUPERVISE in principal.verbs:
            return found
        return [each for each in found if each.asked_by == principal.account_id]

    async def answer(self, principal: Principal, confirmation_id: str, *, agree: bool) -> None:
        """Confirm or deny somebody else's request.

        Raises:
            NotFound: there is none, or its time is over.
            Conflict: it was answered before.
            Refused: it is one's own, or the principal does not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            found = await self._open(tx, confirmation_id)
            if found.asked_by == principal.account_id:
                raise Refused("two different people: a colleague answers", code="own_request")
            if found.confirmed is not None:
                raise Conflict("this request was answered", code="confirmation_answered")
            if agree:
                await kept.decide(tx, found.id, confirmed_by=principal.account_id, confirmed_us=now)
            else:
                await kept.decide(tx, found.id, refused_us=now)
            await self._record(tx, principal, GIVEN if agree else DENIED, found)

    async def use(
        self, tx: Transaction, principal: Principal, confirmation_id: str, act: SensitiveAct, subject: str
    ) -> None:
        """Take a confirmation for the act that is done in the same transaction.

        Raises:
            NotFound: there is none, or its time is over.
            Refused: it is for another act, subject or person, or nobody confirmed it.
        """
        found = await self._open(tx, confirmation_id)
        if (found.act, found.subject, found.asked_by) != (act, subject, principal.account_id):
            raise Refused("this confirmation is for something else", code="confirmation_mismatch")
        if found.confirmed is None:
            raise Refused("nobody has confirmed it yet", code="confirmation_missing")
        await kept.decide(tx, found.id, used_us=self._clock.now())
        await self._record(tx, principal, USED, found)

    async def _open(self, tx: Transaction, confirmation_id: str) -> Confirmation:
        found = await kept.find(tx, confirmation_id)
        over = found is None or found.used is not None or found.refused is not None
        if found is None or over or self._clock.now() >= found.expires:
            raise NotFound("there is no such request, or its time is over", code="confirmation_unknown")
        return found

    async def _record(self, tx: Transaction, principal: Principal, tag: Tag, told: Confirmation) -> None:
        details = {"act": told.act.value, "subject": told.subject, "asked_by": told.asked_by}
        entry = Entry.by(principal, tag, told.id, reason=told.reason, details=details)
        await self._journal.record(tx, entry)
