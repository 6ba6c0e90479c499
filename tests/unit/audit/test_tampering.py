"""Somebody with the database file and time: whatever they change is found and located.

The attacker opens the SQLite file itself, drops the triggers, and may know all of Vigie but its signing key.
"""

# ruff: noqa: S608 - the attacker writes SQL

import sqlite3
from hashlib import sha256

import pytest

from vigie.audit import Entry, Journal, Tag, store
from vigie.audit.checkpoint import SigningKey, VerifyingKey, open_note
from vigie.audit.export import export_lines
from vigie.audit.keeper import RETENTION_DAYS, JournalKeeper
from vigie.audit.merkle import Frontier, leaf_hash
from vigie.audit.model import GENESIS, chained
from vigie.audit.verify import verify
from vigie.kernel.errors import BadInput, Conflict
from vigie.kernel.store import Database
from vigie.testing.audit import fresh_database
from vigie.testing.clock import FakeClock

WATCHED = Tag("test:camera:watched")


class Case:
    """A journal of 40 entries with checkpoints at 10, 20 and 30."""

    def __init__(self, database: Database, folder):
        self.database = database
        self.clock = FakeClock()
        self.journal = Journal(self.clock)
        self.key = SigningKey.open_file(folder / "journal.key", "csu.example/journal")
        self.keeper = JournalKeeper(database, self.journal, self.clock, self.key)

    async def fill(self):
        for _ in range(4):
            async with self.database.transaction() as tx:
                entries = [Entry(tag=WATCHED, actor="marie", subject=f"cam-{n:03}") for n in range(10)]
                await self.journal.record_all(tx, entries)
            self.clock.advance(60)
            if await self.size() < 40:
                await self.keeper.sign()

    async def size(self) -> int:
        async with self.database.snapshot() as tx:
            return (await store.head(tx)).size

    def attack(self, *statements: str) -> None:
        with sqlite3.connect(self.database.engine.url.database) as file:
            file.execute("DROP TRIGGER IF EXISTS journal_no_update")
            file.execute("DROP TRIGGER IF EXISTS journal_no_delete")
            for statement in statements:
                file.execute(statement)
        file.close()

    async def lines(self) -> list[bytes]:
        async with self.database.snapshot() as tx:
            return [line async for line in export_lines(tx)]

    async def rewrite_chain(self, first: int) -> None:
        """Recompute every chain value and the head: the patient attacker."""
        async with self.database.snapshot() as tx:
            rows = [row async for row in store.stream(tx, 0, 100)]
        chain, frontier = GENESIS, Frontier()
        for recorded, stored in rows:
            leaf = recorded.leaf()
            chain = chained(chain, leaf) if recorded.seq >= first else stored
            frontier.append(leaf_hash(leaf))
            self.attack(f"UPDATE journal SET chain = x'{chain.hex()}' WHERE seq = {recorded.seq}")
        self.attack(
            f"UPDATE journal_head SET size = {frontier.size}, chain = x'{chain.hex()}', "
            f"frontier = x'{frontier.to_bytes().hex()}'"
        )

    async def faults(self, **rest):
        found = verify(await self.lines(), self.key.verifying_key(), **rest)
        assert found.ok == (not found.faults)
        return [(fault.kind, fault.seq, fault.until_seq) for fault in found.faults]


@pytest.fixture
async def case(tmp_path):
    async with fresh_database("sqlite", tmp_path) as database:
        made = Case(database, tmp_path)
        await made.fill()
        yield made


async def test_nothing_changed_nothing_found(case):
    assert await case.faults() == []


COLUMNS = ("actor", "address", "session_id", "subject", "reason", "basis", "tag")


@pytest.mark.parametrize("seq", [0, 17, 39])
@pytest.mark.parametrize("column", COLUMNS)
async def test_an_altered_column_is_found_at_its_entry(case, column, seq):
    case.attack(f"UPDATE journal SET {column} = 'forged' WHERE seq = {seq}")
    assert await case.faults() == [("altered", seq, seq + 1)]


@pytest.mark.parametrize("change", ["at_us = at_us + 1", "details = '{\"x\":1}'", "recipients = '[\"moi\"]'"])
async def test_altered_times_details_and_recipients_are_found(case, change):
    case.attack(f"UPDATE journal SET {change} WHERE seq = 25")
    assert ("altered", 25, 26) in await case.faults()


@pytest.mark.parametrize("seq", [0, 9, 10, 25])
async def test_a_deleted_entry_is_found_where_it_was(case, seq):
    case.attack(f"DELETE FROM journal WHERE seq = {seq}")
    assert (await case.faults())[0] == ("missing", seq, seq + 1)


async def test_several_deeds_are_all_found(case):
    case.attack(
        "DELETE FROM journal WHERE seq BETWEEN 3 AND 5", "UPDATE journal SET actor = 'x' WHERE seq = 33"
    )
    assert await case.faults() == [("missing", 3, 6), ("altered", 33, 34)]


