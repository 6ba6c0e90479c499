"""What every request passes: who asks, foreign pages, safety headers, errors in one shape."""

import httpx
import pytest
from fastapi import APIRouter

from vigie.kernel.errors import BadInput, Conflict, NotFound, NotSignedIn, Refused, Unavailable
from vigie.kernel.routes import SignedIn
from vigie.testing.cameras import someone
from vigie.web.app import create_app
from vigie.web.guard import cookie_value

ERRORS = {
    "bad_input": (BadInput("write less", field="name"), 422),
    "not_found": (NotFound("none"), 404),
    "conflict": (Conflict("twice"), 409),
    "not_signed_in": (NotSignedIn("who?"), 401),
    "refused": (Refused("no"), 403),
    "unavailable": (Unavailable("away"), 503),
    "locked": (NotSignedIn("wait", code="locked", seconds=5), 429),
}


class FakeSessions:
    async def principal(self, token, address):
        if token != "good":
            raise NotSignedIn("ended", code="session_expired")
        return someone()


def _routes():
    routes = APIRouter()

    @routes.get("/me")
    async def me(principal: SignedIn) -> str:
        return principal.name

    @routes.post("/write")
    async def write(number: int) -> int:
        return number

    @routes.get("/fail/{code}")
    async def fail(code: str) -> None:
        if code not in ERRORS:
            raise RuntimeError("secret detail")
        raise ERRORS[code][0]

    return routes


@pytest.fixture
def app():
    return create_app(
        sessions=FakeSessions(),
        cookie="vigie",
        origins=["https://csu.example.fr"],
        api=[_routes()],
        sockets=[],
    )


@pytest.fixture
async def client(app):
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("127.0.0.1", 5))
    async with httpx.AsyncClient(transport=transport, base_url="http://centre") as client:
        yield client


async def test_a_session_s_cookie_brings_its_principal(client):
    answer = await client.get("/api/me", headers={"cookie": "other=1; vigie=good"})
    assert (answer.status_code, answer.json()) == (200, "Camille Martin")


@pytest.mark.parametrize(
    ("headers", "code"), [({}, "not_signed_in"), ({"cookie": "vigie=stolen"}, "session_expired")]
)
async def test_without_a_session_nobody_is_signed_in(client, headers, code):
    answer = await client.get("/api/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, code)


async def test_a_writing_call_without_our_header_is_a_foreign_page_s(client):
    answer = await client.post("/api/write?number=1", headers={"cookie": "vigie=good"})
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_page")
    answer = await client.post("/api/write?number=1", headers={"x-vigie": "1"})
    assert answer.json() == 1


@pytest.mark.parametrize("code", ERRORS)
async def test_every_kind_of_error_has_its_status_and_one_shape(client, code):
    answer = await client.get(f"/api/fail/{code}")
    error, status = ERRORS[code]
    assert answer.status_code == status
    assert answer.json() == {"code": code, "message": str(error), "details": error.details}


async def test_an_unexpected_error_tells_nothing_of_itself(client):
    answer = await client.get("/api/fail/unknown")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text


async def test_bad_values_name_their_field(client):
    answer = await client.post("/api/write?number=many", headers={"x-vigie": "1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert answer.json()["details"]["field"] == "number"


async def test_an_unknown_call_is_json_and_no_page(client):
    answer = await client.get("/api/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/api/me", "/", "/api/nothing"])
async def test_every_answer_carries_the_safety_headers(client, path):
    headers = (await client.get(path)).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers.get("cache-control") == (
        "no-store" if path.startswith("/api") else headers.get("cache-control")
    )


async def _open_socket(app, headers):
    """Return the events that the application sends to a WebSocket that is opened and left."""
    sent = []
    incoming = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}])

    async def receive():
        return next(incoming)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": "/api/none",
        "raw_path": b"/api/none",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 5),
        "scheme": "ws",
        "subprotocols": [],
        "extensions": {},
    }
    await app(scope, receive, send)
    return sent


async def test_a_websocket_from_a_foreign_page_is_refused(app):
    sent = await _open_socket(app, {"host": "centre", "origin": "http://evil.example"})
    assert sent == [{"type": "websocket.close", "code": 4403, "reason": "foreign_page"}]


@pytest.mark.parametrize(
    "headers",
    [{"host": "centre", "origin": "http://centre"}, {"host": "x", "origin": "https://csu.example.fr"}],
)
async def test_a_websocket_from_our_own_pages_passes(app, headers):
    sent = await _open_socket(app, headers)
    assert not [message for message in sent if message.get("reason") == "foreign_page"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("a=1; vigie=x; b=2", "x"),
        ("vigie=", ""),
        ("", None),
        ("vigies=x", None),
        ('vigie="x"', "x"),
        ("=;;\x00", None),
    ],
)
def test_the_cookie_is_found_among_others(header, value):
    assert cookie_value(header, "vigie") == value
