"""What every request passes first: who asks, whether a foreign page sent it, and the answer's safety headers.

Plain ASGI, so that it costs WebSocket messages nothing. Sign-in is a cookie that browsers send by themselves;
so writing calls must carry `X-Vigie: 1`, which no foreign page can add, and WebSockets must come from our own
origin (they are not subject to the same-origin policy).
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vigie.kernel.errors import NotSignedIn
from vigie.kernel.rights import Principal
from vigie.web.errors import answer

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSP = (
    "default-src 'self'; "
    "connect-src 'self'; "
    "img-src 'self' data: blob:; "
    "media-src 'self' blob:; "
    "worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; "
    "object-src 'none'; "
    "base-uri 'none'; "
    "form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Call = Callable[[], Awaitable[None]]


class Sessions(Protocol):
    """Who is behind a session cookie; given by the room `people`."""

    async def principal(self, token: str, address: str) -> Principal:
        """Return the one signed in.

        Raises:
            NotSignedIn: nobody is, any more; its code says why.
        """
        ...


class Guard:
    """Puts the principal on the request, refuses foreign writing calls, adds safety headers."""

    def __init__(
        self,
        app: ASGIApp,
        sessions: Sessions,
        cookie: str,
        origins: Iterable[str],
        from_servers: Iterable[str] = (),
    ) -> None:
        self._app = app
        self._sessions = sessions
        self._cookie = cookie
        self._origins = frozenset(origin.rstrip("/") for origin in origins)
        self._from_servers = frozenset(from_servers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or WebSocket."""
        if scope["type"] == "http":
            await self._http(scope, receive, _with_headers(scope, send))
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        writing = scope["method"] not in SAFE_METHODS
        if scope["path"] in self._from_servers:  # nobody is asked for there: a cookie sent along is not read
            await self._app(scope, receive, send)
            return
        if writing and headers.get("x-vigie") != "1":
            refusal = answer(403, "foreign_page", "writing calls carry the header X-Vigie: 1")
            await refusal(scope, receive, send)
            return
        if scope["path"].startswith("/api/"):
            await self._identify(scope, headers)
        await self._app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not self._own_origin(headers):
            await receive()
            await send({"type": "websocket.close", "code": 4403, "reason": "foreign_page"})
            return
        await self._identify(scope, headers)
        await self._app(scope, receive, send)

    async def _identify(self, scope: Scope, headers: Headers) -> None:
        """Set `principal` and `session_token`, or `sign_in_code`: why nobody is signed in."""
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        token = cookie_value(headers.get("cookie", ""), self._cookie)
        address = (scope.get("client") or ("", 0))[0]
        if token is None:
            return
        state["session_token"] = token
        try:
            state["principal"] = await self._sessions.principal(token, address)
        except NotSignedIn as error:
            state["sign_in_code"] = error.error_code

    def _own_origin(self, headers: Headers) -> bool:
        """Tell whether a page of ours asks; programs that are no browser send no origin."""
        origin = headers.get("origin")
        if origin is None or origin.rstrip("/") in self._origins:
            return True
        return urlsplit(origin).netloc == headers.get("host", "")


def cookie_value(header: str, name: str) -> str | None:
    """Return one cookie of a `Cookie` header (RFC 6265)."""
    cookies = SimpleCookie()
    try:
        cookies.load(header)
    except CookieError:
        return None
    found = cookies.get(name)
    return found.value if found else None


def _with_headers(scope: Scope, send: Send) -> Send:
    """Return a `send` that adds the safety headers; API answers are never kept by caches."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if scope["path"].startswith("/api/"):
                headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
