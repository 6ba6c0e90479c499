"""The application: every room's routes behind one guard, the built pages behind those."""

from collections.abc import Iterable, Sequence

from fastapi import APIRouter, FastAPI

from vigie import __version__
from vigie.web import errors, pages
from vigie.web.guard import Guard, Sessions


def create_app(
    *,
    sessions: Sessions,
    cookie: str,
    origins: Iterable[str],
    from_servers: Iterable[str] = (),
    api: Sequence[APIRouter],
    sockets: Sequence[APIRouter],
) -> FastAPI:
    """Return the application.

    Args:
        sessions: who is behind a session cookie.
        cookie: the cookie's name.
        origins: further addresses under which browsers reach us.
        from_servers: paths that other servers write to; no cookie counts there.
        api: routers to be mounted under `/api`.
        sockets: routers that name their whole path.
    """
    app = FastAPI(
        title="Vigie",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    errors.add_handlers(app)
    for router in api:
        app.include_router(router, prefix="/api")
    for router in (*sockets, pages.router()):
        app.include_router(router)
    app.add_middleware(
        Guard, sessions=sessions, cookie=cookie, origins=tuple(origins), from_servers=tuple(from_servers)
    )
    return app
