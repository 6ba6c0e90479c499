"""The provider of the settings put together, for `bootstrap`."""

from dataclasses import dataclass

import httpx

from vigie.audit import Journal
from vigie.kernel.errors import BadInput
from vigie.kernel.instants import Clock
from vigie.kernel.key_file import read_private
from vigie.kernel.rights import Gate
from vigie.kernel.store import Database
from vigie.people.oidc.identities import Identities
from vigie.people.oidc.provider import Provider
from vigie.people.oidc.service import SingleSignOn
from vigie.people.oidc.settings import OidcSettings
from vigie.people.sessions import SessionService


@dataclass(frozen=True, slots=True)
class SignOnParts:
    """Single sign-on and its links."""

    settings: OidcSettings
    sign_on: SingleSignOn
    identities: Identities


def open_sign_on(
    database: Database,
    gate: Gate,
    journal: Journal,
    clock: Clock,
    sessions: SessionService,
    settings: OidcSettings,
    transport: httpx.AsyncBaseTransport | None = None,
) -> SignOnParts | None:
    """Return single sign-on, None where the settings name no provider; nothing is asked of it yet.

    Raises:
        BadInput: the secret's file cannot be used.
    """
    if settings.issuer is None:
        return None
    provider = Provider(settings, clock, client_secret(settings), transport)
    identities = Identities(database, gate, journal, clock, provider.issuer)
    sign_on = SingleSignOn(database, journal, clock, sessions, identities, provider, settings)
    return SignOnParts(settings, sign_on, identities)


def client_secret(settings: OidcSettings) -> str | None:
    """Return the secret; None for a public client.

    Raises:
        BadInput: its file cannot be read, is empty, or others may read it.
    """
    if settings.client_secret is not None:
        return settings.client_secret.get_secret_value()
    path = settings.client_secret_file
    if path is None:
        return None
    try:
        secret = read_private(path).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"oidc.client_secret_file: {path} cannot be read", code="bad_settings") from error
    if not secret:
        raise BadInput(f"oidc.client_secret_file: {path} is empty", code="bad_settings")
    return secret
