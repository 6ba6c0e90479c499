"""Checkpoints, export, verification and purge on SQLite and on PostgreSQL."""

import pytest

from vigie.audit import Entry, Journal, Tag, store
from vigie.audit.checkpoint import SigningKey
from vigie.audit.export import export_lines
from vigie.audit.keeper import RETENTION_DAYS, JournalKeeper, Purged
from vigie.audit.verify import verify
from vigie.testing.clock import FakeClock

WATCHED = Tag("test:camera:watched")
DAY_S = 86_400


class Rig:
    def __init__(self, database, folder):
        self.database = database
        self.clock = FakeClock()
        self.journal = Journal(self.clock)
        self.key = SigningKey.open_file(folder / "journal.key", "csu.example/journal")
        self.keeper = JournalKeeper(database, self.journal, self.clock, self.key)

    async def write(self, count: int) -> None:
        async with self.database.transaction() as tx:
            for number in range(count):
                entry = Entry(
                    tag=WATCHED, actor="marie", subject=f"cam-{number:03}", reason='dit ,"seq":7, «là»'
                )
                await self.journal.record(tx, entry)

    async def export(self) -> list[bytes]:
        async with self.database.snapshot() as tx:
            return [line async for line in export_lines(tx)]

    async def verify(self, **rest):
        return verify(await self.export(), self.key.verifying_key(), **rest)


@pytest.fixture
def rig(database, tmp_path) -> Rig:
    return Rig(database, tmp_path)


async def test_an_untouched_journal_verifies(rig):
    assert (await rig.verify()).ok
    await rig.write(5)
    assert (await rig.keeper.sign()).size == 5
    assert await rig.keeper.sign() is None
    await rig.write(3)
    await rig.keeper.sign()
    await rig.write(2)
    found = await rig.verify()
    assert found.faults == []
    assert (found.entries, found.checkpoints, found.uncovered) == (10, 2, 2)


async def test_after_three_years_old_entries_go_and_the_rest_still_verifies(rig, database):
    await rig.write(4)
    first = await rig.keeper.sign()
    rig.clock.advance(DAY_S)
    await rig.write(4)
    await rig.keeper.sign()
    rig.clock.advance((RETENTION_DAYS - 1) * DAY_S)
    assert await rig.keeper.purge() is None
    rig.clock.advance(1)
    await rig.write(2)
    await rig.keeper.sign()
    assert await rig.keeper.purge() == Purged(0, 4)
    assert await rig.keeper.purge() is None
    found = await rig.verify()
    assert found.faults == []
    assert (found.first, found.entries) == (4, 7)
    rig.clock.advance(DAY_S)
    assert await rig.keeper.purge() == Purged(4, 8)
    found = await rig.verify()
    assert (found.faults, found.first) == ([], 8)
    async with database.snapshot() as tx:
        assert all(each.size >= 8 for each in await store.checkpoints(tx))
    assert (await rig.verify(expected=[rig.key.sign(first)])).ok


async def test_what_was_purged_must_be_what_was_signed(rig):
    await rig.write(4)
    await rig.keeper.sign()
    rig.clock.advance((RETENTION_DAYS + 1) * DAY_S)
    await rig.keeper.purge()
    lines = await rig.export()
    unsigned = [line for line in lines if not line.startswith(b"checkpoint")]
    found = verify(unsigned, rig.key.verifying_key())
    assert [fault.kind for fault in found.faults] == ["unanchored"]
