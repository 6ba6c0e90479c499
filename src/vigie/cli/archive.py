"""`vigie archive`: looking after recordings from the command line."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from vigie.archive import store
from vigie.archive.check import Check, CheckReport
from vigie.archive.collection import Collection
from vigie.archive.files import DiskFiles
from vigie.archive.forecast import forecast as forecast_disks
from vigie.archive.keys import Keyring
from vigie.archive.model import parse_segment_id
from vigie.archive.proofs import day_interval, day_of, signing_key
from vigie.archive.proofs import prove as prove_segment
from vigie.archive.register import to_csv, to_pdf
from vigie.archive.room import open_all
from vigie.archive.rotation import rotate as rotate_keys
from vigie.archive.tiers.opening import check_copies
from vigie.archive.tiers.texts import TEXTS
from vigie.archive.verify import Verify
from vigie.archive.volumes import VolumeFolder
from vigie.archive.writer import default_volumes
from vigie.audit import Journal
from vigie.cli.options import HERE, Where, opened_database
from vigie.kernel.errors import BadInput, NotFound
from vigie.kernel.instants import SystemClock, UtcUs, from_datetime
from vigie.kernel.store import Database
from vigie.people.confirmations import Confirmations
from vigie.people.gate import PolicyGate

app = App(name="archive", help="Enregistrements : vérifier, prouver, prévoir, tenir le registre.")

AsJson = Annotated[bool, Parameter(name="--json", help="Répondre en JSON.")]


@dataclass(frozen=True, slots=True)
class Opened:
    """A data folder as these commands need it."""

    database: Database
    volumes: list[VolumeFolder]
    keyring: Keyring
    zone: ZoneInfo

    @property
    def collection(self) -> Collection:
        """The volumes, to read from."""
        return Collection(self.volumes, self.keyring)


@asynccontextmanager
async def opened(where: Where) -> AsyncIterator[Opened]:
    """Open database, volumes and keys of a Vigie.

    Raises:
        Unavailable: there is no database.
    """
    settings = where.settings
    async with opened_database(settings) as database:
        async with database.snapshot() as tx:
            known = [Path(volume.path) for volume in await store.volumes(tx)]
        places = default_volumes(settings.archive, settings.data)
        configured = [one for one in places if one.exists() and one not in known]
        volumes, _absent = open_all([], [*known, *configured])
        yield Opened(database, volumes, Keyring(settings.data / "keys"), ZoneInfo(settings.archive.timezone))


@app.command
def check(
    *,
    where: Where = HERE,
    repair: Annotated[
        bool, Parameter(help="Remettre en ordre ce qui peut l'être sans rien détruire.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Vérifier chaque invariant de l'archive ; état de sortie 1 si l'un est rompu."""

    async def run() -> CheckReport:
        settings, clock = where.settings, SystemClock()
        async with opened(where) as one:
            copies = await check_copies(
                one.database,
                one.collection,
                clock,
                settings.s3,
                settings.data,
                encrypt=settings.archive.encrypt,
                repair=repair,
            )
            report = await Check(one.database, one.collection, clock, one.zone).run(repair=repair)
            report.findings += copies
            return report

    report = asyncio.run(run())
    if as_json:
        _print({**asdict(report), "ok": report.ok, "most_lost_s": report.most_lost_s})
    else:
        _show(report)
    if not report.ok:
        sys.exit(1)


@app.command
def verify(*, where: Where = HERE, as_json: AsJson = False) -> None:
    """Relire chaque octet et chaque journée signée ; état de sortie 1 si quelque chose a changé."""

    async def run() -> Any:
        async with opened(where) as one:
            key = signing_key(where.settings.data / "keys").public_key()
            return await Verify(one.database, one.collection, key).run()

    report = asyncio.run(run())
    if as_json:
        _print({**asdict(report), "ok": report.ok})
    else:
        read = f"{report.segments} segments, {report.parts} parties, {report.bytes} octets"
        print(f"{read}, {report.days} jours signés")
        for fault in report.faults:
            place = "" if fault.part is None else f" partie {fault.part}, octet {fault.offset}"
            print(f"{fault.code} {fault.subject}{place} {fault.detail}")
        print("Tout est tel qu'enregistré." if report.ok else "Des enregistrements ont changé.")
    if not report.ok:
        sys.exit(1)


@app.command
def prove(segment: str, *, where: Where = HERE) -> None:
    """Prouver (JSON) qu'un segment, par exemple cam-001.1800000000000000, figure dans sa journée signée."""
    _print(asyncio.run(_prove(segment, where)))


