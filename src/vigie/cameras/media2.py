"""ONVIF Media2 (ver20), the only media service that tells H.265: two calls of it, as a client.

They are written out here because onvif-zeep-async ships no description of that service. Answers are read by
local names, so that a camera's own prefixes and additions do not matter. The account goes as a digest (OASIS
WSS UsernameToken Profile 1.0) made on the camera's own clock, and as HTTP Digest where one is asked for.
"""

import base64
import hashlib
import math
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

import httpx

from vigie.cameras.probe import ProbedProfile
from vigie.kernel.errors import BadInput
from vigie.kernel.markup import parse_xml

NAMESPACE = "http://www.onvif.org/ver20/media/wsdl"
MAX_ANSWER_BYTES = 1 << 20
MAX_PROFILES = 64
_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
_HEADERS = {"Content-Type": "application/soap+xml; charset=utf-8"}


class Media2Error(Exception):
    """The camera's Media2 service refused, or answered nothing that can be used."""


class Media2Client:
    """Asks one camera's Media2 service.

    Args:
        address: the service's address, as the camera's device service tells it.
        clock_offset: the camera's clock less ours; a token signed on another clock is refused.
    """

    def __init__(
        self, address: str, username: str | None, password: str | None, clock_offset: timedelta
    ) -> None:
        self._address = address
        self._username, self._password = username or "", password or ""
        self._clock_offset = clock_offset

    async def profiles(self) -> list[ProbedProfile]:
        """Return the profiles that carry video, each with the address that serves it.

        Raises:
            Media2Error: it refused, or answered nothing that can be used.
            httpx.HTTPError, httpx.InvalidURL: it does not answer, or not at an address.
        """
        auth = httpx.DigestAuth(self._username, self._password) if self._username else None
        async with httpx.AsyncClient(auth=auth, headers=_HEADERS, trust_env=False) as http:
            answer = await self._call(
                http, "<tr2:GetProfiles><tr2:Type>VideoEncoder</tr2:Type></tr2:GetProfiles>"
            )
            found = [
                each
                for each in named(answer, "Profiles")
                if next(named(each, "VideoEncoder"), None) is not None
            ]
            return [profile(each, await self._uri(http, each)) for each in found[:MAX_PROFILES]]

    async def _uri(self, http: httpx.AsyncClient, found: Element) -> str:
        token = escape(found.get("token", ""))
        asked = f"<tr2:Protocol>RTSP</tr2:Protocol><tr2:ProfileToken>{token}</tr2:ProfileToken>"
        answer = await self._call(http, f"<tr2:GetStreamUri>{asked}</tr2:GetStreamUri>")
        uri = text(answer, "Uri")
        if uri is None:
            raise Media2Error(f"no address for profile {token}")
        return uri

    async def _call(self, http: httpx.AsyncClient, body: str) -> Element:
        content = bytearray()
        async with http.stream("POST", self._address, content=self._envelope(body)) as answer:
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > MAX_ANSWER_BYTES:
                    raise Media2Error("an answer without end")
        try:
            root = parse_xml(bytes(content))
        except BadInput as error:
            raise Media2Error(f"status {answer.status_code}, {error}") from error
        if answer.status_code != httpx.codes.OK or next(named(root, "Fault"), None) is not None:
            raise Media2Error(f"status {answer.status_code}: {text(root, 'Text') or 'fault'}")
        return root

    def _envelope(self, body: str) -> bytes:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            f'<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:tr2="{NAMESPACE}">'
            f"<env:Header>{self._security()}</env:Header><env:Body>{body}</env:Body></env:Envelope>"
        ).encode()

    def _security(self) -> str:
        if not self._username:
            return ""
        nonce = secrets.token_bytes(16)
        created = (datetime.now(UTC) + self._clock_offset).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = hashlib.sha1(nonce + created.encode() + self._password.encode(), usedforsecurity=False)
        return (
            f'<s:Security xmlns:s="{_WSSE}-wssecurity-secext-1.0.xsd" env:mustUnderstand="true">'
            f"<s:UsernameToken><s:Username>{escape(self._username)}</s:Username>"
            f'<s:Password Type="{_WSSE}-username-token-profile-1.0#PasswordDigest">'
            f"{base64.b64encode(digest.digest()).decode()}</s:Password>"
            f"<s:Nonce>{base64.b64encode(nonce).decode()}</s:Nonce>"
            f'<u:Created xmlns:u="{_WSSE}-wssecurity-utility-1.0.xsd">{created}</u:Created>'
            "</s:UsernameToken></s:Security>"
        )


def profile(found: Element, url: str) -> ProbedProfile:
    """Return a profile as probed from its element; what the camera left out or garbled is None."""
    encoder = next(named(found, "VideoEncoder"))
    codec, kilobits = text(encoder, "Encoding"), _number(text(encoder, "BitrateLimit"))
    token = found.get("token", "")
    width, height = (_number(text(encoder, side)) for side in ("Width", "Height"))
    return ProbedProfile(
        token=token,
        name=text(found, "Name") or token,
        url=url,
        codec=codec.lower() if codec else None,
        width_px=round(width) if width else None,
        height_px=round(height) if height else None,
        fps=_number(text(encoder, "FrameRateLimit")),
        bitrate_bps=round(kilobits * 1000) if kilobits else None,
    )


def named(inside: Element, name: str) -> Iterator[Element]:
    """Return the elements of this local name, at any depth."""
    return (each for each in inside.iter() if each.tag.rpartition("}")[2] == name)


def text(inside: Element, name: str) -> str | None:
    """Return the text of the first element of this local name."""
    found = next(named(inside, name), None)
    return found.text.strip() if found is not None and found.text else None


def _number(written: str | None) -> float | None:
    try:
        number = float(written) if written else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) else None
