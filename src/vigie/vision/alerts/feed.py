"""Tells the centre's browsers of alerts as they change: a tenth to a quarter of a second after the analyst.

The analyst writes in its own process, so the centre asks the database for one number several times a second.
What is told holds neither picture nor region: whoever hears it asks for the alert, through the gate.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from vigie.kernel.store import Database
from vigie.vision.alerts import store

log = structlog.get_logger("alerts")

EVERY_S = 0.2
MOST_AT_ONCE = 200

Listener = Callable[[dict[str, Any]], None]


class AlertFeed:
    """Knows the newest change, and who wants to hear."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: set[Listener] = set()
        self._number: int | None = None

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each `{"type": "alert", "id", "camera_id"}`; return how to stop."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except (SQLAlchemyError, OSError) as error:
                log.error("alerts cannot be read; tried again", error=str(error))  # noqa: TRY400 - tried again
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Tell what changed since the last look; the first only learns where things stand."""
        async with self._database.snapshot() as tx:
            newest = await store.change_number(tx, store.ALERTS)
            if self._number is None or newest == self._number:
                self._number = newest
                return
            changed = await store.changed_since(tx, self._number, MOST_AT_ONCE)
        for number, alert_id, camera_id in changed:
            self._number = number
            for listener in list(self._listeners):
                listener({"type": "alert", "id": alert_id, "camera_id": camera_id})
        if len(changed) < MOST_AT_ONCE:
            self._number = newest
