"""HTTP of thumbnails: one small JPEG per instant, under playback's right and consultation."""

from fastapi import APIRouter, Response

from vigie.archive.routes import NO_STORE, CameraPath, Consulted, Instant
from vigie.archive.thumbnails import Thumbnails
from vigie.kernel.instants import UtcUs
from vigie.kernel.routes import SignedIn

TAKEN_AT = "X-Picture-Us"
"""Header: when the picture was taken, UTC microseconds."""


def thumbnails_router(thumbnails: Thumbnails) -> APIRouter:
    """Return the route, to be mounted below `/api`."""
    router = APIRouter(prefix="/archive", tags=["archive"])

    @router.get(
        "/cameras/{camera_id}/thumbnail",
        response_class=Response,
        responses={200: {"content": {"image/jpeg": {}}, "description": "The keyframe at or before `at_us`."}},
    )
    async def thumbnail(
        camera_id: CameraPath, at_us: Instant, consultation: Consulted, principal: SignedIn
    ) -> Response:
        found = await thumbnails.at(principal, camera_id, UtcUs(at_us), consultation)
        headers = {**NO_STORE, TAKEN_AT: str(found.stands_for.start)}
        return Response(found.jpeg, media_type="image/jpeg", headers=headers)

    return router
