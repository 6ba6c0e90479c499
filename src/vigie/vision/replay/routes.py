"""HTTP of replays: start one, ask how far it is, its pictures, stop it. Answers are never cached."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.routes import SignedIn
from vigie.vision.replay.model import Draft, ReplayRun, ReplayState
from vigie.vision.replay.service import Replays
from vigie.vision.rulebook_model import LARGEST_PX, MOST_RULES

NO_STORE = {"Cache-Control": "no-store, private"}
ReplayPath = Annotated[str, Path(max_length=64)]
Side = Annotated[int, Field(ge=1, le=LARGEST_PX)]
Instant = Annotated[int, Field(ge=0, lt=1 << 53)]


class ReplayIn(BaseModel):
    """A draft, an interval of the archive, and the consultation that opens it."""

    model_config = ConfigDict(extra="forbid")

    rules: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_RULES)
    width_px: Side
    height_px: Side
    calibration: dict[str, Any] | None = None
    start_us: Instant
    end_us: Instant
    consultation: str = Field(max_length=64)


class FoundOut(BaseModel):
    """A signal that would ring."""

    rule: str
    kind: str
    at_us: int
    ended_us: int | None
    confidence: float
    region_px: list[float]
    size_px: list[int]
    details: dict[str, Any]


class ReplayOut(BaseModel):
    """How far a replay is, and what it found."""

    id: str
    camera_id: CameraId
    state: ReplayState
    start_us: int
    end_us: int
    at_us: int
    detector: str
    problem: str | None
    message: str | None
    counts: dict[str, int]
    closed: dict[str, str]
    found: list[FoundOut]


def replays_router(replays: Replays) -> APIRouter:
    """Return the routes, to be mounted below `/api`."""
    router = APIRouter(prefix="/analytics", tags=["analytics"])

    @router.post("/cameras/{camera_id}/replays", status_code=201)
    async def start(
        camera_id: Annotated[CameraId, Path(max_length=64)], body: ReplayIn, principal: SignedIn
    ) -> ReplayOut:
        if body.end_us <= body.start_us:
            raise BadInput("end_us must be after start_us", code="interval_empty", field="end_us")
        draft = Draft(body.rules, (body.width_px, body.height_px), body.calibration)
        interval = Interval(UtcUs(body.start_us), UtcUs(body.end_us))
        return _out(await replays.start(principal, camera_id, draft, interval, body.consultation))

    @router.get("/replays/{replay_id}")
    async def get(replay_id: ReplayPath, principal: SignedIn, response: Response) -> ReplayOut:
        response.headers.update(NO_STORE)
        return _out(await replays.get(principal, replay_id))

    @router.get("/replays/{replay_id}/pictures/{number}.jpg")
    async def still(
        replay_id: ReplayPath, number: Annotated[int, Path(ge=0, le=10_000)], principal: SignedIn
    ) -> Response:
        jpeg = await replays.still(principal, replay_id, number)
        return Response(jpeg, media_type="image/jpeg", headers=NO_STORE)

    @router.delete("/replays/{replay_id}", status_code=204)
    async def cancel(replay_id: ReplayPath, principal: SignedIn) -> Response:
        await replays.cancel(principal, replay_id)
        return Response(status_code=204)

    return router


def _out(run: ReplayRun) -> ReplayOut:
    return ReplayOut(
        id=run.id,
        camera_id=run.camera_id,
        state=run.state,
        start_us=run.interval.start,
        end_us=run.interval.end,
        at_us=run.at,
        detector=run.detector,
        problem=run.problem and run.problem[0],
        message=run.problem and run.problem[1],
        counts=run.counts,
        closed=run.closed,
        found=[
            FoundOut(
                rule=each.rule_id,
                kind=each.kind,
                at_us=each.at,
                ended_us=each.ended,
                confidence=each.confidence,
                region_px=list(each.region_px),
                size_px=list(each.size_px),
                details=each.details,
            )
            for each in run.found
        ],
    )
