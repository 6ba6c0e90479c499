"""HTTP of what surrounds the orders, below `/api/law`: authority, commissioning notices, agreements."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.ids import COMMUNE_CODE, CameraId
from vigie.kernel.instants import Clock
from vigie.kernel.routes import SignedIn
from vigie.law.agreements import Agreement, AgreementKind, Agreements
from vigie.law.commissioning import Commissioning, Commissionings

IdPath = Annotated[str, Path(max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Day = Annotated[date, Field(ge=date(1995, 1, 1), le=date(2200, 1, 1))]
Code = Annotated[str, Field(pattern=f"^{COMMUNE_CODE}$", description="INSEE code")]
Cameras = Annotated[
    list[Annotated[CameraId, Field(pattern=r"^[a-z0-9-]{1,64}$")]], Field(min_length=1, max_length=5_000)
]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AuthorityOut(BaseModel):
    """The authority that signs orders here; "" where the department is not known."""

    department: str
    name: str


class CommissioningIn(_In):
    """A letter to the prefect: these cameras are in service from this day on."""

    cameras: Cameras
    commissioned: Day
    notified: Day
    reference: Text


class CommissioningOut(BaseModel):
    """A notice as kept; `late`: the prefect was told only afterwards."""

    id: str
    camera_id: CameraId
    commissioned: date
    notified: date
    reference: str
    late: bool


class AgreementIn(_In):
    """An agreement of a centre that communes share."""

    kind: AgreementKind
    number: Text
    parties: Annotated[list[Text], Field(min_length=2, max_length=200)]
    communes: Annotated[list[Code], Field(min_length=1, max_length=200)]
    signed: Day
    first_day: Day
    last_day: Day


class AgreementOut(AgreementIn):
    """An agreement as kept."""

    id: str
    in_force: bool
    ended_us: int | None
    ended_reason: str | None


class MissingOut(BaseModel):
    """A commune for which no agreement of this kind is in force."""

    commune: str
    kind: AgreementKind


class AgreementsOut(BaseModel):
    """Agreements, and what none covers."""

    agreements: list[AgreementOut]
    missing: list[MissingOut]


class EndIn(_In):
    """Why."""

    reason: Annotated[str, Field(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]


def town_router(
    department: str, authority: str, notices: Commissionings, agreements: Agreements, clock: Clock
) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/law", tags=["law"])

    @router.get("/authority")
    async def who_signs(_principal: SignedIn) -> AuthorityOut:
        return AuthorityOut(department=department, name=authority)

    _notice_routes(router, notices)
    _agreement_routes(router, agreements, clock)
    return router


def _notice_routes(router: APIRouter, notices: Commissionings) -> None:
    @router.get("/commissionings")
    async def everything(_principal: SignedIn) -> list[CommissioningOut]:
        return [_notice(each) for each in await notices.all()]

    @router.post("/commissionings", status_code=201)
    async def record(body: CommissioningIn, principal: SignedIn) -> list[CommissioningOut]:
        draft = Commissioning(
            id="",
            camera_id=CameraId(""),
            commissioned=body.commissioned,
            notified=body.notified,
            reference=body.reference,
        )
        return [_notice(each) for each in await notices.record(principal, body.cameras, draft)]


def _agreement_routes(router: APIRouter, agreements: Agreements, clock: Clock) -> None:
    @router.get("/agreements")
    async def everything(_principal: SignedIn) -> AgreementsOut:
        held = await agreements.all()
        open_ones = [
            MissingOut(commune=each.commune, kind=each.kind) for each in await agreements.missing(held)
        ]
        return AgreementsOut(agreements=[_agreement(each, clock) for each in held], missing=open_ones)

    @router.post("/agreements", status_code=201)
    async def record(body: AgreementIn, principal: SignedIn) -> AgreementOut:
        draft = Agreement(
            id="",
            kind=body.kind,
            number=body.number,
            parties=tuple(body.parties),
            communes=tuple(body.communes),
            signed=body.signed,
            first_day=body.first_day,
            last_day=body.last_day,
        )
        return _agreement(await agreements.record(principal, draft), clock)

    @router.post("/agreements/{agreement_id}/end", status_code=204)
    async def end(agreement_id: IdPath, body: EndIn, principal: SignedIn) -> None:
        await agreements.end(principal, agreement_id, body.reason)


def _notice(each: Commissioning) -> CommissioningOut:
    return CommissioningOut(
        id=each.id,
        camera_id=each.camera_id,
        commissioned=each.commissioned,
        notified=each.notified,
        reference=each.reference,
        late=each.late,
    )


def _agreement(each: Agreement, clock: Clock) -> AgreementOut:
    return AgreementOut(
        id=each.id,
        kind=each.kind,
        number=each.number,
        parties=list(each.parties),
        communes=list(each.communes),
        signed=each.signed,
        first_day=each.first_day,
        last_day=each.last_day,
        in_force=each.holds(clock.now()),
        ended_us=each.ended,
        ended_reason=each.ended_reason,
    )
