"""`Database.read`: the same answers as a snapshot, on both databases, and nothing can be written in it."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from vigie.kernel.errors import NotFound
from vigie.kernel.store import Database
from vigie.testing.audit import BACKENDS, fresh_database

MANY = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(params=BACKENDS)
async def database(request, folder):
    async with fresh_database(request.param, folder) as made:
        async with made.transaction() as tx:
            await tx.execute(text("CREATE TABLE thing (number INTEGER)"))
            await tx.execute(text("INSERT INTO thing VALUES (1), (2), (3)"))
        yield made


async def total(tx):
    return (await tx.execute(text("SELECT SUM(number) FROM thing"))).scalar()


async def test_it_sees_what_was_committed_before(database):
    assert await database.read(total) == 6
    async with database.transaction() as tx:
        await tx.execute(text("INSERT INTO thing VALUES (10)"))
    assert await database.read(total) == 16


async def test_many_at_once_while_one_writes(database):
    async def grow():
        for _ in range(10):
            async with database.transaction() as tx:
                await tx.execute(text("UPDATE thing SET number = number + 1"))

    answers = await asyncio.gather(grow(), *(database.read(total) for _ in range(MANY)))
    assert all(6 <= answer <= 36 and answer % 3 == 0 for answer in answers[1:]), answers
    assert await database.read(total) == 36


async def test_on_sqlite_a_question_is_one_consistent_state(database):
    if not database.is_sqlite:
        pytest.skip("PostgreSQL at READ COMMITTED shows each statement what is committed, in snapshots too")

    async def twice(tx):
        return await total(tx), await total(tx)

    async def grow():
        async with database.transaction() as tx:
            await tx.execute(text("UPDATE thing SET number = number + 1"))

    for answer in await asyncio.gather(*(database.read(twice) for _ in range(MANY // 2)), grow()):
        assert answer is None or answer[0] == answer[1]


async def test_an_error_in_it_is_ours_and_the_next_question_is_answered(database):
    async def fail(tx):
        await total(tx)
        raise NotFound("there is no such thing", code="thing_unknown")

    for _ in range(8):
        with pytest.raises(NotFound):
            await database.read(fail)
    assert await database.read(total) == 6


async def test_it_goes_on_after_the_connections_were_closed(database):
    assert await database.read(total) == 6
    await database.close()
    assert await database.read(total) == 6


async def test_sqlite_refuses_to_write_in_it(tmp_path):
    database = Database.sqlite(tmp_path / "one.db")
    try:
        with pytest.raises(OperationalError, match="readonly"):
            await database.read(lambda tx: tx.execute(text("CREATE TABLE thing (number INTEGER)")))
    finally:
        await database.close()


async def test_a_question_that_waits_for_something_else_is_refused(tmp_path):
    async def wait(_tx):
        await asyncio.sleep(0)

    database = Database.sqlite(tmp_path / "one.db")
    try:
        with pytest.raises(RuntimeError, match="waits"):
            await database.read(wait)
    finally:
        await database.close()
