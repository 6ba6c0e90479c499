"""Schema changes, one chain for all rooms, forward only. A new release's first start runs what is missing."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from vigie.kernel.store import Database

LOCK = 0x5649474945
"""Key of PostgreSQL's advisory lock: « VIGIE »."""


async def upgrade(database: Database) -> None:
    """Bring the schema to this release, in one transaction; several processes may try at once."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    async with database.transaction() as tx:
        if not database.is_sqlite:  # there the transaction alone keeps others out
            await tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        config.attributes["connection"] = tx.sync_connection
        await tx.run_sync(lambda _connection: command.upgrade(config, "head"))
