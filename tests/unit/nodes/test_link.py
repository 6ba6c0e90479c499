"""Both ends of the live link over a real Unix socket, with a real hub."""

import asyncio
import stat
from contextlib import asynccontextmanager
from functools import partial

import pytest

from vigie.nodes import wire
from vigie.nodes.link_client import LinkClient
from vigie.nodes.link_server import LinkServer
from vigie.testing.live import CAMERA, unit
from vigie.video.access_unit import StreamName
from vigie.video.hub import Hub

PATIENT_S = 60


class Source:
    def hello(self):
        return {"pid": 1}

    def statuses(self):
        return {"all": True, "cameras": {"cam-001": {"state": "recording"}}}

    def metrics(self):
        return b"vigie_test 1\n"

    reaped = 0

    async def reap(self):
        self.reaped += 1


class Listener:
    def __init__(self):
        self.recorder = None
        self.told = []

    def on_recorder(self, hello):
        self.recorder = hello

    def on_statuses(self, told):
        self.told.append(told)


class Sink:
    def __init__(self):
        self.units = []
        self.lost = 0

    def on_unit(self, unit):
        self.units.append(unit)

    def on_lost(self):
        self.lost += 1


def newest_is(sink, number):
    return bool(sink.units) and sink.units[-1].pts_90k == number * 3600


async def until(condition):
    async with asyncio.timeout(PATIENT_S):
        while not condition():  # noqa: ASYNC110 - conditions of every kind
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running(coroutine):
    task = asyncio.create_task(coroutine)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def hub():
    return Hub()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "recorder.sock"


@pytest.fixture
def server(hub, path):
    return LinkServer(path, hub, Source())


@pytest.fixture
def listener():
    return Listener()


@pytest.fixture
def client(path, listener):
    return LinkClient(path, listener)


@asynccontextmanager
async def linked(server, client, listener):
    async with running(server.run()), running(client.run()):
        await until(lambda: listener.told)
        yield


async def test_a_centre_is_greeted_with_every_status(server, client, listener):
    async with linked(server, client, listener):
        assert listener.recorder["pid"] == 1
        assert listener.told == [Source().statuses()]


async def test_a_greeting_read_before_the_connection_is_handed_over_is_answered(client, monkeypatch):
    """Some event loops read what has come before they wake who connects; streams are asked for then, too."""
    sent = []

    class Transport(asyncio.Transport):
        def write(self, data):
            sent.append(data)

        def is_closing(self):
            return False

        def abort(self):
            pass

    async def connect(make, _path):
        line = make()
        line.connection_made(Transport())
        line.data_received(wire.encode_json(wire.Kind.HELLO, {"version": wire.VERSION, "pid": 1}))
        await asyncio.sleep(0)
        return Transport(), line

    monkeypatch.setattr(asyncio.get_running_loop(), "create_unix_connection", connect, raising=False)
    client.open(CAMERA, StreamName.SUB, Sink())
    async with running(client.run()):
        await until(lambda: sent)
    [asked] = wire.Decoder().feed(sent[0])
    assert (asked.kind, asked.json()["stream"]) == (wire.Kind.SUBSCRIBE, "sub")


async def test_only_its_owner_opens_the_socket(server, client, listener, path):
    async with linked(server, client, listener):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


async def test_changed_statuses_are_pushed(server, client, listener):
    async with linked(server, client, listener):
        server.push_statuses({"all": False, "cameras": {"cam-001": {"state": "failed"}}})
        await until(lambda: len(listener.told) == 2)
        assert listener.told[1]["cameras"]["cam-001"] == {"state": "failed"}


async def test_a_stream_starts_at_the_kept_keyframe_and_goes_on_unchanged(server, client, listener, hub):
    units = [unit(0, keyframe=True), *(unit(n) for n in range(1, 5))]
    async with linked(server, client, listener):
        for one in units[:3]:
            hub.publish(one)
        sink = Sink()
        client.open(CAMERA, StreamName.SUB, sink)
        await until(lambda: len(sink.units) == 3)
        for one in units[3:]:
            hub.publish(one)
        await until(lambda: len(sink.units) == 5)
        assert sink.units == units


async def test_a_closed_stream_brings_nothing_more(server, client, listener, hub):
    async with linked(server, client, listener):
        hub.publish(unit(0, keyframe=True))
        first, second = Sink(), Sink()
        number = client.open(CAMERA, StreamName.SUB, first)
        await until(lambda: first.units)
        client.close(number)
        client.open(CAMERA, StreamName.SUB, second)
        await until(lambda: second.units)
        hub.publish(unit(1))
        await until(lambda: len(second.units) == 2)
        assert len(first.units) == 1


async def test_when_the_recorder_restarts_open_streams_come_back_by_themselves(path, client, listener):
    sink = Sink()
    client.open(CAMERA, StreamName.SUB, sink)
    async with running(client.run()):
        for start in (0, 100):
            hub = Hub()
            hub.publish(unit(start, keyframe=True))
            async with running(LinkServer(path, hub, Source()).run()):
                await until(partial(newest_is, sink, start))
            await until(lambda: listener.recorder is None)
        assert sink.lost >= 2


async def test_metrics_come_as_text_and_nothing_while_the_recorder_is_away(server, client, listener):
    assert await client.metrics() == b""
    async with linked(server, client, listener):
        assert await client.metrics() == b"vigie_test 1\n"


async def test_what_is_due_is_destroyed_on_request_and_the_request_waits_for_it(path, hub, client, listener):
    source = Source()
    await client.reap()
    async with linked(LinkServer(path, hub, source), client, listener):
        await client.reap()
        assert source.reaped == 1


async def test_a_question_is_not_left_waiting_when_the_recorder_goes(path, hub, client, listener):
    class Slow(Source):
        async def reap(self):
            await asyncio.Event().wait()

    async with running(client.run()):
        async with running(LinkServer(path, hub, Slow()).run()):
            await until(lambda: listener.told)
            asking = asyncio.create_task(client.reap())
            await asyncio.sleep(0.05)
            assert not asking.done()
        async with asyncio.timeout(PATIENT_S):
            await asking


async def test_a_reader_that_does_not_read_loses_pictures_and_harms_nobody(
    server, client, listener, hub, path
):
    async with linked(server, client, listener):
        _, lazy = await asyncio.open_unix_connection(path, limit=1)
        lazy.transport.pause_reading()
        lazy.write(wire.encode_json(wire.Kind.SUBSCRIBE, {"camera": CAMERA, "stream": "sub"}, number=1))
        sink = Sink()
        client.open(CAMERA, StreamName.SUB, sink)
        hub.publish(unit(0, keyframe=True))
        await until(lambda: sink.units)
        for number in range(1, 401):
            hub.publish(unit(number, keyframe=number % 50 == 0, size=100_000))
            await asyncio.sleep(0)
            if number % 20 == 0:
                await until(partial(newest_is, sink, number))
        assert [one.pts_90k for one in sink.units] == [number * 3600 for number in range(401)]
        lazy.transport.abort()
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    "data", [b"\xff" * 100, wire.encode(wire.Kind.SUBSCRIBE, b"{}"), wire.encode(wire.Kind.SUBSCRIBE, b"?")]
)
async def test_nonsense_ends_that_connection_and_no_other(server, client, listener, path, data):
    async with linked(server, client, listener):
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(data)
        async with asyncio.timeout(PATIENT_S):
            await reader.read()
            while await reader.read(1000):
                pass
        writer.close()
        assert client.connected
