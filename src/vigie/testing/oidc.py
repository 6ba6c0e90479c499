"""A fake of the identity provider on the wire: discovery, keys, tokens as HTTP answers, signed in earnest.

What a real provider never does it does when told: `forge` rewrites a token before it is sent.
"""

import hashlib
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from vigie.kernel.ids import new_id
from vigie.kernel.instants import SECOND_US, Clock
from vigie.people.oidc.service import Answer
from vigie.people.oidc.settings import OidcSettings

ISSUER = "https://compte.example"
CLIENT = "vigie"
SECRET = "un secret: de client/é"  # noqa: S105 - of a provider that lives as long as a test
PAGES = "http://localhost:8480"

Claims = dict[str, Any]


@dataclass(slots=True)
class Asked:
    """A way to the provider, as its authorization endpoint reads it."""

    query: Mapping[str, str]

    @classmethod
    def of(cls, address: str) -> "Asked":
        """Read the address that the browser is sent to."""
        return cls(dict(parse_qsl(urlsplit(address).query, keep_blank_values=True)))


@dataclass(slots=True)
class FakeProvider:
    """The provider; `transport` is what Vigie's client speaks through.

    Attributes:
        forge: what becomes of the claims of a token; None: they are signed as they are.
        extra: further members of the discovery document; None takes one away.
        calls: paths asked for, in order.
        away: whether it answers nothing at all.
    """

    clock: Clock
    forge: Callable[[Claims], str] | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    away: bool = False
    key: RSAKey = field(init=False)
    _codes: dict[str, tuple[Claims, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.rotate("clé-1")

    def rotate(self, name: str) -> None:
        """Sign with a new key from now on; the old one is gone."""
        self.key = RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})

    def transport(self) -> httpx.MockTransport:
        """Return how requests reach it."""
        return httpx.MockTransport(self._answer)

    def settings(self, **changed: Any) -> OidcSettings:
        """Return settings that name it."""
        values = {
            "issuer": ISSUER,
            "client_id": CLIENT,
            "client_secret": SecretStr(SECRET),
            "pages": PAGES,
            "name": "le compte d’essai",
        }
        return OidcSettings(**{**values, **changed})

    def sign_in(self, address: str, subject: str, **claims: Any) -> Answer:
        """Let somebody sign in at the address they were sent to; return what their browser brings back."""
        query = Asked.of(address).query
        code = new_id()
        self._codes[code] = (self.claims(subject, nonce=query["nonce"], **claims), query["code_challenge"])
        return Answer(state=query["state"], code=code, issuer=ISSUER)

    def claims(self, subject: str, **more: Any) -> Claims:
        """Return the claims of an ID token of now; None takes one away."""
        now_s = self.clock.now() // SECOND_US
        made: Claims = {
            "iss": ISSUER,
            "sub": subject,
            "aud": CLIENT,
            "iat": now_s,
            "exp": now_s + 300,
            "auth_time": now_s,
            "sid": f"sid-{subject}",
        } | more
        return {name: value for name, value in made.items() if value is not None}

    def sign(self, claims: Mapping[str, Any], **header: Any) -> str:
        """Return a token signed with its key."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid, **header}, dict(claims), self.key)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.url.path)
        if self.away:
            raise httpx.ConnectError("nobody listens", request=request)
        if request.url.path == "/.well-known/openid-configuration":
            return httpx.Response(200, json=self._discovery())
        if request.url.path == "/keys":
            return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        if request.url.path == "/token" and request.method == "POST":
            return self._token(request)
        return httpx.Response(404)

    def _discovery(self) -> dict[str, Any]:
        made = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize?tenant=ville",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "end_session_endpoint": f"{ISSUER}/leave",
            "authorization_response_iss_parameter_supported": True,
        } | self.extra
        return {name: value for name, value in made.items() if value is not None}

    def _token(self, request: httpx.Request) -> httpx.Response:
        """Take a code once, from this client alone, with the verifier of its challenge."""
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        if not self._is_client(request, form):
            return httpx.Response(401, json={"error": "invalid_client"})
        claims, challenge = self._codes.pop(form.get("code", ""), ({}, ""))
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        right = urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
        if not right or form.get("redirect_uri") != f"{PAGES}/connexion/retour":
            return httpx.Response(400, json={"error": "invalid_grant"})
        token = self.sign(claims) if self.forge is None else self.forge(claims)
        return httpx.Response(200, json={"id_token": token, "access_token": "x", "token_type": "Bearer"})

    def _is_client(self, request: httpx.Request, form: Mapping[str, str]) -> bool:
        kind, _, pair = request.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            client, secret = b64decode(pair).decode().split(":")
            # RFC 6749, 2.3.1: both are form-encoded inside
            given = dict(parse_qsl(f"client={client}&secret={secret}"))
            return given == {"client": CLIENT, "secret": SECRET}
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)


def unsigned(claims: Mapping[str, Any], **header: Any) -> str:
    """Return a token of the algorithm `none`."""
    parts = [json.dumps({"alg": "none", **header}), json.dumps(dict(claims))]
    return ".".join(urlsafe_b64encode(each.encode()).rstrip(b"=").decode() for each in parts) + "."
