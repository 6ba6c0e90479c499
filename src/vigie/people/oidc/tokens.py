"""ID tokens (OpenID Connect Core 1.0, 3.1.3.7) and logout tokens (Back-Channel Logout 1.0, 2.6). Pure.

The key is chosen here, among the provider's published ones and by what the key is: nothing that a token's
own header says (`jwk`, `jku`, `x5u`) leads to a key, and no algorithm with a shared secret or without
signature is known (RFC 8725, 3.1 to 3.5).
"""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from vigie.kernel.instants import SECOND_US, UtcUs

LEEWAY_US = 60 * SECOND_US
LONGEST_TOKEN = 16_384
LONGEST_SUBJECT = 255
SMALLEST_RSA_BITS = 2048
KIND_OF_KEY: Mapping[str, tuple[str, str | None]] = {
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "EdDSA": ("OKP", "Ed25519"),
    "Ed25519": ("OKP", "Ed25519"),  # its name since RFC 9864
}
"""Every algorithm that is accepted, with the kind and curve of its keys."""
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

Keys = Sequence[Mapping[str, Any]]
"""A provider's public keys as published (RFC 7517)."""


class TokenFault(Exception):
    """A token that proves nothing; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnknownKey(TokenFault):
    """No published key fits the token: the provider may have changed its keys."""

    def __init__(self) -> None:
        super().__init__("oidc_key_unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an ID token must say.

    Attributes:
        asked: when the browser was sent to the provider.
        max_age_us: how old the sign-in may have been then; None: that was not asked.
    """

    issuer: str
    client_id: str
    nonce: str
    asked: UtcUs
    max_age_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the provider says is there."""

    issuer: str
    subject: str
    username: str | None = None
    sid: str | None = None
    acr: str | None = None
    amr: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Whose sessions the provider says are over: of a person, of one of their sessions, or both named."""

    subject: str | None
    sid: str | None
    token_id: str


def identity_of(token: str, keys: Keys, expected: Expected, now: UtcUs) -> Identity:
    """Return who an ID token names.

    Raises:
        TokenFault: it proves nothing; `UnknownKey` when no key is its own.
    """
    claims = _verified(token, keys)
    _check_common(claims, expected.issuer, expected.client_id, now)
    _check_times(claims, expected, now)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not compare_digest(nonce.encode(), expected.nonce.encode()):
        raise TokenFault("oidc_nonce")
    amr = claims.get("amr")
    return Identity(
        issuer=expected.issuer,
        subject=_subject(claims),
        username=_text(claims, "preferred_username"),
        sid=_text(claims, "sid"),
        acr=_text(claims, "acr"),
        amr=frozenset(each for each in amr if isinstance(each, str))
        if isinstance(amr, list)
        else frozenset(),
    )


def leaving_of(token: str, keys: Keys, issuer: str, client_id: str, now: UtcUs) -> Leaving:
    """Return whose sessions a logout token ends.

    Raises:
        TokenFault: it proves nothing; `UnknownKey` when no key is its own.
    """
    claims = _verified(token, keys)
    _check_common(claims, issuer, client_id, now)
    issued, token_id = _instant(claims, "iat"), _text(claims, "jti")
    events = claims.get("events")
    if "nonce" in claims or not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise TokenFault("oidc_logout_token")  # an ID token is none (2.4)
    subject, sid = _text(claims, "sub"), _text(claims, "sid")
    if token_id is None or (subject is None and sid is None):
        raise TokenFault("oidc_logout_token")
    if issued is None or issued < now - 2 * LEEWAY_US:
        raise TokenFault("oidc_expired")
    return Leaving(subject=subject, sid=sid, token_id=token_id)


def _verified(token: str, keys: Keys) -> dict[str, Any]:
    """Return the claims of a token whose signature is one of these keys'."""
    algorithm, key_id = _header(token)
    kind, curve = KIND_OF_KEY[algorithm]
    fitting = [each for each in keys if _fits(each, kind, curve, algorithm)]
    chosen = [each for each in fitting if each.get("kid") == key_id] if key_id is not None else fitting
    if len(chosen) != 1:  # without a name the key must be the only one of its kind (10.1)
        raise UnknownKey
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # EdDSA, the name most providers still use
            known = JWSRegistry(
                algorithms=[algorithm], strict_check_header=False
            )  # other headers say nothing
            return dict(jwt.decode(token, _key(chosen[0], kind), registry=known).claims)
    except (JoseError, ValueError, TypeError, KeyError):
        raise TokenFault("oidc_signature") from None


