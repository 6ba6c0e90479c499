"""RTSP as raw bytes: states, faults, slow clients, many clients; the control API that causes the faults."""

import asyncio
import itertools
import json
import re
import socket
import ssl
from contextlib import asynccontextmanager

import httpx
import pytest

from vigie.kernel.errors import Unavailable
from vigie.simulator.settings import Arrival
from vigie.simulator.sinks import Sink, receive

TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"


class Client:
    """Asks one thing after the other over one connection."""

    def __init__(self, reader, writer):
        self.reader, self.writer, self.number = reader, writer, 0

    async def ask(self, method, url, *headers):
        """Return status and head; pictures that arrive in between are passed over."""
        self.number += 1
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {self.number}", *headers, "", ""]
        self.writer.write("\r\n".join(lines).encode())
        while (first := await self.reader.readexactly(1)) == b"$":
            size = int.from_bytes((await self.reader.readexactly(3))[1:], "big")
            await self.reader.readexactly(size)
        head = (first + await self.reader.readuntil(b"\r\n\r\n")).decode()
        assert f"CSeq: {self.number}\r\n" in head
        length = re.search(r"Content-Length: (\d+)", head)
        body = await self.reader.readexactly(int(length[1])) if length else b""
        return int(head.split()[1]), head + body.decode()

    async def play(self, url, transport=TCP):
        _, head = await self.ask("SETUP", f"{url}/trackID=0", transport)
        session = "Session: " + re.search(r"Session: (\w+)", head)[1]
        await self.ask("PLAY", url, session)
        return session

    async def packet(self):
        """Return the next RTP packet."""
        while True:
            mark, channel, *size = await self.reader.readexactly(4)
            assert mark == ord("$")
            data = await self.reader.readexactly(size[0] << 8 | size[1])
            if channel == 0:
                return data


@asynccontextmanager
async def _client(port=None, **options):
    host = None if port is None else "127.0.0.1"
    reader, writer = await asyncio.open_connection(host, port, **options)
    try:
        yield Client(reader, writer)
    finally:
        writer.close()


@pytest.fixture
async def control():
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:

        async def call(town, method, path, **values):
            url = f"http://127.0.0.1:{town.control_port}{path}"
            content = json.dumps(values) if values else None
            return await client.request(method, url, content=content)

        yield call


async def test_a_session_plays_pauses_goes_on_and_ends(open_town):
    async with open_town() as town, asyncio.timeout(90), _client(town.port) as client:
        url = town.url("cam-001")
        assert "DESCRIBE" in (await client.ask("OPTIONS", url))[1]
        assert "m=video" in (await client.ask("DESCRIBE", url))[1]
        session = await client.play(url)
        await client.packet()
        assert (await client.ask("GET_PARAMETER", url, session))[0] == 200
        assert (await client.ask("SET_PARAMETER", url, session))[0] == 200
        assert (await client.ask("PAUSE", url, session))[0] == 200
        assert town.camera("cam-001").streams["main"].sessions == []
        assert (await client.ask("PLAY", url, session))[0] == 200
        await client.packet()
        assert (await client.ask("TEARDOWN", url, session))[0] == 200
        assert (await client.ask("PLAY", url, session))[0] == 454


async def test_what_cannot_be_is_answered_by_its_status(open_town):
    async with open_town() as town, asyncio.timeout(90), _client(town.port) as client:
        url = town.url("cam-001")
        assert (await client.ask("DESCRIBE", town.url("cam-999")))[0] == 404
        assert (await client.ask("DESCRIBE", town.url("cam-001", "third")))[0] == 404
        assert (await client.ask("RECORD", url))[0] == 405
        assert (await client.ask("SETUP", url, "Transport: RTP/AVP;multicast"))[0] == 461
        assert (await client.ask("PLAY", url, "Session: none"))[0] == 454


async def test_sound_is_announced_but_never_given_and_asking_is_counted(open_town):
    async with open_town(audio=True) as town, asyncio.timeout(90), _client(town.port) as client:
        url = town.url("cam-001")
        assert "m=audio" in (await client.ask("DESCRIBE", url))[1]
        assert town.camera("cam-001").audio_requests == 0
        assert (await client.ask("SETUP", f"{url}/trackID=1", TCP))[0] == 461
        assert town.camera("cam-001").audio_requests == 1


async def test_a_client_that_speaks_no_rtsp_is_sent_away_and_harms_nobody(open_town):
    async with open_town() as town, asyncio.timeout(90), _client(town.port) as client:
        async with _client(town.port) as other:
            other.writer.write(b"\x16\x03\x01 garbage \r\n\r\n")
            assert b"400" in await other.reader.read()
        await client.play(town.url("cam-001"))
        assert await client.packet()


async def test_a_slow_client_loses_pictures_and_costs_the_others_nothing(open_town, monkeypatch):
    monkeypatch.setattr("vigie.simulator.session.BACKLOG_BYTES", 20_000)
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    async with open_town(arrival=Arrival.BURST) as town, asyncio.timeout(90):
        narrow.connect(("127.0.0.1", town.port))
        async with _client(sock=narrow, limit=1024) as slow:
            await slow.play(town.url("cam-001"))
            session = town.camera("cam-001").streams["main"].sessions[0]
            session.carrier.link._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            count = await receive([town.url("cam-001")], 3, warm_up_s=1.5)
            assert count.packets_lost == 0
            assert 70 <= count.pictures <= 80
            assert session.pictures_lost > 20


