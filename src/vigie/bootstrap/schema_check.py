"""Whether the database is that of this release; apart from `schema`, for the recorder needs no alembic."""

import asyncio
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from vigie.kernel.errors import Unavailable
from vigie.kernel.store import Database

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"
PATIENCE_S = 30.0
EVERY_S = 0.5


async def await_schema(database: Database, *, patience_s: float = PATIENCE_S) -> None:
    """Return once the centre, which starts beside us, has brought the database to this release.

    Raises:
        Unavailable: it has not.
    """
    wanted = newest()
    for _ in range(max(1, round(patience_s / EVERY_S))):
        found = await _found(database)
        if found == wanted:
            return
        await asyncio.sleep(EVERY_S)
    raise Unavailable(
        f"the database is not this release's (it has {found or 'no schema'}, {wanted} is needed): "
        "start `vigie run`, which brings it up to date, or `vigie prepare`",
        code="schema_not_current",
    )


def newest() -> str:
    """Return the newest schema this release knows; migrations are numbered, their name is their revision."""
    return max(path.stem for path in VERSIONS.glob("[0-9]*.py"))


async def _found(database: Database) -> str:
    """Return the database's revision; nothing when it has none yet."""
    try:
        async with database.snapshot() as tx:
            return str((await tx.execute(text("SELECT version_num FROM alembic_version"))).scalar() or "")
    except (OperationalError, ProgrammingError):
        return ""