def _header(token: str) -> tuple[str, str | None]:
    """Return the algorithm and key name of a compact signed token."""
    if len(token) > LONGEST_TOKEN or token.count(".") != 2:  # noqa: PLR2004 - header, claims, signature
        raise TokenFault("oidc_token")
    try:
        header = json.loads(urlsafe_b64decode(token.split(".", maxsplit=1)[0].encode("ascii")))
    except ValueError:
        raise TokenFault("oidc_token") from None
    if not isinstance(header, dict) or "crit" in header or "b64" in header:
        raise TokenFault("oidc_token")
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in KIND_OF_KEY:
        raise TokenFault("oidc_algorithm")
    if key_id is not None and not isinstance(key_id, str):
        raise TokenFault("oidc_token")
    return algorithm, key_id


def _fits(key: Mapping[str, Any], kind: str, curve: str | None, algorithm: str) -> bool:
    """Tell whether a published key is for signatures of this algorithm."""
    named = key.get("alg")
    names = {"EdDSA", "Ed25519"} if kind == "OKP" else {algorithm}
    return (
        key.get("kty") == kind
        and (curve is None or key.get("crv") == curve)
        and key.get("use", "sig") == "sig"
        and (named is None or named in names)
    )


def _key(published: Mapping[str, Any], kind: str) -> RSAKey | ECKey | OKPKey:
    """Return the key itself; only its public members are read."""
    names = {"RSA": ("kty", "n", "e"), "EC": ("kty", "crv", "x", "y"), "OKP": ("kty", "crv", "x")}[kind]
    public = {name: published[name] for name in names}
    if kind == "EC":
        return ECKey.import_key(public)
    if kind == "OKP":
        return OKPKey.import_key(public)
    key = RSAKey.import_key(public)
    if key.public_key.key_size < SMALLEST_RSA_BITS:
        raise TokenFault("oidc_signature")
    return key


def _check_common(claims: Mapping[str, Any], issuer: str, client_id: str, now: UtcUs) -> None:
    """Check who wrote it, for whom, and that it still holds; no other audience is trusted."""
    if claims.get("iss") != issuer:
        raise TokenFault("oidc_issuer")
    audience = claims.get("aud")
    if audience not in (client_id, [client_id]) or claims.get("azp", client_id) != client_id:
        raise TokenFault("oidc_audience")
    issued, begins, ends = (_instant(claims, name) for name in ("iat", "nbf", "exp"))
    if issued is None or issued > now + LEEWAY_US or (begins is not None and begins > now + LEEWAY_US):
        raise TokenFault("oidc_future")
    if (ends is None and "exp" in claims) or (ends is not None and ends <= now - LEEWAY_US):
        raise TokenFault("oidc_expired")


def _check_times(claims: Mapping[str, Any], expected: Expected, now: UtcUs) -> None:
    issued, ends, proved = (_instant(claims, name) for name in ("iat", "exp", "auth_time"))
    if ends is None or issued is None or issued < expected.asked - LEEWAY_US:
        raise TokenFault("oidc_expired")
    if proved is not None and proved > now + LEEWAY_US:
        raise TokenFault("oidc_future")
    if expected.max_age_us is None:
        return
    if proved is None or proved < expected.asked - expected.max_age_us - LEEWAY_US:
        raise TokenFault("oidc_too_old")


def _instant(claims: Mapping[str, Any], name: str) -> UtcUs | None:
    """Return a NumericDate (seconds) as an instant; None when there is none, or no sensible one."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1 << 40:
        return None
    return UtcUs(round(value * SECOND_US))


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not is_subject(subject):
        raise TokenFault("oidc_subject")
    return subject


def is_subject(text: str) -> bool:
    """Tell whether a text can name somebody at a provider (Core 1.0, 2)."""
    return 0 < len(text) <= LONGEST_SUBJECT and text.isascii() and text.isprintable()


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_SUBJECT else None
