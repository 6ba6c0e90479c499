"""Schema changes, one chain for all rooms, forward only. A new release's first start runs what is missing."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from vigie.kernel.store import Database


async def upgrade(database: Database) -> None:
    """Bring the schema to this release, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    async with database.transaction() as tx:
        config.attributes["connection"] = tx.sync_connection
        await tx.run_sync(lambda _connection: command.upgrade(config, "head"))
