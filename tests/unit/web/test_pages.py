import httpx
import pytest
from fastapi import FastAPI

from vigie.web import pages


@pytest.fixture
def built(tmp_path):
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>Vigie</title>")
    (folder / "assets" / "app-1234.js").write_text("app")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


async def _get(folder, path):
    app = FastAPI()
    app.include_router(pages.router(folder))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://centre") as client:
        return await client.get(path)


@pytest.mark.parametrize("path", ["/", "/wall", "/archive/cam-001", "/a/b/c"])
async def test_the_application_answers_at_each_of_its_addresses(built, path):
    answer = await _get(built, path)
    assert (answer.status_code, answer.text) == (200, "<title>Vigie</title>")
    assert answer.headers["cache-control"] == "no-cache"


async def test_files_named_by_their_digest_are_kept_for_ever(built):
    answer = await _get(built, "/assets/app-1234.js")
    assert answer.text == "app"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/missing.js", "/assets/none.css", "/../secret.txt", "/%2e%2e/secret.txt", "/link.txt"]
)
async def test_what_is_not_there_or_outside_is_not_found(built, path):
    answer = await _get(built, path)
    assert answer.status_code == 404
    assert answer.text != "secret"


async def test_without_built_pages_it_says_how_to_build_them(tmp_path):
    answer = await _get(tmp_path / "absent", "/")
    assert answer.status_code == 503
    assert "./start" in answer.text
