"""Queries of shifts, swaps and handovers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, delete, insert, or_, select, update

from vigie.kernel.ids import AccountId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.store import Transaction
from vigie.people.shifts import Shift
from vigie.people.tables import handover, shift, shift_swap

HANDOVERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A shift that its holder wants another to take; `state` is asked, approved or refused."""

    id: str
    shift_id: str
    to_account_id: AccountId
    asked_by: AccountId
    asked: UtcUs
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What one shift tells the next; it counts once both have signed."""

    id: str
    from_account_id: AccountId
    to_account_id: AccountId
    text: str
    written: UtcUs
    given: UtcUs | None = None
    taken: UtcUs | None = None


async def insert_shifts(tx: Transaction, new: Sequence[Shift]) -> None:
    """Write shifts."""
    rows = [
        {
            "id": each.id,
            "account_id": each.account_id,
            "starts_us": each.interval.start,
            "ends_us": each.interval.end,
            "post": each.post,
        }
        for each in new
    ]
    await tx.execute(insert(shift), rows)


async def shifts(tx: Transaction, span: Interval) -> list[Shift]:
    """Return the shifts that share an instant with a span, in order of time."""
    wanted = select(shift).where(shift.c.starts_us < span.end, shift.c.ends_us > span.start)
    rows = (await tx.execute(wanted.order_by(shift.c.starts_us, shift.c.id))).mappings()
    return [_shift(row) for row in rows]


async def find_shift(tx: Transaction, shift_id: str) -> Shift | None:
    """Return one shift."""
    row = (await tx.execute(select(shift).where(shift.c.id == shift_id))).mappings().first()
    return _shift(row) if row else None


async def delete_shift(tx: Transaction, shift_id: str) -> None:
    """Delete a shift and what was asked about it."""
    await tx.execute(delete(shift_swap).where(shift_swap.c.shift_id == shift_id))
    await tx.execute(delete(shift).where(shift.c.id == shift_id))


async def give_shift(tx: Transaction, shift_id: str, account_id: AccountId) -> None:
    """Give a shift to somebody else."""
    await tx.execute(update(shift).where(shift.c.id == shift_id).values(account_id=account_id))


async def insert_swap(tx: Transaction, new: Swap) -> None:
    """Write a wish to swap."""
    values = {
        "id": new.id,
        "shift_id": new.shift_id,
        "to_account_id": new.to_account_id,
        "asked_by": new.asked_by,
        "asked_us": new.asked,
        "state": new.state,
    }
    await tx.execute(insert(shift_swap).values(values))


async def swaps(tx: Transaction) -> list[Swap]:
    """Return the wishes to swap that wait for an answer, oldest first."""
    wanted = select(shift_swap).where(shift_swap.c.state == "asked").order_by(shift_swap.c.asked_us)
    return [_swap(row) for row in (await tx.execute(wanted)).mappings()]


async def find_swap(tx: Transaction, swap_id: str) -> Swap | None:
    """Return one wish, locked."""
    wanted = select(shift_swap).where(shift_swap.c.id == swap_id).with_for_update()
    row = (await tx.execute(wanted)).mappings().first()
    return _swap(row) if row else None


async def decide_swap(tx: Transaction, swap_id: str, state: str, by: AccountId, at: UtcUs) -> None:
    """Approve or refuse a wish."""
    chosen = update(shift_swap).where(shift_swap.c.id == swap_id)
    await tx.execute(chosen.values(state=state, decided_by=by, decided_us=at))


async def insert_handover(tx: Transaction, new: Handover) -> None:
    """Write a handover; signed by who gives it."""
    values = {
        "id": new.id,
        "from_account_id": new.from_account_id,
        "to_account_id": new.to_account_id,
        "text": new.text,
        "written_us": new.written,
        "given_us": new.given,
    }
    await tx.execute(insert(handover).values(values))


async def handovers(tx: Transaction, of: AccountId | None) -> list[Handover]:
    """Return the newest handovers that somebody gave or took (None: anybody), a hundred at most."""
    wanted = select(handover).order_by(handover.c.written_us.desc()).limit(HANDOVERS)
    if of is not None:
        wanted = wanted.where(or_(handover.c.from_account_id == of, handover.c.to_account_id == of))
    rows = (await tx.execute(wanted)).mappings()
    return [_handover(row) for row in rows]


async def find_handover(tx: Transaction, handover_id: str) -> Handover | None:
    """Return one handover, locked."""
    wanted = select(handover).where(handover.c.id == handover_id).with_for_update()
    row = (await tx.execute(wanted)).mappings().first()
    return _handover(row) if row else None


async def sign_handover(tx: Transaction, handover_id: str, at: UtcUs) -> None:
    """Sign as the one who takes over."""
    await tx.execute(update(handover).where(handover.c.id == handover_id).values(taken_us=at))


def _shift(row: RowMapping) -> Shift:
    return Shift(
        id=row["id"],
        account_id=AccountId(row["account_id"]),
        interval=Interval(UtcUs(row["starts_us"]), UtcUs(row["ends_us"])),
        post=row["post"],
    )


def _swap(row: RowMapping) -> Swap:
    plain: dict[str, Any] = {name: row[name] for name in ("id", "shift_id", "state")}
    return Swap(
        **plain,
        to_account_id=AccountId(row["to_account_id"]),
        asked_by=AccountId(row["asked_by"]),
        asked=UtcUs(row["asked_us"]),
    )


def _handover(row: RowMapping) -> Handover:
    return Handover(
        id=row["id"],
        from_account_id=AccountId(row["from_account_id"]),
        to_account_id=AccountId(row["to_account_id"]),
        text=row["text"],
        written=UtcUs(row["written_us"]),
        given=row["given_us"],
        taken=row["taken_us"],
    )
