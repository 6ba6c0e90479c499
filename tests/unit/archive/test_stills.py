"""Stills from real encoders: size, content, and damage told."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest

from vigie.archive.stills import still
from vigie.kernel.errors import Unavailable


def fragmented(
    encoder: str, size: tuple[int, int], *, grey: int, pixels: str = "yuv420p", options: dict[str, str]
) -> tuple[bytes, bytes]:
    """Return init and first fragment of a film whose pictures get brighter by 20 each."""
    file = io.BytesIO()
    flags = {"movflags": "empty_moov+default_base_moof+frag_keyframe"}
    with av.open(file, "w", format="mp4", options=flags) as container:
        stream = container.add_stream(encoder, rate=Fraction(10), options=options)
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        for number in range(6):
            picture = np.full((size[1], size[0], 3), grey + 20 * number, np.uint8)
            picture[: size[1] // 2] //= 2
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    data = file.getvalue()
    cut = data.index(b"moof") - 4
    return data[:cut], data[cut:]


def shown(jpeg: bytes) -> np.ndarray:
    with av.open(io.BytesIO(jpeg), format="mjpeg") as container:
        return next(container.decode(video=0)).to_ndarray(format="bgr24")


@pytest.mark.parametrize(
    ("encoder", "pixels", "options"),
    [
        ("libx264", "yuv420p", {"bf": "0"}),
        ("libx264", "yuv420p", {"bf": "2", "g": "50"}),
        ("libx264", "yuv422p", {}),
        ("libx265", "yuv420p", {"x265-params": "log-level=none"}),
        ("libx265", "yuv420p10le", {"x265-params": "log-level=none"}),
    ],
)
def test_the_first_picture_at_240_px(encoder: str, pixels: str, options: dict[str, str]) -> None:
    found = shown(still(*fragmented(encoder, (640, 360), grey=60, pixels=pixels, options=options)))
    assert found.shape == (136, 240, 3)
    assert abs(int(found[100, 120, 1]) - 60) <= 6
    assert abs(int(found[30, 120, 1]) - 30) <= 6


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((160, 120), (160, 120)), ((360, 1280), (134, 480)), ((2560, 1440), (240, 134))],
)
def test_narrow_and_tall_pictures_keep_their_shape(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    found = shown(still(*fragmented("libx264", size, grey=60, options={"preset": "ultrafast"})))
    assert abs(found.shape[1] - wanted[0]) <= 2
    assert abs(found.shape[0] - wanted[1]) <= 2


def test_damage_is_told_and_ends_nothing_else() -> None:
    init, fragment = fragmented("libx264", (320, 176), grey=60, options={"bf": "0"})
    cut = fragment.index(b"mdat") + 4
    for bad in (b"", fragment[: cut + 10], fragment[:cut] + bytes(len(fragment) - cut)):
        with pytest.raises(Unavailable) as broken:
            still(init, bad)
        assert broken.value.error_code == "picture_broken"
    with pytest.raises(Unavailable):
        still(b"\0\0\0\x08ftyp", fragment)
