"""HTTP of cameras' conformity to the arrêté of 3 August 2007, below `/api/law/conformity`."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock
from vigie.kernel.routes import SignedIn
from vigie.law.conformity import CameraClass, Conformity, Plan, Verdict
from vigie.law.conformity_service import ConformityReports, to_csv, to_pdf

CameraPath = Annotated[CameraId, Path(pattern=r"^[a-z0-9-]{1,64}$")]


class ClassIn(BaseModel):
    """What the town declares of a camera."""

    model_config = ConfigDict(extra="forbid")
    objective: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    plan: Plan
    traffic: bool = False
    fast: bool = False


class FindingOut(BaseModel):
    """One rule of the arrêté; `ok` is null where nothing was measured."""

    rule: str
    required: str
    measured: str
    ok: bool | None


class ConformityOut(BaseModel):
    """One camera's line."""

    camera_id: CameraId
    name: str
    declared: ClassIn | None
    findings: list[FindingOut]
    verdict: Verdict


def conformity_router(reports: ConformityReports, clock: Clock, town: str) -> APIRouter:
    """Return the routes; everybody signed in may read them, they show no image."""
    router = APIRouter(prefix="/law", tags=["law"])

    @router.get("/conformity")
    async def report(_principal: SignedIn) -> list[ConformityOut]:
        return [_out(each) for each in await reports.report()]

    @router.get("/conformity.csv", response_class=Response)
    async def as_csv(_principal: SignedIn) -> Response:
        headers = {"content-disposition": 'attachment; filename="conformite.csv"'}
        return Response(to_csv(await reports.report()), media_type="text/csv", headers=headers)

    @router.get("/conformity.pdf", response_class=Response)
    async def as_pdf(_principal: SignedIn) -> Response:
        made = await to_pdf(await reports.report(), town, clock.now())
        headers = {"content-disposition": 'attachment; filename="conformite.pdf"'}
        return Response(made, media_type="application/pdf", headers=headers)

    @router.put("/conformity/{camera_id}")
    async def declare(camera_id: CameraPath, body: ClassIn, principal: SignedIn) -> ConformityOut:
        new = CameraClass(objective=body.objective, plan=body.plan, traffic=body.traffic, fast=body.fast)
        return _out(await reports.declare(principal, camera_id, new))

    return router


def _out(line: Conformity) -> ConformityOut:
    declared = line.declared
    return ConformityOut(
        camera_id=line.camera_id,
        name=line.name,
        declared=None
        if declared is None
        else ClassIn(
            objective=declared.objective, plan=declared.plan, traffic=declared.traffic, fast=declared.fast
        ),
        findings=[
            FindingOut(rule=each.rule, required=each.required, measured=each.measured, ok=each.ok)
            for each in line.findings
        ],
        verdict=line.verdict,
    )
