"""What the journal promises on SQLite and on PostgreSQL."""

import asyncio
import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from vigie.audit import Entry, Journal, Query, Tag, store
from vigie.audit.merkle import leaf_hash, root
from vigie.audit.model import GENESIS, chained
from vigie.kernel.errors import BadInput
from vigie.kernel.instants import SECOND_US, UtcUs
from vigie.testing.clock import START, FakeClock

WATCHED = Tag("test:camera:watched")
REFUSED = Tag("test:access:refused")


def entry(number: int = 0, **rest) -> Entry:
    values = {"tag": WATCHED, "actor": "marie", "address": "10.0.0.7", "subject": f"cam-{number:03}"}
    return Entry(**(values | rest))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def journal(clock) -> Journal:
    return Journal(clock)


async def write(database, journal, *entries: Entry) -> None:
    async with database.transaction() as tx:
        await journal.record_all(tx, entries)


async def everything(database):
    async with database.snapshot() as tx:
        head = await store.head(tx)
        return head, [row async for row in store.stream(tx, 0, head.size)]


async def test_entries_stand_in_order_chained_and_in_the_tree(database, journal):
    await write(database, journal, entry(0), entry(1, reason="rôdeur «signalé»"))
    await write(database, journal, entry(2, details={"b": [1, None, True], "a": "é"}, recipients=["parquet"]))
    head, rows = await everything(database)
    chain = GENESIS
    for seq, (recorded, stored) in enumerate(rows):
        chain = chained(chain, recorded.leaf())
        assert (recorded.seq, stored) == (seq, chain)
    assert head.chain == chain
    assert head.frontier.root() == root([leaf_hash(recorded.leaf()) for recorded, _ in rows])
    assert rows[2][0].details == '{"a":"é","b":[1,null,true]}'
    assert json.loads(rows[2][0].leaf())["recipients"] == ["parquet"]


async def test_an_act_that_fails_leaves_no_entry(database, journal):
    async def act_and_fail():
        async with database.transaction() as tx:
            await journal.record(tx, entry())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await act_and_fail()
    head, rows = await everything(database)
    assert head.size == 0
    assert rows == []


async def test_an_entry_that_cannot_be_written_stops_the_act(database, journal):
    with pytest.raises(BadInput):
        await write(database, journal, entry(details={"x": object()}))
    assert (await everything(database))[0].size == 0


async def test_odd_text_is_written_all_the_same(database, journal):
    await write(database, journal, entry(actor="a\0b\ud800", reason="x" * 10_000, details={"k": "\ud800\0"}))
    _, [(recorded, _)] = await everything(database)
    assert recorded.actor == "a\ufffdb\ufffd"
    assert len(recorded.reason) == 4_000
    recorded.leaf()


async def test_concurrent_writers_share_no_place_and_leave_no_hole(database, journal):
    other = type(database)(database.url)
    try:
        writers = [write(one, journal, entry(number)) for number in range(20) for one in (database, other)]
        await asyncio.gather(*writers)
    finally:
        await other.close()
    head, rows = await everything(database)
    assert [recorded.seq for recorded, _ in rows] == list(range(40))
    assert head.frontier.root() == root([leaf_hash(recorded.leaf()) for recorded, _ in rows])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal SET actor = 'x'", "DELETE FROM journal", "DELETE FROM journal WHERE seq = 0"],
)
async def test_the_database_itself_refuses_to_change_entries(database, journal, statement):
    await write(database, journal, entry(0), entry(1))
    async with database.engine.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text(statement))
    assert len((await everything(database))[1]) == 2


async def test_a_clock_set_back_is_itself_journalled(database, journal, clock):
    await write(database, journal, entry(0))
    clock.set_wall(UtcUs(START - 3600 * SECOND_US))
    await write(database, journal, entry(1))
    _, rows = await everything(database)
    assert [recorded.tag for recorded, _ in rows] == [WATCHED, "audit:clock:went_back", WATCHED]
    assert json.loads(rows[1][0].details) == {"before_us": START, "now_us": START - 3600 * SECOND_US}


async def search(database, journal, **fields):
    async with database.snapshot() as tx:
        return await journal.search(tx, Query(**fields))


async def seqs(database, journal, **fields) -> list[int]:
    return [found.seq for found in (await search(database, journal, **fields)).entries]


async def test_search_by_every_field_newest_first(database, journal, clock):
    await write(database, journal, entry(0, actor="paul"), entry(1, reason="Bagarre 100%_"))
    clock.advance(60)
    await write(database, journal, entry(1, tag=REFUSED), entry(2, details={"camera_ids": ["cam-009"]}))
    assert await seqs(database, journal) == [3, 2, 1, 0]
    assert await seqs(database, journal, actor="paul") == [0]
    assert await seqs(database, journal, tag="test:access:") == [2]
    assert await seqs(database, journal, tag=REFUSED) == [2]
    assert await seqs(database, journal, tag="test:") == [3, 2, 1, 0]
    assert await seqs(database, journal, tag="tes:") == []
    assert await seqs(database, journal, subject="cam-001") == [2, 1]
    assert await seqs(database, journal, since=UtcUs(START + 1)) == [3, 2]
    assert await seqs(database, journal, until=UtcUs(START + 1)) == [1, 0]
    assert await seqs(database, journal, text="bagarre 100%_") == [1]
    assert await seqs(database, journal, text="%") == [1]
    assert await seqs(database, journal, text="cam-009") == [3]


async def test_pages_follow_each_other_without_loss_or_repeat(database, journal):
    await write(database, journal, *(entry(number) for number in range(7)))
    seen, before = [], None
    while True:
        page = await search(database, journal, limit=3, before_seq=before)
        seen += [found.seq for found in page.entries]
        before = page.next_before_seq
        if before is None:
            break
    assert seen == [6, 5, 4, 3, 2, 1, 0]


async def test_a_text_search_looks_at_a_window_at_a_time(database, journal, monkeypatch):
    monkeypatch.setattr("vigie.audit.journal.TEXT_WINDOW", 4)
    await write(database, journal, *(entry(n, reason="rare" if n == 1 else None) for n in range(10)))
    first = await search(database, journal, text="rare")
    assert (first.entries, first.next_before_seq) == ([], 6)
    second = await search(database, journal, text="rare", before_seq=6)
    assert (second.entries, second.next_before_seq) == ([], 2)
    third = await search(database, journal, text="rare", before_seq=2)
    assert ([found.seq for found in third.entries], third.next_before_seq) == ([1], None)


@pytest.mark.parametrize("limit", [0, 501, -1])
async def test_a_limit_out_of_range_is_refused(database, journal, limit):
    with pytest.raises(BadInput, match="limit"):
        await search(database, journal, limit=limit)
