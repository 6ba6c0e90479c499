import numpy as np

from vigie.simulator.drawn import PlainWideScene
from vigie.simulator.live import LiveEncoder, window
from vigie.simulator.ptz import Position
from vigie.simulator.still import decode_keyframe


def _columns(width=1000, height=500):
    """A scene in which each pixel's blue is its column, its green its row."""
    rows, columns = np.mgrid[0:height, 0:width]
    blue, green = columns * 255 // width, rows * 255 // height
    return np.dstack([blue, green, blue * 0]).astype(np.uint8)


def test_the_window_follows_pan_tilt_and_zoom():
    scene, size = _columns(), (160, 90)
    middle = window(scene, Position(), size)
    right, up = window(scene, Position(pan=1), size), window(scene, Position(tilt=1), size)
    near = window(scene, Position(zoom=1), size)
    assert middle.shape == (90, 160, 3)
    assert right[..., 0].mean() > middle[..., 0].mean()
    assert up[..., 1].mean() < middle[..., 1].mean()
    assert np.ptp(near[..., 0]) < np.ptp(middle[..., 0]) / 3
    assert right[..., 0].max() >= 253


def test_no_position_looks_out_of_the_scene():
    for pan in (-1, 1):
        for tilt in (-1, 1):
            for zoom in (0, 1):
                assert window(_columns(), Position(pan, tilt, zoom), (64, 36)).shape == (36, 64, 3)


def test_encoded_pictures_can_be_decoded_from_the_first():
    encoder, scene = LiveEncoder((160, 96), 500_000), PlainWideScene(size=(160, 96)).draw(0)
    nals = encoder.encode(scene, 0, keyframe=True)
    picture = decode_keyframe(encoder.setup, nals)
    assert np.abs(picture.astype(int) - scene).mean() < 15


def test_each_picture_comes_out_at_once_and_keyframes_when_asked():
    encoder, scene = LiveEncoder((160, 96), 500_000), PlainWideScene(size=(160, 96))
    keys = []
    for number in range(9):
        nals = encoder.encode(scene.draw(number), number * 7500, keyframe=number % 4 == 0)
        assert nals
        keys.append(any(nal[0] & 0x1F == 5 for nal in nals))
    assert keys == [True, False, False, False] * 2 + [True]
