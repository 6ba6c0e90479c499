"""Speaking to the identity provider: its discovery document, its keys, the code exchanged for an ID token.

Everything goes over HTTPS (plain HTTP only to this machine), follows no redirection and reads no answer
longer than 256 KiB. What the provider says is kept for an hour; keys are asked for again when a token names
an unknown one, once a minute at most.
"""

import asyncio
import json
import ssl
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from vigie.kernel.errors import Unavailable
from vigie.kernel.instants import HOUR_US, MINUTE_US, Clock, UtcUs
from vigie.people.oidc.settings import NOT_ASKED, ClientAuth, OidcSettings, is_safe
from vigie.people.oidc.tokens import Keys, TokenFault

KEPT_US = HOUR_US
KEYS_AGAIN_US = MINUTE_US
TIMEOUT_S = 10.0
LONGEST_ANSWER = 256 * 1024
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What of the discovery document (OpenID Connect Discovery 1.0, 3; RFC 9207, 3) is used.

    Attributes:
        no_basic: the provider takes no secret by HTTP Basic.
        names_itself: its answers always carry `iss`.
    """

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    no_basic: bool
    names_itself: bool


class Provider:
    """The identity provider of the settings.

    Args:
        secret: the client's; None: a public client.
        transport: how requests leave; None: the network.
    """

    def __init__(
        self,
        settings: OidcSettings,
        clock: Clock,
        secret: str | None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.issuer = settings.issuer or ""
        self._settings = settings
        self._clock = clock
        self._secret = secret
        self._transport = transport
        self._metadata: tuple[UtcUs, Metadata] | None = None
        self._keys: tuple[UtcUs, Keys] | None = None
        self._context: ssl.SSLContext | None = None

    async def address(self, *, state: str, nonce: str, challenge: str, again: bool) -> str:
        """Return where to send the browser to (Core 1.0, 3.1.2.1; RFC 7636, 4.3).

        Args:
            state: comes back as it is.
            nonce: must stand in the ID token.
            challenge: SHA-256 of the code verifier, base64url.
            again: whoever is there must prove it now, whatever the provider remembers.

        Raises:
            Unavailable: `provider_unreachable` or `provider_odd`.
        """
        settings = self._settings
        query = {
            "response_type": "code",
            "client_id": settings.client_id,
            "redirect_uri": settings.redirect_uri,
            "scope": " ".join(settings.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if again or settings.max_age_s == 0:
            query["prompt"] = "login"
        if settings.max_age_s != NOT_ASKED:
            query["max_age"] = "0" if again else str(settings.max_age_s)
        if settings.second_factor_acr:
            query["acr_values"] = " ".join(settings.second_factor_acr)
        return with_query((await self.metadata()).authorization_endpoint, query)

    async def leaving_address(self, id_token: str) -> str | None:
        """Return where the browser leaves the provider, too (RP-Initiated Logout 1.0); None: nowhere."""
        endpoint = (await self.metadata()).end_session_endpoint
        if endpoint is None:
            return None
        query = {
            "id_token_hint": id_token,
            "client_id": self._settings.client_id,
            "post_logout_redirect_uri": f"{self._settings.pages}/",
        }
        return with_query(endpoint, query)

    async def id_token(self, code: str, verifier: str) -> str:
        """Exchange a code for an ID token (Core 1.0, 3.1.3); what else is given is dropped.

        Raises:
            TokenFault: `oidc_code`: the provider does not take it.
            Unavailable: `provider_unreachable` or `provider_odd`.
        """
        known = await self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._settings.redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self._secret is not None and not self._posts_secret(known):
            headers["Authorization"] = _basic(self._settings.client_id, self._secret)
        else:
            form |= {"client_id": self._settings.client_id}
            form |= {} if self._secret is None else {"client_secret": self._secret}
        status, answer = await self._ask("POST", known.token_endpoint, headers, urlencode(form))
        if status in {400, 401, 403}:
            raise TokenFault("oidc_client" if answer.get("error") == "invalid_client" else "oidc_code")
        token = answer.get("id_token")
        if status != httpx.codes.OK or not isinstance(token, str):
            raise _odd("its token endpoint gives no ID token")
        return token

    def _posts_secret(self, known: Metadata) -> bool:
        wanted = self._settings.client_auth
        return known.no_basic if wanted is ClientAuth.AUTO else wanted is ClientAuth.POST

    async def keys(self, *, again: bool = False) -> Keys:
        """Return the provider's public keys; `again`: a token named one that is not among them.

        Raises:
            Unavailable: `provider_unreachable` or `provider_odd`.
        """
        now = self._clock.now()
        if self._keys is not None and now - self._keys[0] < (KEYS_AGAIN_US if again else KEPT_US):
            return self._keys[1]
        answer = await self._get((await self.metadata()).jwks_uri)
        listed = answer.get("keys")
        if not isinstance(listed, list):
            raise _odd("its keys are no JWK set")
        self._keys = (now, [each for each in listed if isinstance(each, dict)])
        return self._keys[1]

    async def metadata(self) -> Metadata:
        """Return what the discovery document says.

        Raises:
            Unavailable: `provider_unreachable`, or `provider_odd`: it cannot be used.
        """
        now = self._clock.now()
        if self._metadata is None or now - self._metadata[0] >= KEPT_US:
            found = await self._get(self.issuer.rstrip("/") + DISCOVERY)
            self._metadata = (now, _metadata(found, self.issuer))
        return self._metadata[1]

    async def _get(self, address: str) -> Mapping[str, Any]:
        status, answer = await self._ask("GET", address, {}, None)
        if status != httpx.codes.OK:
            raise _odd(f"{address} answers {status}")
        return answer

    async def _ask(
        self, method: str, address: str, headers: Mapping[str, str], body: str | None
    ) -> tuple[int, Mapping[str, Any]]:
        """Return status and JSON object of an answer; another kind of answer is empty."""
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                httpx.AsyncClient(
                    verify=self._trust(), timeout=TIMEOUT_S, follow_redirects=False, transport=self._transport
                ) as client,
                client.stream(
                    method, address, headers={"Accept": "application/json", **headers}, content=body
                ) as answer,
            ):
                return answer.status_code, await _object(answer)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Unavailable(
                f"the identity provider does not answer: {type(error).__name__}", code="provider_unreachable"
            ) from error

    def _trust(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.create_default_context(cafile=self._settings.ca_file)
        return self._context


def _basic(client_id: str, secret: str) -> str:
    """Return the header of RFC 6749, 2.3.1: both parts are form-encoded first."""
    pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def with_query(address: str, query: Mapping[str, str]) -> str:
    """Return an address with further parameters."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query, quote_via=quote)}"