async def _prove(name: str, where: Where) -> dict[str, Any]:
    parsed = parse_segment_id(name)
    if parsed is None:
        raise BadInput(f"{name} n'est pas un nom de segment (caméra.début)", code="segment_unknown")
    async with opened(where) as one, one.database.snapshot() as tx:
        row = await store.segment(tx, *parsed)
        if row is None or row.closed_at is None:
            raise NotFound(f"{name} n'est pas dans l'archive", code="segment_unknown")
        day = day_of(row.closed_at)
        heads = [head for head in await store.day_heads(tx) if head.day == day]
        if not heads:
            raise NotFound(f"la journée {day} n'est pas encore signée", code="day_not_signed")
        proof = prove_segment(await store.leaves(tx, day_interval(day)), *parsed, heads[0])
    key = signing_key(where.settings.data / "keys").public_key()
    return {
        "segment": name,
        "digest": proof.leaf.digest.hex(),
        "day": day,
        "index": proof.index,
        "leaves": proof.head.leaves,
        "path": [node.hex() for node in proof.path],
        "root": proof.head.root.hex(),
        "signed_at_us": proof.head.signed_at,
        "signature": proof.head.signature.hex(),
        "public_key": key.public_bytes_raw().hex(),
        "holds": proof.holds(key),
    }


@app.command
def forecast(*, where: Where = HERE, as_json: AsJson = False) -> None:
    """Prévoir quand les disques seront pleins, d'après le débit mesuré."""

    async def run() -> Any:
        async with opened(where) as one:
            return await forecast_disks(one.database, one.volumes, DiskFiles(), SystemClock())

    found = asyncio.run(run())
    if as_json:
        _print(asdict(found))
        return
    print(
        f"{found.bytes_per_day / 1e9:.1f} Go par jour, {found.used_bytes / 1e9:.1f} Go occupés, "
        f"{found.free_bytes / 1e9:.1f} Go libres, besoin {found.need_bytes / 1e9:.1f} Go"
    )
    full = found.full_in_days
    print("Les disques suffisent." if full is None else f"Disques pleins dans {full:.1f} jours.")


@app.command
def rotate(*, where: Where = HERE) -> None:
    """Changer la clé qui protège les clés des segments, sans récrire de vidéo.

    Deux personnes en décident d'abord : l'une la demande dans la page « Système », l'autre accepte par la
    cloche ; la commande est à lancer dans le quart d'heure.
    """

    async def run() -> Any:
        async with opened(where) as one:
            clock = SystemClock()
            journal = Journal(clock)
            people = where.settings.people
            gate = PolicyGate(one.database, journal, clock, people)
            second = Confirmations(one.database, gate, journal, clock, people)
            return await rotate_keys(one.database, one.keyring, journal, second)

    _print(asdict(asyncio.run(run())))


@app.command
def register(
    output: Annotated[Path, Parameter(help="Fichier à écrire : .csv ou .pdf.")],
    *,
    where: Where = HERE,
    since: Annotated[datetime | None, Parameter(help="Premier jour (heure locale) ; sans lui, tout.")] = None,
    until: Annotated[datetime | None, Parameter(help="Jusqu'à ce jour exclu ; sans lui, maintenant.")] = None,
    town: Annotated[str | None, Parameter(help="Nom en tête du PDF ; sinon celui des réglages.")] = None,
) -> None:
    """Écrire le registre des destructions, en CSV ou en PDF."""
    if output.suffix not in {".csv", ".pdf"}:
        raise BadInput("donnez un fichier .csv ou .pdf", code="bad_output")
    asyncio.run(_register(output, where, since, until, town or where.settings.town.name))


async def _register(
    output: Path, where: Where, since: datetime | None, until: datetime | None, town: str
) -> None:
    async with opened(where) as one:
        first = UtcUs(0) if since is None else from_datetime(since.replace(tzinfo=one.zone))
        now = UtcUs(SystemClock().now() + 1)
        last = now if until is None else from_datetime(until.replace(tzinfo=one.zone))
        async with one.database.snapshot() as tx:
            rows = await store.destructions(tx, first, last)
        begin = rows[0].destroyed_at if since is None and rows else first
        if output.suffix == ".csv":
            content = to_csv(rows, one.zone).encode()
        else:
            content = to_pdf(rows, one.zone, town=town, since=begin, until=last)
    await asyncio.to_thread(output.write_bytes, content)
    print(f"{len(rows)} destructions dans {output}")


def _print(value: dict[str, Any]) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def _show(report: CheckReport) -> None:
    console = Console()
    table = Table("caméra", "segments", "heures", "interruptions", "perdu (s)")
    for camera, count in sorted(report.cameras.items()):
        lost = f"{max(count.lost_s):.2f}" if count.lost_s else "—"
        gaps = ", ".join(f"{number} {reason}" for reason, number in sorted(count.gaps.items())) or "—"
        table.add_row(camera, str(count.segments), f"{count.recorded_s / 3600:.2f}", gaps, lost)
    console.print(table)
    for finding in report.findings:
        mark = "réparé" if finding.repaired else "rompu"
        console.print(
            f"{finding.invariant} {mark} {finding.code} {finding.subject} {finding.detail}", highlight=False
        )
        if finding.code in TEXTS:
            console.print(TEXTS[finding.code], highlight=False)
    console.print("Tous les invariants tiennent." if report.ok else "Des invariants sont rompus.")
