"""Gaps that a kill took (A8): the recorder knew why pictures were missing, and had not written it down yet.

Segments come back from their files; why there is nothing between them does not. Each such hole becomes a gap
of reason `unknown`, so that the timeline and the check see a gap and not an archive in disorder.
"""

from collections.abc import Mapping

from vigie.archive import store
from vigie.archive.check import holes
from vigie.archive.model import Gap, GapReason
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import HOUR_US, Interval, UtcUs
from vigie.kernel.store import Database, Transaction

REACH_US = 2 * HOUR_US
"""Segments are far shorter: the one before the first that came back begins within this, or there is none."""


async def explain_holes(database: Database, recovered: Mapping[CameraId, UtcUs]) -> int:
    """Write a gap for each hole that none explains; return how many.

    Args:
        database: the index.
        recovered: the cameras of which segments came back, with the start of the first one.
    """
    found: list[Gap] = []
    async with database.snapshot() as tx:
        for camera, first in recovered.items():
            found += await _unexplained(tx, camera, first)
    async with database.transaction() as tx:
        await store.put_gaps(tx, found)
    return len(found)


async def _unexplained(tx: Transaction, camera: CameraId, first: UtcUs) -> list[Gap]:
    end = (await store.tail(tx, camera)).end
    if end is None:
        return []
    around = Interval(UtcUs(first - REACH_US), UtcUs(end + 1))
    rows, gaps = await store.segments(tx, camera, around), await store.gaps(tx, camera, around)
    return [Gap(camera, hole.start, hole.end, GapReason.UNKNOWN) for hole in holes(rows, gaps)]
