"""Ingest against a scripted camera: the handshake, what goes wrong, and that nothing stops the others."""

import asyncio
import contextlib
import datetime as dt
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SystemClock
from vigie.testing import packets as made
from vigie.testing.rtsp_camera import RtspCamera, Script, describe
from vigie.video.access_unit import Codec, StreamName
from vigie.video.ingest import Ingest, IngestSettings, Source, Transport

QUICK = IngestSettings(
    poll_s=0.01,
    connect_s=2,
    answer_s=0.5,
    silent_s=1,
    first_picture_s=2,
    backoff_first_s=0.1,
    password_wait_s=30,
)


class Rig:
    """An ingest that runs, and what it told."""

    def __init__(self, settings=QUICK):
        self.units, self.statuses = [], []
        self.ingest = Ingest(SystemClock(), self.units.append, self.statuses.append, settings)

    async def until(self, condition):
        async with asyncio.timeout(90):
            while not condition():  # noqa: ASYNC110 - what is waited for is told in several ways
                await asyncio.sleep(0.01)

    def reasons(self, camera="c"):
        return [str(one.reason) for one in self.statuses if one.reason and one.camera_id == camera]

    @contextlib.asynccontextmanager
    async def running(self, *sources):
        self.ingest.set_sources(sources)
        task = asyncio.create_task(self.ingest.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def source(url, camera="c", **options):
    return Source(CameraId(camera), StreamName.MAIN, url, **options)


async def test_a_camera_is_received_and_left_politely():
    camera, rig = RtspCamera(Script()), Rig()
    async with camera.serve() as url:
        async with rig.running(source(url)):
            await rig.until(lambda: len(rig.units) >= 10)
        assert camera.methods == ["OPTIONS", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]
    assert [unit.keyframe for unit in rig.units] == [number % 5 == 0 for number in range(10)]
    assert {unit.pts_90k - rig.units[0].pts_90k for unit in rig.units} == {n * 3_600 for n in range(10)}
    assert len({id(unit.parameters) for unit in rig.units}) == 1
    assert [str(one.state) for one in rig.statuses] == ["connecting", "streaming", "waiting"]
    last = rig.statuses[-1]
    assert (last.reason, last.pictures, last.packets_lost) == ("stopped", 10, 0)


async def test_sound_is_never_asked_for():
    camera, rig = RtspCamera(Script()), Rig()
    async with camera.serve() as url, rig.running(source(url)):
        await rig.until(lambda: rig.units)
    assert [one.url.rpartition("/")[2] for one in camera.requests if one.method == "SETUP"] == ["picture"]


async def test_digest_password():
    camera, rig = RtspCamera(Script(account=("vigie", "s e c r e t"))), Rig()
    async with camera.serve() as url, rig.running(source(url, username="vigie", password="s e c r e t")):
        await rig.until(lambda: rig.units)
    assert camera.connections == 1


async def test_a_wrong_password_is_said_and_not_hammered():
    camera, rig = RtspCamera(Script(account=("vigie", "right"))), Rig()
    async with camera.serve() as url, rig.running(source(url, username="vigie", password="wrong")):
        await rig.until(rig.reasons)
        await asyncio.sleep(0.5)
    assert rig.reasons()[0] == "wrong_password"
    assert camera.connections == 1
    assert len(camera.requests) == 2


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (Script(statuses={"DESCRIBE": 404}), "not_found"),
        (Script(statuses={"DESCRIBE": 503}), "protocol_error"),
        (Script(statuses={"PLAY": 453}), "protocol_error"),
        (Script(statuses={"DESCRIBE": 401}), "wrong_password"),
        (Script(sdp=describe(name="JPEG")), "unsupported_codec"),
        (Script(sdp="v=0\r\n"), "no_video"),
        (Script(mute=frozenset({"OPTIONS"})), "timeout"),
        (Script(mute=frozenset({"PLAY"})), "timeout"),
        (Script(greeting=b"HTTP/1.1 400 Bad\r\n\r\n"), "protocol_error"),
        (Script(greeting=b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 9_000), "protocol_error"),
        (Script(pictures=0), "no_video"),
        (Script(pictures=3), "silent"),
        (Script(pictures=3, after="close"), "closed_by_camera"),
    ],
)
async def test_each_trouble_has_its_reason(script, reason):
    camera, rig = RtspCamera(script), Rig()
    async with camera.serve() as url, rig.running(source(url)):
        await rig.until(rig.reasons)
    first = next(one for one in rig.statuses if one.reason)
    assert (first.reason, first.state) == (reason, "waiting")
    assert first.detail


