from datetime import timedelta
from xml.etree import ElementTree as ET

import httpx
import pytest

from vigie.cameras.media2 import MAX_ANSWER_BYTES, Media2Client, Media2Error, profile

OPEN = (
    '<x:Profiles xmlns:x="http://www.onvif.org/ver20/media/wsdl" xmlns:y="http://www.onvif.org/ver10/schema"'
    ' token="p1"><x:Configurations><x:VideoEncoder token="e1">'
)
CLOSE = "</x:VideoEncoder></x:Configurations></x:Profiles>"


def _read(encoder):
    return profile(ET.XML(OPEN + encoder + CLOSE), "rtsp://10.0.0.7/1")


def test_a_profile_is_read_whatever_prefixes_the_camera_uses():
    found = _read(
        "<y:Encoding>H265</y:Encoding><y:Resolution><y:Width>2560</y:Width><y:Height>1440</y:Height>"
        "</y:Resolution><y:RateControl><y:FrameRateLimit>12.5</y:FrameRateLimit>"
        "<y:BitrateLimit>4096</y:BitrateLimit></y:RateControl>"
    )
    assert (found.token, found.name, found.codec) == ("p1", "p1", "h265")
    assert (found.width_px, found.height_px) == (2560, 1440)
    assert (found.fps, found.bitrate_bps) == (12.5, 4_096_000)


def test_what_a_camera_leaves_out_or_garbles_is_unknown():
    found = _read("<y:Resolution><y:Width>wide</y:Width></y:Resolution>")
    assert (found.codec, found.width_px, found.height_px, found.fps, found.bitrate_bps) == (None,) * 5


@pytest.mark.parametrize("number", ["inf", "-inf", "nan", "1e999"])
def test_a_number_that_is_none_is_unknown(number):
    found = _read(
        f"<y:Width>{number}</y:Width><y:Height>{number}</y:Height>"
        f"<y:FrameRateLimit>{number}</y:FrameRateLimit><y:BitrateLimit>{number}</y:BitrateLimit>"
    )
    assert (found.width_px, found.height_px, found.fps, found.bitrate_bps) == (None,) * 4


CAMERA = "http://10.0.0.7/media2"


async def _profiles(monkeypatch, answer, address=CAMERA):
    """Ask a camera that answers everything in one way."""
    real = httpx.AsyncClient
    transport = httpx.MockTransport(lambda _request: answer)
    monkeypatch.setattr(httpx, "AsyncClient", lambda **rest: real(transport=transport, **rest))
    return await Media2Client(address, "vigie", "vigie", timedelta()).profiles()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b"x" * (MAX_ANSWER_BYTES + 1)),
        httpx.Response(200, content=b"<!--" + b"x" * 3_000 + b"--><!DOCTYPE a><a/>"),
        httpx.Response(200, content=b"hello"),
        httpx.Response(400, content=b"<a><Text>no</Text></a>"),
        httpx.Response(200, content=b"<a><Fault/></a>"),
    ],
)
async def test_an_answer_that_is_none_is_told(answer, monkeypatch):
    with pytest.raises(Media2Error):
        await _profiles(monkeypatch, answer)
