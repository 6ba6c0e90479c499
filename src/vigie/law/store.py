"""Queries of authorisations."""

from collections import defaultdict
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from vigie.kernel.ids import AuthorisationId, CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction
from vigie.law.model import Authorisation, Purpose
from vigie.law.tables import authorisation, authorisation_camera

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
    await tx.execute(insert(authorisation).values(values | {"recorded_us": now}))
    rows = [{"authorisation_id": new.id, "camera_id": camera_id} for camera_id in new.cameras]
    await tx.execute(insert(authorisation_camera), rows)


async def authorisations(tx: Transaction) -> list[Authorisation]:
    """Return every order, by first day."""
    cameras: dict[str, list[CameraId]] = defaultdict(list)
    for row in await tx.execute(select(authorisation_camera).order_by(authorisation_camera.c.camera_id)):
        cameras[row.authorisation_id].append(CameraId(row.camera_id))
    wanted = select(authorisation).order_by(authorisation.c.first_day, authorisation.c.id)
    return [_authorisation(row, cameras[row["id"]]) for row in (await tx.execute(wanted)).mappings()]


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
        revoked=row["revoked_us"],
        revoked_reason=row["revoked_reason"],
    )
