import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.errors import BadInput
from vigie.simulator.messages import answer, take_request

REQUEST = b"SETUP rtsp://h:1/cam-001/main/trackID=0?x=1 RTSP/1.0\r\nCSeq: 3\r\nTransport: RTP/AVP\r\n\r\n"


def test_a_request_is_read_whole():
    buffer = bytearray(REQUEST + b"OPTIONS")
    request = take_request(buffer)
    assert (request.method, request.path) == ("SETUP", ["cam-001", "main", "trackID=0"])
    assert request.headers == {"cseq": "3", "transport": "RTP/AVP"}
    assert buffer == b"OPTIONS"


@given(st.integers(0, len(REQUEST) - 1))
def test_a_part_of_a_request_waits_for_the_rest(cut):
    buffer = bytearray(REQUEST[:cut])
    assert take_request(buffer) is None
    buffer += REQUEST[cut:]
    assert take_request(buffer).headers["cseq"] == "3"


def test_a_body_belongs_to_its_request():
    buffer = bytearray(b"SET_PARAMETER a RTSP/1.0\r\nContent-Length: 3\r\n\r\nabcOPTIONS * RTSP/1.0\r\n\r\n")
    assert take_request(buffer).body == b"abc"
    assert take_request(buffer).method == "OPTIONS"


def test_interleaved_frames_from_clients_are_passed_over():
    buffer = bytearray(b"$\x01\x00\x02ab$\x01\x00\x00" + REQUEST)
    assert take_request(buffer).method == "SETUP"


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"hello\r\n\r\n",
        b"A b RTSP/1.0\r\nContent-Length: -1\r\n\r\n",
        b"x" * 70_000,
    ],
)
def test_what_is_no_rtsp_is_refused(data):
    with pytest.raises(BadInput):
        take_request(bytearray(data))


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    buffer = bytearray(data)
    try:
        while take_request(buffer) is not None:
            pass
    except BadInput:
        pass


def test_an_answer_repeats_the_sequence_and_counts_its_body():
    text = answer(200, "9", {"Session": "a"}, "é").decode()
    assert text.startswith("RTSP/1.0 200 OK\r\nCSeq: 9\r\n")
    assert "Content-Length: 2\r\n" in text