async def test_two_entries_exchanged_are_found(case):
    case.attack(
        "UPDATE journal SET seq = -1 WHERE seq = 7",
        "UPDATE journal SET seq = 7 WHERE seq = 8",
        "UPDATE journal SET seq = 8 WHERE seq = -1",
    )
    assert ("altered", 7, 8) in await case.faults()


async def test_an_invented_entry_is_found(case):
    case.attack(
        "INSERT INTO journal SELECT 40, at_us, tag, 'paul', address, session_id, subject, reason, basis, "
        "recipients, details, chain FROM journal WHERE seq = 39",
        "UPDATE journal_head SET size = 41",
    )
    with pytest.raises(ValueError, match="peaks"):
        await case.lines()  # the head itself says that it was touched
    await case.rewrite_chain(41)
    assert await case.faults() == [("altered", 40, 41)]


@pytest.mark.parametrize(("seq", "between"), [(4, (0, 10)), (10, (10, 20)), (29, (20, 30))])
async def test_who_rewrites_the_chain_meets_the_signed_checkpoint(case, seq, between):
    case.attack(f"UPDATE journal SET actor = 'forged' WHERE seq = {seq}")
    await case.rewrite_chain(seq)
    assert await case.faults() == [("rewritten", *between)]


async def test_beyond_the_last_checkpoint_only_the_count_of_uncovered_entries_warns(case):
    case.attack("UPDATE journal SET actor = 'forged' WHERE seq = 35")
    await case.rewrite_chain(35)
    found = verify(await case.lines(), case.key.verifying_key())
    assert (found.ok, found.uncovered) == (True, 10)


async def test_a_cut_end_meets_the_checkpoints(case):
    case.attack("DELETE FROM journal WHERE seq >= 25")
    await case.rewrite_chain(100)
    assert await case.faults() == [("truncated", 25, 30)]


async def test_a_cut_end_with_its_checkpoints_meets_one_kept_elsewhere(case):
    async with case.database.snapshot() as tx:
        kept = (await store.checkpoints(tx))[-1].note
    case.attack("DELETE FROM journal WHERE seq >= 20", "DELETE FROM journal_checkpoint WHERE size > 20")
    await case.rewrite_chain(100)
    assert await case.faults() == []
    assert await case.faults(expected=[kept]) == [("truncated", 20, 30)]


async def test_a_forged_checkpoint_is_no_checkpoint(case, tmp_path):
    other = SigningKey.open_file(tmp_path / "other.key", case.key.name)
    async with case.database.snapshot() as tx:
        real = open_note((await store.checkpoints(tx))[0].note, case.key.verifying_key())
    note = other.sign(real)
    case.attack(f"UPDATE journal_checkpoint SET note = '{note}' WHERE size = 10")
    assert await case.faults() == [("bad_checkpoint", 0, 0)]


async def test_purging_a_tampered_past_is_refused(case):
    case.attack("UPDATE journal SET actor = 'forged' WHERE seq = 4")
    case.clock.advance((RETENTION_DAYS + 1) * 86_400)
    with pytest.raises(Conflict, match="altered"):
        await case.keeper.purge()
    assert await case.size() == 40


async def test_lines_of_the_file_changed_by_hand_are_found(case):
    lines = await case.lines()
    key = case.key.verifying_key()
    first = next(place for place, line in enumerate(lines) if b'"seq":0,' in line)
    for change in (
        lambda some: some.pop(first + 12),
        lambda some: some.insert(first + 12, some[first + 3]),
        lambda some: some.insert(first + 12, b"garbage\n"),
        lambda some: some.__setitem__(first + 12, some[first + 12][:-2] + b"\n"),
        lambda some: some.__setitem__(first + 12, b"\n"),
        lambda some: some.pop(),
    ):
        forged = list(lines)
        change(forged)
        assert not verify(forged, key).ok


@pytest.mark.parametrize("line", [b"", b"{}\n", b"[]\n", b"null\n", b'{"format":"other"}\n', b"\xff\n"])
def test_another_file_is_refused(line, tmp_path):
    key = SigningKey.open_file(tmp_path / "journal.key", "x").verifying_key()
    with pytest.raises(BadInput):
        verify([line], key)


def test_keys_and_notes_of_other_shapes_are_refused(tmp_path):
    key = SigningKey.open_file(tmp_path / "journal.key", "csu/journal").verifying_key()
    assert VerifyingKey.from_text(key.to_text()).key_id == key.key_id
    assert (tmp_path / "journal.pub").read_text().strip() == key.to_text()
    for text in ("", "a+b+c", key.to_text()[:-4], "other" + key.to_text()[3:], "csu+00000000+AQ=="):
        with pytest.raises(BadInput):
            VerifyingKey.from_text(text)
    for note in ("", "\n\n", "a\n\nb", "a\n1\nAA==\nchain 00\nat 0\n\n— csu/journal AAAA\n"):
        with pytest.raises(BadInput):
            open_note(note, key)
    (tmp_path / "journal.key").chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        SigningKey.open_file(tmp_path / "journal.key", "x")


def test_the_chain_value_is_what_the_page_says():
    assert chained(GENESIS, b"leaf") == sha256(b"\x02" + bytes(32) + b"leaf").digest()
