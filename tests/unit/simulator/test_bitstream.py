import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.errors import BadInput
from vigie.simulator.bitstream import (
    Codec,
    is_keyframe,
    is_parameter_set,
    nal_type,
    read_framing,
    split_length_prefixed,
    split_start_codes,
)

NAL = st.binary(min_size=1, max_size=40).map(lambda body: b"\x41" + body.replace(b"\x00", b"\x01") + b"\x80")


@given(st.lists(NAL, max_size=6), st.sampled_from([1, 2, 4]))
def test_length_prefixed_units_come_back_as_they_went_in(nals, size):
    data = b"".join(len(nal).to_bytes(size, "big") + nal for nal in nals)
    assert split_length_prefixed(data, size) == nals


@given(st.lists(NAL, min_size=1, max_size=6), st.sampled_from([b"\x00\x00\x01", b"\x00\x00\x00\x01"]))
def test_units_behind_start_codes_come_back_as_they_went_in(nals, code):
    assert split_start_codes(b"".join(code + nal for nal in nals)) == nals


def test_a_length_past_the_end_is_a_damaged_file():
    with pytest.raises(BadInput) as refused:
        split_length_prefixed(b"\x00\x00\x00\x09abc", 4)
    assert refused.value.error_code == "clip_damaged"


def test_keyframes_and_parameter_sets_are_told_by_codec():
    assert is_keyframe(Codec.H264, (b"\x06", b"\x65"))
    assert not is_keyframe(Codec.H264, (b"\x41",))
    assert is_keyframe(Codec.H265, (bytes((19 << 1, 1)),))
    assert not is_keyframe(Codec.H265, (bytes((1 << 1, 1)),))
    assert is_parameter_set(Codec.H265, bytes((32 << 1, 1)))
    assert nal_type(Codec.H265, bytes((33 << 1, 1))) == 33


def test_an_avc_record_gives_its_sets_and_length_size():
    record = b"\x01\x64\x00\x1f\xff\xe1\x00\x03\x67\x01\x02\x01\x00\x02\x68\x03"
    framing = read_framing(Codec.H264, record)
    assert framing.length_size == 4
    assert framing.parameter_sets == (b"\x67\x01\x02", b"\x68\x03")


@pytest.mark.parametrize("cut", range(5, 15))
def test_a_record_cut_short_is_a_damaged_file(cut):
    record = b"\x01\x64\x00\x1f\xff\xe1\x00\x03\x67\x01\x02\x01\x00\x02\x68\x03"
    with pytest.raises(BadInput):
        read_framing(Codec.H264, record[:cut])
