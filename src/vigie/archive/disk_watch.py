"""Forecasts from time to time when the disks will be full, and raises the alarm days ahead (A7)."""

import logging
from collections.abc import Sequence
from typing import Final

from vigie.archive import store
from vigie.archive.files import Files
from vigie.archive.forecast import forecast
from vigie.archive.volumes import VolumeFolder
from vigie.kernel.instants import Clock
from vigie.kernel.store import Database

logger = logging.getLogger(__name__)

EVERY_S: Final = 600.0
NEVER: Final = -1
"""Written when the disks are not going to be full."""

DAY_S: Final = 86_400


class DiskWatch:
    """Writes the forecast down for the centre.

    Attributes:
        full_in_days: as last forecast; None before the first one, and when disks will not be full.
        alarmed: whether it is within the alarm's days.
    """

    def __init__(
        self,
        database: Database,
        volumes: Sequence[VolumeFolder],
        files: Files,
        clock: Clock,
        *,
        alarm_days: float,
    ) -> None:
        self.full_in_days: float | None = None
        self.alarmed = False
        self._database = database
        self._volumes = volumes
        self._files = files
        self._clock = clock
        self._alarm_days = alarm_days
        self._next_s = 0.0

    async def look(self) -> None:
        """Forecast when it is time to; cheap otherwise."""
        now_s = self._clock.monotonic_s()
        if now_s < self._next_s:
            return
        self._next_s = now_s + EVERY_S
        told = await forecast(self._database, self._volumes, self._files, self._clock)
        self.full_in_days = told.full_in_days
        seconds = NEVER if told.full_in_days is None else round(told.full_in_days * DAY_S)
        async with self._database.transaction() as tx:
            await store.put_state(tx, store.FULL_IN_S, seconds)
        self._alarm()

    def _alarm(self) -> None:
        near = self.full_in_days is not None and self.full_in_days <= self._alarm_days
        if near and not self.alarmed:
            logger.error("the disks will be full in %.1f days: add a volume", self.full_in_days)
        self.alarmed = near
