"""Films as files: made here by the encoder, read back as encoded pictures."""

import av
import numpy as np
import pytest

from vigie.kernel.errors import BadInput
from vigie.simulator.bitstream import Codec
from vigie.simulator.clips import load_clip
from vigie.simulator.drawn import PlainWideScene
from vigie.simulator.encoding import encode, transcode
from vigie.simulator.films import load_film
from vigie.simulator.media import find_clips, fitting, prepare
from vigie.simulator.still import decode_keyframe, to_jpeg


def _pictures(count=24, size=(160, 96)):
    scene = PlainWideScene(size=size)
    return [scene.draw(number * 2.0).copy() for number in range(count)]


@pytest.fixture
def film(tmp_path):
    options = {"preset": "ultrafast"}
    return encode(_pictures(), tmp_path / "a" / "film.mp4", fps=12, size=(160, 96), options=options)


def _other(path, codec, **options):
    with av.open(str(path), "w") as container:
        track = container.add_stream(codec, rate=10)
        track.width, track.height, track.pix_fmt = 160, 96, "yuv420p"
        track.options = options
        for picture in _pictures(20):
            container.mux(track.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(track.encode(None))
    return path


def test_a_film_is_held_picture_by_picture(film):
    clip = load_clip(film)
    assert (clip.setup.codec, clip.setup.width_px, clip.setup.height_px) == (Codec.H264, 160, 96)
    assert len(clip.pictures) == 24
    assert clip.pictures[0].keyframe
    assert clip.duration_90k == 24 * 7500
    assert clip.fps == pytest.approx(12)


def test_b_pictures_keep_decoding_order_and_presentation_times(tmp_path):
    clip = load_clip(_other(tmp_path / "b.mp4", "libx264", bf="2", b_adapt="0"))
    pts = [picture.pts_90k for picture in clip.pictures]
    assert pts != sorted(pts)
    assert len(set(pts)) == 20
    dts = [picture.dts_90k for picture in clip.pictures]
    assert dts == sorted(dts)
    assert all(p >= d for p, d in zip(pts, dts, strict=True))
    assert clip.duration_90k == 20 * 9000


def test_a_byte_stream_without_container_is_read(tmp_path):
    clip = load_clip(_other(tmp_path / "raw.264", "libx264", bf="0"))
    assert len(clip.pictures) == 20
    assert clip.setup.sps


def test_another_codec_is_made_h264_once(tmp_path):
    clip = _other(tmp_path / "old.avi", "mpeg4")
    with pytest.raises(BadInput) as refused:
        load_clip(clip)
    assert refused.value.error_code == "clip_codec"
    files = prepare(clip, tmp_path / "cache")
    made = files.main.stat().st_mtime_ns
    assert len(load_clip(files.main).pictures) == 20
    assert prepare(clip, tmp_path / "cache") == files
    assert files.main.stat().st_mtime_ns == made


def test_main_and_sub_are_equally_long(film, tmp_path):
    files = prepare(film, tmp_path / "cache")
    made = load_film("film", files.main, files.sub)
    assert files.main == film
    assert made.main.duration_90k == made.sub.duration_90k


def test_times_survive_transcoding(film, tmp_path):
    small = load_clip(transcode(film, tmp_path / "small.mp4", size=(80, 48)))
    assert [p.pts_90k for p in small.pictures] == [p.pts_90k for p in load_clip(film).pictures]
    assert small.setup.width_px == 80


@pytest.mark.parametrize("content", [b"", b"no film at all", b"\x00\x00\x00\x18ftypisom" + bytes(100)])
def test_a_broken_file_is_named(tmp_path, content):
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"broken\.mp4"):
        prepare(path, tmp_path)


def test_a_file_cut_short_is_named_or_played_as_far_as_it_goes(film, tmp_path):
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(film.read_bytes()[:-400])
    try:
        assert load_clip(cut).pictures
    except BadInput as refused:
        assert "cut.mp4" in str(refused)  # noqa: PT017 - both ends are right: it depends on where the index lies


def test_a_folder_without_clips_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(BadInput):
            find_clips(folder)


@pytest.mark.parametrize(
    ("size", "fitted"),
    [((1280, 720), (640, 360)), ((720, 1280), (202, 360)), ((320, 240), (320, 240)), ((1, 900), (2, 360))],
)
def test_a_sub_stream_keeps_the_proportions(size, fitted):
    assert fitting(size, (640, 360)) == fitted


def test_a_keyframe_becomes_a_still_picture(film):
    clip = load_clip(film)
    picture = decode_keyframe(clip.setup, clip.pictures[0].nals)
    assert picture.shape == (96, 160, 3)
    assert np.abs(picture.astype(int) - _pictures(1)[0]).mean() < 12
    assert to_jpeg(picture).startswith(b"\xff\xd8")
