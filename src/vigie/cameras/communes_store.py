"""Table of the communes that share a centre, and which camera stands in which."""

from collections.abc import Iterable

from sqlalchemy import Column, String, Table, delete, insert, select

from vigie.cameras.store import camera
from vigie.kernel.ids import CameraId
from vigie.kernel.store import Transaction, metadata

commune = Table(
    "commune",
    metadata,
    Column("code", String(5), primary_key=True, comment="INSEE code"),
    Column("name", String(120), nullable=False),
    Column("mayor", String(120), nullable=False, comment="under whose authority its images are watched"),
)


async def rows(tx: Transaction) -> list[tuple[str, str, str]]:
    """Return code, name and mayor of every commune, by name."""
    wanted = select(commune.c.code, commune.c.name, commune.c.mayor).order_by(commune.c.name, commune.c.code)
    return [(row.code, row.name, row.mayor) for row in await tx.execute(wanted)]


async def is_known(tx: Transaction, code: str) -> bool:
    """Tell whether a commune is recorded."""
    return (await tx.execute(select(commune.c.code).where(commune.c.code == code))).first() is not None


async def put(tx: Transaction, code: str, name: str, mayor: str) -> None:
    """Write a commune, new or known."""
    await tx.execute(delete(commune).where(commune.c.code == code))
    await tx.execute(insert(commune).values(code=code, name=name, mayor=mayor))


async def of_cameras(tx: Transaction, cameras: Iterable[CameraId]) -> dict[CameraId, str]:
    """Return the commune of those cameras, removed ones too, that have one."""
    wanted = select(camera.c.id, camera.c.commune).where(
        camera.c.commune.is_not(None), camera.c.id.in_(list(cameras))
    )
    return {CameraId(row.id): str(row.commune) for row in await tx.execute(wanted)}
