"""`vigie archive`: looking after recordings from the command line."""

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from vigie.archive.check import Check, CheckReport
from vigie.archive.keys import Keyring
from vigie.archive.library import Library
from vigie.archive.room import open_all
from vigie.archive.settings import ArchiveSettings
from vigie.archive.store import volumes as known_volumes
from vigie.archive.writer import default_volumes
from vigie.kernel.errors import Unavailable
from vigie.kernel.instants import SystemClock
from vigie.kernel.store import Database

app = App(name="archive", help="Enregistrements : vérifier, réparer, prouver.")

Data = Annotated[Path, Parameter(name="--data", help="Dossier des données (base vigie.db, clés, volumes).")]
AsJson = Annotated[bool, Parameter(name="--json", help="Répondre en JSON.")]


@app.command
def check(
    *,
    data: Data = Path("data"),
    repair: Annotated[
        bool, Parameter(help="Remettre en ordre ce qui peut l'être sans rien détruire.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Vérifier chaque invariant de l'archive ; état de sortie 1 si l'un est rompu."""
    report = asyncio.run(_check(data, repair=repair))
    if as_json:
        print(json.dumps(as_plain(report), indent=2, ensure_ascii=False))
    else:
        _show(report)
    if not report.ok:
        sys.exit(1)


async def _check(data: Path, *, repair: bool) -> CheckReport:
    database = open_database(data)
    try:
        settings = ArchiveSettings()
        async with database.snapshot() as tx:
            known = [Path(volume.path) for volume in await known_volumes(tx)]
        configured = [path for path in default_volumes(settings, data) if path.exists()]
        opened, _absent = open_all([], [*known, *(path for path in configured if path not in known)])
        library = Library(opened, Keyring(data / "keys"))
        return await Check(database, library, SystemClock(), ZoneInfo(settings.timezone)).run(repair=repair)
    finally:
        await database.close()


def open_database(data: Path) -> Database:
    """Return the database of a data folder.

    Raises:
        Unavailable: there is none.
    """
    path = data / "vigie.db"
    if not path.exists():
        raise Unavailable(
            f"{path} n'existe pas : indiquez le dossier des données avec --data", code="database_missing"
        )
    return Database.sqlite(path)


def as_plain(report: CheckReport) -> dict[str, object]:
    """Return a report as plain values, for JSON."""
    return {**asdict(report), "ok": report.ok, "most_lost_s": report.most_lost_s}


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
    console.print("Tous les invariants tiennent." if report.ok else "Des invariants sont rompus.")
