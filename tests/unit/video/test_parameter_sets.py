"""H.264 and H.265 parameter sets: sizes, ids, what is in force."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.testing import packets as made
from vigie.video import h264, h265
from vigie.video.access_unit import Codec
from vigie.video.bits import BitReader
from vigie.video.errors import Malformed
from vigie.video.sets_in_force import SetsInForce


@pytest.mark.parametrize(
    ("nal", "size", "reorder"),
    [
        (made.H264_SPS, (322, 178), 0),
        (made.H264_SPS_B, (322, 178), 2),
        (made.H264_SPS_HD, (1920, 1080), 0),
        (made.H264_SPS_INTERLACED, (1920, 1080), 2),
    ],
)
def test_h264_sizes_are_cropped(nal, size, reorder):
    sps = h264.parse_sps(nal)
    assert (sps.width_px, sps.height_px) == size
    assert sps.reorder == reorder


@pytest.mark.parametrize(("nal", "reorder"), [(made.H265_SPS, 0), (made.H265_SPS_B, 2)])
def test_h265_sizes_are_cropped(nal, reorder):
    sps = h265.parse_sps(nal)
    assert (sps.width_px, sps.height_px, sps.reorder) == (322, 178, reorder)


def test_exp_golomb_codes():
    bits = BitReader(0b1_010_011_00100_00101_1.to_bytes(3, "big"))
    bits.skip(6)
    assert [bits.ue(), bits.ue(), bits.ue(), bits.ue()] == [0, 1, 2, 3]
    assert bits.se() == -2


@given(st.binary(max_size=80))
def test_any_bytes_are_a_set_or_malformed(data):
    for parse, head in ((h264.parse_sps, b"\x67"), (h265.parse_sps, b"\x42\x01")):
        try:
            sps = parse(head + data)
        except Malformed:
            continue
        assert 0 < sps.width_px <= 16_384
        assert 0 < sps.height_px <= 16_384


@given(st.sampled_from([made.H264_SPS_B, made.H264_SPS_INTERLACED]), st.data())
def test_a_damaged_set_never_raises_anything_else(nal, data):
    changed = bytearray(nal)
    for _ in range(3):
        changed[data.draw(st.integers(1, len(nal) - 1))] = data.draw(st.integers(0, 255))
    sets = SetsInForce(Codec.H264)
    sets.take(bytes(changed))
    sets.take(made.H264_PPS)
    assert sets.current is None or sets.current.width_px > 0


def test_nothing_is_in_force_before_the_sets_are_complete():
    sets = SetsInForce(Codec.H265)
    for nal in made.sets_of(Codec.H265):
        assert sets.current is None
        sets.take(nal)
    assert sets.current is not None


def test_the_same_sets_again_change_nothing():
    sets = SetsInForce(Codec.H264, made.sets_of(Codec.H264))
    before = sets.current
    for nal in made.sets_of(Codec.H264):
        sets.take(nal)
    assert sets.current is before


def test_a_new_set_makes_a_new_value_once():
    sets = SetsInForce(Codec.H264, made.sets_of(Codec.H264))
    before = sets.current
    sets.take(made.H264_SPS_HD)
    sets.take(made.H264_PPS_HD)
    now = sets.current
    assert now != before
    assert (now.width_px, now.height_px) == (1920, 1080)
    assert sets.current is now


def test_the_stream_overrules_its_description():
    sets = SetsInForce(Codec.H264, [made.H264_SPS, made.H264_PPS])
    sets.take(made.H264_SPS_HD)
    assert sets.current.sps == (made.H264_SPS_HD,)
    assert sets.current.pps == (made.H264_PPS,)


def test_useless_sets_of_a_description_are_ignored():
    sets = SetsInForce(Codec.H264, [b"", b"\x67", b"\xff" * 9, b"\x67" * 5_000, made.H264_SPS, made.H264_PPS])
    assert sets.current.width_px == 322
