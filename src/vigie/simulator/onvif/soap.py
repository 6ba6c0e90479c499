"""SOAP 1.2 envelopes, faults, and WS-UsernameToken (OASIS WSS UsernameToken Profile 1.0; ONVIF Core 5.9)."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from vigie.kernel.errors import BadInput
from vigie.kernel.markup import parse_xml

NAMESPACES = {
    "env": "http://www.w3.org/2003/05/soap-envelope",
    "ter": "http://www.onvif.org/ver10/error",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tr2": "http://www.onvif.org/ver20/media/wsdl",
    "tptz": "http://www.onvif.org/ver20/ptz/wsdl",
    "tt": "http://www.onvif.org/ver10/schema",
}
CONTENT_TYPE = "application/soap+xml; charset=utf-8"
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())


class SoapFault(Exception):
    """A request that is answered by a fault; `subcode` is one of ONVIF's (`ter:…`)."""

    def __init__(self, subcode: str, reason: str, *, status: int = 400) -> None:
        super().__init__(reason)
        self.subcode, self.status = subcode, status


@dataclass(frozen=True, slots=True)
class Call:
    """One operation: its service's prefix, its name, its element, and who asks (the Security header)."""

    service: str
    operation: str
    element: Element
    security: Element | None

    def text(self, *path: str) -> str | None:
        """Return the text of a nested element, by local names; None when it is not there."""
        found = self.find(*path)
        return None if found is None or found.text is None else found.text.strip()

    def find(self, *path: str) -> Element | None:
        """Return a nested element, by local names."""
        here: Element | None = self.element
        for name in path:
            here = None if here is None else child(here, name)
        return here


def child(element: Element, name: str) -> Element | None:
    """Return the first child of this local name."""
    return next((found for found in element if local_name(found) == name), None)


def local_name(element: Element) -> str:
    """Return an element's name without namespace."""
    return element.tag.rpartition("}")[2]


def parse(body: bytes) -> Call:
    """Read an envelope that holds a request to one of the camera's services.

    Raises:
        BadInput: it is no XML, no envelope, or holds no operation.
    """
    head, asked = open_envelope(body)
    namespace = asked.tag.partition("}")[0].lstrip("{")
    security = None if head is None else child(head, "Security")
    return Call(_PREFIXES.get(namespace, ""), local_name(asked), asked, security)


def open_envelope(body: bytes) -> tuple[Element | None, Element]:
    """Return an envelope's header, where it has one, and the first element of its body.

    Raises:
        BadInput: it is no XML, no envelope, or its body is empty.
    """
    root = parse_xml(body)
    inside = child(root, "Body")
    if local_name(root) != "Envelope" or inside is None or not len(inside):
        raise BadInput("not a SOAP envelope with one operation")
    return child(root, "Header"), inside[0]


def envelope(content: str) -> bytes:
    """Wrap an answer's content."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><env:Envelope {_DECLARED}>'
        f"<env:Body>{content}</env:Body></env:Envelope>"
    ).encode()


def fault(error: SoapFault) -> bytes:
    """Return a fault's envelope."""
    side = "Receiver" if error.subcode == "ter:ActionNotSupported" else "Sender"
    return envelope(
        f"<env:Fault><env:Code><env:Value>env:{side}</env:Value>"
        f"<env:Subcode><env:Value>{error.subcode}</env:Value></env:Subcode></env:Code>"
        f'<env:Reason><env:Text xml:lang="en">{escape(str(error))}</env:Text></env:Reason></env:Fault>'
    )


def proves(security: Element | None, username: str, password: str) -> bool:
    """Tell whether a Security header carries the right name and password (digest or text)."""
    token = None if security is None else child(security, "UsernameToken")
    if token is None:
        return False
    values = {local_name(part): (part.text or "").strip() for part in token}
    given = values.get("Password", "")
    kind = next((part.get("Type", "") for part in token if local_name(part) == "Password"), "")
    expected = password
    if kind.endswith("#PasswordDigest"):
        expected = _digest(values.get("Nonce", ""), values.get("Created", ""), password)
    right_name = hmac.compare_digest(values.get("Username", "").encode(), username.encode())
    return right_name and hmac.compare_digest(given.encode(), expected.encode())


def _digest(nonce: str, created: str, password: str) -> str:
    try:
        salt = base64.b64decode(nonce, validate=True)
    except binascii.Error:
        salt = b""
    whole = salt + created.encode() + password.encode()
    return base64.b64encode(hashlib.sha1(whole, usedforsecurity=False).digest()).decode()
