"""Fragmented MP4: what is written reads back, decoding times rise, cut files are cut at a whole part."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.testing import packets as made
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName
from vigie.video.fmp4 import (
    FragmentWriter,
    codec_string,
    decoder_configuration,
    init_segment,
    iter_parts,
    read_segment,
)

H264 = ParameterSets(Codec.H264, 322, 178, (), (made.H264_SPS,), (made.H264_PPS,))
H264_B = ParameterSets(Codec.H264, 322, 178, (), (made.H264_SPS_B,), (made.H264_PPS,))
H265 = ParameterSets(Codec.H265, 322, 178, (made.H265_VPS,), (made.H265_SPS,), (made.H265_PPS,))
START = UtcUs(1_800_000_000_123_457)


def unit(pts, *, keyframe=False, data=b"\x00\x00\x00\x01A", parameters=H264):
    utc = UtcUs(START + pts * 100 // 9)
    return AccessUnit(CameraId("c"), StreamName.MAIN, parameters, keyframe, pts, utc, data)


def cut(units, count):
    return [units[at : at + count] for at in range(0, len(units), count)]


def write(units, count, *, known=True, parameters=H264):
    writer, parts = FragmentWriter(parameters), cut(units, count)
    follow = [part[0].pts_90k for part in parts[1:]] + [None]
    return b"".join(
        writer.fragment(part, next_pts_90k=pts if known else None)
        for part, pts in zip(parts, follow, strict=True)
    )


def pictures_of(data):
    return [picture for part in iter_parts(data) for picture in part.pictures]


@given(
    st.lists(
        st.tuples(st.integers(1, 20_000), st.binary(min_size=5, max_size=50), st.booleans()),
        min_size=1,
        max_size=40,
    ),
    st.integers(1, 12),
    st.booleans(),
)
def test_pictures_read_back_as_written(rows, count, known):
    pts, units = 900_000, []
    for step, data, keyframe in rows:
        pts += step
        units.append(unit(pts, keyframe=keyframe, data=data))
    film = write(units, count, known=known)
    read = pictures_of(film)
    assert [film[one.offset : one.offset + one.size] for one in read] == [one.data for one in units]
    assert [one.keyframe for one in read] == [one.keyframe for one in units]
    assert [one.pts_90k - read[0].pts_90k for one in read] == [
        one.pts_90k - units[0].pts_90k for one in units
    ]
    assert [one.dts_90k for one in read] == [one.pts_90k for one in read]
    assert read[0].dts_90k == 0


@given(st.integers(1, 12), st.booleans(), st.integers(1, 30), st.sampled_from([H264, H264_B]))
def test_reordered_pictures_keep_their_times_and_are_decoded_before_they_are_shown(
    count, known, groups, parameters
):
    order = [0]
    for group in range(groups):
        order += [group * 4 + 4, group * 4 + 2, group * 4 + 1, group * 4 + 3]
    units = [unit(5_000_000 + 3_600 * place, keyframe=not place, parameters=parameters) for place in order]
    read = pictures_of(write(units, count, known=known, parameters=parameters))
    dts = [one.dts_90k for one in read]
    assert dts == sorted(set(dts))
    assert [one.pts_90k - read[0].pts_90k for one in read] == [3_600 * place for place in order]
    if parameters is H264_B:
        assert all(one.dts_90k <= one.pts_90k for one in read)
    assert dts[0] == 0


@given(st.lists(st.integers(0, 1 << 33), min_size=1, max_size=30), st.integers(1, 5))
def test_whatever_the_times_decoding_times_rise(times, count):
    read = pictures_of(write([unit(pts) for pts in times], count))
    dts = [one.dts_90k for one in read]
    assert len(dts) == len(times)
    assert dts == sorted(set(dts))


def test_each_part_says_when_its_first_picture_was_taken():
    units = [unit(3_600 * number, keyframe=number % 25 == 0) for number in range(100)]
    parts = list(iter_parts(write(units, 25)))
    assert [part.utc for part in parts] == [units[at].utc for at in (0, 25, 50, 75)]
    assert [part.number for part in parts] == [1, 2, 3, 4]


@given(st.integers(0, 3_000))
def test_a_cut_film_ends_with_its_last_whole_part(place):
    film = init_segment(H264) + write([unit(3_600 * number, data=bytes(20)) for number in range(50)], 5)
    whole = list(iter_parts(film))
    read = list(iter_parts(film[:place]))
    assert read == [part for part in whole if part.end <= place]


@given(st.data())
def test_a_damaged_film_is_read_without_error(data):
    film = bytearray(init_segment(H265) + write([unit(3_600 * n, parameters=H265) for n in range(20)], 5))
    for _ in range(data.draw(st.integers(1, 6))):
        film[data.draw(st.integers(0, len(film) - 1))] = data.draw(st.integers(0, 255))
    for part in iter_parts(bytes(film)):
        assert all(0 <= one.offset <= one.offset + one.size <= len(film) for one in part.pictures)


def test_a_file_says_where_it_may_be_cut(tmp_path):
    init = init_segment(H264)
    film = init + write([unit(3_600 * number) for number in range(20)], 5)
    path = tmp_path / "film.mp4"
    path.write_bytes(film + film[len(init) : len(init) + 40])
    read = read_segment(path)
    assert (read.init_bytes, read.whole_bytes, len(read.parts)) == (len(init), len(film), 4)
    path.write_bytes(init[:50])
    assert read_segment(path).whole_bytes == 0
    with pytest.raises(BadInput):
        read_segment(tmp_path / "absent.mp4")


def test_codec_names():
    assert codec_string(H264) == "avc1.64000C"
    assert codec_string(H265) == "hvc1.1.6.L60.90"


def test_decoder_configuration_carries_the_sets():
    assert made.H264_SPS in decoder_configuration(H264)
    for nal in made.sets_of(Codec.H265):
        assert nal in decoder_configuration(H265)


def test_incomplete_sets_are_refused():
    empty = ParameterSets(Codec.H264, 2, 2, (), (), ())
    for make in (codec_string, decoder_configuration, init_segment):
        with pytest.raises(BadInput):
            make(empty)


def test_a_clock_set_back_goes_on_from_where_the_track_stands():
    units = [unit(90_000_000 + 3_600 * n, keyframe=not n) for n in range(5)]
    units += [unit(3_600 * n, keyframe=not n) for n in range(5)]
    read = pictures_of(write(units, 5))
    assert 0 < read[5].dts_90k - read[4].dts_90k <= 7_200


@given(st.integers(300, 15_000), st.integers(1, 4))
def test_pictures_sent_one_by_one_leave_no_break_for_a_browser(step, slower):
    times = [step * number for number in range(10)]
    times += [times[-1] + step * slower * number for number in range(1, 10)]
    writer = FragmentWriter(H264)
    film = b"".join(writer.fragment([unit(pts)], next_pts_90k=None) for pts in times)
    read = pictures_of(film)
    assert [one.dts_90k for one in read] == times
    assert all(b.dts_90k - a.dts_90k <= 2 * a.duration_90k for a, b in pairwise(read))
