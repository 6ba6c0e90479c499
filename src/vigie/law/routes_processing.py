"""HTTP of the processing register, below `/api/law/processing`."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from vigie.kernel.routes import SignedIn
from vigie.law.processing import RegisterEntry
from vigie.law.processing_service import ProcessingRegister


class SectionOut(BaseModel):
    """One heading and its lines."""

    title: str
    lines: list[str]


class FigureOut(BaseModel):
    """One figure of the impact assessment's annex."""

    group: str
    label: str
    value: int


class RegisterOut(BaseModel):
    """The entry; `missing` names what the town has still to say: name, contact, dpo, authorisation."""

    sections: list[SectionOut]
    figures: list[FigureOut]
    missing: list[str]


def processing_router(register: ProcessingRegister) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/law", tags=["law"])

    @router.get("/processing")
    async def entry(principal: SignedIn) -> RegisterOut:
        return _out(await register.entry(principal))

    @router.get("/processing.pdf", response_class=Response)
    async def as_pdf(principal: SignedIn) -> Response:
        headers = {"content-disposition": 'attachment; filename="registre-des-traitements.pdf"'}
        made = await register.export(principal, "pdf")
        return Response(made, media_type="application/pdf", headers=headers)

    @router.get("/processing.csv", response_class=Response)
    async def as_csv(principal: SignedIn) -> Response:
        headers = {"content-disposition": 'attachment; filename="annexe-aipd.csv"'}
        return Response(await register.export(principal, "csv"), media_type="text/csv", headers=headers)

    return router


def _out(entry: RegisterEntry) -> RegisterOut:
    return RegisterOut(
        sections=[SectionOut(title=each.title, lines=list(each.lines)) for each in entry.sections],
        figures=[FigureOut(group=each.group, label=each.label, value=each.value) for each in entry.figures],
        missing=list(entry.missing),
    )
