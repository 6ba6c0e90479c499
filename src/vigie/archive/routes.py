"""HTTP of the archive: consultations, timelines, HLS playback. Answers with images are never cached."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.archive.holds import Holds
from vigie.archive.model import Hold, Timeline
from vigie.archive.service import Archive
from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.routes import SignedIn

NO_STORE = {"Cache-Control": "no-store, private"}

CameraPath = Annotated[CameraId, Path(max_length=64)]
SegmentPath = Annotated[str, Path(max_length=96)]
Instant = Annotated[int, Query(ge=0, lt=1 << 53, description="UTC microseconds")]
Cameras = Annotated[str, Query(min_length=1, max_length=1_100, description="1 to 16 cameras, with commas")]
Consulted = Annotated[str, Query(max_length=64, description="the consultation that opens the archive")]


class ConsultationIn(BaseModel):
    """What somebody wants to see, and why."""

    model_config = ConfigDict(extra="forbid")

    camera_ids: list[CameraId] = Field(min_length=1, max_length=200)
    start_us: int = Field(ge=0, lt=1 << 53)
    end_us: int = Field(ge=0, lt=1 << 53)
    reason: str = Field(max_length=2_000)
    basis: str = Field(max_length=2_000)


class ConsultationOut(BaseModel):
    """An open consultation."""

    id: str
    expires_at_us: int


class SpanOut(BaseModel):
    """An interval `[start_us, end_us)`."""

    start_us: int
    end_us: int


class GapOut(BaseModel):
    """Why nothing was recorded; `end_us` is None while it lasts."""

    start_us: int
    end_us: int | None
    reason: str


class TimelineOut(BaseModel):
    """What a camera's archive holds."""

    spans: list[SpanOut]
    gaps: list[GapOut]
    holds: list[SpanOut]
    oldest_us: int | None
    retention_days: int | None


class CameraTimelineOut(TimelineOut):
    """One row of several."""

    camera_id: CameraId


def archive_router(archive: Archive) -> APIRouter:
    """Return the routes, to be mounted below `/api`."""
    router = APIRouter(prefix="/archive", tags=["archive"])

    @router.post("/consultations", status_code=201)
    async def open_consultation(body: ConsultationIn, principal: SignedIn) -> ConsultationOut:
        consultation = await archive.open_consultation(
            principal,
            tuple(body.camera_ids),
            interval_of(body.start_us, body.end_us),
            body.reason,
            body.basis,
        )
        return ConsultationOut(id=consultation.id, expires_at_us=consultation.expires_at)

    @router.get("/cameras/{camera_id}/timeline")
    async def timeline(
        camera_id: CameraPath, start_us: Instant, end_us: Instant, principal: SignedIn
    ) -> TimelineOut:
        found, days = await archive.timeline(principal, camera_id, interval_of(start_us, end_us))
        return TimelineOut(**_drawn(found, days))

    @router.get("/timelines")
    async def timelines(
        camera_ids: Cameras, start_us: Instant, end_us: Instant, principal: SignedIn
    ) -> list[CameraTimelineOut]:
        cameras = tuple(CameraId(each) for each in camera_ids.split(","))
        found = await archive.timelines(principal, cameras, interval_of(start_us, end_us))
        return [
            CameraTimelineOut(camera_id=camera, **_drawn(*each))
            for camera, each in zip(cameras, found, strict=True)
        ]

    @router.get("/cameras/{camera_id}/playlist.m3u8")
    async def playlist(
        camera_id: CameraPath,
        start_us: Instant,
        end_us: Instant,
        consultation: Consulted,
        principal: SignedIn,
    ) -> Response:
        text = await archive.playlist(principal, camera_id, interval_of(start_us, end_us), consultation)
        return Response(text, media_type="application/vnd.apple.mpegurl", headers=NO_STORE)

    @router.get("/segments/{segment_id}/init.mp4")
    async def init(segment_id: SegmentPath, consultation: Consulted, principal: SignedIn) -> Response:
        data = await archive.init(principal, segment_id, consultation)
        return Response(data, media_type="video/mp4", headers=NO_STORE)

    @router.get("/segments/{segment_id}/media.m4s")
    async def media(
        segment_id: SegmentPath,
        consultation: Consulted,
        principal: SignedIn,
        first: Annotated[int, Query(ge=0, le=100_000)] = 0,
        stop: Annotated[int | None, Query(ge=1, le=100_000)] = None,
    ) -> Response:
        data = await archive.media(principal, segment_id, consultation, first=first, stop=stop)
        return Response(data, media_type="video/iso.segment", headers=NO_STORE)

    return router


def interval_of(start_us: int, end_us: int) -> Interval:
    """Return the interval of two numbers.

    Raises:
        BadInput: it would be empty.
    """
    if end_us <= start_us:
        raise BadInput("end_us must be after start_us", code="interval_empty", field="end_us")
    return Interval(UtcUs(start_us), UtcUs(end_us))


def _drawn(found: Timeline, days: int | None) -> dict[str, Any]:
    return {
        "spans": [_span(span) for span in found.spans],
        "gaps": [GapOut(start_us=gap.since, end_us=gap.until, reason=gap.reason) for gap in found.gaps],
        "holds": [_span(hold) for hold in found.holds],
        "oldest_us": found.oldest,
        "retention_days": days,
    }


def _span(interval: Interval) -> SpanOut:
    return SpanOut(start_us=interval.start, end_us=interval.end)


class HoldIn(BaseModel):
    """What is to be held, and for which procedure."""

    model_config = ConfigDict(extra="forbid")

    camera_id: CameraId = Field(max_length=64)
    start_us: int = Field(ge=0, lt=1 << 53)
    end_us: int = Field(ge=0, lt=1 << 53)
    reference: str = Field(max_length=2_000)
    reason: str = Field(max_length=2_000)


class ReleaseIn(BaseModel):
    """Why a hold ends."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=2_000)


class HoldOut(BaseModel):
    """A legal hold; `released_at_us` is None while it holds."""

    id: str
    camera_id: CameraId
    start_us: int
    end_us: int
    reference: str
    reason: str
    placed_by: str
    placed_at_us: int
    released_at_us: int | None


def holds_router(holds: Holds) -> APIRouter:
    """Return the routes of legal holds, to be mounted below `/api`."""
    router = APIRouter(prefix="/archive/holds", tags=["archive"])

    @router.get("")
    async def listed(principal: SignedIn) -> list[HoldOut]:
        return [_hold(hold) for hold in await holds.all(principal)]

    @router.post("", status_code=201)
    async def place(body: HoldIn, principal: SignedIn) -> HoldOut:
        interval = interval_of(body.start_us, body.end_us)
        return _hold(await holds.place(principal, body.camera_id, interval, body.reference, body.reason))

    @router.post("/{hold_id}/release")
    async def release(
        hold_id: Annotated[str, Path(max_length=32)], body: ReleaseIn, principal: SignedIn
    ) -> HoldOut:
        return _hold(await holds.release(principal, hold_id, body.reason))

    return router


def _hold(hold: Hold) -> HoldOut:
    return HoldOut(
        id=hold.id,
        camera_id=hold.camera_id,
        start_us=hold.interval.start,
        end_us=hold.interval.end,
        reference=hold.reference,
        reason=hold.reason,
        placed_by=hold.placed_by,
        placed_at_us=hold.placed_at,
        released_at_us=hold.released_at,
    )
