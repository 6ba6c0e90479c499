"""Answers what rooms ask of places: communes from the room `cameras`, sharing from the orders of `law`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from vigie.audit import Entry
from vigie.cameras import communes_store
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction
from vigie.law import store as law_store
from vigie.law.model import shared

COMMUNES = "communes"
NAMED_BY = ("cameras", "camera_ids", "camera_id", "camera")
"""Keys under which details of entries name cameras."""


class TownPlaces:
    """`people.places.Places`."""

    async def names(self, tx: Transaction) -> Mapping[str, str]:
        """Return the communes that share the centre, name by INSEE code."""
        return {code: name for code, name, _ in await communes_store.rows(tx)}

    async def communes(self, tx: Transaction, cameras: Iterable[CameraId]) -> Mapping[CameraId, str]:
        """Return the commune of those cameras that have one."""
        return await communes_store.of_cameras(tx, cameras)

    async def shared(self, tx: Transaction, cameras: Iterable[CameraId], at: UtcUs) -> bool:
        """Tell whether orders in force share the images of every one of the cameras."""
        asked = list(cameras)
        return shared(await law_store.authorisations_of(tx, asked), asked, at)


async def mark_communes(tx: Transaction, entries: Sequence[Entry]) -> Sequence[Entry]:
    """Add to entries about cameras the communes whose they are (`audit.journal.Marks`, REQ-14)."""
    known = await communes_store.of_cameras(tx, {each for entry in entries for each in _cameras(entry)})
    return [_marked(each, known) for each in entries] if known else entries


def _marked(entry: Entry, known: Mapping[CameraId, str]) -> Entry:
    found = {known[camera_id] for camera_id in _cameras(entry) if camera_id in known}
    if not found or COMMUNES in entry.details:
        return entry
    return replace(entry, details={**entry.details, COMMUNES: sorted(found)})


def _cameras(entry: Entry) -> Iterable[CameraId]:
    """Yield what may be the id of a camera: the subject, and what the details name."""
    if entry.subject is not None:
        yield CameraId(entry.subject)
    for name in NAMED_BY:
        value: Any = entry.details.get(name)
        named = value if isinstance(value, list | tuple) else [value]
        yield from (CameraId(each) for each in named if isinstance(each, str))
