"""The table of suspensions: one row each, kept; at most one has no end."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, String, Table, insert, select, update

from vigie.kernel.ids import AccountId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction, metadata

analytics_suspension = Table(
    "analytics_suspension",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("since_us", BigInteger, nullable=False),
    Column("by", String(64), nullable=False, comment="account that stopped all analytics"),
    Column("by_name", String(200), nullable=False),
    Column("reason", String(2000), nullable=False),
    Column("ended_us", BigInteger, comment="null while it lasts"),
    Column("ended_by", String(64)),
    Column("ended_name", String(200)),
    Column("end_reason", String(2000)),
)


@dataclass(frozen=True, slots=True)
class Suspension:
    """All analytics are stopped: since when, by whom, why."""

    id: str
    since: UtcUs
    by: AccountId
    by_name: str
    reason: str


async def current(tx: Transaction) -> Suspension | None:
    """Return the suspension that lasts, None when analytics may run."""
    columns = analytics_suspension.c
    wanted = select(analytics_suspension).where(columns.ended_us.is_(None)).order_by(columns.since_us)
    row = (await tx.execute(wanted)).mappings().first()
    if row is None:
        return None
    return Suspension(row["id"], UtcUs(row["since_us"]), AccountId(row["by"]), row["by_name"], row["reason"])


async def begin(tx: Transaction, new: Suspension) -> None:
    """Write a suspension down."""
    row = {
        "id": new.id,
        "since_us": new.since,
        "by": new.by,
        "by_name": new.by_name,
        "reason": new.reason,
    }
    await tx.execute(insert(analytics_suspension).values(row))


async def end(tx: Transaction, suspension_id: str, at: UtcUs, by: AccountId, name: str, reason: str) -> None:
    """End one."""
    values = {"ended_us": at, "ended_by": by, "ended_name": name, "end_reason": reason}
    wanted = analytics_suspension.c.id == suspension_id
    await tx.execute(update(analytics_suspension).where(wanted).values(values))
