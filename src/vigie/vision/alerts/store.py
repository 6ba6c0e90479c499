"""The table of alerts and its queries.

Each write of an alert raises `vision_change.alerts` in the same transaction and keeps that number in the row:
the centre asks for one number several times a second, and for rows only when it moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.kernel.store import Transaction, metadata
from vigie.vision.alerts.model import Alert, Answer, RuleFigures, Verdict
from vigie.vision.signals import RuleKind

alert = Table(
    "alert",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("camera_id", String(64), nullable=False),
    Column("rule_id", String(64), nullable=False),
    Column("kind", String(40), nullable=False, comment="RuleKind"),
    Column("topic", String(120), nullable=False, comment="ONVIF topic"),
    Column("began_us", BigInteger, nullable=False),
    Column("opened_us", BigInteger, nullable=False, comment="instant of the picture that rang"),
    Column("updated_us", BigInteger, nullable=False),
    Column("ended_us", BigInteger, comment="null while it lasts"),
    Column("end_reason", String(40)),
    Column("confidence", Float, nullable=False, comment="0 to 1"),
    Column("region_px", JSON, nullable=False, comment="left, top, right, bottom"),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column("detector", String(200), nullable=False),
    Column("rules_version", Integer, nullable=False),
    Column("basis_id", String(32), comment="legal basis; null for diagnostics of the equipment"),
    Column("ground_m", JSON, comment="x, y in metres when the camera is calibrated"),
    Column("thresholds", JSON, nullable=False, comment="parameters in force"),
    Column("details", JSON, nullable=False, comment="why it rang"),
    Column("recorded_us", BigInteger, nullable=False),
    Column("verdict", String(20), comment="true, false or not_useful; null until a person answers"),
    Column("reason", Text),
    Column("answered_by", String(64)),
    Column("answered_name", String(200)),
    Column("answered_us", BigInteger),
    Column("change", BigInteger, nullable=False, comment="vision_change.alerts at its last change"),
    Index("ix_alert_opened_us", "opened_us"),
    Index("ix_alert_change", "change"),
)

vision_change = Table(
    "vision_change",
    metadata,
    Column("name", String(20), primary_key=True, comment="alerts or rules"),
    Column("number", BigInteger, nullable=False, comment="raised by every change"),
)

ALERTS, RULES = "alerts", "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertQuery:
    """Which alerts are wanted, newest first; None: any."""

    waiting: bool | None = None
    open: bool | None = None
    verdict: Verdict | None = None
    camera_id: CameraId | None = None
    kind: RuleKind | None = None
    before: UtcUs | None = None
    limit: int = 100


async def insert_alert(tx: Transaction, new: Alert) -> None:
    """Write a new alert."""
    number = await raise_change(tx, ALERTS)
    await tx.execute(insert(alert).values(_row(new) | {"change": number}))


async def update_alert(tx: Transaction, alert_id: str, values: dict[str, Any]) -> None:
    """Write some columns of an alert."""
    number = await raise_change(tx, ALERTS)
    await tx.execute(update(alert).where(alert.c.id == alert_id).values(values | {"change": number}))


_TOLD = ("updated_us", "confidence", "region_px", "width_px", "height_px", "ground_m", "details")
_UPDATE_TOLD = (
    update(alert)
    .where(alert.c.id == bindparam("told_id"))
    .values({name: bindparam(f"new_{name}", type_=alert.c[name].type) for name in (*_TOLD, "change")})
)


async def update_told(tx: Transaction, told: Sequence[Alert]) -> None:
    """Write what updates of signals bring, each alert with a number of its own, as one statement.

    One and not one for each alert: all other writers wait meanwhile, and an analyst at work comes back to
    its transaction late after each statement.
    """
    if not told:
        return
    last = await raise_change(tx, ALERTS, by=len(told))
    rows = []
    for number, each in enumerate(told, last - len(told) + 1):
        values = told_values(each) | {"change": number}
        rows.append({"told_id": each.id} | {f"new_{name}": value for name, value in values.items()})
    await tx.execute(_UPDATE_TOLD, rows)


async def find(tx: Transaction, alert_id: str) -> Alert | None:
    """Return one alert."""
    row = (await tx.execute(select(alert).where(alert.c.id == alert_id))).mappings().first()
    return _alert(row) if row else None


async def search(tx: Transaction, query: AlertQuery) -> list[Alert]:
    """Return alerts, newest first."""
    wanted = select(alert)
    if query.waiting is not None:
        wanted = wanted.where(alert.c.verdict.is_(None) if query.waiting else alert.c.verdict.is_not(None))
    if query.open is not None:
        wanted = wanted.where(alert.c.ended_us.is_(None) if query.open else alert.c.ended_us.is_not(None))
    equal = {
        alert.c.verdict: query.verdict and query.verdict.value,
        alert.c.camera_id: query.camera_id,
        alert.c.kind: query.kind and query.kind.value,
    }
    for column, value in equal.items():
        if value is not None:
            wanted = wanted.where(column == value)
    if query.before is not None:
        wanted = wanted.where(alert.c.opened_us < query.before)
    ordered = wanted.order_by(alert.c.opened_us.desc(), alert.c.id).limit(query.limit)
    return [_alert(row) for row in (await tx.execute(ordered)).mappings()]


async def open_ids(tx: Transaction) -> Sequence[str]:
    """Return the ids of alerts that have not ended."""
    return list((await tx.execute(select(alert.c.id).where(alert.c.ended_us.is_(None)))).scalars())


async def changed_since(tx: Transaction, number: int, limit: int) -> list[tuple[int, str, CameraId]]:
    """Return (change, id, camera) of alerts changed after `number`, oldest change first."""
    wanted = select(alert.c.change, alert.c.id, alert.c.camera_id).where(alert.c.change > number)
    rows = await tx.execute(wanted.order_by(alert.c.change).limit(limit))
    return [(int(row.change), str(row.id), CameraId(row.camera_id)) for row in rows]


async def figures(tx: Transaction, since: UtcUs, now: UtcUs) -> list[RuleFigures]:
    """Count what people said of each rule's alerts opened since an instant."""

    def count(verdict: Verdict | None) -> Any:
        return func.count(alert.c.id).filter(
            alert.c.verdict.is_(None) if verdict is None else alert.c.verdict == verdict.value
        )

    key = (alert.c.camera_id, alert.c.rule_id, alert.c.kind)
    wanted = (
        select(
            *key,
            count(Verdict.TRUE).label("yes"),
            count(Verdict.FALSE).label("no"),
            count(Verdict.NOT_USEFUL).label("useless"),
            count(None).label("waiting"),
        )
        .where(and_(alert.c.opened_us >= since, alert.c.opened_us <= now))
        .group_by(*key)
        .order_by(*key)
    )
    days = max((now - since) / DAY_US, 1e-6)
    return [
        RuleFigures(
            CameraId(row["camera_id"]),
            row["rule_id"],
            RuleKind(row["kind"]),
            days,
            row["yes"],
            row["no"],
            row["useless"],
            row["waiting"],
        )
        for row in (await tx.execute(wanted)).mappings()
    ]


