"""The built front end: files as they are, and the application's page for every other address."""

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, HTMLResponse, Response

STATIC = Path(__file__).parent / "static"
IMMUTABLE = "public, max-age=31536000, immutable"
NOT_BUILT = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Vigie</title>
<h1>Les pages ne sont pas construites</h1>
<p>Le centre fonctionne, mais son interface manque. Arrêtez-le et lancez <code>./start</code>,
ou construisez les pages : <code>.venv/bin/python tools/build-web</code>.</p>
<p lang="en">The pages are not built. Run <code>./start</code>, or <code>tools/build-web</code>.</p></html>"""


def router(static: Path = STATIC) -> APIRouter:
    """Return the routes of the pages; mount them last, they answer every address that is left."""
    routes = APIRouter(include_in_schema=False)
    root = static.resolve()

    @routes.api_route("/{path:path}", methods=["GET", "HEAD"])
    def page(path: str) -> Response:
        if path.startswith("api/"):
            raise HTTPException(404, "there is no such call; see /api/openapi.json")
        found = _inside(root, path)
        if found is not None:
            return FileResponse(found, headers={"Cache-Control": _caching(path)})
        if "." in path.rpartition("/")[2]:
            raise HTTPException(404, f"there is no file {path}")
        return _application(root)

    return routes


def _inside(root: Path, path: str) -> Path | None:
    """Return the file of that name below `root`; nothing outside it, whatever the name says."""
    if not path or "\0" in path:
        return None
    found = (root / path).resolve()
    return found if found.is_relative_to(root) and found.is_file() else None


def _application(root: Path) -> Response:
    index = root / "index.html"
    if not index.is_file():
        return HTMLResponse(NOT_BUILT, status_code=503)
    return FileResponse(index, headers={"Cache-Control": "no-cache"})


def _caching(path: str) -> str:
    """Return for how long a browser keeps a file: for ever where its name holds its digest."""
    return IMMUTABLE if path.startswith("assets/") else "no-cache"
