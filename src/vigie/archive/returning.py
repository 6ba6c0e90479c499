"""Volumes that were away at the start come back while the process runs: no restart, no picture lost for it.

The recorder first brings index and open folder to agree (`recovery`, `explaining`), then records on the
volume as on the others and destroys what became overdue meanwhile; the centre only reads from it.
A volume that goes away and comes back under a running recorder needs nothing of this: its threads try it
every few seconds (`scribe`).
"""

import asyncio
import logging
from pathlib import Path

from vigie.archive.explaining import explain_holes
from vigie.archive.recovery import recover
from vigie.archive.room import ArchiveRoom
from vigie.archive.volumes import VolumeFolder, open_volume
from vigie.archive.writer import ArchiveWriter, register_volumes
from vigie.kernel.errors import VigieError
from vigie.kernel.store import Database

logger = logging.getLogger(__name__)


class Returning:
    """Looks for the volumes of a room that are away.

    Args:
        writer: what records on them; None in a process that only reads.
    """

    def __init__(self, database: Database, room: ArchiveRoom, writer: ArchiveWriter | None = None) -> None:
        self._database = database
        self._room = room
        self._writer = writer

    async def look(self) -> list[VolumeFolder]:
        """Take in the volumes that are back; call it every few seconds. Returns them.

        Raises:
            DatabaseAway: the index cannot be read; to be tried again.
        """
        back = []
        for place in list(self._room.absent):
            try:
                volume = await asyncio.to_thread(open_volume, Path(place), create=False)
            except VigieError as error:
                self._room.absent[place] = str(error)
                continue
            if volume.id not in self._room.collection.volumes:
                await self._take_in(volume)
                back.append(volume)
            del self._room.absent[place]
        return back

    async def _take_in(self, volume: VolumeFolder) -> None:
        room = self._room
        if self._writer is not None:
            found = await recover(self._database, [volume], room.files, room.keyring.book.find)
            await explain_holes(self._database, found.since)
            await register_volumes(self._database, [volume])
        room.collection.volumes[volume.id] = volume
        room.volumes.append(volume)
        if self._writer is not None:
            await asyncio.to_thread(self._writer.add_volume, volume)
        logger.warning("volume %s is back at %s", volume.id, volume.path)
