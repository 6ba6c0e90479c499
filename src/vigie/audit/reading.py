"""Reading the journal as a person: authorise, journal the reading itself, answer."""

import csv
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from vigie.audit import store
from vigie.audit.checkpoint import VerifyingKey
from vigie.audit.export import export_lines
from vigie.audit.journal import MAX_PAGE, Journal
from vigie.audit.model import Entry, Page, Query, Recorded
from vigie.audit.pdf import render
from vigie.audit.tags import JOURNAL_EXPORTED, JOURNAL_SEARCHED, Tag
from vigie.kernel.instants import SECOND_US, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database

PARIS = ZoneInfo("Europe/Paris")
MAX_CSV = 100_000
MAX_PDF = 2_000
HEADINGS = (
    "place",
    "instant",
    "étiquette",
    "auteur",
    "nom",
    "poste",
    "session",
    "objet",
    "motif",
    "fondement",
    "destinataires",
    "détails",
)
TEMPLATE = """
#set page(flipped: true)
= #data.title
#data.summary
#table(
  columns: (auto, auto, auto, auto, auto, 1fr, 1fr), stroke: 0.4pt + gray, inset: 4pt,
  table.header([*Place*], [*Instant*], [*Acte*], [*Auteur*], [*Poste*], [*Objet*], [*Motif et fondement*]),
  ..data.rows.flatten().map(value => text(size: 7.5pt, cell(value)))
)
"""

Names = Callable[[Iterable[str]], Awaitable[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Filtered:
    """A query as it stands in the journal and on printed pages."""

    query: Query

    def details(self) -> dict[str, object]:
        """Return what was asked, without what was not."""
        asked = self.query
        told = {"since_us": asked.since, "until_us": asked.until, "actor": asked.actor, "tag": asked.tag}
        told |= {"subject": asked.subject, "text": asked.text, "commune": asked.commune}
        return {name: value for name, value in told.items() if value is not None}


class JournalReading:
    """What people who may read the journal can ask.

    Args:
        names: the names of accounts by id; the journal itself holds ids.
        key: the public key of checkpoints.
    """

    def __init__(
        self, database: Database, journal: Journal, gate: Gate, names: Names, key: VerifyingKey | None = None
    ) -> None:
        self._database = database
        self._journal = journal
        self._gate = gate
        self._names = names
        self.key = key

    async def search(self, principal: Principal, query: Query) -> tuple[Page, Mapping[str, str]]:
        """Return one page, and the names of its actors; the first page of a search is itself journalled.

        Raises:
            Refused: the principal may not read the journal.
        """
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        if query.before_seq is None:
            await self._note(principal, JOURNAL_SEARCHED, Filtered(query).details())
        async with self._database.snapshot() as tx:
            page = await self._journal.search(tx, query)
        return page, await self._names({each.actor for each in page.entries})

    async def checkpoints(self, principal: Principal) -> list[store.StoredCheckpoint]:
        """Return the signed checkpoints, oldest first."""
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        async with self._database.snapshot() as tx:
            return await store.checkpoints(tx)

    async def csv(self, principal: Principal, query: Query) -> bytes:
        """Return what matches as CSV (UTF-8 with mark, semicolons: what French spreadsheets open)."""
        found, names = await self._all(principal, query, MAX_CSV, "csv")
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";")
        writer.writerow(HEADINGS)
        for each in found:
            row = (
                each.seq,
                local(each.at),
                each.tag,
                each.actor,
                names.get(each.actor, ""),
                each.address,
                each.session_id,
                each.subject,
                each.reason,
                each.basis,
                each.recipients,
                each.details,
            )
            writer.writerow([_harmless(value) for value in row])
        return text.getvalue().encode("utf-8-sig")

    async def pdf(self, principal: Principal, query: Query) -> bytes:
        """Return what matches as a printed register; the newest 2,000 entries."""
        found, names = await self._all(principal, query, MAX_PDF, "pdf")
        rows = [
            [
                str(each.seq),
                local(each.at),
                each.tag,
                names.get(each.actor, each.actor),
                each.address,
                each.subject,
                " — ".join(part for part in (each.reason, each.basis) if part) or None,
            ]
            for each in found
        ]
        criteria = Filtered(query).details()
        told = json.dumps(criteria, ensure_ascii=False) if criteria else "aucun"
        summary = f"{len(rows)} actes. Critères : {told}"
        data = {
            "title": "Journal des actes",
            "heading": "Extrait du journal",
            "summary": summary,
            "rows": rows,
        }
        return await render(TEMPLATE, data)

    async def proof(self, principal: Principal) -> AsyncIterator[bytes]:
        """Return the whole journal as the file that `vigie audit verify` reads."""
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        await self._note(principal, JOURNAL_EXPORTED, {"format": "proof"})
        return self._lines()

    async def _lines(self) -> AsyncIterator[bytes]:
        async with self._database.snapshot() as tx:
            async for line in export_lines(tx):
                yield line

    async def _all(
        self, principal: Principal, query: Query, most: int, kind: str
    ) -> tuple[list[Recorded], Mapping[str, str]]:
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        await self._note(principal, JOURNAL_EXPORTED, Filtered(query).details() | {"format": kind})
        found: list[Recorded] = []
        before = query.before_seq
        async with self._database.snapshot() as tx:
            while len(found) < most:
                wanted = replace(query, before_seq=before, limit=min(MAX_PAGE, most - len(found)))
                page = await self._journal.search(tx, wanted)
                found += page.entries
                before = page.next_before_seq
                if before is None:
                    break
        return found, await self._names({each.actor for each in found})

    async def _note(self, principal: Principal, tag: Tag, details: dict[str, object]) -> None:
        async with self._database.transaction() as tx:
            await self._journal.record(tx, Entry.by(principal, tag, "journal", details=details))


def local(at: UtcUs) -> str:
    """Return an instant as French pages print it, in Paris time with its offset."""
    moment = datetime.fromtimestamp(at / SECOND_US, tz=PARIS)
    return moment.strftime("%d/%m/%Y %H:%M:%S %z")


def _harmless(value: object) -> object:
    """Keep spreadsheets from running a text as a formula."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value
