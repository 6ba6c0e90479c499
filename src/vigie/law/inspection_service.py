"""What those who control may do: say that they came, see what runs here, take it along."""

import csv
import io
from collections.abc import Awaitable, Callable, Sequence

from vigie.audit import Entry, Journal, Query
from vigie.audit.pdf import render
from vigie.audit.reading import local
from vigie.kernel.errors import Conflict, NotFound
from vigie.kernel.ids import new_id
from vigie.kernel.instants import Clock
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction
from vigie.law import tags
from vigie.law.inspection import AUTHORITY_FR, Authority, Program, Visit, beginning, new_visit, visits_of

Programs = Callable[[], Awaitable[Sequence[Program]]]
HEADINGS = ("nature", "nom", "version", "licence", "empreinte SHA-256", "usage")
KIND_FR = {"product": "produit", "system": "système", "model": "modèle", "library": "bibliothèque"}
MOST = 500
TEMPLATE = """
#set page(flipped: true)
= #data.title
#data.made
== Visites
#if data.visits.len() == 0 [Aucune visite inscrite au journal.] else [
  #table(
    columns: (auto, 1fr, 1fr, auto, auto), stroke: 0.4pt + gray, inset: 4pt,
    table.header([*Autorité*], [*Personnes*], [*Objet et suites*], [*Début*], [*Fin*]),
    ..data.visits.flatten().map(value => text(size: 8pt, cell(value)))
  )
]
== Programmes
#table(
  columns: (auto, auto, auto, 1fr, 1fr, 1fr), stroke: 0.4pt + gray, inset: 4pt,
  table.header([*Nature*], [*Nom*], [*Version*], [*Licence*], [*Empreinte SHA-256*], [*Usage*]),
  ..data.programs.flatten().map(value => text(size: 7.5pt, cell(value)))
)
"""


class Inspections:
    """Visits and programs, for those who may read the journal.

    Args:
        programs: lists what runs here; it may take seconds the first time.
    """

    def __init__(
        self, database: Database, gate: Gate, journal: Journal, clock: Clock, programs: Programs
    ) -> None:
        self._database, self._gate, self._journal, self._clock = database, gate, journal, clock
        self._programs = programs

    async def visits(self, principal: Principal) -> list[Visit]:
        """Return the visits that the journal still holds, newest first.

        Raises:
            Refused: the principal may not read the journal.
        """
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        async with self._database.snapshot() as tx:
            return await self._visits(tx)

    async def begin(
        self, principal: Principal, authority: Authority, members: Sequence[str], reason: str
    ) -> Visit:
        """Write down that somebody came; whatever the hour.

        Raises:
            BadInput: nobody is named.
            Conflict: this account's visit is not closed yet.
            Refused: the principal may not read the journal.
        """
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        new = new_visit(principal, new_id(), authority, members, reason, self._clock.now())
        async with self._database.transaction() as tx:
            visits = await self._visits(tx)
            if any(each.ended is None and each.account_id == principal.account_id for each in visits):
                raise Conflict("close the visit that is open first", code="visit_open")
            await self._journal.record(tx, beginning(principal, new))
        return new

    async def end(self, principal: Principal, visit_id: str, note: str) -> None:
        """Close a visit; what it led to may be noted.

        Raises:
            NotFound: there is no such open visit.
            Refused: the principal may not read the journal.
        """
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        async with self._database.transaction() as tx:
            if not any(each.id == visit_id and each.ended is None for each in await self._visits(tx)):
                raise NotFound("there is no such open visit", code="visit_unknown")
            entry = Entry.by(principal, tags.VISIT_ENDED, visit_id, reason=note.strip() or None)
            await self._journal.record(tx, entry)

    async def programs(self, principal: Principal) -> Sequence[Program]:
        """Return what runs here; that it was looked at is journalled.

        Raises:
            Refused: the principal may not read the journal.
        """
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        found = await self._programs()
        async with self._database.transaction() as tx:
            details = {"count": len(found)}
            await self._journal.record(
                tx, Entry.by(principal, tags.PROGRAMS_READ, "programs", details=details)
            )
        return found

    async def export(self, principal: Principal, form: str) -> bytes:
        """Return programs (`csv`), or visits and programs (`pdf`): a transcription that can be used."""
        found = await self.programs(principal)
        if form == "csv":
            return to_csv(found).encode("utf-8-sig")
        visits = await self.visits(principal)
        made = f"Établi le {local(self._clock.now())}."
        data = {
            "title": "Contrôle : visites et programmes",
            "heading": "Mode contrôle",
            "made": made,
            "visits": [_visit_row(each) for each in visits],
            "programs": [_row(each) for each in found],
        }
        return await render(TEMPLATE, data)

    async def _visits(self, tx: Transaction) -> list[Visit]:
        begun = await self._journal.search(tx, Query(tag=tags.VISIT_BEGAN, limit=MOST))
        ended = await self._journal.search(tx, Query(tag=tags.VISIT_ENDED, limit=MOST))
        return visits_of(begun.entries, ended.entries)


def to_csv(programs: Sequence[Program]) -> str:
    """Return programs as CSV (RFC 4180, separator `;`)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS)
    writer.writerows(_row(each) for each in programs)
    return text.getvalue()


def _row(each: Program) -> list[str]:
    return [KIND_FR[each.kind], each.name, each.version, each.licence, each.digest or "", each.purpose]


def _visit_row(each: Visit) -> list[str]:
    told = " — ".join(part for part in (each.reason, each.note) if part)
    if each.outside_hours:
        told = f"{told} (hors des heures de l’article L253-3)".strip()
    ended = "en cours" if each.ended is None else local(each.ended)
    return [AUTHORITY_FR[each.authority], ", ".join(each.members), told, local(each.began), ended]
