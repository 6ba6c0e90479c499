import pytest

from vigie.audit import Query
from vigie.cameras.onvif_client import without_credentials
from vigie.cameras.probe import Probe, ProbedCamera, split_address
from vigie.kernel.errors import BadInput, Refused, Unavailable
from vigie.kernel.rights import Verb
from vigie.testing.cameras import FakeProber, someone

TECHNICIAN = someone(Verb.SEE_EQUIPMENT)
FOUND = ProbedCamera(
    manufacturer="Vigie",
    model="Town",
    onvif_url="http://10.0.0.7/onvif/device_service",
    ptz=True,
    profiles=(),
)


@pytest.fixture
def prober():
    prober = FakeProber()
    prober.cameras["10.0.0.7", 80] = (FOUND, "admin", "secret")
    return prober


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("10.0.0.7", ("10.0.0.7", 80)),
        (" camera.example:8080 ", ("camera.example", 8080)),
        ("[::1]", ("::1", 80)),
        ("[::1]:81", ("::1", 81)),
    ],
)
def test_an_address_is_host_and_port(address, parts):
    assert split_address(address) == parts


@pytest.mark.parametrize("address", ["", ":80", "host:port", "host:0", "host:70000", "http://host/x", "a b"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(BadInput) as refused:
        split_address(address)
    assert refused.value.error_code == "bad_address"


async def test_a_probe_is_journalled_before_the_camera_is_asked(database, gate, journal, prober):
    probe = Probe(database, gate, journal, prober)
    assert await probe.probe(TECHNICIAN, "10.0.0.7", "admin", "secret") == FOUND
    with pytest.raises(Unavailable) as refused:
        await probe.probe(TECHNICIAN, "10.0.0.8", "admin", "secret")
    assert refused.value.error_code == "camera_unreachable"
    async with database.snapshot() as tx:
        entries = (await journal.search(tx, Query())).entries
    assert [entry.subject for entry in entries] == ["10.0.0.8:80", "10.0.0.7:80"]
    assert not [entry for entry in entries if "secret" in entry.leaf().decode()]


async def test_only_who_sees_equipment_probes(database, gate, journal, prober):
    with pytest.raises(Refused):
        await Probe(database, gate, journal, prober).probe(someone(Verb.WATCH_LIVE), "10.0.0.7", None, None)


def test_credentials_are_taken_out_of_stream_addresses():
    assert without_credentials("rtsp://admin:pass@10.0.0.7:554/a?b=1") == "rtsp://10.0.0.7:554/a?b=1"
    assert without_credentials("rtsp://10.0.0.7/a") == "rtsp://10.0.0.7/a"
