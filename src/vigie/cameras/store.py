"""Tables of sites, cameras and wall layouts, and their queries.

Every write that changes what the recorder must do raises `camera_revision` in the same transaction: the
recorder reads one number each second, and everything only when that number moved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    RowMapping,
    Select,
    String,
    Table,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)

from vigie.cameras.model import Camera, CameraKind, CameraTransport, Layout
from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction, metadata

site = Table(
    "site",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, comment="where cameras hang, in words"),
    Column("quarter", String(120), nullable=False, comment="the town's quarter"),
    UniqueConstraint("name", "quarter"),
)

camera = Table(
    "camera",
    metadata,
    Column("id", String(64), primary_key=True, comment="never used again, even after removal"),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("kind", String(32), nullable=False, comment="public_building, residential or main_road"),
    Column("ptz", Boolean, nullable=False, comment="can be turned"),
    Column("enabled", Boolean, nullable=False, comment="shall be connected to"),
    Column("main_url", String(2000), nullable=False, comment="recorded stream, without credentials"),
    Column("sub_url", String(2000), comment="smaller stream, without credentials"),
    Column("username", String(200)),
    Column("password_sealed", LargeBinary, comment="AES-256-GCM under cameras.key, bound to the id"),
    Column("transport", String(8), nullable=False, comment="tcp or udp"),
    Column("verify_tls", Boolean, nullable=False),
    Column("onvif_url", String(2000), comment="ONVIF device service"),
    Column("commune", String(5), comment="INSEE code; null in a town that shares its centre with nobody"),
    Column("latitude_deg", Double, comment="WGS 84, with longitude_deg; both or none"),
    Column("longitude_deg", Double),
    Column("created_us", BigInteger, nullable=False),
    Column("removed_us", BigInteger, comment="set at removal; recordings live on until destroyed on time"),
)

camera_revision = Table(
    "camera_revision",
    metadata,
    Column("id", Integer, primary_key=True, comment="always 1"),
    Column("revision", BigInteger, nullable=False, comment="raised by every change of a camera"),
)

wall_layout = Table(
    "wall_layout",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner_id", String(64), nullable=False, comment="account that made it"),
    Column("name", String(120), nullable=False),
    Column("tiles", Integer, nullable=False, comment="1, 4, 9, 16 or 25"),
    Column("cameras", JSON, nullable=False, comment="camera id or null, one per tile"),
    Column("shared", Boolean, nullable=False, comment="seen by everybody, or by its owner alone"),
)

_PLAIN = (
    "id",
    "name",
    "ptz",
    "enabled",
    "main_url",
    "sub_url",
    "username",
    "verify_tls",
    "onvif_url",
    "commune",
    "latitude_deg",
    "longitude_deg",
)


@dataclass(frozen=True, slots=True)
class SealedCamera:
    """A camera with its sealed password, for the recorder and the ONVIF client alone."""

    camera: Camera
    password_sealed: bytes | None = field(repr=False)


async def cameras(tx: Transaction) -> list[SealedCamera]:
    """Return all cameras that were not removed, ordered by id."""
    rows = (await tx.execute(_living().order_by(camera.c.id))).mappings()
    return [_sealed(row) for row in rows]


async def find_camera(tx: Transaction, camera_id: CameraId) -> SealedCamera | None:
    """Return one camera that was not removed."""
    row = (await tx.execute(_living().where(camera.c.id == camera_id))).mappings().first()
    return _sealed(row) if row else None


async def taken_ids(tx: Transaction) -> set[CameraId]:
    """Return every id ever used."""
    return {CameraId(name) for name in (await tx.execute(select(camera.c.id))).scalars()}


async def insert_camera(tx: Transaction, new: Camera, password_sealed: bytes | None, now: UtcUs) -> None:
    """Write a new camera."""
    values = await _row(tx, new) | {"password_sealed": password_sealed, "created_us": now}
    await tx.execute(insert(camera).values(values))
    await _raise_revision(tx)


async def update_camera(tx: Transaction, changed: Camera, password_sealed: bytes | None) -> None:
    """Write all fields of a known camera."""
    values = await _row(tx, changed) | {"password_sealed": password_sealed}
    await tx.execute(update(camera).where(camera.c.id == changed.id).values(values))
    await _raise_revision(tx)


async def remove_camera(tx: Transaction, camera_id: CameraId, now: UtcUs) -> None:
    """Mark a camera as removed and forget its password."""
    gone = {"removed_us": now, "enabled": False, "password_sealed": None}
    await tx.execute(update(camera).where(camera.c.id == camera_id).values(gone))
    await _raise_revision(tx)


async def revision(tx: Transaction) -> int:
    """Return the number that every change of a camera raises."""
    return (await tx.execute(select(camera_revision.c.revision))).scalar() or 0


async def names(tx: Transaction, camera_ids: Iterable[CameraId]) -> dict[CameraId, str]:
    """Return the names of cameras, removed ones included: recordings outlive cameras."""
    wanted = select(camera.c.id, camera.c.name).where(camera.c.id.in_(list(camera_ids)))
    return {CameraId(row.id): str(row.name) for row in await tx.execute(wanted)}


async def layouts_for(tx: Transaction, owner: AccountId) -> list[Layout]:
    """Return the owner's layouts and the shared ones, by name."""
    visible = select(wall_layout).where(wall_layout.c.shared | (wall_layout.c.owner_id == owner))
    rows = (await tx.execute(visible.order_by(wall_layout.c.name, wall_layout.c.id))).mappings()
    return [_layout(row) for row in rows]


