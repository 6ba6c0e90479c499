"""The rota's use cases: planning, swaps, who is on duty, handover. Authorise, act, journal."""

from collections.abc import Sequence
from dataclasses import dataclass

from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput, Conflict, NotFound, Refused, required
from vigie.kernel.ids import AccountId, new_id
from vigie.kernel.instants import HOUR_US, Clock, Interval, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction
from vigie.people import shifts_store as kept
from vigie.people import store
from vigie.people.accounts import find_account
from vigie.people.model import Account, Role
from vigie.people.records import APPROVALS_NEEDED
from vigie.people.settings import PeopleSettings
from vigie.people.shifts import Problem, Shift, Template, calendar, on_duty, planned, problems
from vigie.people.shifts_store import Handover, Swap

PLANNED = Tag("people:shifts:planned")
REMOVED = Tag("people:shift:removed")
SWAP_ASKED = Tag("people:swap:asked")
SWAP_DECIDED = Tag("people:swap:decided")
HANDOVER_GIVEN = Tag("people:handover:given")
HANDOVER_TAKEN = Tag("people:handover:taken")

ON_DUTY = frozenset({*APPROVALS_NEEDED, Role.MANAGER, Role.POLICE_LIAISON})
"""Roles that stand in the room."""
MAX_SPAN_US = 400 * 24 * HOUR_US
MAX_TEXT = 4_000
PLANNED_WITHIN_US = 14 * 24 * HOUR_US
TOLERANCE_US = HOUR_US // 2


@dataclass(frozen=True, slots=True)
class Rota:
    """Shifts of a span, and what is wrong with them."""

    shifts: list[Shift]
    problems: list[Problem]


