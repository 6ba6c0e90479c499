"""The section `[oidc]` of the settings: the town's identity provider."""

from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from vigie.kernel.errors import BadInput
from vigie.kernel.settings import Section

RETURN_PATH = "/connexion/retour"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
NOT_ASKED = -1


class AccountClaim(StrEnum):
    """What finds the account of an identity."""

    SUB = "sub"
    PREFERRED_USERNAME = "preferred_username"


class ClientAuth(StrEnum):
    """How the secret is given to the provider (OpenID Connect Core 1.0, 9)."""

    AUTO = "auto"
    BASIC = "client_secret_basic"
    POST = "client_secret_post"


class OidcSettings(Section):
    """One identity provider; without `issuer` there is no single sign-on."""

    issuer: str | None = Field(
        default=None,
        max_length=500,
        description="Address of the provider, exactly as its discovery document names it; none: off.",
    )
    client_id: str = Field(
        default="", max_length=200, description="Name under which Vigie is registered there."
    )
    client_secret: SecretStr | None = Field(
        default=None,
        description="Secret given at the registration (better in the environment than here); none, and no "
        "`client_secret_file`: a public client, with PKCE alone.",
    )
    client_secret_file: Path | None = Field(
        default=None, description="File that holds the secret instead (mode 600)."
    )
    client_auth: ClientAuth = Field(
        default=ClientAuth.AUTO,
        description="How the secret is given: `client_secret_basic`, `client_secret_post`; `auto`: the first "
        "that the provider takes.",
    )
    pages: str | None = Field(
        default=None,
        max_length=200,
        description=f"Address of the pages (https://csu.ville.fr); with {RETURN_PATH} behind it, it is the "
        "redirect URI to register.",
    )
    name: str = Field(
        default="le compte de la ville",
        min_length=1,
        max_length=60,
        description="What the button says: « Se connecter avec … ».",
    )
    scopes: tuple[str, ...] = Field(
        default=("openid",), max_length=10, description="Scopes asked for; `openid` is always among them."
    )
    ca_file: Path | None = Field(
        default=None,
        description="Authorities (PEM) that sign the provider's certificate, in the place of the system's.",
    )
    account_claim: AccountClaim = Field(
        default=AccountClaim.SUB,
        description="How an identity finds its account: `sub`, once somebody has linked the two; or "
        "`preferred_username`, linked at the first sign-in to the account of that user name (only where "
        "nobody can choose theirs at the provider).",
    )
    max_age_s: int = Field(
        default=0,
        ge=NOT_ASKED,
        le=86_400,
        description="How old the sign-in at the provider may be, in seconds; 0: it asks who is there every "
        "time (workstations are shared); -1: as old as the provider lets it, and no unlocking by it.",
    )
    second_factor_amr: tuple[str, ...] = Field(
        default=(),
        max_length=20,
        description="Values of `amr` that stand for the telephone's code (`mfa`, `otp`, `hwk`); none: it is "
        "asked for as after a password.",
    )
    second_factor_acr: tuple[str, ...] = Field(
        default=(),
        max_length=20,
        description="Values of `acr` that stand for it, too; they are asked for (`acr_values`).",
    )

    @field_validator("scopes")
    @classmethod
    def _openid_first(cls, scopes: tuple[str, ...]) -> tuple[str, ...]:
        return scopes if "openid" in scopes else ("openid", *scopes)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Refuse half a provider here, by key and without quoting values: one of them is a secret.

        Raises:
            BadInput: `bad_settings`.
        """
        if self.issuer is None:
            return self
        _check_address("oidc.issuer", self.issuer, path=True)
        _check_address("oidc.pages", self.pages or "", path=False)
        if not self.client_id:
            raise BadInput("oidc.client_id is needed with oidc.issuer", code="bad_settings")
        if self.client_secret is not None and self.client_secret_file is not None:
            raise BadInput("oidc: client_secret or client_secret_file, not both", code="bad_settings")
        return self

    @property
    def redirect_uri(self) -> str:
        """The one address that the provider sends browsers back to."""
        return f"{self.pages}{RETURN_PATH}"


def is_safe(address: str) -> bool:
    """Tell whether an address may be spoken to: HTTPS, or this machine itself."""
    parts = urlsplit(address)
    if parts.username is not None or parts.fragment:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


def _check_address(key: str, address: str, *, path: bool) -> None:
    parts = urlsplit(address)
    if not is_safe(address) or parts.query or (parts.path and not path):
        raise BadInput(
            f"{key}: an https:// address is needed (http only on this machine)", code="bad_settings"
        )
