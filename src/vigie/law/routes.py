"""HTTP of the room `law`, below `/api/law`."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.errors import NotFound
from vigie.kernel.ids import AuthorisationId, CameraId
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.routes import SignedIn
from vigie.law.analytics import AnalyticsBases
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.law.model import PURPOSE_FR, Authorisation, FeedSharing, Purpose
from vigie.law.notices import Notice, notice_pdf, notice_text
from vigie.law.renewals import Step, renewals
from vigie.law.service import Authorisations

IdPath = Annotated[str, Path(max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
LongText = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\x00]*$")]
Day = Annotated[date, Field(ge=date(1995, 1, 1), le=date(2200, 1, 1))]
Instant = Annotated[int, Field(ge=0, lt=1 << 53, description="UTC microseconds")]
Cameras = Annotated[
    list[Annotated[CameraId, Field(pattern=r"^[a-z0-9-]{1,64}$")]], Field(min_length=1, max_length=5_000)
]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SharingIn(_In):
    """Who else receives images, as the order says (CSI L252-3): services, days they keep them, urgency."""

    services: Annotated[list[Text], Field(min_length=1, max_length=20)]
    days: Annotated[int, Field(ge=1, le=31)]
    urgent: bool = False


class AuthorisationIn(_In):
    """A prefect's order."""

    number: Text
    prefecture: Text
    signed: Day
    first_day: Day
    last_day: Day
    retention_days: Annotated[int, Field(ge=1, le=31)]
    minimum_days: Annotated[int, Field(ge=1, le=31)] | None = None
    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=11)]
    cameras: Cameras
    persons: Annotated[list[Text], Field(max_length=200)] = []
    prescriptions: Annotated[str, Field(max_length=10_000, pattern=r"^[^\x00]*$")] = ""
    perimeter: dict[str, Any] | None = None
    sharing: SharingIn | None = None
    provisional: bool = False


class AuthorisationOut(BaseModel):
    """An order as kept; `state` is in_force or why it is not."""

    id: str
    number: str
    prefecture: str
    signed: date
    first_day: date
    last_day: date
    retention_days: int
    minimum_days: int | None
    purposes: list[Purpose]
    cameras: list[CameraId]
    persons: list[str]
    prescriptions: str
    perimeter: dict[str, Any] | None
    sharing: SharingIn | None
    provisional: bool
    demo: bool
    state: str
    revoked_us: int | None
    revoked_reason: str | None