async def _object(answer: httpx.Response) -> Mapping[str, Any]:
    body = bytearray()
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > LONGEST_ANSWER:
            raise _odd("an answer is longer than 256 KiB")
    try:
        found = json.loads(bytes(body))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _metadata(found: Mapping[str, Any], issuer: str) -> Metadata:
    """Read a discovery document; one of another issuer is nobody's (Discovery 1.0, 4.3)."""
    if found.get("issuer") != issuer:
        raise _odd(f"its discovery document names another issuer than {issuer}")
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    leaving = found.get("end_session_endpoint")
    return Metadata(
        authorization_endpoint=_endpoint(found, "authorization_endpoint"),
        token_endpoint=_endpoint(found, "token_endpoint"),
        jwks_uri=_endpoint(found, "jwks_uri"),
        end_session_endpoint=None if leaving is None else _endpoint(found, "end_session_endpoint"),
        no_basic=isinstance(methods, list) and "client_secret_basic" not in methods,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _endpoint(found: Mapping[str, Any], name: str) -> str:
    address = found.get(name)
    if not isinstance(address, str) or not is_safe(address):
        raise _odd(f"its {name} is no https:// address")
    return address


def _odd(what: str) -> Unavailable:
    return Unavailable(f"the identity provider cannot be used: {what}", code="provider_odd")