async def find_layout(tx: Transaction, layout_id: str) -> Layout | None:
    """Return one layout."""
    found = await tx.execute(select(wall_layout).where(wall_layout.c.id == layout_id))
    row = found.mappings().first()
    return _layout(row) if row else None


async def put_layout(tx: Transaction, layout: Layout) -> None:
    """Write a layout, new or known."""
    await delete_layout(tx, layout.id)
    values = {
        "id": layout.id,
        "owner_id": layout.owner,
        "name": layout.name,
        "tiles": layout.tiles,
        "cameras": list(layout.cameras),
        "shared": layout.shared,
    }
    await tx.execute(insert(wall_layout).values(values))


async def delete_layout(tx: Transaction, layout_id: str) -> None:
    """Delete a layout, if it is there."""
    await tx.execute(delete(wall_layout).where(wall_layout.c.id == layout_id))


def _living() -> Select[Any]:
    return (
        select(camera, site.c.name.label("site"), site.c.quarter)
        .join(site, site.c.id == camera.c.site_id)
        .where(camera.c.removed_us.is_(None))
    )


async def _row(tx: Transaction, item: Camera) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in _PLAIN}
    values |= {"kind": item.kind.value, "transport": item.transport.value}
    return values | {"site_id": await _site_id(tx, item.site, item.quarter)}


async def _site_id(tx: Transaction, name: str, quarter: str) -> int:
    known = select(site.c.id).where(site.c.name == name, site.c.quarter == quarter)
    found = (await tx.execute(known)).scalar()
    if found is None:
        await tx.execute(insert(site).values(name=name, quarter=quarter))
        found = (await tx.execute(known)).scalar_one()
    return int(found)


async def _raise_revision(tx: Transaction) -> None:
    moved = await tx.execute(update(camera_revision).values(revision=camera_revision.c.revision + 1))
    if moved.rowcount == 0:
        await tx.execute(insert(camera_revision).values(id=1, revision=1))


def _sealed(row: RowMapping | Mapping[str, Any]) -> SealedCamera:
    plain: dict[str, Any] = {name: row[name] for name in _PLAIN}
    found = Camera(
        **plain,
        site=row["site"],
        quarter=row["quarter"],
        kind=CameraKind(row["kind"]),
        transport=CameraTransport(row["transport"]),
        has_password=row["password_sealed"] is not None,
    )
    return SealedCamera(found, row["password_sealed"])


def _layout(row: RowMapping | Mapping[str, Any]) -> Layout:
    return Layout(
        id=row["id"],
        name=row["name"],
        tiles=row["tiles"],
        cameras=tuple(row["cameras"]),
        shared=row["shared"],
        owner=AccountId(row["owner_id"]),
    )
