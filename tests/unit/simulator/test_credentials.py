import base64
import hashlib

import pytest

from vigie.simulator.credentials import REALM, Auth, Guard


def _digest(guard, method, uri, password, name, quality=""):
    def hashed(text):
        return hashlib.new(name, text.encode()).hexdigest()

    secret, act = hashed(f"admin:{REALM}:{password}"), hashed(f"{method}:{uri}")
    extra = "00000001:abc:auth:" if quality else ""
    proof = hashed(f"{secret}:{guard.nonce}:{extra}{act}")
    more = ', qop=auth, nc=00000001, cnonce="abc"' if quality else ""
    head = f'Digest username="admin", realm="{REALM}", nonce="{guard.nonce}"'
    return f'{head}, uri="{uri}", response="{proof}"{more}'


@pytest.mark.parametrize("quality", [False, True])
@pytest.mark.parametrize(("scheme", "name"), [(Auth.DIGEST, "md5"), (Auth.DIGEST_SHA256, "sha256")])
def test_digest_admits_the_right_password_only(scheme, name, quality):
    guard = Guard(scheme, "admin", "secret", quality=quality)
    assert guard.admits("PLAY", _digest(guard, "PLAY", "rtsp://x/a", "secret", name, quality))
    assert not guard.admits("PLAY", _digest(guard, "PLAY", "rtsp://x/a", "wrong", name, quality))
    assert not guard.admits("PAUSE", _digest(guard, "PLAY", "rtsp://x/a", "secret", name, quality))
    assert not guard.admits("PLAY", None)


def test_a_proof_for_another_nonce_is_refused():
    guard, other = Guard(Auth.DIGEST, "admin", "secret"), Guard(Auth.DIGEST, "admin", "secret")
    assert not guard.admits("PLAY", _digest(other, "PLAY", "u", "secret", "md5"))


def test_basic_admits_the_right_password_only():
    guard = Guard(Auth.BASIC, "admin", "secret")
    for password, admitted in (("secret", True), ("wrong", False)):
        token = base64.b64encode(f"admin:{password}".encode()).decode()
        assert guard.admits("PLAY", f"Basic {token}") is admitted


def test_no_scheme_asks_nothing():
    assert Guard(Auth.NONE).admits("PLAY", None)


def test_the_challenge_names_its_algorithm():
    assert "algorithm=SHA-256" in Guard(Auth.DIGEST_SHA256).challenge()
    assert 'qop="auth"' in Guard(Auth.DIGEST, quality=True).challenge()
