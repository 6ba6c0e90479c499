"""HTTP of one's own means of signing in, below `/api/session`: password, six digits, passkeys.

A means that opens the account later is added only with the password: a workstation left open for a minute
gives nobody a lasting way in.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from webauthn import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url

from vigie.kernel.errors import BadInput, NotFound
from vigie.kernel.routes import SignedIn
from vigie.people.accounts import Accounts
from vigie.people.factors import SecondFactor
from vigie.people.passkeys import Passkeys
from vigie.people.routes import Me, PasswordIn, address_of, cookie_of, me, set_cookie
from vigie.people.sessions import SessionService

MAX_PASSWORD = 200


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ChangePasswordIn(_In):
    """The present password and the next."""

    old: Annotated[str, Field(min_length=1, max_length=MAX_PASSWORD)]
    new: Annotated[str, Field(min_length=1, max_length=MAX_PASSWORD)]


class SecretOut(BaseModel):
    """A proposed second factor; nothing is kept until one of its codes comes back."""

    secret: str
    address: str


class EnableIn(_In):
    """A proposed secret, one of its codes, and the password."""

    secret: Annotated[str, Field(min_length=16, max_length=128, pattern=r"^[A-Z2-7]+$")]
    code: Annotated[str, Field(min_length=6, max_length=16)]
    password: Annotated[str, Field(min_length=1, max_length=MAX_PASSWORD)]


class ChallengeOut(BaseModel):
    """Options for the browser's `navigator.credentials`."""

    challenge_id: str
    options: dict[str, Any]


class PasskeyIn(_In):
    """The browser's answer."""

    challenge_id: Annotated[str, Field(max_length=64)]
    credential: dict[str, Any]
    label: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""


class PasskeySignInIn(_In):
    """The browser's answer at sign-in."""

    challenge_id: Annotated[str, Field(max_length=64)]
    credential: dict[str, Any]
    reason: str | None = Field(default=None, max_length=500, description="why, outside one's shift")


class PasskeyOut(BaseModel):
    """A registered passkey."""

    id: str
    label: str
    created_us: int


def factors_router(
    sessions: SessionService, accounts: Accounts, factor: SecondFactor, passkeys: Passkeys | None = None
) -> APIRouter:
    """Return the routes; without `passkeys` those answer 404 `passkeys_off`."""
    router = APIRouter(prefix="/session", tags=["session"])

    @router.post("/password", status_code=204)
    async def change_password(body: ChangePasswordIn, principal: SignedIn) -> None:
        await sessions.prove(principal, body.old)  # counts failures: no guessing at an open workstation
        await accounts.change_own_password(principal, body.old, body.new)

    @router.post("/second-factor/propose")
    async def propose(principal: SignedIn) -> SecretOut:
        account, _ = await sessions.account(principal)
        secret, address = factor.propose(account.username)
        return SecretOut(secret=secret, address=address)

    @router.put("/second-factor", status_code=204)
    async def enable(body: EnableIn, principal: SignedIn) -> None:
        await sessions.prove(principal, body.password)
        await factor.enable(principal, body.secret, body.code)

    @router.post("/second-factor/disable", status_code=204)
    async def disable(body: PasswordIn, principal: SignedIn) -> None:
        await sessions.prove(principal, body.password)
        await factor.disable(principal, principal.account_id)

    _passkey_routes(router, passkeys, sessions)
    return router


def _passkey_routes(router: APIRouter, passkeys: Passkeys | None, sessions: SessionService) -> None:
    def given() -> Passkeys:
        if passkeys is None:
            raise NotFound("passkeys are off: set people.passkey_origin", code="passkeys_off")
        return passkeys

    @router.get("/passkeys")
    async def mine(principal: SignedIn) -> list[PasskeyOut]:
        found = await given().mine(principal)
        return [
            PasskeyOut(id=bytes_to_base64url(each.id), label=each.label, created_us=each.created)
            for each in found
        ]

    @router.post("/passkeys/begin")
    async def begin(body: PasswordIn, principal: SignedIn) -> ChallengeOut:
        await sessions.prove(principal, body.password)
        challenge_id, options = await given().begin_registration(principal)
        return ChallengeOut(challenge_id=challenge_id, options=options)

    @router.post("/passkeys", status_code=201)
    async def register(body: PasskeyIn, principal: SignedIn) -> PasskeyOut:
        made = await given().register(principal, body.challenge_id, body.credential, body.label)
        return PasskeyOut(id=bytes_to_base64url(made.id), label=made.label, created_us=made.created)

    @router.delete("/passkeys/{passkey_id}", status_code=204)
    async def remove(passkey_id: Annotated[str, Path(max_length=1_400)], principal: SignedIn) -> None:
        await given().remove(principal, _bytes(passkey_id))

    @router.post("/passkey-sign-in/begin")
    async def begin_sign_in() -> ChallengeOut:
        challenge_id, options = await given().begin_sign_in()
        return ChallengeOut(challenge_id=challenge_id, options=options)

    @router.post("/passkey-sign-in")
    async def sign_in(body: PasskeySignInIn, request: Request, response: Response) -> Me:
        opened = await given().sign_in(
            body.challenge_id, body.credential, address_of(request), reason=body.reason
        )
        set_cookie(request, response, opened.token)
        return me(opened.account, expires_us=opened.expires, method=opened.method)

    @router.post("/passkey-unlock")
    async def unlock(body: PasskeyIn, request: Request) -> Me:
        principal = await given().unlock(
            cookie_of(request), body.challenge_id, body.credential, address_of(request)
        )
        account, session = await sessions.account(principal)
        return me(account, expires_us=session.expires, method=session.method)


def _bytes(text: str) -> bytes:
    try:
        return base64url_to_bytes(text)
    except ValueError:
        raise BadInput("this is no passkey's id", code="bad_passkey") from None
