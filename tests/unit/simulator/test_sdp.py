import base64

from vigie.simulator.bitstream import Codec, Setup
from vigie.simulator.sdp import describe

H264 = Setup(Codec.H264, 640, 360, (), (b"\x67\x42\x00\x1e",), (b"\x68\xce",))
H265 = Setup(Codec.H265, 640, 360, (b"\x40\x01a",), (b"\x42\x01b",), (b"\x44\x01c",))


def test_h264_parameters_are_told():
    lines = describe(H264, "cam").split("\r\n")
    assert "a=rtpmap:96 H264/90000" in lines
    fmtp = next(line for line in lines if line.startswith("a=fmtp"))
    assert "profile-level-id=42001E" in fmtp
    assert base64.b64encode(H264.sps[0]).decode() in fmtp


def test_h265_parameters_are_told():
    text = describe(H265, "cam")
    assert "a=rtpmap:96 H265/90000" in text
    assert all(f"sprop-{name}=" in text for name in ("vps", "sps", "pps"))


def test_sound_is_announced_on_request_only():
    assert "m=audio" not in describe(H264, "cam")
    assert "m=audio" in describe(H264, "cam", audio=True)


def test_another_codec_can_be_pretended():
    text = describe(H264, "cam", announce="JPEG")
    assert "JPEG/90000" in text
    assert "H264" not in text
