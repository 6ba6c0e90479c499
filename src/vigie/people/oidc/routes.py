"""HTTP of single sign-on, below `/api/session/oidc`; and of links, below `/api/people`.

Browsers come back to a page of ours, which hands what it was given to `answer`: so the cookies of both the
session and the flow are `SameSite=Strict`, and no address of ours signs anybody in by being opened.
"""

from typing import Annotated, Literal, TypeVar
from urllib.parse import parse_qs

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.errors import BadInput, NotFound, NotSignedIn
from vigie.kernel.ids import AccountId
from vigie.kernel.rights import Principal
from vigie.kernel.routes import SignedIn
from vigie.people.oidc.flows import FLOW_US, Purpose
from vigie.people.oidc.opening import SignOnParts
from vigie.people.oidc.service import METHOD, Answer, Begun, SingleSignOn
from vigie.people.oidc.store import LinkedIdentity
from vigie.people.oidc.tokens import LONGEST_SUBJECT, LONGEST_TOKEN
from vigie.people.routes import COOKIE, Me, PasswordIn, address_of, me, set_cookie
from vigie.people.sessions import SessionService

FLOW_COOKIE = "vigie_oidc"
FLOW_PATH = "/api/session/oidc"
BACK_CHANNEL = f"{FLOW_PATH}/back-channel-logout"
OFF = "single sign-on is off: set oidc.issuer"
Given = Annotated[str, Field(max_length=2_048, pattern=r"^[^\x00]*$")]
State = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w-]+$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BeginIn(_In):
    """What for; nothing else: the address to come back to is the settings'."""

    purpose: Literal[Purpose.SIGN_IN, Purpose.UNLOCK]


class AddressOut(BaseModel):
    """Where the browser goes next; null: nowhere."""

    address: str | None


class AnswerIn(_In):
    """The parameters with which the provider sent the browser back."""

    state: State
    code: Given | None = None
    iss: Given | None = None
    error: Given | None = None


class AnswerOut(BaseModel):
    """What the way to the provider was for; a sign-in is then finished by `enter`."""

    purpose: Purpose


class EnterIn(_In):
    """The flow that was proved, and what was missing."""

    state: State
    code: str | None = Field(default=None, max_length=16, description="six digits of the second factor")
    reason: str | None = Field(default=None, max_length=500, description="why, outside one's shift")


class IdentityOut(BaseModel):
    """Who an account is at the provider: `subject` is what the provider calls `sub`."""

    issuer: str
    subject: str
    linked_us: int


