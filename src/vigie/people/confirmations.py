"""Two-person confirmation: one asks, another confirms, the asker acts once, within minutes.

For lifting a mask, releasing a legal hold, rotating keys, deleting a camera. A room calls `use` in the very
transaction of the act; what was confirmed is that act on that subject, nothing else. Who confirmed must
still have the right at that moment.
"""

from dataclasses import replace

from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput, Conflict, NotFound, Refused, required
from vigie.kernel.ids import AccountId, new_id
from vigie.kernel.instants import MINUTE_US, Clock, UtcUs
from vigie.kernel.rights import Gate, Principal, SensitiveAct, Verb
from vigie.kernel.store import Database, Transaction
from vigie.people import confirmations_store as kept
from vigie.people import store
from vigie.people.model import Confirmation
from vigie.people.policy import verbs_of
from vigie.people.settings import PeopleSettings
from vigie.people.standing import papers_fault

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
"""The right that the asker needs."""

CONFIRMED_WITH = {
    SensitiveAct.LIFT_MASK: Verb.SUPERVISE,
    SensitiveAct.RELEASE_HOLD: Verb.HOLD,
    SensitiveAct.ROTATE_KEYS: Verb.SUPERVISE,
    SensitiveAct.DELETE_CAMERA: Verb.SUPERVISE,
}
"""The right that the second person needs."""


class Confirmations:
    """Requests and answers (`SecondPerson`)."""

    def __init__(
        self, database: Database, gate: Gate, journal: Journal, clock: Clock, settings: PeopleSettings
    ) -> None:
        self._settings = settings
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
        """Return one's own requests that can still serve, and those that one may answer."""
        async with self._database.snapshot() as tx:
            found = await kept.pending(tx, self._clock.now())
        return [
            each
            for each in found
            if each.asked_by == principal.account_id
            or (each.confirmed is None and CONFIRMED_WITH[each.act] in principal.verbs)
        ]

    async def names(self) -> dict[str, str]:
        """Return the names of accounts by id: who decides must know with whom."""
        async with self._database.snapshot() as tx:
            return {each.id: each.name for each in await store.accounts(tx)}

    async def answer(self, principal: Principal, confirmation_id: str, *, agree: bool) -> None:
        """Confirm or deny somebody else's request.

        Raises:
            NotFound: there is none, or its time is over.
            Conflict: it was answered before.
            Refused: it is one's own, or the principal may not confirm such an act.
        """
        if principal.verbs.isdisjoint(CONFIRMED_WITH.values()):
            await self._gate.authorise(principal, Verb.SUPERVISE)  # refused, before anything is told
        async with self._database.snapshot() as tx:
            asked = await self._open(tx, confirmation_id)
        verb = CONFIRMED_WITH[asked.act]
        await self._gate.authorise(principal, verb, reason=asked.reason, basis=f"demande {asked.id}")
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
        self, tx: Transaction, act: SensitiveAct, subject: str, principal: Principal | None
    ) -> None:
        """Take a confirmation for the act that is done in the same transaction (`SecondPerson`).

        Raises:
            Refused: nobody has confirmed it yet, or who did may not any more.
        """
        asked_by = None if principal is None else principal.account_id
        found = await kept.confirmed(tx, act, subject, asked_by, self._clock.now())
        if found is None or found.confirmed_by is None:
            raise Refused("a second person must confirm this first", code="confirmation_needed")
        await self._still_may(tx, AccountId(found.confirmed_by), CONFIRMED_WITH[act])
        await self._still_may(tx, found.asked_by, VERB_OF[act])
        await kept.decide(tx, found.id, used_us=self._clock.now())
        entry = Entry(tag=USED, actor=found.asked_by, subject=found.id)
        if principal is not None:
            entry = Entry.by(principal, USED, found.id)
        await self._journal.record(tx, replace(entry, reason=found.reason, details=self._details(found)))

    async def _still_may(self, tx: Transaction, account_id: AccountId, verb: Verb) -> None:
        """Refuse when somebody's account, papers or role have changed since."""
        account = await store.account_by_id(tx, account_id)
        gone = account is None or verb not in verbs_of(account.role)
        if account is None or gone or await papers_fault(tx, account, self._clock.now(), self._settings):
            raise Refused("who asked or confirmed may not any more: ask again", code="confirmer_lost_right")

    async def _open(self, tx: Transaction, confirmation_id: str) -> Confirmation:
        found = await kept.find(tx, confirmation_id)
        over = found is None or found.used is not None or found.refused is not None
        if found is None or over or self._clock.now() >= found.expires:
            raise NotFound("there is no such request, or its time is over", code="confirmation_unknown")
        return found

    async def _record(self, tx: Transaction, principal: Principal, tag: Tag, told: Confirmation) -> None:
        entry = Entry.by(principal, tag, told.id, reason=told.reason, details=self._details(told))
        await self._journal.record(tx, entry)

    @staticmethod
    def _details(told: Confirmation) -> dict[str, object]:
        details: dict[str, object] = {"act": told.act.value, "subject": told.subject}
        details["asked_by"] = told.asked_by
        return details | ({} if told.confirmed_by is None else {"confirmed_by": told.confirmed_by})
