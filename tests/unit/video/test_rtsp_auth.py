"""Basic and Digest, with the examples of the RFCs."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.video.rtsp_auth import Account, read_challenges


def md5(text):
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def fields(header):
    return {key: a or b for key, a, b in re.findall(r'(\w+)=(?:"([^"]*)"|([^",\s]+))', header)}


def test_basic():
    account = Account("Aladdin", "open sesame")
    assert account.header("DESCRIBE", "rtsp://c/") is None
    assert account.accept(['Basic realm="camera"'])
    assert account.header("DESCRIBE", "rtsp://c/") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_digest_without_qop_as_most_cameras_ask():
    account = Account("admin", "pass")
    account.accept(['Digest realm="IP Camera", nonce="abc"'])
    header = account.header("DESCRIBE", "rtsp://c/1")
    ha1, ha2 = md5("admin:IP Camera:pass"), md5("DESCRIBE:rtsp://c/1")
    assert fields(header)["response"] == md5(f"{ha1}:abc:{ha2}")
    assert "qop" not in header
    assert "algorithm" not in header


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"])
def test_digest_with_qop_follows_rfc_7616(algorithm):
    account = Account("Mufasa", "Circle of Life")
    nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
    demand = (
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, nonce="{nonce}"'
    )
    assert account.accept([demand])
    for count in (1, 2):
        found = fields(account.header("GET", "/dir/index.html"))
        make = hashlib.sha256 if "256" in algorithm else hashlib.md5

        def digest(text, make=make):
            return make(text.encode()).hexdigest()

        ha1 = digest("Mufasa:http-auth@example.org:Circle of Life")
        if algorithm.endswith("sess"):
            ha1 = digest(f"{ha1}:{nonce}:{found['cnonce']}")
        middle = f"{nonce}:{count:08x}:{found['cnonce']}:auth"
        assert found["response"] == digest(f"{ha1}:{middle}:{digest('GET:/dir/index.html')}")
        assert found["nc"] == f"{count:08x}"
        assert found["algorithm"] == algorithm


def test_the_strongest_scheme_is_chosen():
    demands = [
        'Basic realm="r"',
        'Digest realm="r", nonce="a"',
        'Digest realm="r", nonce="b", algorithm=SHA-256',
    ]
    assert [item.nonce for item in read_challenges(demands)] == ["b", "a", ""]
    together = read_challenges(['Basic realm="r", Digest realm="r", nonce="a", opaque="x\\"y"'])
    assert [(item.scheme, item.opaque) for item in together] == [("digest", 'x"y'), ("basic", None)]


def test_unknown_demands_are_not_met():
    demands = [
        'Digest realm="r", nonce="a", algorithm=SHA-512-256',
        "NTLM",
        'Digest nonce="a", qop="auth-int"',
        "Digest",
    ]
    assert read_challenges(demands) == []
    assert not Account("a", "b").accept(demands)


def test_another_try_makes_sense_only_with_a_new_or_stale_nonce():
    account = Account("a", "b")
    assert account.accept(['Digest realm="r", nonce="1"'])
    assert not account.accept(['Digest realm="r", nonce="1"'])
    assert account.accept(['Digest realm="r", nonce="1", stale=TRUE'])
    assert account.accept(['Digest realm="r", nonce="2"'])


def test_quotes_in_names_are_escaped():
    account = Account('a"b\\', "p")
    account.accept(['Digest realm="r", nonce="1"'])
    assert 'username="a\\"b\\\\"' in account.header("PLAY", "rtsp://c/")


@given(st.lists(st.text(max_size=80) | st.text(max_size=60).map("Digest nonce=a, ".__add__), max_size=4))
def test_any_demand_is_read_without_error(demands):
    account = Account("a", "b")
    if account.accept(demands):
        assert account.header("PLAY", "rtsp://c/")
