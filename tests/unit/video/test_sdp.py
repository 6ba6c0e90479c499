"""Session descriptions as cameras write them."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.testing import packets as made
from vigie.video.access_unit import Codec
from vigie.video.errors import ReceiverError
from vigie.video.sdp import find_video

SETS = f"{base64.b64encode(made.H264_SPS).decode()},{base64.b64encode(made.H264_PPS).decode()}"
USUAL = f"""v=0
o=- 1 1 IN IP4 10.0.0.2
s=Media
c=IN IP4 0.0.0.0
t=0 0
a=control:*
m=audio 0 RTP/AVP 8
a=control:trackID=1
m=video 0 RTP/AVP 96
a=rtpmap:96 H264/90000
a=fmtp:96 packetization-mode=1; profile-level-id=64000C; sprop-parameter-sets={SETS}
a=control:trackID=0
m=application 0 RTP/AVP 107
a=rtpmap:107 vnd.onvif.metadata/90000
a=control:trackID=2
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_video_track_is_found_among_others(end):
    track = find_video(USUAL.replace("\n", end))
    assert (track.codec, track.payload_type, track.clock_hz) == (Codec.H264, 96, 90_000)
    assert (track.control, track.session_control) == ("trackID=0", "*")
    assert track.sets == (made.H264_SPS, made.H264_PPS)


def test_h265_with_its_sets():
    sets = ";".join(
        f"sprop-{name}={base64.b64encode(nal).decode().rstrip('=')}"
        for name, nal in zip(("vps", "sps", "pps"), made.sets_of(Codec.H265), strict=True)
    )
    track = find_video(f"m=video 0 RTP/AVP 98\na=rtpmap:98 h265/90000\na=fmtp:98 {sets}\n")
    assert (track.codec, track.payload_type, track.control) == (Codec.H265, 98, None)
    assert track.sets == made.sets_of(Codec.H265)


def test_hardly_anything_is_enough():
    track = find_video("m=video 0 RTP/AVP 96\na=rtpmap:96 H264\n")
    assert (track.codec, track.sets, track.clock_hz) == (Codec.H264, (), 90_000)


def test_the_second_video_track_is_taken_when_the_first_is_unknown():
    text = "m=video 0 RTP/AVP 26\na=control:a\nm=video 0 RTP/AVP 97\na=rtpmap:97 H264/90000\na=control:b\n"
    assert find_video(text).control == "b"


def test_useless_sets_are_no_error():
    text = USUAL.replace(SETS, "*not base64*,,AA")
    assert find_video(text).codec is Codec.H264


@pytest.mark.parametrize(
    ("text", "reason", "said"),
    [
        ("", "no_video", "no video"),
        ("m=audio 0 RTP/AVP 8\n", "no_video", "no video"),
        ("m=video 0 RTP/AVP 96\na=rtpmap:96 MP4V-ES/90000\n", "unsupported_codec", "MP4V-ES"),
        ("m=video 0 RTP/AVP 26\n", "unsupported_codec", "H.264"),
    ],
)
def test_what_cannot_be_received_says_why(text, reason, said):
    with pytest.raises(ReceiverError, match=said) as caught:
        find_video(text)
    assert caught.value.reason == reason


lines = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(USUAL.splitlines()),
        st.tuples(
            st.sampled_from(["m=video ", "a=rtpmap:", "a=fmtp:96 ", "a=control:"]), st.text(max_size=20)
        ).map("".join),
    ),
    max_size=30,
)


@given(lines, st.sampled_from(["\n", "\r\n"]))
def test_any_text_is_a_track_or_an_error_of_ours(texts, end):
    try:
        track = find_video(end.join(texts))
    except ReceiverError:
        return
    assert 0 <= track.payload_type < 128
