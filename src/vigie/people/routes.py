"""HTTP of the room `people`, below `/api`."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.errors import NotSignedIn
from vigie.kernel.rights import Principal, Verb
from vigie.kernel.routes import SignedIn as SignedInPrincipal
from vigie.people.model import Account, Role, Session
from vigie.people.policy import verbs_of
from vigie.people.sessions import SessionService

COOKIE = "vigie_session"
MAX_PASSWORD = 200


class Credentials(BaseModel):
    """What somebody signs in with."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=MAX_PASSWORD)
    code: str | None = Field(default=None, max_length=16, description="six digits of the second factor")
    reason: str | None = Field(default=None, max_length=500, description="why, outside one's shift")


class PasswordIn(BaseModel):
    """The password that opens a locked workstation."""

    model_config = ConfigDict(extra="forbid")

    password: str = Field(min_length=1, max_length=MAX_PASSWORD)


class Me(BaseModel):
    """Who is signed in; `verbs` is what pages offer, conditions are asked at each act."""

    account_id: str
    username: str
    name: str
    role: Role
    verbs: list[Verb]
    demo: bool
    second_factor: bool
    expires_at_us: int
    method: str | None = Field(description="how the session was opened: password, passkey or oidc")


class OwnSessionOut(BaseModel):
    """One of one's own sessions; `current` is the one that asks."""

    id: str
    address: str
    started_us: int
    seen_us: int
    expires_us: int
    locked: bool
    current: bool


def people_router(sessions: SessionService) -> APIRouter:
    """Return the routes of sessions."""
    router = APIRouter(prefix="/session", tags=["session"])

    @router.post("")
    async def sign_in(body: Credentials, request: Request, response: Response) -> Me:
        opened = await sessions.sign_in(
            body.username, body.password, address_of(request), code=body.code, reason=body.reason
        )
        set_cookie(request, response, opened.token)
        return me(opened.account, expires_us=opened.expires, method=opened.method)

    @router.get("")
    async def who_am_i(request: Request) -> Me:
        principal = getattr(request.state, "principal", None)
        if not isinstance(principal, Principal):
            code = getattr(request.state, "sign_in_code", NotSignedIn.code)
            raise NotSignedIn("sign in first", code=code)  # the page tells why the session ended
        account, session = await sessions.account(principal)
        return me(account, expires_us=session.expires, method=session.method)

    @router.delete("", status_code=204)
    async def sign_out(request: Request) -> Response:
        token = request.cookies.get(COOKIE)
        if token is not None:
            await sessions.sign_out(token, address_of(request))
        answer = Response(status_code=204)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return answer

    @router.post("/lock", status_code=204)
    async def lock(principal: SignedInPrincipal) -> None:
        await sessions.lock(principal)

    @router.post("/unlock")
    async def unlock(body: PasswordIn, request: Request) -> Me:
        principal = await sessions.unlock(cookie_of(request), address_of(request), body.password)
        account, session = await sessions.account(principal)
        return me(account, expires_us=session.expires, method=session.method)

    @router.get("/mine")
    async def mine(principal: SignedInPrincipal) -> list[OwnSessionOut]:
        return [_own(each, principal) for each in await sessions.own_sessions(principal)]

    @router.delete("/mine/{session_id}", status_code=204)
    async def close(session_id: Annotated[str, Path(max_length=64)], principal: SignedInPrincipal) -> None:
        await sessions.close_own(principal, session_id)

    return router


def cookie_of(request: Request) -> str:
    """Return the session's token.

    Raises:
        NotSignedIn: there is none.
    """
    token = request.cookies.get(COOKIE)
    if token is None:
        raise NotSignedIn("sign in first")
    return token


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Set the session cookie; it ends with the browser, and sooner with the session."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, path="/", httponly=True, samesite="strict", secure=secure)


def address_of(request: Request) -> str:
    """Return the workstation's address."""
    return request.client.host if request.client else ""


def me(account: Account, *, expires_us: int, method: str | None) -> Me:
    """Return what a person is told about themselves."""
    return Me(
        account_id=account.id,
        username=account.username,
        name=account.name,
        role=account.role,
        verbs=sorted(verbs_of(account.role)),
        demo=account.demo,
        second_factor=account.totp,
        expires_at_us=expires_us,
        method=method,
    )


def _own(each: Session, principal: Principal) -> OwnSessionOut:
    return OwnSessionOut(
        id=each.id,
        address=each.address,
        started_us=each.started,
        seen_us=each.seen,
        expires_us=each.expires,
        locked=each.locked is not None,
        current=each.id == principal.session_id,
    )
