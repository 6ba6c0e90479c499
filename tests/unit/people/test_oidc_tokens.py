"""The table of attacks on tokens: forged, borrowed, worn out; none proves anything, and each says why."""

import hmac
import json
import warnings
from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from joserfc import jws, jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey

from vigie.kernel.instants import MINUTE_US, UtcUs
from vigie.people.oidc.tokens import (
    LOGOUT_EVENT,
    Expected,
    TokenFault,
    UnknownKey,
    identity_of,
    leaving_of,
)
from vigie.testing.clock import START
from vigie.testing.oidc import CLIENT, ISSUER, unsigned

NOW_S = START // 1_000_000
EXPECTED = Expected(issuer=ISSUER, client_id=CLIENT, nonce="un-nonce", asked=START, max_age_us=0)
RSA = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "ec", "use": "sig"})
OKP = OKPKey.generate_key("Ed25519", {"kid": "okp", "use": "sig"})
KEYS = [key.as_dict(private=False) for key in (RSA, EC, OKP)]
STRANGER = RSAKey.generate_key(2048, {"kid": "rsa"})


def claims(**changed):
    made = {
        "iss": ISSUER,
        "sub": "camille",
        "aud": CLIENT,
        "iat": NOW_S,
        "exp": NOW_S + 300,
        "auth_time": NOW_S,
        "nonce": "un-nonce",
    } | changed
    return {name: value for name, value in made.items() if value is not None}