async def test_nobody_there():
    camera = RtspCamera(Script())
    async with camera.serve() as url:
        pass
    rig = Rig()
    async with rig.running(source(url), source("rtsp://camera.invalid/", camera="d")):
        await rig.until(lambda: rig.reasons() and rig.reasons("d"))
    assert rig.reasons()[0] == "unreachable"
    assert rig.reasons("d")[0] == "unreachable"


async def test_after_a_break_pictures_go_on_and_say_so():
    camera, rig = RtspCamera(Script(pictures=6, after="close")), Rig()
    async with camera.serve() as url, rig.running(source(url)):
        await rig.until(lambda: len(rig.units) >= 18)
    assert [unit.discontinuity for unit in rig.units[:13]] == [index in (6, 12) for index in range(13)]
    assert all(
        b.pts_90k > a.pts_90k and b.utc > a.utc for a, b in zip(rig.units, rig.units[1:], strict=False)
    )
    assert rig.ingest.statuses() == [] or rig.ingest.statuses()[0].reconnects >= 2


async def test_frames_before_the_answer_to_play_are_not_lost():
    nal = made.slice_of(Codec.H264, b"early", keyframe=True)
    early = made.interleave(made.packetise(Codec.H264, [[nal]], sequence=0xFFFF, time=-3_600))
    camera, rig = RtspCamera(Script(before_play=early)), Rig()
    async with camera.serve() as url, rig.running(source(url)):
        await rig.until(lambda: len(rig.units) >= 11)
    assert rig.units[0].data == made.stored([nal])


async def test_requests_of_the_camera_are_answered():
    asks = b"OPTIONS rtsp://vigie/ RTSP/1.0\r\nCSeq: 1\r\n\r\nFOO rtsp://vigie/ RTSP/1.0\r\nCSeq: 2\r\n\r\n"
    camera, rig = RtspCamera(Script(before_play=asks)), Rig()
    async with camera.serve() as url, rig.running(source(url)):
        await rig.until(lambda: len(camera.replies) == 2 and rig.units)
    assert [reply.split()[1] for reply in camera.replies] == [b"200", b"501"]


async def test_the_session_is_kept_alive():
    camera, rig = RtspCamera(Script(session="s1;timeout=2", pictures=400)), Rig()
    async with camera.serve() as url, rig.running(source(url)):
        await rig.until(lambda: camera.methods.count("GET_PARAMETER") >= 2)
    alive = next(one for one in camera.requests if one.method == "GET_PARAMETER")
    assert alive.headers["session"] == "s1"


async def test_datagrams():
    camera, rig = RtspCamera(Script()), Rig()
    async with camera.serve() as url, rig.running(source(url, transport=Transport.UDP)):
        await rig.until(lambda: len(rig.units) >= 10)
    assert "client_port" in next(one for one in camera.requests if one.method == "SETUP").headers["transport"]
    assert rig.statuses[-1].packets_lost == 0


@pytest.mark.parametrize("wish", list(Transport))
async def test_a_refused_transport_leads_to_the_other_one(wish):
    camera, rig = RtspCamera(Script(statuses={"SETUP": 461})), Rig()
    async with camera.serve() as url, rig.running(source(url, transport=wish)):
        await rig.until(lambda: "SETUP" in camera.methods)
        camera.script.statuses.clear()
        await rig.until(lambda: rig.units)
    transports = [one.headers["transport"] for one in camera.requests if one.method == "SETUP"]
    assert ("client_port" in transports[0]) != ("client_port" in transports[1])


async def test_datagrams_that_never_arrive_lead_to_tcp():
    camera, rig = RtspCamera(Script(pictures=0)), Rig()
    async with camera.serve() as url, rig.running(source(url, transport=Transport.UDP)):
        await rig.until(rig.reasons)
        camera.script.pictures = 10
        camera._send_datagram = None
        await rig.until(lambda: rig.units)
    assert "interleaved" in [one for one in camera.requests if one.method == "SETUP"][-1].headers["transport"]


