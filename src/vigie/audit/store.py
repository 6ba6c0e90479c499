"""Tables of the journal and their queries.

One head row carries the size, the chain value and the Merkle frontier. Writers lock it (SQLite: the whole
database by BEGIN IMMEDIATE; PostgreSQL: FOR UPDATE), so entries of two processes never share a place nor
leave a hole. Triggers (made by the migration) refuse every UPDATE of an entry, and every DELETE but a purge.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    RowMapping,
    Select,
    String,
    Table,
    Text,
    delete,
    event,
    func,
    insert,
    or_,
    select,
    update,
)

from vigie.audit.merkle import Frontier
from vigie.audit.model import GENESIS, Query, Recorded
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction, metadata

journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False, comment="place, from 0"),
    Column("at_us", BigInteger, nullable=False),
    Column("tag", String(96), nullable=False, comment="source:subject:action"),
    Column("actor", Text, nullable=False, comment="account id, or the process that acts by itself"),
    Column("address", Text, nullable=False, comment="workstation"),
    Column("session_id", Text),
    Column("subject", Text, comment="what it was done to"),
    Column("reason", Text),
    Column("basis", Text, comment="legal basis or requisition"),
    Column("recipients", Text, nullable=False, comment="canonical JSON list"),
    Column("details", Text, nullable=False, comment="canonical JSON object"),
    Column("chain", LargeBinary(32), nullable=False, comment="SHA-256(2 ‖ previous chain ‖ leaf)"),
    Index("ix_journal_at", "at_us"),
    Index("ix_journal_actor", "actor", "seq"),
    Index("ix_journal_tag", "tag", "seq"),
    Index("ix_journal_subject", "subject", "seq"),
)

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, comment="always 1"),
    Column("size", BigInteger, nullable=False, comment="entries ever written"),
    Column("last_us", BigInteger, nullable=False, comment="instant of the newest entry"),
    Column("chain", LargeBinary, nullable=False, comment="chain value of the newest entry"),
    Column("frontier", LargeBinary, nullable=False, comment="Merkle peaks, largest first"),
    Column("purged_before", BigInteger, nullable=False, comment="entries below were purged"),
    Column("purged_chain", LargeBinary, nullable=False, comment="chain value before the first kept entry"),
    Column("purged_frontier", LargeBinary, nullable=False, comment="Merkle peaks of the purged entries"),
)
FIRST_HEAD = {
    "id": 1,
    "size": 0,
    "last_us": 0,
    "chain": GENESIS,
    "frontier": b"",
    "purged_before": 0,
    "purged_chain": GENESIS,
    "purged_frontier": b"",
}

journal_checkpoint = Table(
    "journal_checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False, comment="entries it covers"),
    Column("at_us", BigInteger, nullable=False),
    Column("note", Text, nullable=False, comment="signed note (C2SP tlog-checkpoint)"),
    Column("stamp", LargeBinary, comment="RFC 3161 response over the note's SHA-256"),
)


@event.listens_for(journal_head, "after_create")
def _start_head(_table: Table, connection: Any, **_rest: Any) -> None:
    """`metadata.create_all` gives the same start as the migrations."""
    connection.execute(insert(journal_head).values(FIRST_HEAD))


@dataclass(frozen=True, slots=True)
class Head:
    """Where the journal stands."""

    size: int
    last: UtcUs
    chain: bytes
    frontier: Frontier
    purged_before: int
    purged_chain: bytes
    purged_frontier: Frontier


async def head(tx: Transaction, *, lock: bool = False) -> Head:
    """Return the head; `lock` holds it until the transaction ends."""
    wanted = select(journal_head)
    row = (await tx.execute(wanted.with_for_update() if lock else wanted)).mappings().one()
    return Head(
        row["size"],
        UtcUs(row["last_us"]),
        row["chain"],
        Frontier.from_bytes(row["size"], row["frontier"]),
        row["purged_before"],
        row["purged_chain"],
        Frontier.from_bytes(row["purged_before"], row["purged_frontier"]),
    )


async def append(tx: Transaction, rows: Sequence[tuple[Recorded, bytes]], frontier: Frontier) -> None:
    """Write entries with their chain values, and move the head past them."""
    values = [{**_columns(recorded), "chain": chain} for recorded, chain in rows]
    await tx.execute(insert(journal), values)
    newest, chain = rows[-1]
    moved = {"size": frontier.size, "last_us": newest.at, "chain": chain, "frontier": frontier.to_bytes()}
    await tx.execute(update(journal_head).values(moved))


async def count_by_tag(tx: Transaction, since: UtcUs) -> dict[str, int]:
    """Return how many entries of each tag were written from an instant on."""
    wanted = select(journal.c.tag, func.count()).where(journal.c.at_us >= since).group_by(journal.c.tag)
    return {row[0]: row[1] for row in await tx.execute(wanted)}


async def find(tx: Transaction, query: Query, oldest_seq: int) -> list[Recorded]:
    """Return matching entries from `oldest_seq` on, newest first, one more than the limit at most."""
    wanted = _matching(query).where(journal.c.seq >= oldest_seq).order_by(journal.c.seq.desc())
    rows = (await tx.execute(wanted.limit(query.limit + 1))).mappings()
    return [_recorded(row) for row in rows]


async def seq_bounds(
    tx: Transaction, since: UtcUs | None, until: UtcUs | None
) -> tuple[int | None, int | None]:
    """Return the first place at or after `since`, and the first at or after `until`; None: none such."""
    return await _first_at(tx, since), await _first_at(tx, until)


async def stream(tx: Transaction, first: int, stop: int) -> AsyncIterator[tuple[Recorded, bytes]]:
    """Yield the entries `first` to `stop - 1` with their chain values, oldest first."""
    wanted = select(journal).where(journal.c.seq >= first, journal.c.seq < stop).order_by(journal.c.seq)
    result = await tx.stream(wanted.execution_options(yield_per=5_000))
    async for row in result.mappings():
        yield _recorded(row), row["chain"]


async def put_checkpoint(tx: Transaction, size: int, at: UtcUs, note: str) -> None:
    """Write a signed checkpoint."""
    await tx.execute(insert(journal_checkpoint).values(size=size, at_us=at, note=note))


async def put_stamp(tx: Transaction, size: int, stamp: bytes) -> None:
    """Attach a time stamp to a checkpoint."""
    chosen = update(journal_checkpoint).where(journal_checkpoint.c.size == size)
    await tx.execute(chosen.values(stamp=stamp))


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A checkpoint as it was signed; `stamp` is the DER of an RFC 3161 response."""

    size: int
    at: UtcUs
    note: str
    stamp: bytes | None


