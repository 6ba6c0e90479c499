"""The tier in a process that tests kill: `python copier_program.py FOLDER SETTINGS SECRET`.

Sends FOLDER's archive, a day after it was recorded; FOLDER/running appears when it begins.
"""

import asyncio
import sys
from pathlib import Path

from vigie.archive.collection import Collection
from vigie.archive.keys import Keyring
from vigie.archive.tiers.s3 import S3Remote
from vigie.archive.tiers.settings import S3Settings
from vigie.archive.tiers.tier import Tier
from vigie.archive.volumes import open_volume
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.kernel.store import Database
from vigie.testing.clock import START, FakeClock


async def main(folder: Path, settings: S3Settings, secret: str) -> None:
    volume = open_volume(folder / "volume-0")
    collection = Collection([volume], Keyring(volume.path / "keys"))
    clock = FakeClock(UtcUs(START + DAY_US))
    database = Database.sqlite(folder / "vigie.db")
    tier = Tier(database, collection, S3Remote(settings, secret), clock, settings)
    (folder / "running").touch()
    await tier.run()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), S3Settings.model_validate_json(sys.argv[2]), sys.argv[3]))
