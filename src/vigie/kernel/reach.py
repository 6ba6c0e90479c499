"""Asks a database whether it is there, and says in words what to do when it is not."""

from pathlib import Path

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError

from vigie.kernel.errors import Unavailable
from vigie.kernel.store import Database, DatabaseAway


def is_away(error: BaseException) -> bool:
    """Tell whether an error in the midst of work says that the database went: stopped, restarted, cut off."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error, InterfaceError)
    return isinstance(error, DatabaseAway)


async def reach(database: Database) -> None:
    """Return once the database has answered.

    Raises:
        Unavailable: `database_unreachable`, `database_refused` (account, password), `database_missing`.
    """
    if database.is_sqlite:
        _find_file(Path(database.engine.url.database or ""))
    try:
        async with database.snapshot() as tx:
            await tx.execute(text("SELECT 1"))
    except (DatabaseAway, DBAPIError) as error:
        raise _explained(database, _root(error)) from error


def _find_file(path: Path) -> None:
    if not path.exists():
        raise Unavailable(
            f"{path} n'existe pas : indiquez le dossier des données avec --data, "
            "ou le fichier de réglages avec --config ; pour un nouveau dossier : vigie prepare",
            code="database_missing",
        )


def _root(error: BaseException) -> BaseException:
    """Return what the driver itself raised, or the system."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _explained(database: Database, error: BaseException) -> Unavailable:
    url = database.engine.url
    place = f"{url.host or url.query.get('host', 'localhost')}, base {url.database}"
    if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
        return Unavailable(
            f"PostgreSQL ({place}) refuse le compte {url.username} : vérifiez "
            "l'identifiant et le mot de passe de database_url",
            code="database_refused",
        )
    if isinstance(error, asyncpg.InvalidCatalogNameError):
        return Unavailable(
            f"la base {url.database} n'existe pas : créez-la (createdb -O {url.username} {url.database}), "
            "ou corrigez database_url",
            code="database_missing",
        )
    return Unavailable(
        f"la base de données ne répond pas ({place}) : vérifiez le serveur, le réseau et "
        f"database_url ({type(error).__name__}: {error})",
        code="database_unreachable",
    )
