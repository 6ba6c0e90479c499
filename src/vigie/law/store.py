"""Queries of authorisations, legal bases for analytics, and classes of cameras."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update

from vigie.kernel.ids import AccountId, AuthorisationId, CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.law.conformity import CameraClass, Plan
from vigie.law.model import Authorisation, FeedSharing, Purpose
from vigie.law.tables import analytics_basis, authorisation, authorisation_camera, camera_class

_PLAIN = (
    "id",
    "number",
    "prefecture",
    "signed",
    "first_day",
    "last_day",
    "retention_days",
    "minimum_days",
    "prescriptions",
    "perimeter",
    "provisional",
    "demo",
)


async def insert_authorisation(tx: Transaction, new: Authorisation, now: UtcUs) -> None:
    """Write an order and its cameras."""
    values: dict[str, Any] = {name: getattr(new, name) for name in _PLAIN}
    values |= {"purposes": [each.value for each in new.purposes], "persons": list(new.persons)}
    values["sharing"] = None if new.sharing is None else asdict(new.sharing)
    await tx.execute(insert(authorisation).values(values | {"recorded_us": now}))
    rows = [{"authorisation_id": new.id, "camera_id": camera_id} for camera_id in new.cameras]
    await tx.execute(insert(authorisation_camera), rows)


async def authorisations_of(tx: Transaction, cameras: Iterable[CameraId]) -> list[Authorisation]:
    """Return the orders that name some of the cameras, by first day; of their cameras only these."""
    named = await _cameras_by_order(tx, authorisation_camera.c.camera_id.in_(list(cameras)))
    return await _orders(tx, named, authorisation.c.id.in_(list(named)))


async def authorisations(tx: Transaction) -> list[Authorisation]:
    """Return every order, by first day."""
    return await _orders(tx, await _cameras_by_order(tx))


async def _cameras_by_order(tx: Transaction, *which: ColumnElement[bool]) -> dict[str, list[CameraId]]:
    found: dict[str, list[CameraId]] = defaultdict(list)
    wanted = select(authorisation_camera).where(*which).order_by(authorisation_camera.c.camera_id)
    for row in await tx.execute(wanted):
        found[row.authorisation_id].append(CameraId(row.camera_id))
    return found


async def _orders(
    tx: Transaction, cameras: Mapping[str, list[CameraId]], *which: ColumnElement[bool]
) -> list[Authorisation]:
    wanted = select(authorisation).where(*which).order_by(authorisation.c.first_day, authorisation.c.id)
    return [_authorisation(row, cameras.get(row["id"], [])) for row in (await tx.execute(wanted)).mappings()]


async def is_recorded(tx: Transaction, number: str, prefecture: str) -> bool:
    """Tell whether an order of this prefecture has this number and is not revoked."""
    same = func.lower(authorisation.c.number) == number.strip().lower()
    there = same & (func.lower(authorisation.c.prefecture) == prefecture.strip().lower())
    wanted = select(authorisation.c.id).where(there, authorisation.c.revoked_us.is_(None)).limit(1)
    return (await tx.execute(wanted)).first() is not None


async def revoke(tx: Transaction, authorisation_id: AuthorisationId, at: UtcUs, reason: str) -> bool:
    """Revoke an order; False when there is none in force of that id."""
    chosen = update(authorisation).where(
        authorisation.c.id == authorisation_id, authorisation.c.revoked_us.is_(None)
    )
    return (await tx.execute(chosen.values(revoked_us=at, revoked_reason=reason))).rowcount > 0


def _authorisation(row: RowMapping, cameras: list[CameraId]) -> Authorisation:
    plain: dict[str, Any] = {name: row[name] for name in _PLAIN}
    return Authorisation(
        **plain,
        purposes=tuple(Purpose(each) for each in row["purposes"]),
        persons=tuple(row["persons"]),
        cameras=tuple(cameras),
        sharing=_sharing(row["sharing"]),
        revoked=row["revoked_us"],
        revoked_reason=row["revoked_reason"],
    )


def _sharing(kept: dict[str, Any] | None) -> FeedSharing | None:
    if kept is None:
        return None
    return FeedSharing(services=tuple(kept["services"]), days=kept["days"], urgent=kept["urgent"])


async def insert_basis(tx: Transaction, new: AnalyticsBasis, now: UtcUs) -> None:
    """Write a legal basis for analytics."""
    names = ("id", "text", "order_number", "authority", "event", "attestation")
    values: dict[str, Any] = {name: getattr(new, name) for name in names}
    values |= {
        "kinds": [each.value for each in new.kinds],
        "cameras": list(new.cameras),
        "starts_us": new.starts,
        "ends_us": new.ends,
        "recorded_us": now,
    }
    await tx.execute(insert(analytics_basis).values(values))


async def bases(tx: Transaction) -> list[AnalyticsBasis]:
    """Return every legal basis for analytics, by start."""
    wanted = select(analytics_basis).order_by(analytics_basis.c.starts_us, analytics_basis.c.id)
    return [_basis(row) for row in (await tx.execute(wanted)).mappings()]


async def revoke_basis(tx: Transaction, basis_id: str, at: UtcUs, reason: str) -> bool:
    """Revoke a basis; False when there is none in force of that id."""
    chosen = update(analytics_basis).where(
        analytics_basis.c.id == basis_id, analytics_basis.c.revoked_us.is_(None)
    )
    return (await tx.execute(chosen.values(revoked_us=at, revoked_reason=reason))).rowcount > 0


def _basis(row: RowMapping) -> AnalyticsBasis:
    names = ("id", "text", "order_number", "authority", "event", "attestation", "revoked_reason")
    plain: dict[str, Any] = {name: row[name] for name in names}
    return AnalyticsBasis(
        **plain,
        kinds=tuple(EventKind(each) for each in row["kinds"]),
        cameras=tuple(row["cameras"]),
        starts=UtcUs(row["starts_us"]),
        ends=UtcUs(row["ends_us"]),
        revoked=row["revoked_us"],
    )


async def put_class(
    tx: Transaction, camera_id: CameraId, new: CameraClass, by: AccountId, now: UtcUs
) -> None:
    """Write what the town declares of a camera; what it declared before is replaced."""
    await tx.execute(delete(camera_class).where(camera_class.c.camera_id == camera_id))
    values = {
        "camera_id": camera_id,
        "objective": new.objective,
        "plan": new.plan.value,
        "traffic": new.traffic,
        "fast": new.fast,
        "declared_by": by,
        "declared_us": now,
    }
    await tx.execute(insert(camera_class).values(values))


async def classes(tx: Transaction) -> dict[CameraId, CameraClass]:
    """Return what is declared of each camera."""
    return {
        CameraId(row.camera_id): CameraClass(
            objective=row.objective, plan=Plan(row.plan), traffic=row.traffic, fast=row.fast
        )
        for row in await tx.execute(select(camera_class))
    }
