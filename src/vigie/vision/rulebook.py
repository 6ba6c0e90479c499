"""`Rulebook` on the database: the rules in force, as the analyst reads them."""

from collections.abc import Mapping

import structlog

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.store import Database
from vigie.vision import rulebook_store
from vigie.vision.alerts.store import RULES, change_number
from vigie.vision.ports import CameraRules

log = structlog.get_logger("rules")


class DatabaseRulebook:
    """Reads what people activated."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def revision(self) -> int:
        """Return the number that each activation and deactivation raises."""
        async with self._database.snapshot() as tx:
            return await change_number(tx, RULES)

    async def all(self) -> Mapping[CameraId, CameraRules]:
        """Return the rules in force; a camera whose rules this release cannot read is told and left out."""
        async with self._database.snapshot() as tx:
            found = await rulebook_store.all_in_force(tx)
        readable: dict[CameraId, CameraRules] = {}
        for camera_id, rule_set in found.items():
            try:
                readable[camera_id] = rule_set.as_camera_rules()
            except BadInput as error:
                log.error("rules not understood; save them anew", camera=camera_id, error=str(error))  # noqa: TRY400 - the text says it all
        return readable
