"""A WS-Discovery probe, sent to the group on loopback as ONVIF clients send it, finds every camera."""

import asyncio
import socket
import uuid
from xml.etree import ElementTree as ET

import pytest

from vigie.simulator.onvif.discovery import GROUP, PORT, Discovery
from vigie.simulator.settings import TownSettings
from vigie.simulator.town import running_town

PROBE = """<?xml version="1.0" encoding="utf-8"?>
<Envelope xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"
 xmlns="http://www.w3.org/2003/05/soap-envelope"><Header>
<wsa:MessageID xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing">{id}</wsa:MessageID>
<wsa:To xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing">urn:schemas-xmlsoap-org:ws:2005:04:discovery</wsa:To>
<wsa:Action xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</wsa:Action>
</Header><Body><Probe xmlns="http://schemas.xmlsoap.org/ws/2005/04/discovery">
<Types>{types}</Types><Scopes>{scopes}</Scopes></Probe></Body></Envelope>"""
ANSWERED = "{http://schemas.xmlsoap.org/ws/2005/04/discovery}XAddrs"
RELATES = "{http://schemas.xmlsoap.org/ws/2004/08/addressing}RelatesTo"


class Client(asyncio.DatagramProtocol):
    """Collects answers, each with the probe it belongs to."""

    def __init__(self):
        self.answers = asyncio.Queue()

    def datagram_received(self, data, addr):
        root = ET.XML(data)
        self.answers.put_nowait((root.find(f".//{RELATES}").text, root.find(f".//{ANSWERED}").text))


@pytest.fixture
async def town(tmp_path):
    settings = TownSettings(cameras=3, discovery=True, scenes=False, data=tmp_path)
    async with running_town(settings) as town:
        yield town


@pytest.fixture
async def ask():
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_datagram_endpoint(Client, local_addr=("127.0.0.1", 0))
    inner = transport.get_extra_info("socket")
    inner.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))

    def probe(types="dn:NetworkVideoTransmitter", scopes=""):
        asked = f"urn:uuid:{uuid.uuid4()}"
        transport.sendto(PROBE.format(id=asked, types=types, scopes=scopes).encode(), (GROUP, PORT))
        return asked

    async def answers(asked, of):
        """The answers to this probe from these addresses; other towns of this machine may answer too."""
        found = set()
        async with asyncio.timeout(60):
            while found != of:
                relates, address = await client.answers.get()
                if relates == asked and address in of:
                    found.add(address)
        return found

    probe.answers = answers
    yield probe
    transport.close()


async def test_a_probe_finds_every_camera(town, ask):
    everyone = {town.onvif.address(camera_id) for camera_id in town.cameras}
    assert await ask.answers(ask(), everyone) == everyone
    assert await ask.answers(ask(types=""), everyone) == everyone


async def test_only_what_is_asked_for_answers(town):
    cameras = Discovery(list(town.onvif._devices.values()))

    def found(**asked):
        probe = PROBE.format(
            **{"id": "urn:uuid:1", "types": "dn:NetworkVideoTransmitter", "scopes": "", **asked}
        )
        return [ET.XML(answer).find(f".//{ANSWERED}").text for answer in cameras.answers(probe.encode())]

    assert len(found()) == 3
    assert found(types="wprt:PrintDeviceType") == []
    assert found(scopes="onvif://www.onvif.org/location/Paris") == []
    assert found(scopes="onvif://www.onvif.org/type/ptz") == [
        town.onvif.address(camera_id) for camera_id, each in town.cameras.items() if each.head
    ]
    assert cameras.answers(b"<Envelope><Body><Probe/></Body></Envelope>") == []
    assert cameras.answers(b"\xff\x00 no XML at all") == []