class RotaService:
    """Shifts of the centre."""

    def __init__(
        self, database: Database, gate: Gate, journal: Journal, clock: Clock, settings: PeopleSettings
    ) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._settings = settings

    async def rota(self, principal: Principal, span: Interval) -> Rota:
        """Return the shifts of a span: everybody's for who supervises, one's own for others.

        Raises:
            BadInput: the span is longer than 400 days.
        """
        found = await self._read(span)
        if Verb.SUPERVISE not in principal.verbs:
            return Rota([each for each in found if each.account_id == principal.account_id], [])
        return Rota(found, self._problems(found, span))

    async def plan(self, principal: Principal, template: Template) -> list[Shift]:
        """Write the shifts of a template.

        Raises:
            BadInput: it cannot be one.
            NotFound: somebody in it is unknown.
            Conflict: it would break a rule for a person (overlap, rest, length).
            Refused: the principal may not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        new = [
            Shift(id=new_id(), account_id=person, interval=interval, post=required(template.post, "post"))
            for person, interval in planned(template)
        ]
        if not new:
            raise BadInput("people: nobody would work", code="bad_rota", field="people")
        async with self._database.transaction() as tx:
            for account_id in {each.account_id for each in new}:
                await find_account(tx, account_id)
            await self._check_persons(tx, new)
            await kept.insert_shifts(tx, new)
            details = {"count": len(new), "first_day": template.first_day.isoformat(), "days": template.days}
            await self._journal.record(tx, Entry.by(principal, PLANNED, "rota", details=details))
        return new

    async def remove(self, principal: Principal, shift_id: str) -> None:
        """Remove a shift that has not begun."""
        await self._gate.authorise(principal, Verb.SUPERVISE)
        async with self._database.transaction() as tx:
            found = await self._coming(tx, shift_id)
            await kept.delete_shift(tx, shift_id)
            details = {"starts_us": found.interval.start, "ends_us": found.interval.end}
            await self._journal.record(tx, Entry.by(principal, REMOVED, found.account_id, details=details))

    async def on_duty(self, principal: Principal) -> list[Shift]:
        """Return who is on duty now.

        Raises:
            Refused: the principal may not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        now = self._clock.now()
        return on_duty(await self._read(Interval(now, UtcUs(now + 1))), now)

    async def colleagues(self, principal: Principal) -> list[Account]:
        """Return who may take a shift or a handover: names for those who work in the room.

        Raises:
            Refused: the principal neither supervises nor watches.
        """
        supervises = Verb.SUPERVISE in principal.verbs
        await self._gate.authorise(principal, Verb.SUPERVISE if supervises else Verb.WATCH_LIVE)
        async with self._database.snapshot() as tx:
            everybody = await store.accounts(tx)
        return [each for each in everybody if each.role in ON_DUTY and each.suspended is None]

    async def off_duty(self, account_id: AccountId) -> bool:
        """Tell whether somebody has shifts these weeks, but none now, half an hour early or late included."""
        now = self._clock.now()
        weeks = Interval(UtcUs(now - PLANNED_WITHIN_US), UtcUs(now + PLANNED_WITHIN_US))
        theirs = [each for each in await self._read(weeks) if each.account_id == account_id]
        near = Interval(UtcUs(now - TOLERANCE_US), UtcUs(now + TOLERANCE_US))
        return bool(theirs) and not any(each.interval.overlaps(near) for each in theirs)

    async def calendar(self, principal: Principal, span: Interval) -> str:
        """Return the shifts one may see as iCalendar."""
        rota = await self.rota(principal, span)
        async with self._database.snapshot() as tx:
            names: dict[str, str] = {each.id: each.name for each in await store.accounts(tx)}
        return calendar(rota.shifts, names, self._clock.now())

    async def ask_swap(self, principal: Principal, shift_id: str, to_account_id: AccountId) -> Swap:
        """Ask that somebody else take one's own coming shift."""
        async with self._database.transaction() as tx:
            found = await self._coming(tx, shift_id)
            if found.account_id != principal.account_id:
                raise Refused("this shift is somebody else's", code="not_your_shift")
            await find_account(tx, to_account_id)
            swap = Swap(
                id=new_id(),
                shift_id=shift_id,
                to_account_id=to_account_id,
                asked_by=principal.account_id,
                asked=self._clock.now(),
                state="asked",
            )
            await kept.insert_swap(tx, swap)
            details = {"shift_id": shift_id, "to": to_account_id}
            await self._journal.record(tx, Entry.by(principal, SWAP_ASKED, swap.id, details=details))
        return swap

    async def swaps(self, principal: Principal) -> list[Swap]:
        """Return the wishes that wait: all for who supervises, one's own for others."""
        async with self._database.snapshot() as tx:
            found = await kept.swaps(tx)
        mine = principal.account_id
        everything = Verb.SUPERVISE in principal.verbs
        return [each for each in found if everything or mine in {each.asked_by, each.to_account_id}]

    async def decide_swap(self, principal: Principal, swap_id: str, *, approve: bool) -> None:
        """Approve or refuse a wish; the shift changes hands at once.

        Raises:
            NotFound: there is no such wish waiting, or its shift has begun.
            Conflict: the other's rest or another shift forbids it.
            Refused: the principal may not supervise, or asks for themselves.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        async with self._database.transaction() as tx:
            swap = await kept.find_swap(tx, swap_id)
            if swap is None or swap.state != "asked":
                raise NotFound("there is no such wish waiting", code="swap_unknown")
            if swap.asked_by == principal.account_id:
                raise Refused("a colleague decides on your own wish", code="own_request")
            found = await self._coming(tx, swap.shift_id)
            if approve:
                moved = Shift(
                    id=found.id, account_id=swap.to_account_id, interval=found.interval, post=found.post
                )
                await self._check_persons(tx, [moved])
                await kept.give_shift(tx, found.id, swap.to_account_id)
            state = "approved" if approve else "refused"
            await kept.decide_swap(tx, swap_id, state, principal.account_id, self._clock.now())
            details = {"state": state, "shift_id": swap.shift_id, "to": swap.to_account_id}
            await self._journal.record(tx, Entry.by(principal, SWAP_DECIDED, swap_id, details=details))

    async def give(self, principal: Principal, to_account_id: AccountId, text: str) -> Handover:
        """Write and sign what the next shift must know.

        Raises:
            BadInput: nothing is said, or to oneself.
            NotFound: there is no such account.
        """
        told = required(text, "text")
        if len(told) > MAX_TEXT:
            raise BadInput(f"text: {MAX_TEXT} characters at most", code="text_too_long", field="text")
        if to_account_id == principal.account_id:
            raise BadInput("a handover is between two people", code="own_handover", field="to_account_id")
        now = self._clock.now()
        new = Handover(
            id=new_id(),
            from_account_id=principal.account_id,
            to_account_id=to_account_id,
            text=told,
            written=now,
            given=now,
        )
        async with self._database.transaction() as tx:
            await find_account(tx, to_account_id)
            await kept.insert_handover(tx, new)
            entry = Entry.by(principal, HANDOVER_GIVEN, new.id, details={"to": to_account_id})
            await self._journal.record(tx, entry)
        return new

    async def take(self, principal: Principal, handover_id: str) -> None:
        """Sign a handover as the one who takes over.

        Raises:
            NotFound: there is none for this person.
            Conflict: it was signed before.
        """
        async with self._database.transaction() as tx:
            found = await kept.find_handover(tx, handover_id)
            if found is None or found.to_account_id != principal.account_id:
                raise NotFound("there is no such handover for you", code="handover_unknown")
            if found.taken is not None:
                raise Conflict("this handover is signed", code="handover_signed")
            await kept.sign_handover(tx, handover_id, self._clock.now())
            details = {"from": found.from_account_id}
            await self._journal.record(tx, Entry.by(principal, HANDOVER_TAKEN, handover_id, details=details))

    async def handovers(self, principal: Principal) -> list[Handover]:
        """Return handovers, newest first: all for who supervises, one's own for others."""
        of = None if Verb.SUPERVISE in principal.verbs else principal.account_id
        async with self._database.snapshot() as tx:
            return await kept.handovers(tx, of)

    async def _read(self, span: Interval) -> list[Shift]:
        if span.length_us > MAX_SPAN_US:
            raise BadInput("a rota covers 400 days at most", code="span_too_long")
        async with self._database.snapshot() as tx:
            return await kept.shifts(tx, span)

    async def _coming(self, tx: Transaction, shift_id: str) -> Shift:
        found = await kept.find_shift(tx, shift_id)
        if found is None or found.interval.start <= self._clock.now():
            raise NotFound("there is no such coming shift", code="shift_unknown")
        return found

    async def _check_persons(self, tx: Transaction, new: Sequence[Shift]) -> None:
        """Refuse what breaks a person's rules; the rota's holes are shown, not refused."""
        margin = round(2 * self._settings.rest_hours * HOUR_US) + HOUR_US
        first = min(each.interval.start for each in new)
        last = max(each.interval.end for each in new)
        span = Interval(UtcUs(first - margin), UtcUs(last + margin))
        replaced = {each.id for each in new}
        near = [each for each in await kept.shifts(tx, span) if each.id not in replaced]
        concerned = {each.account_id for each in new}
        mixed = [each for each in near if each.account_id in concerned] + list(new)
        broken = [each for each in self._problems(mixed, span) if each.kind != "understaffed"]
        known = {(each.kind, each.interval, each.account_id) for each in self._problems(near, span)}
        fresh = [each for each in broken if (each.kind, each.interval, each.account_id) not in known]
        if fresh:
            raise Conflict(
                f"{fresh[0].kind}: the shift at {fresh[0].interval.start} breaks a rule for this person",
                code=fresh[0].kind,
                account_id=fresh[0].account_id,
                starts_us=fresh[0].interval.start,
            )

    def _problems(self, shifts: Sequence[Shift], span: Interval) -> list[Problem]:
        return problems(
            shifts,
            span,
            minimum=self._settings.minimum_staff,
            rest_hours=self._settings.rest_hours,
            longest_hours=self._settings.longest_shift_hours,
        )
