"""HTTP of the control mode, below `/api/law`."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.routes import SignedIn
from vigie.law.inspection import Authority, Visit
from vigie.law.inspection_service import Inspections

Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")]
IdPath = Annotated[str, Path(max_length=64)]


class VisitIn(BaseModel):
    """Who comes, and what for."""

    model_config = ConfigDict(extra="forbid")

    authority: Authority
    members: Annotated[list[Name], Field(min_length=1, max_length=20)]
    reason: Text = ""


class VisitOut(BaseModel):
    """A visit; `ended_us` is null while it lasts."""

    id: str
    authority: Authority
    members: list[str]
    reason: str
    began_us: int
    ended_us: int | None
    outside_hours: bool
    note: str | None
    mine: bool


class EndIn(BaseModel):
    """What the visit led to."""

    model_config = ConfigDict(extra="forbid")

    note: Text = ""


class ProgramOut(BaseModel):
    """Something that runs here; kind: product, system, model or library."""

    kind: str
    name: str
    version: str
    licence: str
    digest: str | None
    purpose: str


def inspection_router(inspections: Inspections) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/law", tags=["law"])

    @router.get("/visits")
    async def visits(principal: SignedIn) -> list[VisitOut]:
        return [_out(each, principal.account_id) for each in await inspections.visits(principal)]

    @router.post("/visits", status_code=201)
    async def begin(body: VisitIn, principal: SignedIn) -> VisitOut:
        made = await inspections.begin(principal, body.authority, body.members, body.reason)
        return _out(made, principal.account_id)

    @router.post("/visits/{visit_id}/end", status_code=204)
    async def end(visit_id: IdPath, body: EndIn, principal: SignedIn) -> None:
        await inspections.end(principal, visit_id, body.note)

    @router.get("/programs")
    async def programs(principal: SignedIn) -> list[ProgramOut]:
        return [
            ProgramOut(
                kind=each.kind,
                name=each.name,
                version=each.version,
                licence=each.licence,
                digest=each.digest,
                purpose=each.purpose,
            )
            for each in await inspections.programs(principal)
        ]

    @router.get("/programs.csv", response_class=Response)
    async def as_csv(principal: SignedIn) -> Response:
        headers = {"content-disposition": 'attachment; filename="programmes.csv"'}
        return Response(await inspections.export(principal, "csv"), media_type="text/csv", headers=headers)

    @router.get("/inspection.pdf", response_class=Response)
    async def as_pdf(principal: SignedIn) -> Response:
        headers = {"content-disposition": 'attachment; filename="controle.pdf"'}
        made = await inspections.export(principal, "pdf")
        return Response(made, media_type="application/pdf", headers=headers)

    return router


def _out(each: Visit, account_id: str) -> VisitOut:
    return VisitOut(
        id=each.id,
        authority=each.authority,
        members=list(each.members),
        reason=each.reason,
        began_us=each.began,
        ended_us=each.ended,
        outside_hours=each.outside_hours,
        note=each.note,
        mine=each.account_id == account_id,
    )
