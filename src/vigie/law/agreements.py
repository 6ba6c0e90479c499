"""Agreements of a centre that communes share (REQ-14; CSI L132-14): among its members, and with the State.

Recorded with their dates and the communes they bind. None in force for a commune is told, never a reason to
stop recording: the prefect's order alone decides that (R4).
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from vigie.audit import Entry, Journal
from vigie.kernel.errors import BadInput, NotFound, required
from vigie.kernel.ids import new_id
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database
from vigie.law import agreements_store as store
from vigie.law import tags
from vigie.law.model import midnight

MAX_TEXT = 200
MAX_PARTIES = 200
TWO = 2

CommuneNames = Callable[[], Awaitable[Mapping[str, str]]]
"""Names of the communes that share the centre, by INSEE code; none where a town is alone."""


class AgreementKind(StrEnum):
    """Between whom."""

    MEMBERS = "members"
    """The intercommunal body (EPCI) or syndicate, and its communes."""
    STATE = "state"
    """The body or the communes, and the State's representative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One agreement; `last_day` is the last on which it holds, Paris time."""

    id: str
    kind: AgreementKind
    number: str
    parties: tuple[str, ...]
    communes: tuple[str, ...]
    signed: date
    first_day: date
    last_day: date
    ended: UtcUs | None = None
    ended_reason: str | None = None

    def holds(self, at: UtcUs) -> bool:
        """Tell whether it is in force."""
        if self.ended is not None and at >= self.ended:
            return False
        return midnight(self.first_day) <= at < midnight(self.last_day + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Missing:
    """A commune for which no agreement of a kind is in force."""

    commune: str
    kind: AgreementKind


def missing(held: Iterable[Agreement], communes: Iterable[str], at: UtcUs) -> list[Missing]:
    """Return what no agreement in force covers, by commune."""
    in_force = [each for each in held if each.holds(at)]
    have = {(commune, each.kind) for each in in_force for commune in each.communes}
    return [
        Missing(commune, kind)
        for commune in communes
        for kind in AgreementKind
        if (commune, kind) not in have
    ]


class Agreements:
    """Recorded by who administers, read by everybody signed in."""

    def __init__(
        self, database: Database, gate: Gate, journal: Journal, clock: Clock, communes: CommuneNames
    ) -> None:
        self._database, self._gate, self._journal, self._clock = database, gate, journal, clock
        self._communes = communes

    async def all(self) -> list[Agreement]:
        """Return every agreement, past ones included, by first day."""
        async with self._database.snapshot() as tx:
            return [_agreement(each) for each in await store.agreements(tx)]

    async def missing(self, held: Iterable[Agreement]) -> list[Missing]:
        """Return what none of these agreements covers now; nothing where a town is alone."""
        return missing(held, await self._communes(), self._clock.now())

    async def record(self, principal: Principal, draft: Agreement) -> Agreement:
        """Write down an agreement; its id is given here.

        Raises:
            BadInput: it cannot be one, or names a commune that is not recorded.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER)
        new = replace(draft, id=new_id(), ended=None, ended_reason=None)
        check_agreement(new, await self._communes())
        details = {
            "kind": new.kind.value,
            "number": new.number,
            "parties": list(new.parties),
            "communes": list(new.communes),
            "first_day": new.first_day.isoformat(),
            "last_day": new.last_day.isoformat(),
        }
        async with self._database.transaction() as tx:
            await store.insert_agreement(tx, _row(new), self._clock.now())
            await self._journal.record(
                tx, Entry.by(principal, tags.AGREEMENT_RECORDED, new.id, details=details)
            )
        return new

    async def end(self, principal: Principal, agreement_id: str, reason: str) -> None:
        """End an agreement now.

        Raises:
            BadInput: no reason is given.
            NotFound: there is no such agreement that still holds.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER)
        why = required(reason, "reason")
        async with self._database.transaction() as tx:
            if not await store.end_agreement(tx, agreement_id, self._clock.now(), why):
                raise NotFound("there is no such agreement in force", code="agreement_unknown")
            await self._journal.record(
                tx, Entry.by(principal, tags.AGREEMENT_ENDED, agreement_id, reason=why)
            )


def check_agreement(new: Agreement, communes: Mapping[str, str]) -> None:
    """Return when an agreement can be one.

    Raises:
        BadInput: `field` names what cannot be.
    """
    if not new.number.strip() or len(new.number) > MAX_TEXT:
        raise _bad(f"number: 1 to {MAX_TEXT} characters", "number")
    named = [each for each in new.parties if each.strip()]
    if not TWO <= len(named) <= MAX_PARTIES:
        raise _bad("parties: two at least", "parties")
    unknown = [each for each in new.communes if each not in communes]
    if not new.communes or unknown:
        raise _bad("communes: those that it binds, recorded before", "communes")
    if new.last_day < new.first_day:
        raise _bad("last_day: not before first_day", "last_day")


def _bad(message: str, field: str) -> BadInput:
    return BadInput(message, code="bad_agreement", field=field)


def _row(new: Agreement) -> dict[str, object]:
    plain: dict[str, object] = {
        name: getattr(new, name) for name in ("id", "number", "signed", "first_day", "last_day")
    }
    return plain | {"kind": new.kind.value, "parties": list(new.parties), "communes": list(new.communes)}


def _agreement(row: store.Row) -> Agreement:
    return Agreement(
        id=row["id"],
        kind=AgreementKind(row["kind"]),
        number=row["number"],
        parties=tuple(row["parties"]),
        communes=tuple(row["communes"]),
        signed=row["signed"],
        first_day=row["first_day"],
        last_day=row["last_day"],
        ended=row["ended_us"],
        ended_reason=row["ended_reason"],
    )
