"""HTTP of the register of destructions, below `/api/archive/destructions`; it shows no image."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from vigie.archive.destructions import DestructionRegister
from vigie.archive.model import Destroyed, Destruction, DestructionPlace
from vigie.archive.routes import NO_STORE, interval_of
from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.routes import SignedIn

Instant = Annotated[int, Query(ge=0, lt=1 << 53, description="UTC microseconds")]
Camera = Annotated[CameraId | None, Query(pattern=r"^[a-z0-9-]{1,64}$")]
Cursor = Annotated[str | None, Query(max_length=120, description="continue: `next` of the page before")]


class SumOut(BaseModel):
    """What was destroyed of one camera for one cause; `latest_us`: how long after its day the last went."""

    camera_id: CameraId
    cause: str
    segments: int
    size_bytes: int
    oldest_us: int
    newest_us: int
    latest_us: int


class LineOut(BaseModel):
    """One segment destroyed; `sha256` is the digest it had."""

    camera_id: CameraId
    start_us: int
    end_us: int
    due_us: int
    destroyed_us: int
    size_bytes: int
    sha256: str | None
    cause: str


class RegisterOut(BaseModel):
    """Some lines, newest first; `sums` stand with the first page of eight days at most, `next` continues."""

    sums: list[SumOut] | None
    lines: list[LineOut]
    next: str | None


def register_router(register: DestructionRegister) -> APIRouter:
    """Return the routes, to be mounted below `/api`."""
    router = APIRouter(prefix="/archive", tags=["archive"])

    @router.get("/destructions")
    async def page(
        since_us: Instant,
        until_us: Instant,
        principal: SignedIn,
        camera_id: Camera = None,
        before: Cursor = None,
    ) -> RegisterOut:
        found = await register.page(
            principal, interval_of(since_us, until_us), camera_id=camera_id, before=_place(before)
        )
        return RegisterOut(
            sums=None if found.sums is None else [_sum(each) for each in found.sums],
            lines=[_line(each) for each in found.lines],
            next=None if found.after is None else _cursor(found.after),
        )

    @router.get("/destructions.csv", response_class=StreamingResponse)
    async def as_csv(since_us: Instant, until_us: Instant, principal: SignedIn) -> StreamingResponse:
        lines = await register.csv(principal, interval_of(since_us, until_us))
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=_headers("csv"))

    @router.get("/destructions.pdf", response_class=Response)
    async def as_pdf(since_us: Instant, until_us: Instant, principal: SignedIn) -> Response:
        made = await register.pdf(principal, interval_of(since_us, until_us))
        return Response(made, media_type="application/pdf", headers=_headers("pdf"))

    return router


def _headers(form: str) -> dict[str, str]:
    return NO_STORE | {"Content-Disposition": f'attachment; filename="destructions.{form}"'}


def _cursor(place: DestructionPlace) -> str:
    return f"{place.destroyed_at}.{place.start}.{place.camera_id}"


def _place(cursor: str | None) -> DestructionPlace | None:
    if cursor is None:
        return None
    destroyed, _, rest = cursor.partition(".")
    start, _, camera = rest.partition(".")
    numbers = (destroyed, start)
    if not all(each.isascii() and each.isdigit() and int(each) < 1 << 53 for each in numbers):
        raise BadInput("before: give back the `next` of the page before", code="bad_cursor", field="before")
    return DestructionPlace(UtcUs(int(destroyed)), CameraId(camera), UtcUs(int(start)))


def _sum(each: Destroyed) -> SumOut:
    return SumOut(
        camera_id=each.camera_id,
        cause=each.cause,
        segments=each.segments,
        size_bytes=each.size,
        oldest_us=each.oldest,
        newest_us=each.newest,
        latest_us=each.latest_us,
    )


def _line(each: Destruction) -> LineOut:
    return LineOut(
        camera_id=each.camera_id,
        start_us=each.start,
        end_us=each.end,
        due_us=each.due,
        destroyed_us=each.destroyed_at,
        size_bytes=each.size,
        sha256=each.digest.hex() if each.digest else None,
        cause=each.cause,
    )
