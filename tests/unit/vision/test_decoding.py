from dataclasses import replace

import numpy as np
import pytest

from vigie.testing.films import film, street
from vigie.video.access_unit import Codec
from vigie.vision.decoding import LazyDecoder


@pytest.fixture(scope="module")
def units():
    return film([street(number) for number in range(40)])


def test_only_the_newest_picture_comes_out(units):
    decoder = LazyDecoder()
    for unit in units[:6]:
        decoder.put(unit)
    picture, unit = decoder.decode()
    assert unit is units[5]
    assert picture.size_px == (320, 176)
    assert decoder.decode() is None


def test_decoding_in_pieces_gives_the_picture_that_decoding_at_once_gives(units):
    at_once, in_pieces = LazyDecoder(), LazyDecoder()
    for number, unit in enumerate(units[:12]):
        at_once.put(unit)
        in_pieces.put(unit)
        if number % 5 == 4:
            in_pieces.decode()
    one, other = at_once.decode()[0], in_pieces.decode()[0]
    assert np.array_equal(one.luma, other.luma)


def test_what_nobody_looked_at_before_a_keyframe_is_never_decoded(units):
    decoder = LazyDecoder()
    for unit in units[:21]:
        decoder.put(unit)
    assert units[20].keyframe
    assert decoder.decode() is not None
    assert (decoder.counts.decoded, decoder.counts.skipped) == (1, 20)


def test_without_a_keyframe_nothing_can_be_decoded(units):
    decoder = LazyDecoder()
    assert not decoder.put(units[3])
    assert decoder.decode() is None
    assert decoder.counts.dropped == 1


def test_a_hole_costs_the_rest_of_its_group_and_no_more(units):
    decoder = LazyDecoder()
    decoder.put(units[0])
    decoder.put(units[4]._replace(discontinuity=True))
    decoder.put(units[5])
    assert decoder.decode() is None
    for unit in units[20:23]:
        decoder.put(unit)
    assert decoder.decode()[1] is units[22]


def test_what_waits_is_bounded_and_what_is_lost_is_counted(units):
    decoder = LazyDecoder(max_waiting=8)
    for unit in units[:20]:
        decoder.put(unit)
    assert decoder.waiting == 0
    assert decoder.counts.dropped == 20


def test_another_size_in_mid_stream_is_followed(units):
    larger = film([street(number, size=(480, 272)) for number in range(4)], first=40)
    decoder = LazyDecoder()
    decoder.put(units[0])
    assert decoder.decode()[0].size_px == (320, 176)
    for unit in larger:
        decoder.put(unit)
    assert decoder.decode()[0].size_px == (480, 272)


@pytest.mark.parametrize("garbage", [b"", b"\0\0\0\5hello", b"\xff" * 300, b"\0\0\xff\xff\x65"])
def test_broken_pictures_say_so_and_the_next_keyframe_heals(units, garbage):
    decoder = LazyDecoder()
    decoder.put(units[0]._replace(data=garbage))
    assert decoder.decode() is None
    for unit in units[20:22]:
        decoder.put(unit)
    picture, _ = decoder.decode()
    assert picture.size_px == (320, 176)
    assert decoder.trouble is None


def test_incomplete_parameter_sets_are_a_trouble_not_a_crash(units):
    decoder = LazyDecoder()
    decoder.put(units[0]._replace(parameters=replace(units[0].parameters, sps=())))
    assert decoder.decode() is None
    assert decoder.trouble is not None
    assert decoder.counts.broken == 1


def test_colours_and_regions_are_those_of_the_picture(units):
    decoder = LazyDecoder()
    decoder.put(units[0])
    picture, _ = decoder.decode()
    gray, small = picture.reduced()
    assert gray.shape == small.shape[:2]
    person = picture.region((12, 62, 24, 100))
    assert np.abs(person.astype(int).mean(axis=(0, 1)) - [30, 30, 200]).max() < 25


def test_h265_is_decoded_alike_and_its_camera_may_change_to_h264(units):
    hevc = film([street(number) for number in range(12)], codec=Codec.H265, gop=8)
    assert {unit.parameters.codec for unit in hevc} == {Codec.H265}
    assert [number for number, unit in enumerate(hevc) if unit.keyframe] == [0, 8]
    decoder = LazyDecoder()
    for unit in hevc[:11]:
        decoder.put(unit)
    picture, unit = decoder.decode()
    assert unit is hevc[10]
    assert (picture.size_px, decoder.counts.decoded, decoder.counts.skipped) == ((320, 176), 3, 8)
    person = picture.region((52, 62, 64, 100))
    assert np.abs(person.astype(int).mean(axis=(0, 1)) - [30, 30, 200]).max() < 25
    for unit in units[:2]:
        decoder.put(unit)
    assert decoder.decode()[1] is units[1]
    assert decoder.trouble is None
