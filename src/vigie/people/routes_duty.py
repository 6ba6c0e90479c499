"""HTTP of duty, below `/api`: shifts, calendar, swaps, handovers, two-person confirmations."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AccountId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.rights import Principal, SensitiveAct
from vigie.kernel.routes import SignedIn
from vigie.people.confirmations import Confirmations
from vigie.people.model import Confirmation, Role
from vigie.people.rota import RotaService
from vigie.people.shifts import Shift, Template
from vigie.people.shifts_store import Handover, Swap

Instant = Annotated[int, Query(ge=0, lt=1 << 53, description="UTC microseconds")]
IdPath = Annotated[str, Path(max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]
Id = Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]
Minutes = Annotated[int, Field(ge=0, lt=24 * 60)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TemplateIn(_In):
    """A rota: `people[s]` take the shift of `starts[s]` in turn, day after day; null is a day off."""

    first_day: date
    days: Annotated[int, Field(ge=1, le=366)]
    starts: Annotated[list[Minutes], Field(min_length=1, max_length=24)]
    length_minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    people: Annotated[
        list[Annotated[list[Id | None], Field(min_length=1, max_length=100)]], Field(max_length=24)
    ]
    post: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")] = "operator"


class ShiftOut(BaseModel):
    """A duty period."""

    id: str
    account_id: str
    starts_us: int
    ends_us: int
    post: str


class ColleagueOut(BaseModel):
    """Somebody who may take a shift or a handover."""

    id: str
    name: str
    role: Role


class ProblemOut(BaseModel):
    """understaffed, overlap, short_rest or too_long."""

    kind: str
    starts_us: int
    ends_us: int
    account_id: str | None
    people: int | None


class RotaOut(BaseModel):
    """Shifts and what is wrong with them."""

    shifts: list[ShiftOut]
    problems: list[ProblemOut]


class SwapIn(_In):
    """A wish to swap."""

    shift_id: Id
    to_account_id: Id


class SwapOut(SwapIn):
    """A wish as kept."""

    id: str
    asked_by: str
    asked_us: int
    state: str


class DecisionIn(_In):
    """Yes or no."""

    agree: bool


class HandoverIn(_In):
    """What the next shift must know."""

    to_account_id: Id
    text: Text


class HandoverOut(HandoverIn):
    """A handover as kept; complete once both instants are there."""

    id: str
    from_account_id: str
    written_us: int
    given_us: int | None
    taken_us: int | None


class ConfirmationIn(_In):
    """An act that somebody else must confirm."""

    act: SensitiveAct
    subject: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    reason: Annotated[str, Field(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]
    basis: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] | None = None


class ConfirmationOut(BaseModel):
    """A request as kept."""

    id: str
    act: SensitiveAct
    subject: str
    reason: str
    asked_by: str
    asked_by_name: str
    asked_us: int
    expires_us: int
    confirmed_by: str | None
    confirmed_by_name: str | None
    mine: bool


def duty_router(rota: RotaService, confirmations: Confirmations) -> APIRouter:
    """Return the routes of duty."""
    router = APIRouter(tags=["duty"])
    _shift_routes(router, rota)
    _swap_routes(router, rota)
    _handover_routes(router, rota)
    _confirmation_routes(router, confirmations)
    return router


def _shift_routes(router: APIRouter, rota: RotaService) -> None:
    @router.get("/shifts")
    async def read(start_us: Instant, end_us: Instant, principal: SignedIn) -> RotaOut:
        found = await rota.rota(principal, _span(start_us, end_us))
        problems = [
            ProblemOut(
                kind=each.kind,
                starts_us=each.interval.start,
                ends_us=each.interval.end,
                account_id=each.account_id,
                people=each.people,
            )
            for each in found.problems
        ]
        return RotaOut(shifts=[_shift(each) for each in found.shifts], problems=problems)

    @router.post("/shifts", status_code=201)
    async def plan(body: TemplateIn, principal: SignedIn) -> list[ShiftOut]:
        people = tuple(tuple(None if one is None else AccountId(one) for one in row) for row in body.people)
        template = Template(
            first_day=body.first_day,
            days=body.days,
            starts=tuple(body.starts),
            length_minutes=body.length_minutes,
            people=people,
            post=body.post,
        )
        return [_shift(each) for each in await rota.plan(principal, template)]

    @router.get("/shifts/on-duty")
    async def on_duty(principal: SignedIn) -> list[ShiftOut]:
        return [_shift(each) for each in await rota.on_duty(principal)]

    @router.get("/shifts/colleagues")
    async def colleagues(principal: SignedIn) -> list[ColleagueOut]:
        return [
            ColleagueOut(id=each.id, name=each.name, role=each.role)
            for each in await rota.colleagues(principal)
        ]

    @router.get("/shifts/calendar.ics", response_class=Response)
    async def calendar(start_us: Instant, end_us: Instant, principal: SignedIn) -> Response:
        text = await rota.calendar(principal, _span(start_us, end_us))
        return Response(text, media_type="text/calendar; charset=utf-8")

    @router.delete("/shifts/{shift_id}", status_code=204)
    async def remove(shift_id: IdPath, principal: SignedIn) -> None:
        await rota.remove(principal, shift_id)


def _swap_routes(router: APIRouter, rota: RotaService) -> None:
    @router.get("/swaps")
    async def swaps(principal: SignedIn) -> list[SwapOut]:
        return [_swap(each) for each in await rota.swaps(principal)]

    @router.post("/swaps", status_code=201)
    async def ask_swap(body: SwapIn, principal: SignedIn) -> SwapOut:
        return _swap(await rota.ask_swap(principal, body.shift_id, AccountId(body.to_account_id)))

    @router.post("/swaps/{swap_id}/decide", status_code=204)
    async def decide_swap(swap_id: IdPath, body: DecisionIn, principal: SignedIn) -> None:
        await rota.decide_swap(principal, swap_id, approve=body.agree)


def _handover_routes(router: APIRouter, rota: RotaService) -> None:
    @router.get("/handovers")
    async def handovers(principal: SignedIn) -> list[HandoverOut]:
        return [_handover(each) for each in await rota.handovers(principal)]

    @router.post("/handovers", status_code=201)
    async def give(body: HandoverIn, principal: SignedIn) -> HandoverOut:
        return _handover(await rota.give(principal, AccountId(body.to_account_id), body.text))

    @router.post("/handovers/{handover_id}/take", status_code=204)
    async def take(handover_id: IdPath, principal: SignedIn) -> None:
        await rota.take(principal, handover_id)


def _confirmation_routes(router: APIRouter, confirmations: Confirmations) -> None:
    @router.get("/confirmations")
    async def pending(principal: SignedIn) -> list[ConfirmationOut]:
        found = await confirmations.pending(principal)
        names = await confirmations.names() if found else {}
        return [_confirmation(each, principal, names) for each in found]

    @router.post("/confirmations", status_code=201)
    async def ask(body: ConfirmationIn, principal: SignedIn) -> ConfirmationOut:
        asked = await confirmations.ask(principal, body.act, body.subject, body.reason, body.basis)
        return _confirmation(asked, principal, {principal.account_id: principal.name})

    @router.post("/confirmations/{confirmation_id}/answer", status_code=204)
    async def answer(confirmation_id: IdPath, body: DecisionIn, principal: SignedIn) -> None:
        await confirmations.answer(principal, confirmation_id, agree=body.agree)


def _span(start_us: int, end_us: int) -> Interval:
    if end_us <= start_us:
        raise BadInput("end_us must be after start_us", code="interval_empty", field="end_us")
    return Interval(UtcUs(start_us), UtcUs(end_us))


def _shift(each: Shift) -> ShiftOut:
    return ShiftOut(
        id=each.id,
        account_id=each.account_id,
        starts_us=each.interval.start,
        ends_us=each.interval.end,
        post=each.post,
    )


def _swap(each: Swap) -> SwapOut:
    return SwapOut(
        id=each.id,
        shift_id=each.shift_id,
        to_account_id=each.to_account_id,
        asked_by=each.asked_by,
        asked_us=each.asked,
        state=each.state,
    )


def _handover(each: Handover) -> HandoverOut:
    return HandoverOut(
        id=each.id,
        from_account_id=each.from_account_id,
        to_account_id=each.to_account_id,
        text=each.text,
        written_us=each.written,
        given_us=each.given,
        taken_us=each.taken,
    )


def _confirmation(each: Confirmation, principal: Principal, names: Mapping[str, str]) -> ConfirmationOut:
    return ConfirmationOut(
        id=each.id,
        act=each.act,
        subject=each.subject,
        reason=each.reason,
        asked_by=each.asked_by,
        asked_us=each.asked,
        expires_us=each.expires,
        asked_by_name=names.get(each.asked_by, each.asked_by),
        confirmed_by=each.confirmed_by,
        confirmed_by_name=None if each.confirmed_by is None else names.get(each.confirmed_by),
        mine=each.asked_by == principal.account_id,
    )
