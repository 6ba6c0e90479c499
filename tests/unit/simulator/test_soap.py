import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.errors import BadInput
from vigie.simulator.onvif.soap import parse, proves

DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
ENVELOPE = (
    '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Header>{header}</e:Header>'
    '<e:Body><p:Stop xmlns:p="http://www.onvif.org/ver20/ptz/wsdl"><p:ProfileToken>main</p:ProfileToken>'
    "</p:Stop></e:Body></e:Envelope>"
)


def _security(password, name="admin", created="2026-11-23T10:00:00Z", kind=DIGEST):
    nonce = b"0123456789abcdef"
    digest = hashlib.sha1(nonce + created.encode() + password.encode(), usedforsecurity=False).digest()
    proof = base64.b64encode(digest).decode()
    given_password = proof if kind == DIGEST else password
    return (
        f"<Security><UsernameToken><Username>{name}</Username>"
        f'<Password Type="{kind}">{given_password}</Password>'
        f"<Nonce>{base64.b64encode(nonce).decode()}</Nonce><Created>{created}</Created></UsernameToken></Security>"
    )


def _call(header=""):
    return parse(ENVELOPE.format(header=header).encode())


def test_an_operation_is_found_with_its_service_and_values():
    call = _call()
    assert (call.service, call.operation, call.text("ProfileToken")) == ("tptz", "Stop", "main")
    assert call.text("PanTilt") is None


@pytest.mark.parametrize("kind", [DIGEST, "#PasswordText"])
def test_only_the_right_password_proves(kind):
    assert proves(_call(_security("vigie", kind=kind)).security, "admin", "vigie")
    assert not proves(_call(_security("wrong", kind=kind)).security, "admin", "vigie")
    assert not proves(_call(_security("vigie", name="root", kind=kind)).security, "admin", "vigie")
    assert not proves(_call().security, "admin", "vigie")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data):
    with pytest.raises(BadInput):
        parse(data)


@pytest.mark.parametrize(
    "text", ["<a/>", "<Envelope><Body/></Envelope>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"]
)
def test_what_is_no_envelope_is_refused(text):
    with pytest.raises(BadInput):
        parse(text.encode())
