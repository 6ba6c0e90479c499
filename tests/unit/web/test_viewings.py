import asyncio
from contextlib import asynccontextmanager

import pytest

from vigie.audit import Entry
from vigie.kernel.errors import Unavailable
from vigie.web.live import WATCHED
from vigie.web.viewings import Viewings


class Store:
    """A database and journal in one: counts transactions, and can be slow, or away."""

    def __init__(self):
        self.written = []
        self.groups = []
        self.open = asyncio.Event()
        self.open.set()
        self.away = False

    @asynccontextmanager
    async def transaction(self):
        group = []
        yield group
        await self.open.wait()
        if self.away:
            raise Unavailable("the disk is gone")
        self.groups.append(len(group))
        self.written += group

    async def record_all(self, tx, entries):
        tx += [entry.subject for entry in entries]


def entry(number):
    return Entry(tag=WATCHED, actor="account-1", subject=f"cam-{number:03}")


async def asked(viewings, *numbers):
    tasks = [asyncio.create_task(viewings.record(entry(number))) for number in numbers]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def test_a_viewing_begins_only_when_it_is_written():
    store = Store()
    store.open.clear()
    [task] = await asked(Viewings(store, store), 1)
    assert not task.done()
    store.open.set()
    await task
    assert store.written == ["cam-001"]


async def test_what_a_wall_asks_for_while_one_is_written_is_written_together():
    store = Store()
    store.open.clear()
    viewings = Viewings(store, store)
    first = await asked(viewings, 1)
    others = await asked(viewings, *range(2, 17))
    store.open.set()
    await asyncio.gather(*first, *others)
    assert store.groups == [1, 15]
    assert store.written == [f"cam-{number:03}" for number in range(1, 17)]


async def test_where_it_cannot_be_written_nobody_watches_and_the_next_try_is_a_new_one():
    store = Store()
    viewings = Viewings(store, store)
    store.away = True
    refused = await asyncio.gather(*await asked(viewings, 1, 2), return_exceptions=True)
    assert [type(each) for each in refused] == [Unavailable, Unavailable]
    store.away = False
    await viewings.record(entry(3))
    assert store.written == ["cam-003"]


async def test_one_who_leaves_while_waiting_harms_no_other():
    store = Store()
    store.open.clear()
    leaving, staying = await asked(Viewings(store, store), 1, 2)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    store.open.set()
    await staying
