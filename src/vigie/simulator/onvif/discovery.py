"""WS-Discovery (the draft of April 2005 that ONVIF Core 7 asks for): cameras answer a Probe to the group.

Every camera answers by itself, after a random wait, with its address, types and scopes. Only the interface of
the town's own address is listened on: on loopback nobody outside this machine is reached. Hello, Bye and
Resolve are left out: no client of ours needs them.
"""

import asyncio
import random
import socket
import struct
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import cast
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from vigie.kernel.errors import BadInput, Unavailable
from vigie.simulator.onvif.device import scopes_of
from vigie.simulator.onvif.service import Device
from vigie.simulator.onvif.soap import child, local_name, open_envelope

GROUP, PORT = "239.255.255.250", 3702
MAX_DELAY_S = 0.5
"""APP_MAX_DELAY: answers are spread over so long, so that they do not all arrive at once."""
TYPES = ("NetworkVideoTransmitter", "Device")
_ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
_DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"


class Discovery(asyncio.DatagramProtocol):
    """Answers probes for all cameras of a town."""

    def __init__(self, devices: Sequence[Device]) -> None:
        self._devices = devices
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting: set[asyncio.TimerHandle] = set()

    async def listen(self, host: str) -> None:
        """Join the group on the interface of this address.

        Raises:
            Unavailable: it cannot be joined.
        """
        try:
            joined = _join(host)
        except OSError as error:
            raise Unavailable(
                f"cannot listen for WS-Discovery on {host}: {error}", code="no_discovery"
            ) from error
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=joined)

    def close(self) -> None:
        """Leave the group."""
        for handle in self._waiting:
            handle.cancel()
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer a probe after a while; anything else is no business of ours."""
        for answer in self.answers(data):
            self._later(partial(self._send, answer, addr))

    def answers(self, data: bytes) -> list[bytes]:
        """Return what the cameras answer: an envelope from each one that the probe asks for."""
        try:
            head, probe = open_envelope(data)
        except BadInput:
            return []
        asked = None if head is None else child(head, "MessageID")
        if local_name(probe) != "Probe" or asked is None or not asked.text or not _wants_cameras(probe):
            return []
        scopes = _words(probe, "Scopes")
        return [match(device, asked.text) for device in self._devices if _is_in(device, scopes)]

    def _later(self, act: Callable[[], None]) -> None:
        def now() -> None:
            self._waiting.discard(handle)
            act()

        handle = asyncio.get_running_loop().call_later(random.uniform(0, MAX_DELAY_S), now)
        self._waiting.add(handle)

    def _send(self, answer: bytes, address: tuple[str, int]) -> None:
        if self._transport is not None:
            self._transport.sendto(answer, address)


def match(device: Device, message_id: str) -> bytes:
    """Return the ProbeMatches envelope of one camera."""
    own = uuid.uuid5(uuid.NAMESPACE_URL, f"{device.base}/{device.camera.id}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:a="{_ADDRESSING}"'
        f' xmlns:d="{_DISCOVERY}" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"'
        ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl">'
        f"<e:Header><a:MessageID>urn:uuid:{uuid.uuid4()}</a:MessageID>"
        f"<a:RelatesTo>{escape(message_id.strip())}</a:RelatesTo>"
        f"<a:To>{_ADDRESSING}/role/anonymous</a:To><a:Action>{_DISCOVERY}/ProbeMatches</a:Action></e:Header>"
        "<e:Body><d:ProbeMatches><d:ProbeMatch>"
        f"<a:EndpointReference><a:Address>urn:uuid:{own}</a:Address></a:EndpointReference>"
        "<d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>"
        f"<d:Scopes>{escape(' '.join(scopes_of(device)))}</d:Scopes>"
        f"<d:XAddrs>{device.address('tds')}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion>"
        "</d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>"
    ).encode()


def _wants_cameras(probe: Element) -> bool:
    """Tell whether every type asked for is one of ours; a probe without types asks for all."""
    return all(kind.rpartition(":")[2] in TYPES for kind in _words(probe, "Types"))


def _is_in(device: Device, scopes: Sequence[str]) -> bool:
    """Tell whether a camera is within every scope asked for (RFC 3986 prefixes, the default rule)."""
    return all(any(own.startswith(scope) for own in scopes_of(device)) for scope in scopes)


def _words(probe: Element, name: str) -> list[str]:
    found = child(probe, name)
    return [] if found is None else (found.text or "").split()


def _join(host: str) -> socket.socket:
    """Return a socket of the group; several towns may share its port."""
    joined = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        joined.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        joined.bind((GROUP, PORT))
        member = struct.pack("4s4s", socket.inet_aton(GROUP), socket.inet_aton(host))
        joined.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        joined.setblocking(False)
    except OSError:
        joined.close()
        raise
    return joined
