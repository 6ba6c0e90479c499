"""Brings the database to this release; apart from the rest, for the recorder needs no alembic."""

import asyncio

from vigie import migrations
from vigie.kernel.reach import reach
from vigie.kernel.store import Database
from vigie.settings import Settings


def migrate(settings: Settings) -> None:
    """Bring the database's schema to this release."""

    async def run() -> None:
        settings.data.mkdir(parents=True, exist_ok=True)
        database = Database(settings.database_address)
        try:
            if not database.is_sqlite:  # the file of SQLite is made here
                await reach(database)
            await migrations.upgrade(database)
        finally:
            await database.close()

    asyncio.run(run())
