from xml.etree import ElementTree as ET

from vigie.cameras.media2 import profile

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
