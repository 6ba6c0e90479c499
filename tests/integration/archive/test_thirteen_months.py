"""A4, A5, A6 over thirteen simulated months: two clock changes, a 28-day and a 29-day February, a leap day.

At every simulated hour (`-m soak`; once a day otherwise) nothing overdue exists, nothing held is
missing.
"""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vigie.archive.holdbook import Holdbook
from vigie.archive.holds import Holds
from vigie.archive.retention import one_month_after
from vigie.archive.settings import ArchiveSettings
from vigie.archive.store import TABLES
from vigie.audit import Journal
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, HOUR_US, Interval, UtcUs, from_datetime
from vigie.kernel.rights import Verb
from vigie.kernel.store import Database, metadata
from vigie.testing.archive import Rig, pictures
from vigie.testing.cameras import FakeGate, FakeSecondPerson, someone

CAM = CameraId("cam-1")
PARIS = ZoneInfo("Europe/Paris")
BEGIN = from_datetime(datetime(2027, 1, 30, 22, tzinfo=UTC))
HOURS = 396 * 24
CLIP_EVERY_H = 8


@pytest.mark.parametrize(
    "step", [pytest.param(24, marks=pytest.mark.slow), pytest.param(1, marks=pytest.mark.soak)]
)
@pytest.mark.timeout(1_800)
async def test_nothing_overdue_stays_and_nothing_held_goes(tmp_path: Path, step: int) -> None:
    database = Database.sqlite(tmp_path / "vigie.db")
    journal = [table for name, table in metadata.tables.items() if name.startswith("journal")]
    async with database.transaction() as tx:
        await tx.run_sync(lambda connection: metadata.create_all(connection, tables=[*TABLES, *journal]))
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.clock.set_wall(BEGIN)
    reaper = rig.reaper
    holds = Holds(
        database,
        FakeGate(),
        Journal(rig.clock),
        rig.clock,
        FakeSecondPerson(),
        reaper.run_once,
        Holdbook(rig.keyring.folder),
    )
    held: dict[str, Interval] = {}
    most, destroyed = 0, 0
    for hour in range(0, HOURS, step):
        now = UtcUs(BEGIN + hour * HOUR_US)
        rig.clock.set_wall(now)
        if hour % CLIP_EVERY_H == 0:
            rig.feed(pictures(CAM, now, 26, first=hour * 90_000, size=64))
            await rig.index()
        if hour % (24 * 20) == 24:
            wanted = Interval(UtcUs(now - 25 * HOUR_US), now)
            held[(await holds.place(someone(Verb.HOLD), CAM, wanted, f"PV {hour}", "vol")).id] = wanted
        if hour % (24 * 90) == 24 * 80:
            first = next(iter(held))
            await holds.release(someone(Verb.HOLD), first, "classé")
            del held[first]
        state = await reaper.run_once()
        destroyed = state.destroyed
        assert state.overdue == 0
        if hour % 8 == 0:
            await verify_rows(rig, now, held)
            most = max(most, len(await rig.rows()))
    assert destroyed > 0.8 * HOURS / max(step, CLIP_EVERY_H)
    assert most < 40 * 24 // CLIP_EVERY_H + 4 * len(held), "30 days, and the pieces that are held"
    await rig.stop()
    await database.close()


async def verify_rows(rig: Rig, now: UtcUs, held: dict[str, Interval]) -> None:
    rows = await rig.rows()
    for row in rows:
        allowed = min(row.start + 30 * DAY_US, one_month_after(row.start, PARIS))
        kept = any(one.start < row.end and row.start < one.end for one in held.values())
        assert now < allowed or kept, f"{row.id} is overdue at {now}"
        assert rig.collection.path(row).exists()
    for one in held.values():
        assert any(row.start < one.end and one.start < row.end for row in rows), f"{one} is gone at {now}"
    assert len(list(rig.volumes[0].recordings.rglob("*.mp4"))) <= len(rows) + 1
