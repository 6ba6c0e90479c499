"""`vigie audit`: export the journal, verify it (also offline, on another machine), purge what is too old."""

import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

import vigie
from vigie.audit import store
from vigie.audit.checkpoint import VerifyingKey
from vigie.audit.export import export_lines
from vigie.audit.stamps import StampChecker
from vigie.audit.tags import declared
from vigie.audit.tags_page import tags_page
from vigie.audit.verify import Verification, verify
from vigie.bootstrap import journal
from vigie.bootstrap.base import Base
from vigie.cli.options import HERE, Where, run_base
from vigie.kernel.errors import BadInput
from vigie.kernel.instants import to_iso
from vigie.kernel.store import Database
from vigie.people.model import LOCAL

app = App(name="audit", help="Journal des actes : exporter, vérifier, purger.")
console = Console(highlight=False)

KINDS_FR = {
    "altered": "modifié",
    "missing": "supprimé",
    "misplaced": "déplacé",
    "unreadable": "illisible",
    "rewritten": "réécrit avec sa chaîne",
    "truncated": "fin coupée",
    "unanchored": "début non prouvé",
    "bad_checkpoint": "point de contrôle faux",
    "bad_stamp": "horodatage faux",
    "clock_went_back": "horloge reculée",
}


@app.command
def export(out: Annotated[Path, Parameter(help="Fichier à écrire.")], *, where: Where = HERE) -> None:
    """Écrire tout le journal dans un fichier que chacun peut vérifier."""

    async def write(base: Base) -> int:
        lines = await journal.reading(base).proof(LOCAL)
        return await _write(lines, out)

    console.print(f"{run_base(where, write)} lignes dans {out}")


@app.command(name="verify")
def check(
    file: Annotated[Path | None, Parameter(help="Journal exporté ; sinon la base du dossier --data.")] = None,
    *,
    key: Annotated[
        Path | None, Parameter(help="Clé publique (journal.pub), reçue par un autre chemin.")
    ] = None,
    expect: Annotated[
        list[Path] | None, Parameter(help="Point de contrôle signé, gardé ailleurs.", negative=())
    ] = None,
    tsa_ca: Annotated[Path | None, Parameter(help="Certificats (PEM) de l’autorité d’horodatage.")] = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=(), help="Réponse en JSON.")] = False,
    where: Where = HERE,
) -> None:
    """Vérifier que rien n’est modifié, supprimé ni réécrit ; état 1 si quelque chose l’est."""
    public = VerifyingKey.from_text(_text(key or where.settings.data / "journal.pub"))
    expected = [_text(path) for path in expect or ()]
    stamps = StampChecker(tsa_ca) if tsa_ca else None
    started = time.perf_counter()
    if file is not None:
        found = _verify_file(file, public, expected, stamps)
    else:
        with tempfile.TemporaryDirectory() as folder:
            exported = Path(folder) / "journal"
            run_base(where, lambda base: _copy(base.database, exported))
            found = _verify_file(exported, public, expected, stamps)
    seconds = time.perf_counter() - started
    if as_json:
        print(json.dumps(found.to_json() | {"seconds": round(seconds, 3)}, ensure_ascii=False, indent=2))
    else:
        _tell(found)
    sys.exit(0 if found.ok else 1)


@app.command
def checkpoint(*, where: Where = HERE) -> None:
    """Signer l’état présent et l’imprimer : à garder ailleurs (courriel, papier)."""

    async def sign(base: Base) -> str | None:
        await journal.keeper(base, journal.signing_key(base)).sign()
        async with base.database.snapshot() as tx:
            last = await store.last_checkpoint(tx)
        return last.note if last else None

    note = run_base(where, sign)
    print(note or "le journal est vide", end="")


@app.command
def purge(*, where: Where = HERE) -> None:
    """Effacer ce qui a trois ans, en gardant la preuve du reste."""

    async def run(base: Base) -> str:
        done = await journal.keeper(base, journal.signing_key(base)).purge()
        return "rien à effacer" if done is None else f"actes {done.first} à {done.before - 1} effacés"

    console.print(run_base(where, run))


@app.command
def checkpoints(*, where: Where = HERE) -> None:
    """Lister les points de contrôle signés."""

    async def read(base: Base) -> list[store.StoredCheckpoint]:
        return await journal.reading(base).checkpoints(LOCAL)

    for each in run_base(where, read):
        stamped = "  horodaté" if each.stamp else ""
        console.print(f"{to_iso(each.at)}  {each.size} actes{stamped}")


@app.command
def reference() -> None:
    """Écrire la page de référence du journal (Markdown)."""
    print(tags_page(declared(Path(vigie.__file__).parent)), end="")


async def _copy(database: Database, out: Path) -> int:
    async with database.snapshot() as tx:
        return await _write(export_lines(tx), out)


async def _write(lines: AsyncIterator[bytes], out: Path) -> int:
    count = 0
    with out.open("wb") as file:
        async for line in lines:
            file.write(line)
            count += 1
    return count


def _verify_file(
    file: Path, key: VerifyingKey, expected: list[str], stamps: StampChecker | None
) -> Verification:
    try:
        with file.open("rb") as lines:
            return verify(lines, key, expected=expected, stamps=stamps)
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}", code="no_file", named=str(file)) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}", code="no_file", named=str(path)) from None


def _tell(found: Verification) -> None:
    console.print(
        f"{found.entries} actes, {found.checkpoints} points de contrôle, {found.stamps} horodatages"
    )
    if found.uncovered:
        console.print(f"{found.uncovered} actes depuis le dernier point de contrôle signé")
    for fault in found.faults:
        kind = KINDS_FR.get(fault.kind, fault.kind)
        console.print(f"[bold red]{kind}[/] actes {fault.seq} à {max(fault.seq, fault.until_seq - 1)}")
    console.print("[green]journal intact[/]" if found.ok else "[bold red]journal altéré[/]")