async def test_a_redirection_is_followed_without_telling_the_password_to_another_host():
    elsewhere, rig = RtspCamera(Script()), Rig()
    async with elsewhere.serve() as target:
        named = target.replace("127.0.0.1", "localhost")
        location = {"DESCRIBE": f"Location: {named}\r\n"}
        camera = RtspCamera(Script(statuses={"DESCRIBE": 302}, extra=location))
        async with camera.serve() as url, rig.running(source(url, username="u", password="p")):
            await rig.until(lambda: rig.units)
        elsewhere.script.account = ("u", "p")
        elsewhere.requests.clear()
        refused = Rig()
        async with camera.serve() as url, refused.running(source(url, username="u", password="p")):
            await refused.until(refused.reasons)
    assert refused.reasons()[0] == "wrong_password"
    assert all("authorization" not in one.headers for one in elsewhere.requests)


async def test_endless_redirections_end():
    camera, rig = RtspCamera(Script(statuses={"DESCRIBE": 301})), Rig()
    async with camera.serve() as url:
        camera.script.extra["DESCRIBE"] = f"Location: {url}\r\n"
        async with rig.running(source(url)):
            await rig.until(rig.reasons)
    assert rig.reasons()[0] == "protocol_error"
    assert "redirections" in next(one for one in rig.statuses if one.reason).detail


async def test_sources_that_stay_are_not_disturbed():
    first, second, rig = RtspCamera(Script(pictures=500)), RtspCamera(Script(pictures=500)), Rig()
    async with first.serve() as one, second.serve() as two, rig.running(source(one, "a")):
        await rig.until(lambda: rig.units)
        rig.ingest.set_sources([source(one, "a"), source(two, "b")])
        await rig.until(lambda: any(unit.camera_id == "b" for unit in rig.units))
        rig.ingest.set_sources([source(two, "b")])
        await rig.until(lambda: "TEARDOWN" in first.methods)
        assert [status.camera_id for status in rig.ingest.statuses()] == ["b"]
    assert first.connections == second.connections == 1
    assert rig.reasons("a") == ["stopped"]


async def test_a_source_whose_password_changes_is_not_reported_as_stopped():
    camera, rig = RtspCamera(Script(account=("u", "new"))), Rig()
    async with camera.serve() as url, rig.running(source(url, username="u", password="old")):
        await rig.until(rig.reasons)
        rig.ingest.set_sources([source(url, username="u", password="new")])
        await rig.until(lambda: rig.units)
        assert "stopped" not in rig.reasons()


async def test_one_broken_camera_stops_no_other(caplog):
    good, bad, rig = RtspCamera(Script(pictures=300)), RtspCamera(Script(pictures=300)), Rig()

    def on_unit(unit):
        if unit.camera_id == "bad":
            raise ValueError("what nobody expects")
        rig.units.append(unit)

    rig.ingest = Ingest(SystemClock(), on_unit, rig.statuses.append, QUICK)
    garbage = RtspCamera(Script(before_play=bytes(range(256)) * 8_000))
    async with good.serve() as one, bad.serve() as two, garbage.serve() as three:  # noqa: SIM117 - reads better
        async with rig.running(source(one, "good"), source(two, "bad"), source(three, "garbage")):
            await rig.until(lambda: len(rig.units) > 100 and rig.reasons("bad") and rig.reasons("garbage"))
    assert good.connections == 1
    assert rig.reasons("bad")[0] == rig.reasons("garbage")[0] == "protocol_error"
    assert "error in Vigie itself" in caplog.text


@pytest.fixture
def certificate(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "camera")])
    now = dt.datetime.now(dt.UTC)
    issued = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    issued = issued.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    pem = issued.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "camera.pem"
    path.write_bytes(pem + key.private_bytes(*form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def test_rtsps_with_a_certificate_of_the_camera_itself(certificate):
    camera, rig = RtspCamera(Script()), Rig()
    async with camera.serve(tls=certificate) as url:
        async with rig.running(source(url, verify_tls=False)):
            await rig.until(lambda: len(rig.units) >= 10)
        assert camera.methods[-1] == "TEARDOWN"
        strict = Rig()
        async with strict.running(source(url)):
            await strict.until(strict.reasons)
    assert strict.reasons()[0] == "tls_failed"
