"""HTTP of alerts. Clips are never cached."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.routes import SignedIn
from vigie.vision.alerts.model import Alert, RuleFigures, Verdict
from vigie.vision.alerts.service import Alerts
from vigie.vision.alerts.store import AlertQuery
from vigie.vision.signals import EQUIPMENT_KINDS, RuleKind

NO_STORE = {"Cache-Control": "no-store, private"}

AlertPath = Annotated[str, Path(min_length=1, max_length=32)]


class AnswerIn(BaseModel):
    """What a person says of an alert."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    reason: str = Field("", max_length=2_000)


class AnswerOut(BaseModel):
    """A person's answer."""

    verdict: Verdict
    reason: str
    by: str
    name: str
    at_us: int


class AlertOut(BaseModel):
    """One alert; the region is in pixels of a picture of `width_px` × `height_px`."""

    id: str
    camera_id: CameraId
    rule_id: str
    kind: RuleKind
    topic: str
    equipment: bool
    opened_us: int
    began_us: int
    updated_us: int
    ended_us: int | None
    end_reason: str | None
    confidence: float
    region_px: tuple[float, float, float, float]
    width_px: int
    height_px: int
    ground_m: tuple[float, float] | None
    detector: str
    rules_version: int
    basis_id: str | None
    thresholds: dict[str, Any]
    details: dict[str, Any]
    answer: AnswerOut | None


class FiguresOut(BaseModel):
    """What people said of one rule's alerts."""

    camera_id: CameraId
    rule_id: str
    kind: RuleKind
    days: float
    true: int
    false: int
    not_useful: int
    waiting: int
    false_per_day: float


def alerts_router(alerts: Alerts) -> APIRouter:
    """Return the routes, to be mounted below `/api`."""
    router = APIRouter(prefix="/alerts", tags=["alerts"])

    @router.get("")
    async def listed(
        principal: SignedIn,
        *,
        waiting: bool | None = None,
        open: bool | None = None,  # noqa: A002 - the filter's name in the address
        verdict: Verdict | None = None,
        camera_id: Annotated[CameraId | None, Query(max_length=64)] = None,
        kind: RuleKind | None = None,
        before_us: Annotated[int | None, Query(ge=0, lt=1 << 53)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> list[AlertOut]:
        query = AlertQuery(
            waiting=waiting,
            open=open,
            verdict=verdict,
            camera_id=camera_id,
            kind=kind,
            before=None if before_us is None else UtcUs(before_us),
            limit=limit,
        )
        return [_out(each) for each in await alerts.search(principal, query)]

    @router.get("/figures")
    async def figures(principal: SignedIn, days: Annotated[int, Query(ge=1, le=365)] = 7) -> list[FiguresOut]:
        return [_figures(each) for each in await alerts.figures(principal, days)]

    @router.get("/{alert_id}")
    async def one(alert_id: AlertPath, principal: SignedIn) -> AlertOut:
        return _out(await alerts.get(principal, alert_id))

    @router.post("/{alert_id}/answer")
    async def answer(alert_id: AlertPath, body: AnswerIn, principal: SignedIn) -> AlertOut:
        return _out(await alerts.answer(principal, alert_id, body.verdict, body.reason))

    @router.delete("/{alert_id}/answer")
    async def withdraw(alert_id: AlertPath, principal: SignedIn) -> AlertOut:
        return _out(await alerts.withdraw(principal, alert_id))

    @router.get("/{alert_id}/clip.mp4")
    async def clip(alert_id: AlertPath, principal: SignedIn) -> Response:
        data = await alerts.clip(principal, alert_id)
        return Response(data, media_type="video/mp4", headers=NO_STORE)

    return router


def _out(alert: Alert) -> AlertOut:
    answer = alert.answer
    return AlertOut(
        id=alert.id,
        camera_id=alert.camera_id,
        rule_id=alert.rule_id,
        kind=alert.kind,
        topic=alert.topic,
        equipment=alert.kind in EQUIPMENT_KINDS,
        opened_us=alert.opened,
        began_us=alert.began,
        updated_us=alert.updated,
        ended_us=alert.ended,
        end_reason=alert.end_reason,
        confidence=alert.confidence,
        region_px=alert.region_px,
        width_px=alert.size_px[0],
        height_px=alert.size_px[1],
        ground_m=alert.ground_m,
        detector=alert.detector,
        rules_version=alert.rules_version,
        basis_id=alert.basis_id,
        thresholds=dict(alert.thresholds),
        details=dict(alert.details),
        answer=None
        if answer is None
        else AnswerOut(
            verdict=answer.verdict, reason=answer.reason, by=answer.by, name=answer.name, at_us=answer.at
        ),
    )


def _figures(each: RuleFigures) -> FiguresOut:
    return FiguresOut(
        camera_id=each.camera_id,
        rule_id=each.rule_id,
        kind=each.kind,
        days=round(each.days, 3),
        true=each.true,
        false=each.false,
        not_useful=each.not_useful,
        waiting=each.waiting,
        false_per_day=round(each.false_per_day, 3),
    )
