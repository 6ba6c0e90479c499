"""Few places, the newest first, and nobody waits for ever."""

import asyncio

import pytest

from vigie.archive.newest import NewestFirst
from vigie.kernel.errors import Conflict


async def hold(turns: NewestFirst, name: str, served: list[str], done: asyncio.Event) -> None:
    async with turns.place(name):
        served.append(name)
        await done.wait()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_no_more_than_the_places_work_and_the_newest_comes_next() -> None:
    turns, served, done = NewestFirst(1), [], asyncio.Event()
    tasks = []
    for name in ("first", "older", "newer"):
        tasks.append(asyncio.create_task(hold(turns, name, served, done)))
        await settle()
    assert served == ["first"]
    done.set()
    await asyncio.gather(*tasks)
    assert served == ["first", "newer", "older"]


async def test_a_newer_wish_of_one_name_overtakes_the_older() -> None:
    turns, served, done = NewestFirst(1), [], asyncio.Event()
    working = asyncio.create_task(hold(turns, "a", served, done))
    await settle()
    older = asyncio.create_task(hold(turns, "b", served, done))
    await settle()
    newer = asyncio.create_task(hold(turns, "b", served, done))
    with pytest.raises(Conflict) as overtaken:
        await older
    assert overtaken.value.error_code == "overtaken"
    done.set()
    await asyncio.gather(working, newer)
    assert served == ["a", "b"]


async def test_beyond_the_most_who_may_wait_the_longest_waiting_is_turned_away() -> None:
    turns, served, done = NewestFirst(1, most_waiting=2), [], asyncio.Event()
    tasks = {}
    for name in "abcd":
        tasks[name] = asyncio.create_task(hold(turns, name, served, done))
        await settle()
    with pytest.raises(Conflict):
        await tasks.pop("b")
    done.set()
    await asyncio.gather(*tasks.values())
    assert served == ["a", "d", "c"]


@pytest.mark.parametrize("moment", ["waiting", "just served"])
async def test_who_leaves_gives_the_place_on(moment: str) -> None:
    turns, served, done = NewestFirst(1), [], asyncio.Event()
    working = asyncio.create_task(hold(turns, "a", served, done))
    await settle()
    leaver = asyncio.create_task(hold(turns, "b", served, done))
    await settle()
    if moment == "just served":
        working.cancel()
        await asyncio.sleep(0)
    leaver.cancel()
    await asyncio.gather(leaver, return_exceptions=True)
    done.set()
    await asyncio.gather(working, return_exceptions=True)
    assert turns.waiting == 0
    async with asyncio.timeout(60), turns.place("c"):
        served.append("c")
    assert served[-1] == "c"