class ReasonIn(_In):
    """Why."""

    reason: Annotated[str, Field(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]


class PurposeOut(BaseModel):
    """One purpose of CSI L251-2."""

    number: Purpose
    text_fr: str


class RenewalOut(BaseModel):
    """An order to renew."""

    authorisation_id: str
    number: str
    last_day: date
    step: Step
    prepare_from: date
    file_before: date
    cameras: list[CameraId]


class BasisIn(_In):
    """A legal basis for analytics."""

    text: LongText
    order_number: Text
    authority: Text
    event: LongText
    kinds: Annotated[list[EventKind], Field(min_length=1, max_length=8)]
    cameras: Cameras
    starts_us: Instant
    ends_us: Instant
    attestation: LongText


class BasisOut(BasisIn):
    """A basis as kept."""

    id: str
    revoked_us: int | None
    revoked_reason: str | None


class NoticeIn(_In):
    """What a sign says besides the order."""

    controller: Text
    contact: Text
    dpo: Text


class NoticeOut(BaseModel):
    """A sign's text."""

    text_fr: str


def law_router(authorisations: Authorisations, bases: AnalyticsBases, clock: Clock) -> APIRouter:
    """Return the routes of the room `law`."""
    router = APIRouter(prefix="/law", tags=["law"])
    _authorisation_routes(router, authorisations, clock)
    _basis_routes(router, bases)
    _notice_routes(router, authorisations)

    @router.get("/purposes")
    async def purposes(_principal: SignedIn) -> list[PurposeOut]:
        return [PurposeOut(number=each, text_fr=PURPOSE_FR[each]) for each in Purpose]

    return router


def _authorisation_routes(router: APIRouter, law: Authorisations, clock: Clock) -> None:
    @router.get("/authorisations")
    async def everything(_principal: SignedIn) -> list[AuthorisationOut]:
        return [_authorisation(each, clock.now()) for each in await law.all()]

    @router.post("/authorisations", status_code=201)
    async def record(body: AuthorisationIn, principal: SignedIn) -> AuthorisationOut:
        draft = Authorisation(
            id=AuthorisationId(""),
            number=body.number,
            prefecture=body.prefecture,
            signed=body.signed,
            first_day=body.first_day,
            last_day=body.last_day,
            retention_days=body.retention_days,
            minimum_days=body.minimum_days,
            purposes=tuple(body.purposes),
            cameras=tuple(body.cameras),
            persons=tuple(body.persons),
            prescriptions=body.prescriptions,
            perimeter=body.perimeter,
            sharing=None if body.sharing is None else _sharing_of(body.sharing),
            provisional=body.provisional,
        )
        return _authorisation(await law.record(principal, draft), clock.now())

    @router.post("/authorisations/{authorisation_id}/revoke", status_code=204)
    async def revoke(authorisation_id: IdPath, body: ReasonIn, principal: SignedIn) -> None:
        await law.revoke(principal, AuthorisationId(authorisation_id), body.reason)

    @router.get("/renewals")
    async def calendar(_principal: SignedIn) -> list[RenewalOut]:
        return [
            RenewalOut(
                authorisation_id=each.authorisation.id,
                number=each.authorisation.number,
                last_day=each.authorisation.last_day,
                step=each.step,
                prepare_from=each.prepare_from,
                file_before=each.file_before,
                cameras=list(each.cameras),
            )
            for each in renewals(await law.all(), clock.now())
        ]


def _basis_routes(router: APIRouter, bases: AnalyticsBases) -> None:
    @router.get("/analytics-bases")
    async def everything(_principal: SignedIn) -> list[BasisOut]:
        return [_basis(each) for each in await bases.all()]

    @router.post("/analytics-bases", status_code=201)
    async def record(body: BasisIn, principal: SignedIn) -> BasisOut:
        draft = AnalyticsBasis(
            id="",
            text=body.text,
            order_number=body.order_number,
            authority=body.authority,
            event=body.event,
            kinds=tuple(body.kinds),
            cameras=tuple(body.cameras),
            starts=UtcUs(body.starts_us),
            ends=UtcUs(body.ends_us),
            attestation=body.attestation,
        )
        return _basis(await bases.record(principal, draft))

    @router.post("/analytics-bases/{basis_id}/revoke", status_code=204)
    async def revoke(basis_id: IdPath, body: ReasonIn, principal: SignedIn) -> None:
        await bases.revoke(principal, basis_id, body.reason)


def _notice_routes(router: APIRouter, law: Authorisations) -> None:
    async def notice(authorisation_id: str, body: NoticeIn) -> Notice:
        found = next((each for each in await law.all() if each.id == authorisation_id), None)
        if found is None:
            raise NotFound("there is no such authorisation", code="authorisation_unknown")
        return Notice(
            controller=body.controller,
            contact=body.contact,
            dpo=body.dpo,
            number=found.number,
            retention_days=found.retention_days,
            purposes=found.purposes,
        )

    @router.post("/authorisations/{authorisation_id}/notice")
    async def as_text(authorisation_id: IdPath, body: NoticeIn, _principal: SignedIn) -> NoticeOut:
        return NoticeOut(text_fr=notice_text(await notice(authorisation_id, body)))

    @router.post("/authorisations/{authorisation_id}/notice.pdf", response_class=Response)
    async def as_pdf(authorisation_id: IdPath, body: NoticeIn, _principal: SignedIn) -> Response:
        made = await notice_pdf(await notice(authorisation_id, body))
        return Response(made, media_type="application/pdf")


def _sharing_of(body: SharingIn) -> FeedSharing:
    return FeedSharing(
        services=tuple(each.strip() for each in body.services), days=body.days, urgent=body.urgent
    )


def _plain(sharing: FeedSharing) -> dict[str, Any]:
    return {"services": list(sharing.services), "days": sharing.days, "urgent": sharing.urgent}


def _authorisation(each: Authorisation, at: UtcUs) -> AuthorisationOut:
    return AuthorisationOut(
        id=each.id,
        number=each.number,
        prefecture=each.prefecture,
        signed=each.signed,
        first_day=each.first_day,
        last_day=each.last_day,
        retention_days=each.retention_days,
        minimum_days=each.minimum_days,
        purposes=list(each.purposes),
        cameras=list(each.cameras),
        persons=list(each.persons),
        prescriptions=each.prescriptions,
        perimeter=each.perimeter,
        sharing=None if each.sharing is None else SharingIn(**_plain(each.sharing)),
        provisional=each.provisional,
        demo=each.demo,
        state=each.fault(at) or "in_force",
        revoked_us=each.revoked,
        revoked_reason=each.revoked_reason,
    )


def _basis(each: AnalyticsBasis) -> BasisOut:
    return BasisOut(
        id=each.id,
        text=each.text,
        order_number=each.order_number,
        authority=each.authority,
        event=each.event,
        kinds=list(each.kinds),
        cameras=list(each.cameras),
        starts_us=each.starts,
        ends_us=each.ends,
        attestation=each.attestation,
        revoked_us=each.revoked,
        revoked_reason=each.revoked_reason,
    )