async def test_many_clients_lose_nothing(open_town):
    async with open_town(cameras=12) as town:
        urls = [town.url(camera, stream) for camera in town.cameras for stream in ("main", "sub")]
        count = await receive(urls, 3, warm_up_s=1.5)
        assert count.packets_lost == 0
        assert count.pictures == pytest.approx(24 * 75, rel=0.05)
        states = [stream.sessions for camera in town.cameras.values() for stream in camera.streams.values()]
        await asyncio.sleep(0.1)
        assert all(sessions == [] for sessions in states)


async def test_rtsps_serves_under_tls(open_town):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    async with open_town(tls_port=0) as town, asyncio.timeout(90):
        async with _client(town.tls_port, ssl=context) as client:
            await client.play(town.url("cam-001"))
            sequences = [int.from_bytes((await client.packet())[2:4], "big") for _ in range(100)]
        assert all((b - a) & 0xFFFF == 1 for a, b in itertools.pairwise(sequences))


async def test_each_camera_can_have_its_own_port(open_town):
    async with open_town(port_each=True) as town, asyncio.timeout(90):
        assert len({*town.ports.values(), town.port}) == 3
        async with _client(town.ports["cam-002"]) as client:
            assert (await client.ask("DESCRIBE", town.url("cam-002")))[0] == 200


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"unavailable": True}, 503),
        ({"refuse_password": True}, 401),
        ({"redirect_to": "rtsp://127.0.0.1:1/x"}, 302),
    ],
)
async def test_refusals_begin_and_end_while_running(open_town, control, fault, status):
    async with open_town() as town, asyncio.timeout(90), _client(town.port) as client:
        url = town.url("cam-001")
        shown = (await control(town, "PATCH", "/cameras/cam-001/faults", **fault)).json()
        assert shown["faults"] == fault
        answered, head = await client.ask("DESCRIBE", url)
        assert answered == status
        assert fault.get("redirect_to", "") in head
        assert (await client.ask("DESCRIBE", town.url("cam-002")))[0] == 200
        await control(town, "DELETE", "/cameras/cam-001/faults")
        assert (await client.ask("DESCRIBE", url))[0] == 200


async def test_a_camera_hangs_up_and_can_be_called_again(open_town, control):
    async with open_town() as town, asyncio.timeout(90):
        sink = asyncio.create_task(Sink(town.url("cam-001")).run())
        other = asyncio.create_task(Sink(town.url("cam-002")).run())
        await asyncio.sleep(0.5)
        await control(town, "POST", "/cameras/cam-001/disconnect")
        with pytest.raises(Unavailable):
            await sink
        assert not other.done()
        other.cancel()
        assert (await receive([town.url("cam-001")], 1, warm_up_s=1)).pictures > 20


async def test_garbage_reaches_the_client_of_that_camera_only(open_town, control):
    async with open_town() as town, asyncio.timeout(90):
        await control(town, "PATCH", "/cameras/cam-001/faults", garbage=True)
        with pytest.raises(Unavailable):
            await receive([town.url("cam-001")], 3)
        assert (await receive([town.url("cam-002")], 1)).packets_lost == 0


async def test_another_film_changes_the_picture_size_in_mid_stream(open_town, control):
    async with open_town(others=["320x240"]) as town, asyncio.timeout(90), _client(town.port) as client:
        await client.play(town.url("cam-001"))
        await client.packet()
        assert (await control(town, "POST", "/cameras/cam-001/film", name="320x240")).status_code == 200
        sets = town.programme.films["320x240"].main.setup.sps
        while (await client.packet())[12:] != sets[0]:
            pass
        shown = (await control(town, "GET", "/town")).json()
        assert shown["cameras"][0]["film"] == "320x240"


@pytest.mark.parametrize(
    ("method", "path", "values", "status"),
    [
        ("PATCH", "/cameras/cam-001/faults", {"drop_percent": 200}, 400),
        ("PATCH", "/cameras/cam-001/faults", {"nonsense": 1}, 400),
        ("PATCH", "/cameras/cam-999/faults", {"stall": True}, 404),
        ("POST", "/cameras/cam-001/film", {"name": "none"}, 404),
        ("POST", "/cameras/cam-001/clock-jump", {"seconds": "soon"}, 400),
        ("POST", "/cameras/cam-001/dance", {}, 404),
        ("GET", "/elsewhere", {}, 404),
    ],
)
async def test_orders_that_cannot_be_followed_are_refused(open_town, control, method, path, values, status):
    async with open_town() as town:
        answer = await control(town, method, path, **values)
        assert answer.status_code == status
        assert answer.json()["message"]


async def test_a_taken_port_is_said_to_be_taken(open_town):
    async with open_town() as town:
        with pytest.raises(Unavailable) as refused:
            async with open_town(port=town.port):
                pass
        assert refused.value.error_code == "port_taken"
