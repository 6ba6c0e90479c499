"""HTTP of one's own account, below `/api/session`: what one may see until when, means of signing in.

And below `/api/people`, what who administers does when somebody lost theirs.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.ids import AccountId
from vigie.kernel.routes import SignedIn
from vigie.people.access import Access, OwnAccess
from vigie.people.oidc.opening import SignOnParts
from vigie.people.recovery import Recovery


class WhyIn(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]


class ProviderOut(BaseModel):
    """The identity provider: it sends back to `pages` alone; `unlocks`: also a locked workstation."""

    name: str
    pages: str
    unlocks: bool


class MeansOut(BaseModel):
    """Means of signing in besides the password; passkeys open only from `passkey_origin`, null: off."""

    passkey_origin: str | None
    provider: ProviderOut | None


class NeedOut(BaseModel):
    """A paper that one's status asks for; `until_us` is null while it does not hold."""

    paper: Literal["prefect", "prosecutor", "cnaps", "grant"]
    until_us: int | None


class AccessOut(BaseModel):
    """What one may see: `cameras` null means all of the town's, `until_us` null no paper that ends."""

    images: bool
    needs: list[NeedOut]
    until_us: int | None
    cameras: list[str] | None
    communes: list[str]


def account_router(
    access: OwnAccess, passkey_origin: str | None, sign_on: SignOnParts | None = None
) -> APIRouter:
    """Return the routes; the means are told to whoever opens the sign-in page."""
    router = APIRouter(prefix="/session", tags=["session"])

    @router.get("/means")
    async def means() -> MeansOut:
        return MeansOut(passkey_origin=passkey_origin, provider=_provider(sign_on))

    @router.get("/access")
    async def own_access(principal: SignedIn) -> AccessOut:
        return _access(await access.of(principal))

    return router


def recovery_router(recovery: Recovery) -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix="/people", tags=["people"])

    @router.post("/{account_id}/means/forget", status_code=204)
    async def forget_means(
        account_id: Annotated[AccountId, Path(max_length=64)], body: WhyIn, principal: SignedIn
    ) -> None:
        await recovery.forget_means(principal, account_id, body.reason)

    return router


def _provider(parts: SignOnParts | None) -> ProviderOut | None:
    if parts is None:
        return None
    settings = parts.settings
    return ProviderOut(name=settings.name, pages=settings.pages or "", unlocks=parts.sign_on.unlocks)


def _access(found: Access) -> AccessOut:
    return AccessOut.model_validate(
        {
            "images": found.images,
            "needs": [{"paper": each.paper, "until_us": each.until} for each in found.needs],
            "until_us": found.until,
            "cameras": None if found.cameras is None else sorted(found.cameras),
            "communes": list(found.communes),
        }
    )
