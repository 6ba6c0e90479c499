from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.errors import Unavailable
from vigie.nodes import wire
from vigie.nodes.wire import Decoder, Kind
from vigie.testing.live import CAMERA, PARAMETERS, unit
from vigie.video.access_unit import StreamName


@given(st.integers(0, 2**40), st.booleans(), st.booleans(), st.integers(0, 400))
def test_a_picture_comes_out_as_it_went_in(number, keyframe, discontinuity, size):
    sent = unit(number % 2**30, keyframe=keyframe, discontinuity=discontinuity, size=size)
    data = wire.unit_header(sent, 7, discontinuity=discontinuity) + sent.data
    (message,) = Decoder().feed(data)
    assert message.number == 7
    assert wire.decode_unit(message, CAMERA, StreamName.SUB, PARAMETERS) == sent


@given(st.lists(st.binary(max_size=50), max_size=10), st.integers(1, 40))
def test_messages_may_arrive_cut_anywhere(payloads, step):
    data = b"".join(wire.encode(Kind.STATUS, payload, number=3) for payload in payloads)
    decoder, found = Decoder(), []
    for start in range(0, len(data), step):
        found += [message.payload for message in decoder.feed(data[start : start + step])]
    assert found == payloads


def test_parameter_sets_come_out_as_they_went_in():
    for parameters in (PARAMETERS, replace(PARAMETERS, vps=(b"\x40\x01",), pps=(b"", b"\xff"))):
        assert wire.parameters_from_json(wire.parameters_to_json(parameters)) == parameters


def test_a_message_too_long_to_be_true_ends_the_link():
    data = wire.HEADER.pack(wire.MAX_PAYLOAD + 1, Kind.UNIT, 0, 0, 0, 0, 0)
    with pytest.raises(Unavailable) as refused:
        list(Decoder().feed(data))
    assert refused.value.error_code == "link_broken"
