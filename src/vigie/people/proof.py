"""Proof of a person's grant for a consultation, as PDF (REQ-18; Cass. crim. 13 Nov 2024, n° 24-80.377)."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from vigie.audit import Entry, Journal, Query, Recorded, Tag
from vigie.audit.journal import MAX_PAGE
from vigie.audit.pdf import render
from vigie.kernel.errors import NotFound
from vigie.kernel.ids import AccountId
from vigie.kernel.instants import SECOND_US, Clock, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction
from vigie.people.model import ROLE_FR
from vigie.people.papers import APPROVAL_SUSPENDED, Papers, papers_of
from vigie.people.records import AccessGrant, approved, granted
from vigie.people.settings import PeopleSettings
from vigie.people.tags import ACCOUNT_SUSPENDED

PROOF_PRINTED = Tag("people:proof:printed")
PARIS = ZoneInfo("Europe/Paris")
AUTHORITY_FR = {"prefect": "préfet", "prosecutor": "procureur de la République", "cnaps": "CNAPS"}
KIND_FR = {"oath": "serment", "training": "formation", "undertaking": "engagement de confidentialité"}
STATE_FR = {True: "en vigueur", False: "pas en vigueur"}
TEMPLATE = """
= #data.title
#data.person

*À l’instant du #data.at :* #data.verdict

#if data.consultation != none [
  == Consultation
  #table(columns: (auto, 1fr), stroke: 0.4pt + gray, ..data.consultation.flatten().map(cell))
]
== Agréments de l’État
#table(columns: (auto, 1fr, auto, auto, 1fr), stroke: 0.4pt + gray,
  table.header([*Autorité*], [*Numéro*], [*Du*], [*Au*], [*État à cet instant*]),
  ..data.approvals.flatten().map(cell))
== Habilitation par le maire
#table(columns: (1fr, 1fr, auto, auto, auto, 1fr), stroke: 0.4pt + gray,
  table.header([*Décision*], [*Signée par*], [*Caméras*], [*Du*], [*Au*], [*État à cet instant*]),
  ..data.grants.flatten().map(cell))
== Serment, formations, engagements
#if data.qualifications.len() == 0 [Rien d’inscrit.] else [
  #table(columns: (auto, 1fr, auto), stroke: 0.4pt + gray,
    table.header([*Nature*], [*Intitulé*], [*Signé le*]), ..data.qualifications.flatten().map(cell))
]

