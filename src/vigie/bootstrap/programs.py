"""What runs here, for those who control it: Vigie's own code by its digest, models, libraries, system."""

import asyncio
import hashlib
import platform
from importlib import metadata
from pathlib import Path

from sqlalchemy import text

import vigie
from vigie.kernel.store import Database
from vigie.law.inspection import Program
from vigie.vision.models.catalogue import CATALOGUE
from vigie.vision.models.shelf import Shelf, sha256

CODE = ("*.py", "*.html", "*.js", "*.css")
UNKNOWN = "non déclarée"
LICENCE_LENGTH = 60


class InstalledPrograms:
    """Lists them; what cannot change while we run is read once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._fixed: list[Program] | None = None

    async def __call__(self) -> list[Program]:
        """Return product, models, system and libraries, in this order."""
        if self._fixed is None:
            self._fixed = await asyncio.to_thread(_installed)
        head, *libraries = self._fixed
        models = await asyncio.to_thread(_models)
        return [head, *models, *await self._system(), *libraries]

    async def _system(self) -> list[Program]:
        sqlite = self._database.is_sqlite
        asked = "select sqlite_version()" if sqlite else "show server_version"
        async with self._database.snapshot() as tx:
            version = str((await tx.execute(text(asked))).scalar_one())
        name, licence = ("SQLite", "domaine public") if sqlite else ("PostgreSQL", "PostgreSQL")
        return [
            Program("system", name, version, licence, purpose="base de données"),
            Program("system", "Python", platform.python_version(), "PSF-2.0", purpose="langage"),
            Program("system", platform.system(), platform.release(), "", purpose="noyau du système"),
        ]


def digest_of(folder: Path) -> str:
    """Return one SHA-256 over a program's files: their names below the folder and their bytes, in order."""
    total = hashlib.sha256()
    paths = sorted({path for pattern in CODE for path in folder.rglob(pattern)})
    for path in paths:
        name = path.relative_to(folder).as_posix()
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def _installed() -> list[Program]:
    version = metadata.version("vigie")
    digest = digest_of(Path(vigie.__file__).parent)
    product = Program("product", "Vigie", version, "EUPL-1.2", digest, "vidéoprotection")
    libraries = {
        each.name.lower(): Program("library", each.name, each.version, _licence(each.metadata))
        for each in metadata.distributions()
        if each.name and each.name.lower() != "vigie"
    }
    return [product, *(libraries[name] for name in sorted(libraries))]


def _licence(about: metadata.PackageMetadata) -> str:
    """Return a package's licence: the SPDX expression, else its classifiers, else a short text."""
    if "License-Expression" in about:
        return str(about["License-Expression"])
    classed = [
        each.rsplit(" :: ", 1)[-1]
        for each in about.get_all("Classifier") or []
        if each.startswith("License :: ")
    ]
    if classed:
        return ", ".join(classed)
    lines = str(about["License"]).strip().splitlines() if "License" in about else []
    return lines[0][:LICENCE_LENGTH] if lines else UNKNOWN


def _models() -> list[Program]:
    """Return the detection models on the shelf, with the digest of the file that is there."""
    cards = {card.name: card for card in CATALOGUE}
    found = [(cards[name], path) for name, path in sorted(Shelf().installed().items())]
    return [
        Program("model", card.name, card.commit[:12], card.licence, sha256(path), card.description_fr)
        for card, path in found
    ]