async def change_number(tx: Transaction, name: str) -> int:
    """Return the number that every change of `name` raises."""
    wanted = select(vision_change.c.number).where(vision_change.c.name == name)
    return (await tx.execute(wanted)).scalar() or 0


async def raise_change(tx: Transaction, name: str, *, by: int = 1) -> int:
    """Raise and return the number of `name`; the row's lock keeps writers in order until they commit."""
    chosen = update(vision_change).where(vision_change.c.name == name)
    moved = await tx.execute(chosen.values(number=vision_change.c.number + by))
    if moved.rowcount == 0:
        await tx.execute(insert(vision_change).values(name=name, number=by))
    return await change_number(tx, name)


def answer_values(answer: Answer | None) -> dict[str, Any]:
    """Return the columns of an answer; all null when there is none."""
    return {
        "verdict": answer.verdict.value if answer else None,
        "reason": answer.reason if answer else None,
        "answered_by": answer.by if answer else None,
        "answered_name": answer.name if answer else None,
        "answered_us": answer.at if answer else None,
    }


def told_values(told: Alert) -> dict[str, Any]:
    """Return the columns that an update of a signal brings."""
    row = _row(told)
    return {name: row[name] for name in _TOLD}


def _row(new: Alert) -> dict[str, Any]:
    return {
        "id": new.id,
        "camera_id": new.camera_id,
        "rule_id": new.rule_id,
        "kind": new.kind.value,
        "topic": new.topic,
        "began_us": new.began,
        "opened_us": new.opened,
        "updated_us": new.updated,
        "ended_us": new.ended,
        "end_reason": new.end_reason,
        "confidence": new.confidence,
        "region_px": list(new.region_px),
        "width_px": new.size_px[0],
        "height_px": new.size_px[1],
        "detector": new.detector,
        "rules_version": new.rules_version,
        "basis_id": new.basis_id,
        "ground_m": None if new.ground_m is None else list(new.ground_m),
        "thresholds": dict(new.thresholds),
        "details": dict(new.details),
        "recorded_us": new.recorded,
    } | answer_values(new.answer)


def _alert(row: RowMapping) -> Alert:
    left, top, right, bottom = row["region_px"]
    ground = row["ground_m"]
    return Alert(
        id=row["id"],
        camera_id=CameraId(row["camera_id"]),
        rule_id=row["rule_id"],
        kind=RuleKind(row["kind"]),
        topic=row["topic"],
        opened=UtcUs(row["opened_us"]),
        began=UtcUs(row["began_us"]),
        updated=UtcUs(row["updated_us"]),
        confidence=row["confidence"],
        region_px=(left, top, right, bottom),
        size_px=(row["width_px"], row["height_px"]),
        detector=row["detector"],
        rules_version=row["rules_version"],
        recorded=UtcUs(row["recorded_us"]),
        basis_id=row["basis_id"],
        ground_m=None if ground is None else (ground[0], ground[1]),
        thresholds=row["thresholds"],
        details=row["details"],
        ended=None if row["ended_us"] is None else UtcUs(row["ended_us"]),
        end_reason=row["end_reason"],
        answer=_answer(row),
        change=row["change"],
    )


def _answer(row: RowMapping) -> Answer | None:
    if row["verdict"] is None:
        return None
    return Answer(
        Verdict(row["verdict"]),
        row["reason"],
        AccountId(row["answered_by"]),
        row["answered_name"],
        UtcUs(row["answered_us"]),
    )