async def checkpoints(tx: Transaction, *, until: UtcUs | None = None) -> list[StoredCheckpoint]:
    """Return checkpoints, oldest first; `until` keeps those signed before it."""
    wanted = select(journal_checkpoint).order_by(journal_checkpoint.c.size)
    if until is not None:
        wanted = wanted.where(journal_checkpoint.c.at_us < until)
    rows = (await tx.execute(wanted)).mappings()
    return [StoredCheckpoint(row["size"], UtcUs(row["at_us"]), row["note"], row["stamp"]) for row in rows]


async def last_checkpoint(tx: Transaction) -> StoredCheckpoint | None:
    """Return the newest checkpoint."""
    wanted = select(journal_checkpoint).order_by(journal_checkpoint.c.size.desc()).limit(1)
    row = (await tx.execute(wanted)).mappings().first()
    return (
        None if row is None else StoredCheckpoint(row["size"], UtcUs(row["at_us"]), row["note"], row["stamp"])
    )


async def last_stamped(tx: Transaction) -> UtcUs | None:
    """Return when the newest checkpoint that bears a time stamp was signed."""
    columns = journal_checkpoint.c
    wanted = select(func.max(columns.at_us)).where(columns.stamp.is_not(None))
    at = (await tx.execute(wanted)).scalar()
    return None if at is None else UtcUs(at)


async def purge(tx: Transaction, before: int, chain: bytes, frontier: Frontier) -> None:
    """Delete the entries below `before`; what proves the rest stays in the head."""
    kept = {"purged_before": before, "purged_chain": chain, "purged_frontier": frontier.to_bytes()}
    await tx.execute(update(journal_head).values(kept))
    await tx.execute(delete(journal).where(journal.c.seq < before))
    await tx.execute(delete(journal_checkpoint).where(journal_checkpoint.c.size < before))


async def _first_at(tx: Transaction, instant: UtcUs | None) -> int | None:
    if instant is None:
        return None
    wanted = select(func.min(journal.c.seq)).where(journal.c.at_us >= instant)
    found: int | None = (await tx.execute(wanted)).scalar()
    return found


def _matching(query: Query) -> Select[Any]:
    wanted = select(journal)
    if query.before_seq is not None:
        wanted = wanted.where(journal.c.seq < query.before_seq)
    if query.since is not None:
        wanted = wanted.where(journal.c.at_us >= query.since)
    if query.until is not None:
        wanted = wanted.where(journal.c.at_us < query.until)
    if query.actor is not None:
        wanted = wanted.where(journal.c.actor == query.actor)
    if query.subject is not None:
        wanted = wanted.where(journal.c.subject == query.subject)
    if query.tag is not None:
        wanted = wanted.where(_tagged(query.tag))
    if query.text:
        fields = (
            journal.c.reason,
            journal.c.basis,
            journal.c.subject,
            journal.c.recipients,
            journal.c.details,
        )
        wanted = wanted.where(or_(*(field.icontains(query.text, autoescape=True) for field in fields)))
    if query.commune is not None:
        # Canonical JSON: no space after the colon. `Journal.search` leaves out what only looks like it.
        wanted = wanted.where(journal.c.details.like(f'%"communes":[%"{query.commune}"%'))
    return wanted


def _tagged(tag: str) -> Any:
    """A whole tag, or a range of them: `people:` is everything from `people:` up to `people;`."""
    if not tag.endswith(":"):
        return journal.c.tag == tag
    return (journal.c.tag >= tag) & (journal.c.tag < tag[:-1] + ";")


def _columns(recorded: Recorded) -> dict[str, Any]:
    return {
        "seq": recorded.seq,
        "at_us": recorded.at,
        "tag": recorded.tag,
        "actor": recorded.actor,
        "address": recorded.address,
        "session_id": recorded.session_id,
        "subject": recorded.subject,
        "reason": recorded.reason,
        "basis": recorded.basis,
        "recipients": recorded.recipients,
        "details": recorded.details,
    }


def _recorded(row: RowMapping) -> Recorded:
    return Recorded(
        seq=row["seq"],
        at=UtcUs(row["at_us"]),
        tag=row["tag"],
        actor=row["actor"],
        address=row["address"],
        session_id=row["session_id"],
        subject=row["subject"],
        reason=row["reason"],
        basis=row["basis"],
        recipients=row["recipients"],
        details=row["details"],
    )
