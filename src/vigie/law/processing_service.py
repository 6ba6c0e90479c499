"""Reading and printing the processing register's entry."""

import csv
import io
from itertools import groupby
from typing import Protocol

from vigie.audit import Entry, Journal
from vigie.audit.pdf import render
from vigie.kernel.instants import Clock, UtcUs, to_datetime
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database
from vigie.law import tags
from vigie.law.model import PARIS
from vigie.law.processing import Controller, Facts, RegisterEntry, register_entry

TEMPLATE = """
= #data.title
#data.made
#for section in data.sections [
  == #section.title
  #list(..section.lines)
]
#pagebreak()
= Annexe de l’analyse d’impact : chiffres
#for group in data.groups [
  == #group.title
  #table(columns: (1fr, auto), align: (left, right), ..group.rows.flatten())
]
"""


class FactsSource(Protocol):
    """Asks the other rooms."""

    async def facts(self, at: UtcUs) -> Facts:
        """Return what is true of the town at this instant."""
        ...


class ProcessingRegister:
    """The entry, for those who read the journal: manager, DPO, supervisor, inspector."""

    def __init__(
        self,
        database: Database,
        gate: Gate,
        journal: Journal,
        clock: Clock,
        controller: Controller,
        source: FactsSource,
    ) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._controller = controller
        self._source = source

    async def entry(self, principal: Principal) -> RegisterEntry:
        """Return the entry as it stands now.

        Raises:
            Refused: the principal may not read the journal.
        """
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        return register_entry(self._controller, await self._source.facts(self._clock.now()))

    async def export(self, principal: Principal, form: str) -> bytes:
        """Return the entry as `pdf`, or its figures as `csv`; the export is journalled before.

        Raises:
            Refused: the principal may not read the journal.
        """
        made = await self.entry(principal)
        async with self._database.transaction() as tx:
            entry = Entry.by(principal, tags.REGISTER_EXPORTED, form)
            await self._journal.record(tx, entry)
        if form == "csv":
            return to_csv(made).encode("utf-8-sig")
        return await to_pdf(made, self._controller.name, self._clock.now())


def to_csv(entry: RegisterEntry) -> str:
    """Return the annex's figures as CSV (RFC 4180, separator `;`)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(("groupe", "chiffre", "valeur"))
    writer.writerows((each.group, each.label, each.value) for each in entry.figures)
    return text.getvalue()


async def to_pdf(entry: RegisterEntry, town: str, at: UtcUs) -> bytes:
    """Return entry and annex as PDF."""
    when = to_datetime(at).astimezone(PARIS).strftime("%d/%m/%Y %H:%M %z")
    groups = groupby(entry.figures, key=lambda each: each.group)
    data = {
        "title": "Registre des traitements : vidéoprotection de la voie publique",
        "heading": town,
        "made": f"Établi le {when} à partir des données du système.",
        "sections": [{"title": each.title, "lines": list(each.lines)} for each in entry.sections],
        "groups": [
            {"title": title, "rows": [[each.label, str(each.value)] for each in members]}
            for title, members in groups
        ],
    }
    return await render(TEMPLATE, data)