#text(size: 8pt)[#data.foot]
"""
CONSULTATION = "archive:consultation:opened"


class ProofService:
    """Prints what a person was entitled to at an instant."""

    def __init__(
        self, database: Database, gate: Gate, journal: Journal, clock: Clock, settings: PeopleSettings
    ) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._settings = settings

    async def of_person(self, principal: Principal, account_id: AccountId) -> bytes:
        """Return the proof of what somebody holds now; one's own is always open.

        Raises:
            NotFound: there is no such account.
            Refused: it is another's, and the principal may not supervise.
        """
        if principal.account_id != account_id:
            await self._gate.authorise(principal, Verb.SUPERVISE)
        return await self._print(principal, account_id, self._clock.now(), None)

    async def of_consultation(self, principal: Principal, consultation_id: str) -> bytes:
        """Return the proof of what the person who opened a consultation held at that instant.

        Raises:
            NotFound: the journal knows no such consultation.
            Refused: the principal may not read the journal.
        """
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        async with self._database.snapshot() as tx:
            page = await self._journal.search(tx, Query(tag=CONSULTATION, subject=consultation_id, limit=1))
        if not page.entries:
            raise NotFound("there is no such consultation", code="consultation_unknown")
        entry = page.entries[0]
        return await self._print(principal, AccountId(entry.actor), entry.at, entry)

    async def _print(
        self, principal: Principal, account_id: AccountId, at: UtcUs, consultation: Recorded | None
    ) -> bytes:
        async with self._database.transaction() as tx:
            papers = await self._papers_at(tx, account_id, at)
            details = {"at_us": at, "consultation": consultation.subject if consultation else None}
            await self._journal.record(tx, Entry.by(principal, PROOF_PRINTED, account_id, details=details))
        return await render(TEMPLATE, self._data(papers, at, consultation))

    async def _papers_at(self, tx: Transaction, account_id: AccountId, at: UtcUs) -> Papers:
        """Return a file as it stood: suspensions lifted since are told by the journal alone."""
        papers = await papers_of(tx, account_id)
        told = [
            await self._last(tx, f"people:{subject}:", account_id, at) for subject in ("approval", "account")
        ]
        approvals = [
            replace(each, suspended=_since(told[0], APPROVAL_SUSPENDED, each.number))
            for each in papers.approvals
        ]
        account = replace(papers.account, suspended=_since(told[1], ACCOUNT_SUSPENDED, None))
        return replace(papers, approvals=approvals, account=account)

    async def _last(self, tx: Transaction, tag: str, account_id: AccountId, at: UtcUs) -> list[Recorded]:
        """Return the suspensions and their ends up to an instant, newest first."""
        query = Query(tag=tag, subject=account_id, until=UtcUs(at + 1), limit=MAX_PAGE)
        found = (await self._journal.search(tx, query)).entries
        return [each for each in found if each.tag.endswith((":suspended", ":resumed"))]

    def _data(self, papers: Papers, at: UtcUs, consultation: Recorded | None) -> dict[str, object]:
        account = papers.account
        entitled = (
            approved(account.role, papers.approvals, at, self._settings.department)
            and granted(papers.grants, at)[0]
            and _communes_granted(papers.grants, at, consultation)
            and (account.suspended is None or at < account.suspended)
        )
        return {
            "title": "Preuve d’habilitation",
            "heading": "Vidéoprotection — document à joindre à la procédure",
            "person": f"{account.name}, {ROLE_FR[account.role]} (identifiant {account.username})",
            "at": _moment(at),
            "verdict": "agréé et habilité." if entitled else "NON habilité à consulter des images.",
            "consultation": None if consultation is None else _consultation_rows(consultation),
            "approvals": [
                [
                    AUTHORITY_FR[each.authority],
                    each.number,
                    _day(each.starts),
                    _last_day(each.ends),
                    STATE_FR[each.holds(at)],
                ]
                for each in papers.approvals
            ],
            "grants": [
                [
                    each.number,
                    each.granted_by,
                    _cameras(each),
                    _day(each.starts),
                    _last_day(each.ends),
                    STATE_FR[each.holds(at)],
                ]
                for each in papers.grants
            ],
            "qualifications": [
                [KIND_FR[each.kind], each.title, _day(each.signed)] for each in papers.qualifications
            ],
            "foot": f"Imprimé par Vigie le {_moment(self._clock.now())} ; impression inscrite au journal.",
        }


def _communes_granted(grants: Sequence[AccessGrant], at: UtcUs, consultation: Recorded | None) -> bool:
    """Tell whether every commune whose cameras were consulted has a grant of its mayor (REQ-14)."""
    asked = frozenset() if consultation is None else consultation.communes()
    return asked <= {each.commune for each in grants if each.holds(at)}


def _cameras(grant: AccessGrant) -> str:
    told = "toutes" if grant.cameras is None else f"{len(grant.cameras)} caméras"
    return told if grant.commune is None else f"{told}, commune {grant.commune}"


def _consultation_rows(entry: Recorded) -> Sequence[Sequence[str | None]]:
    cameras, communes = json.loads(entry.details).get("cameras", []), sorted(entry.communes())
    return [
        ["Consultation", entry.subject],
        ["Ouverte le", _moment(entry.at)],
        ["Caméras", ", ".join(cameras)],
        *([["Communes", ", ".join(communes)]] if communes else []),
        ["Motif", entry.reason],
        ["Fondement", entry.basis],
        ["Poste", entry.address],
        ["Acte du journal", str(entry.seq)],
    ]


def _since(told: Sequence[Recorded], tag: Tag, number: str | None) -> UtcUs | None:
    """Return since when a paper is suspended: its newest entry says so, or None."""
    about = (each for each in told if number is None or json.loads(each.details).get("number") == number)
    newest = next(about, None)
    return newest.at if newest is not None and newest.tag == tag else None


def _moment(at: UtcUs) -> str:
    return datetime.fromtimestamp(at / SECOND_US, tz=PARIS).strftime("%d/%m/%Y %H:%M:%S %z")


def _last_day(ends: UtcUs) -> str:
    return _day(UtcUs(ends - 1))


def _day(at: UtcUs) -> str:
    return datetime.fromtimestamp(at / SECOND_US, tz=PARIS).strftime("%d/%m/%Y")
