"""RTSP messages and addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.video.errors import ReceiverError
from vigie.video.rtsp_message import parse_url, read_message, request, resolve


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_an_answer_with_a_body(end):
    data = end.join([b"RTSP/1.0 200 OK", b"CSeq: 3", b"content-length:4", b"", b"bodyRTSP/1.0"])
    message = read_message(data)
    assert (message.status, message.reason, message.sequence, message.body) == (200, "OK", 3, b"body")
    assert data[message.size :] == b"RTSP/1.0"


def test_an_answer_in_pieces_is_waited_for():
    data = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nbody"
    assert all(read_message(data[:size]) is None for size in range(len(data)))
    assert read_message(data) is not None


def test_a_request_of_the_camera():
    message = read_message(b"ANNOUNCE rtsp://camera/ RTSP/1.0\r\nCSeq: 9\r\n\r\n")
    assert (message.status, message.method, message.sequence) == (0, "ANNOUNCE", 9)


def test_several_headers_of_one_name_are_kept():
    data = b"RTSP/1.0 401 No\r\nWWW-Authenticate: Basic\r\nWWW-Authenticate: Digest x\r\n\r\n"
    assert read_message(data).all("www-authenticate") == ["Basic", "Digest x"]


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"RTSP/1.0 abc\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 5_000,
    ],
)
def test_nonsense_is_a_protocol_error(data):
    with pytest.raises(ReceiverError) as caught:
        read_message(data)
    assert caught.value.reason == "protocol_error"


@given(st.binary(max_size=300), st.sampled_from([b"", b"RTSP/1.0 200 OK\r\n", b"OPTIONS * RTSP/1.0\r\n"]))
def test_any_bytes_are_a_message_or_an_error_of_ours(data, head):
    try:
        message = read_message(head + data + b"\r\n\r\n")
    except ReceiverError:
        return
    assert message is None or 0 < message.size <= len(head + data) + 4


def test_requests_are_written_plainly():
    data = request("SETUP", "rtsp://c/1", 4, {"Transport": "RTP/AVP/TCP"})
    assert data == b"SETUP rtsp://c/1 RTSP/1.0\r\nCSeq: 4\r\nTransport: RTP/AVP/TCP\r\n\r\n"


@pytest.mark.parametrize(
    ("url", "host", "port", "clean"),
    [
        ("rtsp://10.0.0.2/a", "10.0.0.2", 554, "rtsp://10.0.0.2/a"),
        ("RTSP://camera:8554/a?x=1", "camera", 8554, "rtsp://camera:8554/a?x=1"),
        ("rtsps://camera/", "camera", 322, "rtsps://camera/"),
        ("rtsp://user:secret@camera/a", "camera", 554, "rtsp://camera/a"),
        ("rtsp://[::1]:5554/a", "::1", 5554, "rtsp://[::1]:5554/a"),
    ],
)
def test_addresses_lose_their_credentials(url, host, port, clean):
    address = parse_url(url)
    assert (address.host, address.port, address.url) == (host, port, clean)
    assert address.tls == url.lower().startswith("rtsps")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://c/",
        "rtsp://",
        "rtsp://c:99999/",
        "rtsp://c:0/",
        "rtsp://c/\r\nX: y",
        "rtsp://[::1/",
        "rtsp://user:pw@[::1]:::r:pw@[p://x",
        "rtsp://user:pw@[::1]:::@]554/mera",
        "rtsp://ca[mera]/",
        "rtsp://a,b/",
    ],
)
def test_bad_addresses_are_refused_without_telling_the_password(url):
    with pytest.raises(ReceiverError) as caught:
        parse_url(url)
    assert caught.value.reason == "protocol_error"
    with pytest.raises(ReceiverError) as caught:
        parse_url("ftp://user:secret@camera/")
    assert "secret" not in str(caught.value)


CAMERA = parse_url("rtsp://203.0.113.5:8554/live?ch=1&sub=0")


@pytest.mark.parametrize(
    ("base", "control", "found"),
    [
        ("rtsp://h/live/", "trackID=1", "rtsp://h/live/trackID=1"),
        ("rtsp://h/live", "trackID=1", "rtsp://h/live/trackID=1"),
        ("rtsp://h/live?ch=1", "trackID=1", "rtsp://h/live?ch=1/trackID=1"),
        ("rtsp://h/live/", "*", "rtsp://h/live/"),
        ("rtsp://h/live/", None, "rtsp://h/live/"),
        ("rtsp://h/live/", "/other/1", "rtsp://h/other/1"),
        ("rtsp://h/live/", "rtsp://192.168.1.9/x/track1?a=b", "rtsp://203.0.113.5:8554/x/track1?a=b"),
    ],
)
def test_control_addresses_as_cameras_mean_them(base, control, found):
    assert resolve(base, control, CAMERA) == found


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_control_address_is_resolved_without_error(base, control):
    for text in (control, "rtsp://" + control):
        assert isinstance(resolve("rtsp://h/" + base, text, CAMERA), str)
