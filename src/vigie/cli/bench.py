"""`vigie bench NAME`: measured figures, each beside its peer, in one JSON object."""

import asyncio
import json
import os
import sys
from pathlib import Path
from tempfile import gettempdir
from typing import Annotated, Literal

import structlog
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from vigie.bench import archive as archive_bench
from vigie.bench import ingest as ingest_bench
from vigie.bench import journal as journal_bench
from vigie.bench import live as live_bench
from vigie.bench import vision as vision_bench
from vigie.bench import wall as wall_bench
from vigie.bench.report import Report

app = App(name="bench", help="Mesurer, à côté d'un logiciel comparable, dans la même exécution.")

Json = Annotated[bool, Parameter("--json", help="Un objet JSON au lieu d'un tableau.")]
Strict = Annotated[bool, Parameter(help="Sortir avec 1 si un objectif est manqué.")]
Cameras = Annotated[int, Parameter(help="Nombre de caméras.")]
Keep = Annotated[Path, Parameter(help="Dossier du film de mesure, gardé d'une fois à l'autre.")]
KEPT = Path(gettempdir()) / "vigie-town"
FOOTAGE = Path(os.environ.get("VIGIE_TEST_DATA", "../shared/data"))


@app.command
def ingest(
    *,
    cameras: Cameras = 104,
    seconds: Annotated[int, Parameter(help="Durée de chaque mesure.")] = 60,
    arrival: Annotated[Literal["paced", "burst"], Parameter(help="Paquets étalés ou d'un coup.")] = "paced",
    rounds: Annotated[int, Parameter(help="Tours, l'un puis l'autre.")] = 1,
    keep: Keep = KEPT,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Enregistrer toutes les caméras, à côté d'un ffmpeg par caméra."""
    report = ingest_bench.run(cameras=cameras, seconds=seconds, arrival=arrival, rounds=rounds, keep=keep)
    _show(asyncio.run(report), as_json=as_json, strict=strict)


@app.command
def live(
    *,
    cameras: Cameras = 104,
    viewers: Annotated[int, Parameter(help="Spectateurs, un flux principal chacun.")] = 64,
    seconds: Annotated[int, Parameter(help="Durée de chaque mesure.")] = 30,
    arrival: Annotated[Literal["paced", "burst"], Parameter(help="Paquets étalés ou d'un coup.")] = "burst",
    keep: Keep = KEPT,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Montrer des flux principaux en direct pendant que toutes les caméras sont enregistrées."""
    report = live_bench.run(cameras=cameras, viewers=viewers, seconds=seconds, arrival=arrival, keep=keep)
    _show(asyncio.run(report), as_json=as_json, strict=strict)


@app.command
def wall(
    *,
    cameras: Cameras = 104,
    rounds: Annotated[int, Parameter(help="Navigateurs neufs, deux ouvertures chacun.")] = 5,
    arrival: Annotated[Literal["paced", "burst"], Parameter(help="Paquets étalés ou d'un coup.")] = "burst",
    keep: Keep = KEPT,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Ouvrir le mur de 16 caméras dans un vrai Chromium pendant que toutes les caméras sont enregistrées."""
    report = wall_bench.run(cameras=cameras, rounds=rounds, arrival=arrival, keep=keep)
    _show(asyncio.run(report), as_json=as_json, strict=strict)


@app.command
def archive(
    *,
    rows: Annotated[int, Parameter(help="Segments de l'index (4,5 millions : un mois).")] = 4_500_000,
    database: Annotated[
        str | None, Parameter(help="Base à part (adresse SQLAlchemy) ; sinon SQLite.")
    ] = None,
    keep: Annotated[
        Path | None, Parameter(help="Dossier gardé : la mesure suivante reprend l'index.")
    ] = None,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Frises, échéances, destruction et relecture sur un index d'un mois."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # of the centre in here
    report = archive_bench.run(rows=rows, database_url=database, keep=keep)
    _show(asyncio.run(report), as_json=as_json, strict=strict)


@app.command
def journal(
    *,
    entries: Annotated[int, Parameter(help="Lignes du journal.")] = 200_000,
    keep: Annotated[Path | None, Parameter(help="Dossier d'un journal gardé d'une fois à l'autre.")] = None,
    database: Annotated[str | None, Parameter(help="Base (adresse SQLAlchemy) ; sinon SQLite.")] = None,
    prepare: Annotated[
        bool, Parameter(help="Seulement remplir le journal de --keep ou --database.", negative=())
    ] = False,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Écrire, chercher et vérifier le journal (SQLite, synchronous=FULL)."""
    if prepare:
        asyncio.run(journal_bench.prepare(entries=entries, keep=keep or KEPT, database_url=database))
        return
    report = journal_bench.run(entries=entries, keep=keep, database_url=database)
    _show(asyncio.run(report), as_json=as_json, strict=strict)


@app.command
def vision(
    *,
    cameras: Cameras = 104,
    seconds: Annotated[int, Parameter(help="Durée de chaque mesure.")] = 60,
    footage: Annotated[Path, Parameter(help="Dossier des vrais films, modèles et scénarios.")] = FOOTAGE,
    detector: Annotated[str, Parameter(help="Détecteur, comme `analyst.detector`.")] = "auto",
    recall: Annotated[bool, Parameter(help="Comparer aussi le rappel à l'analyse de chaque image.")] = True,
    keep: Keep = KEPT,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Enregistrer et analyser toutes les caméras, à côté d'un ffmpeg et d'un détecteur par caméra."""
    report = vision_bench.run(
        cameras=cameras, seconds=seconds, footage=footage, detector=detector, keep=keep, recall=recall
    )
    _show(asyncio.run(report), as_json=as_json, strict=strict)


def _show(report: Report, *, as_json: bool, strict: bool) -> None:
    shown = report.to_json()
    if as_json:
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        Console().print(_table(report))
    if strict and not report.ok:
        sys.exit(1)


def _table(report: Report) -> Table:
    table = Table("mesure", "Vigie", "à côté", title=f"vigie bench {report.bench}")
    for name, value in report.ours.items():
        table.add_row(name, str(value), str((report.peer or {}).get(name, "")))
    for name, target in report.targets.items():
        table.add_row(
            f"objectif {name} ≤ {target.limit}", str(target.value), "tenu" if target.ok else "manqué"
        )
    return table
