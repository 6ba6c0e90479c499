"""Communes that share one centre (REQ-14; CSI L132-14): recorded, then named by their cameras and by grants.

A town alone records none: its cameras have no commune, and nothing else asks for one.
"""

import re
from dataclasses import dataclass

from vigie.audit import Entry, Journal, Tag
from vigie.cameras import communes_store as store
from vigie.kernel.errors import BadInput
from vigie.kernel.ids import COMMUNE_CODE
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database

COMMUNE_RECORDED = Tag("cameras:commune:recorded")
MAX_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune by its INSEE code; `mayor` is under whose authority its images are watched."""

    code: str
    name: str
    mayor: str


class Communes:
    """The communes of the centre; who administers records them, everybody signed in may know them."""

    def __init__(self, database: Database, gate: Gate, journal: Journal) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal

    async def all(self) -> list[Commune]:
        """Return them by name; none where a town is alone."""
        async with self._database.snapshot() as tx:
            return [Commune(code=code, name=name, mayor=mayor) for code, name, mayor in await store.rows(tx)]

    async def record(self, principal: Principal, new: Commune) -> Commune:
        """Write down a commune, or its new name or mayor. None is ever taken away: grants name it.

        Raises:
            BadInput: a field cannot be used.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER)
        commune = Commune(code=new.code.strip(), name=new.name.strip(), mayor=new.mayor.strip())
        _check(commune)
        async with self._database.transaction() as tx:
            await store.put(tx, commune.code, commune.name, commune.mayor)
            details = {"name": commune.name, "mayor": commune.mayor, "communes": [commune.code]}
            await self._journal.record(
                tx, Entry.by(principal, COMMUNE_RECORDED, commune.code, details=details)
            )
        return commune


def _check(new: Commune) -> None:
    if not re.fullmatch(COMMUNE_CODE, new.code):
        raise BadInput("code: the five signs of INSEE, such as 93007", code="bad_commune", field="code")
    for field in ("name", "mayor"):
        text = getattr(new, field)
        if not text or len(text) > MAX_NAME or not text.isprintable():
            raise BadInput(f"{field}: 1 to {MAX_NAME} printable characters", code="bad_commune", field=field)
