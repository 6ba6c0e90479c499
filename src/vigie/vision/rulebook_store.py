"""Tables of rules by camera: every version that was saved, and which one is in force."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Integer,
    RowMapping,
    String,
    Table,
    delete,
    func,
    insert,
    select,
)

from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction, metadata
from vigie.vision.alerts.store import RULES, raise_change
from vigie.vision.rulebook_model import InForce, RuleSet

camera_rules = Table(
    "camera_rules",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3… per camera"),
    Column("rules", JSON, nullable=False, comment="as scenario files write them"),
    Column("width_px", Integer, nullable=False, comment="picture on which they were drawn"),
    Column("height_px", Integer, nullable=False),
    Column("calibration", JSON, comment="points_px and points_m, null when unknown"),
    Column("author", String(64), nullable=False),
    Column("author_name", String(200), nullable=False),
    Column("saved_us", BigInteger, nullable=False),
)

rules_in_force = Table(
    "rules_in_force",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("activated_by", String(64), nullable=False),
    Column("activated_name", String(200), nullable=False),
    Column("activated_us", BigInteger, nullable=False),
)


async def save(tx: Transaction, new: RuleSet) -> None:
    """Write a new version."""
    row = {
        "camera_id": new.camera_id,
        "version": new.version,
        "rules": [dict(each) for each in new.rules],
        "width_px": new.size_px[0],
        "height_px": new.size_px[1],
        "calibration": None if new.calibration is None else dict(new.calibration),
        "author": new.author,
        "author_name": new.author_name,
        "saved_us": new.saved,
    }
    await tx.execute(insert(camera_rules).values(row))


async def newest_version(tx: Transaction, camera_id: CameraId) -> int:
    """Return the newest version's number, 0 when there is none."""
    wanted = select(func.max(camera_rules.c.version)).where(camera_rules.c.camera_id == camera_id)
    return (await tx.execute(wanted)).scalar() or 0


async def find(tx: Transaction, camera_id: CameraId, version: int) -> RuleSet | None:
    """Return one version."""
    wanted = select(camera_rules).where(
        camera_rules.c.camera_id == camera_id, camera_rules.c.version == version
    )
    row = (await tx.execute(wanted)).mappings().first()
    return _rule_set(row) if row else None


async def versions(tx: Transaction, camera_id: CameraId) -> list[RuleSet]:
    """Return every version of a camera, newest first."""
    wanted = select(camera_rules).where(camera_rules.c.camera_id == camera_id)
    rows = (await tx.execute(wanted.order_by(camera_rules.c.version.desc()))).mappings()
    return [_rule_set(row) for row in rows]


async def in_force(tx: Transaction, camera_id: CameraId) -> InForce | None:
    """Return which version a camera runs, None when none."""
    wanted = select(rules_in_force).where(rules_in_force.c.camera_id == camera_id)
    row = (await tx.execute(wanted)).mappings().first()
    if row is None:
        return None
    return InForce(camera_id, row["version"], row["activated_name"], UtcUs(row["activated_us"]))


async def all_in_force(tx: Transaction) -> Mapping[CameraId, RuleSet]:
    """Return what every camera runs."""
    both = camera_rules.join(
        rules_in_force,
        (rules_in_force.c.camera_id == camera_rules.c.camera_id)
        & (rules_in_force.c.version == camera_rules.c.version),
    )
    rows = (await tx.execute(select(camera_rules).select_from(both))).mappings()
    return {CameraId(row["camera_id"]): _rule_set(row) for row in rows}


async def put_in_force(
    tx: Transaction, camera_id: CameraId, version: int, account: AccountId, name: str, now: UtcUs
) -> None:
    """Run a version from now on."""
    await tx.execute(delete(rules_in_force).where(rules_in_force.c.camera_id == camera_id))
    row: dict[str, Any] = {
        "camera_id": camera_id,
        "version": version,
        "activated_by": account,
        "activated_name": name,
        "activated_us": now,
    }
    await tx.execute(insert(rules_in_force).values(row))
    await raise_change(tx, RULES)


async def take_out_of_force(tx: Transaction, camera_id: CameraId) -> bool:
    """Run no rule any more; False when none ran."""
    gone = await tx.execute(delete(rules_in_force).where(rules_in_force.c.camera_id == camera_id))
    await raise_change(tx, RULES)
    return gone.rowcount > 0


def _rule_set(row: RowMapping) -> RuleSet:
    return RuleSet(
        camera_id=CameraId(row["camera_id"]),
        version=row["version"],
        rules=tuple(row["rules"]),
        size_px=(row["width_px"], row["height_px"]),
        calibration=row["calibration"],
        author=AccountId(row["author"]),
        author_name=row["author_name"],
        saved=UtcUs(row["saved_us"]),
    )