class LinkIn(_In):
    """Who somebody is at the provider, and why the link is made."""

    subject: Annotated[str, Field(min_length=1, max_length=LONGEST_SUBJECT, pattern=r"^[\x20-\x7e]+$")]
    reason: Annotated[str, Field(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]


class ReasonIn(_In):
    """Why."""

    reason: Annotated[str, Field(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]


Part = TypeVar("Part")
AccountPath = Annotated[AccountId, Path(max_length=64)]


def oidc_router(sessions: SessionService, parts: SignOnParts | None) -> APIRouter:
    """Return the routes of one's own; without a provider they answer 404 `oidc_off`."""
    router = APIRouter(prefix="/session/oidc", tags=["session"])
    _way_routes(router, None if parts is None else parts.sign_on)
    _own_routes(router, sessions, parts)
    return router


def identities_router(parts: SignOnParts | None) -> APIRouter:
    """Return the routes of who administers; without a provider they answer 404 `oidc_off`."""
    identities = None if parts is None else parts.identities
    router = APIRouter(prefix="/people", tags=["people"])

    @router.get("/{account_id}/identity")
    async def identity_of(account_id: AccountPath, principal: SignedIn) -> IdentityOut | None:
        return _identity(await _given(identities).of(principal, account_id))

    @router.put("/{account_id}/identity", status_code=204)
    async def link(account_id: AccountPath, body: LinkIn, principal: SignedIn) -> None:
        await _given(identities).link(principal, account_id, body.subject, body.reason)

    @router.post("/{account_id}/identity/remove", status_code=204)
    async def unlink(account_id: AccountPath, body: ReasonIn, principal: SignedIn) -> None:
        await _given(identities).unlink(principal, account_id, body.reason)

    return router


def _way_routes(router: APIRouter, sign_on: SingleSignOn | None) -> None:
    @router.post("/begin")
    async def begin(body: BeginIn, request: Request, response: Response) -> AddressOut:
        begun = await _given(sign_on).begin(body.purpose, address_of(request))
        return _sent(request, response, begun)

    @router.post("/answer")
    async def answer(body: AnswerIn, request: Request, response: Response) -> AnswerOut:
        principal = getattr(request.state, "principal", None)
        purpose = await _given(sign_on).answer(
            Answer(state=body.state, code=body.code, issuer=body.iss, error=body.error),
            request.cookies.get(FLOW_COOKIE, ""),
            address_of(request),
            principal=principal if isinstance(principal, Principal) else None,
            token=request.cookies.get(COOKIE),
        )
        if purpose is not Purpose.SIGN_IN:
            _forget(response)
        return AnswerOut(purpose=purpose)

    @router.post("/enter")
    async def enter(body: EnterIn, request: Request, response: Response) -> Me:
        opened = await _given(sign_on).enter(
            body.state,
            request.cookies.get(FLOW_COOKIE, ""),
            address_of(request),
            code=body.code,
            reason=body.reason,
        )
        set_cookie(request, response, opened.token)
        _forget(response)
        return me(opened.account, expires_us=opened.expires, method=METHOD)

    @router.post("/leave")
    async def leave(request: Request, response: Response) -> AddressOut:
        token = request.cookies.get(COOKIE)
        if token is None:
            raise NotSignedIn("nobody is signed in")
        to = await _given(sign_on).leave(token, address_of(request))
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return AddressOut(address=to)

    @router.post("/back-channel-logout", status_code=200, openapi_extra=_LOGOUT_BODY)
    async def leave_told(request: Request) -> None:
        service = _given(sign_on)
        await service.leave_told(_logout_token(await _short_body(request)), address_of(request))


def _own_routes(router: APIRouter, sessions: SessionService, parts: SignOnParts | None) -> None:
    @router.get("/identity")
    async def mine(principal: SignedIn) -> IdentityOut | None:
        return _identity(await _given(parts).identities.of(principal, principal.account_id))

    @router.post("/link")
    async def link(body: PasswordIn, principal: SignedIn, request: Request, response: Response) -> AddressOut:
        service = _given(parts).sign_on
        await sessions.prove(principal, body.password)
        begun = await service.begin(Purpose.LINK, address_of(request), principal.account_id)
        return _sent(request, response, begun)

    @router.post("/unlink", status_code=204)
    async def unlink(body: PasswordIn, principal: SignedIn) -> None:
        service = _given(parts).identities
        await sessions.prove(principal, body.password)
        await service.unlink_own(principal)


_LOGOUT_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["logout_token"],
                    "properties": {"logout_token": {"type": "string", "maxLength": LONGEST_TOKEN}},
                }
            }
        },
    }
}


def _given(part: Part | None) -> Part:
    if part is None:
        raise NotFound(OFF, code="oidc_off")
    return part


def _sent(request: Request, response: Response, begun: Begun) -> AddressOut:
    """Give the browser its secret, which only these routes are sent."""
    response.set_cookie(
        FLOW_COOKIE,
        begun.browser,
        path=FLOW_PATH,
        max_age=FLOW_US // 1_000_000,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return AddressOut(address=begun.address)


def _forget(response: Response) -> None:
    response.delete_cookie(FLOW_COOKIE, path=FLOW_PATH, httponly=True, samesite="strict")


async def _short_body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > 2 * LONGEST_TOKEN:
            raise BadInput("the body is too long", code="oidc_logout_token")
    return bytes(body)


def _logout_token(body: bytes) -> str:
    """Return the token of a form (Back-Channel Logout 1.0, 2.5)."""
    try:
        found = parse_qs(body.decode("ascii"), max_num_fields=10).get("logout_token", [])
    except ValueError:
        found = []
    if len(found) != 1:
        raise BadInput("a form with one logout_token is needed", code="oidc_logout_token")
    return found[0]


def _identity(found: LinkedIdentity | None) -> IdentityOut | None:
    if found is None:
        return None
    return IdentityOut(issuer=found.issuer, subject=found.subject, linked_us=found.linked)