def signed(key=RSA, alg="RS256", *, made=None, header=None, **changed):
    head = {"alg": alg, "kid": key.kid} | (header or {})
    kept = {name: value for name, value in head.items() if value is not None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        free = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
        return jwt.encode(kept, made or claims(**changed), key, registry=free)


def read(token, keys=KEYS, now=START, expected=EXPECTED):
    return identity_of(token, keys, expected, now)


@pytest.mark.parametrize(
    ("key", "alg"), [(RSA, "RS256"), (RSA, "PS256"), (EC, "ES256"), (OKP, "EdDSA"), (OKP, "Ed25519")]
)
def test_each_accepted_algorithm_proves_who_is_there(key, alg):
    found = read(signed(key, alg, amr=["pwd", "otp", 3], acr="eidas2", sid="s", preferred_username="Camille"))
    assert (found.subject, found.username, found.acr, found.sid) == ("camille", "Camille", "eidas2", "s")
    assert found.amr == {"pwd", "otp"}


def test_without_a_name_the_only_key_of_its_kind_serves_and_two_do_not():
    token = signed(header={"kid": None})
    assert read(token).subject == "camille"
    with pytest.raises(UnknownKey):
        read(token, [*KEYS, STRANGER.as_dict(private=False)])


def _by_public_key(secret):
    """HS256 with the public key as secret; the library makes no such token, so it is made by hand."""
    parts = [{"alg": "HS256", "kid": "rsa"}, claims()]
    body = ".".join(_base64url(json.dumps(each).encode()) for each in parts)
    return f"{body}.{_base64url(hmac.digest(secret, body.encode(), 'sha256'))}"


def _base64url(value):
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _swapped(token, **changed):
    """The signature of one token under the claims of another."""
    head, _, signature = token.split(".")
    body = _base64url(json.dumps(claims(**changed)).encode())
    return f"{head}.{body}.{signature}"


FORGED = {
    "alg none": (unsigned(claims()), "oidc_algorithm"),
    "alg none, with a key's name": (unsigned(claims(), kid="rsa"), "oidc_algorithm"),
    "alg None, in capitals": (unsigned(claims(), alg="NONE"), "oidc_algorithm"),
    "HS256 by the public key (PEM)": (_by_public_key(RSA.as_pem(private=False)), "oidc_algorithm"),
    "HS256 by the public key (JWK)": (_by_public_key(json.dumps(KEYS[0]).encode()), "oidc_algorithm"),
    "RS384, which nobody asked for": (signed(alg="RS384"), "oidc_algorithm"),
    "a stranger's key under a known name": (signed(STRANGER), "oidc_signature"),
    "a stranger's key in the header (jwk)": (
        signed(STRANGER, header={"jwk": STRANGER.as_dict(private=False)}),
        "oidc_signature",
    ),
    "a stranger's key set (jku)": (
        signed(STRANGER, header={"jku": "https://mal.example/keys"}),
        "oidc_signature",
    ),
    "a stranger's certificate (x5u)": (
        signed(STRANGER, header={"x5u": "https://mal.example/x"}),
        "oidc_signature",
    ),
    "an unknown key's name": (signed(header={"kid": "autre"}), "oidc_key_unknown"),
    "a path as a key's name": (signed(header={"kid": "../../dev/null"}), "oidc_key_unknown"),
    "RS256 said of the elliptic key": (signed(header={"kid": "ec"}), "oidc_key_unknown"),
    "an unknown critical header": (signed(header={"crit": ["kid"]}), "oidc_token"),
    "claims exchanged under a signature": (_swapped(signed(), sub="responsable"), "oidc_signature"),
    "no signature": (signed().rpartition(".")[0] + ".", "oidc_signature"),
    "five parts (encrypted)": (f"{signed()}.a.b", "oidc_token"),
    "not a token": ("camille", "oidc_token"),
    "not ASCII": ("é.é.é", "oidc_token"),
    "too long": (signed(x="a" * 20_000), "oidc_token"),
    "another issuer": (signed(iss="https://mal.example"), "oidc_issuer"),
    "an issuer that begins alike": (signed(iss=f"{ISSUER}.mal.example"), "oidc_issuer"),
    "no issuer": (signed(iss=None), "oidc_issuer"),
    "another client": (signed(aud="autre"), "oidc_audience"),
    "one more client": (signed(aud=[CLIENT, "autre"], azp=CLIENT), "oidc_audience"),
    "no client": (signed(aud=None), "oidc_audience"),
    "given to another party": (signed(azp="autre"), "oidc_audience"),
    "expired": (signed(iat=NOW_S - 50, exp=NOW_S - 61), "oidc_expired"),
    "that never expires": (signed(exp=None), "oidc_expired"),
    "that expires at no number": (signed(exp="jamais"), "oidc_expired"),
    "made in the future": (signed(iat=NOW_S + 61), "oidc_future"),
    "not yet valid": (signed(nbf=NOW_S + 61), "oidc_future"),
    "without its hour": (signed(iat=None), "oidc_future"),
    "of before anybody asked": (signed(iat=NOW_S - 61), "oidc_expired"),
    "another nonce": (signed(nonce="autre"), "oidc_nonce"),
    "no nonce": (signed(nonce=None), "oidc_nonce"),
    "a nonce that is a list": (signed(nonce=["un-nonce"]), "oidc_nonce"),
    "signed in long ago": (signed(auth_time=NOW_S - 61), "oidc_too_old"),
    "signed in nobody knows when": (signed(auth_time=None), "oidc_too_old"),
    "signed in tomorrow": (signed(auth_time=NOW_S + 61), "oidc_future"),
    "signed in true": (signed(auth_time=True), "oidc_too_old"),
    "of nobody": (signed(sub=None), "oidc_subject"),
    "of an empty name": (signed(sub=""), "oidc_subject"),
    "of a name with a line end": (signed(sub="camille\n"), "oidc_subject"),
    "of a number": (signed(sub=7), "oidc_subject"),
    "of a name too long": (signed(sub="a" * 256), "oidc_subject"),
}


@pytest.mark.parametrize("attack", FORGED)
def test_a_token_that_proves_nothing_is_refused_with_its_reason(attack):
    token, code = FORGED[attack]
    with pytest.raises(TokenFault) as refused:
        read(token)
    assert refused.value.code == code


def test_headers_that_say_nothing_here_are_passed_over():
    assert read(signed(header={"typ": "JWT", "x5t": "abc", "autre": 1})).subject == "camille"


def test_a_key_for_encryption_or_too_short_opens_nothing():
    for_encryption = RSA.as_dict(private=False) | {"use": "enc"}
    with pytest.raises(UnknownKey):
        read(signed(), [for_encryption])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        weak = generate_private_key(65537, 1024)  # noqa: S505 - that is the attack
        short = RSAKey.import_key(weak, {"kid": "court"})
        token, key = signed(short), short.as_dict(private=False)
    with pytest.raises(TokenFault, match="oidc_signature"):
        read(token, [key])


@pytest.mark.parametrize(
    "broken", [{}, {"kty": "RSA", "kid": "rsa"}, {"kty": "RSA", "kid": "rsa", "n": 3, "e": "é"}]
)
def test_a_broken_published_key_opens_nothing(broken):
    with pytest.raises(TokenFault):
        read(signed(), [broken])


def test_a_token_holds_until_a_minute_after_its_end_and_no_longer():
    token = signed(exp=NOW_S + 300)
    assert read(token, now=UtcUs(START + 359 * 1_000_000)).subject == "camille"
    with pytest.raises(TokenFault, match="oidc_expired"):
        read(token, now=UtcUs(START + 6 * MINUTE_US))


def test_an_old_sign_in_is_enough_where_its_age_was_not_asked():
    expected = Expected(issuer=ISSUER, client_id=CLIENT, nonce="un-nonce", asked=START, max_age_us=None)
    assert read(signed(auth_time=NOW_S - 40_000), expected=expected).subject == "camille"


def logout(**changed):
    made = {
        "iss": ISSUER,
        "aud": CLIENT,
        "iat": NOW_S,
        "exp": NOW_S + 120,
        "jti": "1",
        "sub": "camille",
        "sid": "s",
        "events": {LOGOUT_EVENT: {}},
    } | changed
    return signed(made={name: value for name, value in made.items() if value is not None})


def test_a_logout_token_names_whose_sessions_are_over():
    told = leaving_of(logout(), KEYS, ISSUER, CLIENT, START)
    assert (told.subject, told.sid) == ("camille", "s")
    assert leaving_of(logout(sid=None), KEYS, ISSUER, CLIENT, START).sid is None
    assert leaving_of(logout(sub=None), KEYS, ISSUER, CLIENT, START).subject is None


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "n"},
        {"events": None},
        {"events": [LOGOUT_EVENT]},
        {"events": {"autre": {}}},
        {"jti": None},
        {"sub": None, "sid": None},
        {"iat": NOW_S - 121},
        {"exp": NOW_S - 61},
        {"iss": "https://mal.example"},
        {"aud": "autre"},
    ],
)
def test_a_logout_token_that_is_none_ends_nothing(changed):
    with pytest.raises(TokenFault):
        leaving_of(logout(**changed), KEYS, ISSUER, CLIENT, START)
    with pytest.raises(TokenFault):
        leaving_of(signed(), KEYS, ISSUER, CLIENT, START)
