"""HTTP of the instant stop of all analytics."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.routes import SignedIn
from vigie.vision.suspension.service import LONGEST_REASON, Suspensions
from vigie.vision.suspension.store import Suspension


class SuspensionOut(BaseModel):
    """Whether all analytics are stopped; the rest is None when they are not."""

    suspended: bool
    since_us: int | None = None
    by: str | None = None
    reason: str | None = None


class ReasonIn(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=LONGEST_REASON)


def suspension_router(suspensions: Suspensions) -> APIRouter:
    """Return the routes, to be mounted below `/api`."""
    router = APIRouter(prefix="/analytics/suspension", tags=["analytics"])

    @router.get("")
    async def current(principal: SignedIn) -> SuspensionOut:
        return _out(await suspensions.current(principal))

    @router.post("", status_code=201)
    async def suspend(body: ReasonIn, principal: SignedIn) -> SuspensionOut:
        return _out(await suspensions.suspend(principal, body.reason))

    @router.post("/end", status_code=204)
    async def resume(body: ReasonIn, principal: SignedIn) -> Response:
        await suspensions.resume(principal, body.reason)
        return Response(status_code=204)

    return router


def _out(lasting: Suspension | None) -> SuspensionOut:
    if lasting is None:
        return SuspensionOut(suspended=False)
    return SuspensionOut(suspended=True, since_us=lasting.since, by=lasting.by_name, reason=lasting.reason)
