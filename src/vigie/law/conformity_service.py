"""Declaring a camera's class, and reporting each camera's conformity from the stream that arrives now."""

import csv
import io
from dataclasses import asdict
from typing import Protocol

from vigie.audit import Entry, Journal
from vigie.audit.pdf import render
from vigie.kernel.errors import NotFound
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock, UtcUs, to_datetime
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database
from vigie.law import store, tags
from vigie.law.conformity import CameraClass, Conformity, Plan, Stream, Verdict, check_class, conformity
from vigie.law.model import PARIS

PLAN_FR = {Plan.NARROW: "plan étroit", Plan.WIDE: "plan large"}
RULE_FR = {"resolution": "définition", "frame_rate": "images par seconde"}
VERDICT_FR = {
    Verdict.CONFORMS: "conforme",
    Verdict.FAILS: "non conforme",
    Verdict.UNMEASURED: "non mesurée",
    Verdict.UNCLASSED: "à classer",
}
COLUMNS = ("camera", "nom", "objectif", "plan", "mouvements rapides", "règle", "exigé", "mesuré", "verdict")
TEMPLATE = """
#set page(flipped: true)
= #data.title
#data.measured
#v(2mm)
#set text(size: 8pt)
#table(columns: (auto, 1.4fr, 1.4fr, auto, auto, auto, auto, auto, auto),
  ..("Caméra", "Nom", "Objectif principal", "Plan", "Rapide", "Règle", "Exigé", "Mesuré", "Verdict")
    .map(strong),
  ..data.rows.flatten().map(cell))
#text(size: 8pt)[Arrêté du 3 août 2007, article 2 et annexe : plan étroit, hors régulation du trafic, au moins
704 × 576 ; autres flux au moins 352 × 288 ; 12 images par seconde si le plan est étroit et les mouvements
principalement rapides, sinon 6.]
"""


class Network(Protocol):
    """The town's cameras as they are received now."""

    async def streams(self) -> list[tuple[CameraId, str, Stream]]:
        """Return each camera's id, name and main stream, by id."""
        ...


class ConformityReports:
    """Classes of cameras (REQ-43) and the measured report (REQ-44, REQ-45)."""

    def __init__(
        self, database: Database, gate: Gate, journal: Journal, clock: Clock, network: Network
    ) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._network = network

    async def report(self) -> list[Conformity]:
        """Return every camera's line, by id."""
        async with self._database.snapshot() as tx:
            declared = await store.classes(tx)
        streams = await self._network.streams()
        return [conformity(one, name, declared.get(one), stream) for one, name, stream in streams]

    async def declare(self, principal: Principal, camera_id: CameraId, new: CameraClass) -> Conformity:
        """Write down a camera's class; return its new line.

        Raises:
            BadInput: it cannot be one.
            NotFound: there is no such camera.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER, cameras=(camera_id,))
        check_class(new)
        known = {one: (name, stream) for one, name, stream in await self._network.streams()}
        if camera_id not in known:
            raise NotFound("there is no such camera", code="camera_unknown")
        async with self._database.transaction() as tx:
            await store.put_class(tx, camera_id, new, principal.account_id, self._clock.now())
            entry = Entry.by(principal, tags.CAMERA_CLASSED, camera_id, details=asdict(new))
            await self._journal.record(tx, entry)
        name, stream = known[camera_id]
        return conformity(camera_id, name, new, stream)


def to_csv(lines: list[Conformity]) -> str:
    """Return the report as CSV (RFC 4180, separator `;`), a row for each camera and rule."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(lines))
    return text.getvalue()


async def to_pdf(lines: list[Conformity], town: str, at: UtcUs) -> bytes:
    """Return the report as PDF, for the prefecture or an inspection."""
    when = to_datetime(at).astimezone(PARIS).strftime("%d/%m/%Y %H:%M %z")
    data = {
        "title": "Conformité technique des caméras",
        "heading": town,
        "measured": f"Flux mesurés le {when} ; {len(lines)} caméras.",
        "rows": _rows(lines),
    }
    return await render(TEMPLATE, data)


def _rows(lines: list[Conformity]) -> list[list[str]]:
    return [
        [
            line.camera_id,
            line.name,
            *_declared(line.declared),
            RULE_FR[each.rule],
            each.required,
            each.measured.replace(".", ","),
            VERDICT_FR[line.verdict],
        ]
        for line in lines
        for each in line.findings
    ]


def _declared(declared: CameraClass | None) -> tuple[str, str, str]:
    if declared is None:
        return ("—", "—", "—")
    plan = PLAN_FR[declared.plan] + (", trafic" if declared.traffic else "")
    return (declared.objective, plan, "oui" if declared.fast else "non")
