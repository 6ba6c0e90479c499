"""`vigie bench journal`: appending, searching and verifying the journal; no program beside us does the same.

Appends run through `Journal.record_all` on SQLite with `synchronous=FULL` (or on PostgreSQL), a hundred to a
commit, and one by one. Search and verification run on a journal of `entries` rows written the same way, which
`keep` saves from being written again.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from vigie import migrations
from vigie.audit import Entry, Journal, Query, Tag
from vigie.audit.checkpoint import SigningKey
from vigie.audit.export import export_lines
from vigie.audit.keeper import JournalKeeper
from vigie.audit.verify import verify
from vigie.bench.report import Report, Target
from vigie.kernel.instants import SECOND_US, SystemClock, UtcUs
from vigie.kernel.store import Database

GROUP = 100
FILL_GROUP = 20_000
SEARCHES = 200
APPEND_LIMIT = 1_000
SEARCH_P95_LIMIT_MS = 200.0
VERIFY_LIMIT = 200_000
TAGS = tuple(Tag(f"bench:camera:{name}") for name in ("watched", "steered", "played_back", "refused"))
REASONS = ("Bagarre signalée rue de la Gare", "Levée de doute", "Réquisition 2026/118", None)


async def prepare(*, entries: int, keep: Path, database_url: str | None = None, seed: int = 1) -> None:
    """Write the rows that a later measurement on the same `keep` or database needs; nothing is measured."""
    async with _opened(keep, database_url) as database:
        await _fill(database, Journal(SystemClock()), entries, random.Random(seed))  # noqa: S311 - no secret


async def run(
    *, entries: int, keep: Path | None = None, database_url: str | None = None, seed: int = 1
) -> Report:
    """Measure on a journal of `entries` rows.

    Args:
        entries: rows that searches and verification look at.
        keep: folder of a journal that stays from one measurement to the next; None: a fresh one, thrown away.
        database_url: an SQLAlchemy address instead of SQLite; what it holds already counts.
        seed: of what is written and asked.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable figures, no secret
    with TemporaryDirectory(prefix="vigie-bench-") as name:
        async with _opened(keep or Path(name), database_url) as database:
            journal = Journal(SystemClock())
            single, grouped = await _appends(database, journal, chance)
            await _fill(database, journal, entries, chance)
            searches_ms = await _searches(database, journal, entries, chance)
            verified = await _verify(database, journal, Path(name))
            kind = "sqlite" if database.is_sqlite else "postgresql"
    p95 = quantiles(searches_ms, n=20)[18]
    ours: dict[str, float | int | str] = {
        "entries": entries,
        "database": kind,
        "appends_per_s_grouped_by_100": round(grouped),
        "appends_per_s_one_by_one": round(single),
        "search_p50_ms": round(quantiles(searches_ms, n=2)[0], 2),
        "search_p95_ms": round(p95, 2),
        "verified_per_cpu_s": round(verified),
    }
    targets = {
        "appends_per_s": Target(round(grouped), APPEND_LIMIT, grouped >= APPEND_LIMIT),
        "search_p95_ms": Target.at_most(p95, SEARCH_P95_LIMIT_MS),
        "verified_per_cpu_s": Target(round(verified), VERIFY_LIMIT, verified >= VERIFY_LIMIT),
    }
    return Report("journal", ours, targets=targets)


@asynccontextmanager
async def _opened(folder: Path, database_url: str | None) -> AsyncIterator[Database]:
    """Open the journal's database, at this release's schema."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    database = Database(database_url) if database_url else Database.sqlite(folder / "vigie.db")
    try:
        await migrations.upgrade(database)
        yield database
    finally:
        await database.close()


async def _appends(database: Database, journal: Journal, chance: random.Random) -> tuple[float, float]:
    """Return entries per second, one commit each and a hundred per commit."""
    started = time.perf_counter()
    for entry in _entries(300, chance):
        async with database.transaction() as tx:
            await journal.record(tx, entry)
    single = 300 / (time.perf_counter() - started)
    started = time.perf_counter()
    for _ in range(50):
        async with database.transaction() as tx:
            await journal.record_all(tx, list(_entries(GROUP, chance)))
    return single, 50 * GROUP / (time.perf_counter() - started)


async def _fill(database: Database, journal: Journal, entries: int, chance: random.Random) -> None:
    async with database.snapshot() as tx:
        size = await journal.size(tx)
    while size < entries:
        count = min(FILL_GROUP, entries - size)
        async with database.transaction() as tx:
            await journal.record_all(tx, list(_entries(count, chance)))
        size += count


def _entries(count: int, chance: random.Random) -> Iterator[Entry]:
    for _ in range(count):
        yield Entry(
            tag=chance.choice(TAGS),
            actor=f"account{chance.randrange(60):026}",
            address=f"10.0.0.{chance.randrange(30)}",
            session_id=f"session{chance.randrange(2_000):025}",
            subject=f"cam-{chance.randrange(104):03}",
            reason=chance.choice(REASONS),
            details={"stream": "main", "tile": chance.randrange(16)},
        )


async def _searches(database: Database, journal: Journal, entries: int, chance: random.Random) -> list[float]:
    """Return milliseconds of searches by person, camera, act, time, words, and of deep pages."""
    now = SystemClock().now()
    asked = []
    for _ in range(SEARCHES):
        person, camera = f"account{chance.randrange(60):026}", f"cam-{chance.randrange(104):03}"
        since = UtcUs(now - chance.randrange(60, 3600) * SECOND_US)
        asked.append(
            chance.choice(
                (
                    Query(actor=person),
                    Query(subject=camera),
                    Query(tag="bench:camera:refused"),
                    Query(actor=person, subject=camera),
                    Query(since=since),
                    Query(text="Gare", subject=camera),
                    Query(text="introuvable"),
                    Query(before_seq=chance.randrange(1, entries), tag="bench:"),
                )
            )
        )
    taken = []
    for query in asked:
        async with database.snapshot() as tx:
            started = time.perf_counter()
            await journal.search(tx, query)
            taken.append((time.perf_counter() - started) * 1000)
    return taken


async def _verify(database: Database, journal: Journal, folder: Path) -> float:
    """Return entries verified offline per second of processor time, reading the file included."""
    key = SigningKey.open_file(folder / "journal.key", "bench/journal")
    await JournalKeeper(database, journal, SystemClock(), key).sign()
    file = folder / "export"
    with file.open("wb") as out:
        async for line in _lines(database):
            out.write(line)
    started = time.process_time()
    with file.open("rb") as lines:
        found = verify(lines, key.verifying_key())
    taken = time.process_time() - started
    if not found.ok:
        raise RuntimeError(f"the bench's own journal does not verify: {found.faults[:3]}")
    return found.entries / taken


async def _lines(database: Database) -> AsyncIterator[bytes]:
    async with database.snapshot() as tx:
        async for line in export_lines(tx):
            yield line
