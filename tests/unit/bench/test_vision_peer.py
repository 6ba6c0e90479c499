import numpy as np

from vigie.bench.vision_peer import MotionBoxes, regions
from vigie.simulator.media import SUB_SIZE

GROUND = np.full((SUB_SIZE[1], SUB_SIZE[0]), 80, np.uint8)


def test_motion_is_boxed_where_it_is() -> None:
    motion = MotionBoxes()
    motion.update(GROUND)
    someone = GROUND.copy()
    someone[100:160, 200:230] = 200
    ((left, top, right, bottom),) = motion.update(someone)
    assert left <= 200
    assert top <= 100
    assert right >= 230
    assert bottom >= 160


def test_a_still_picture_has_no_motion() -> None:
    motion = MotionBoxes()
    assert [motion.update(GROUND) for _ in range(5)] == [[], [], [], [], []]


def test_motion_close_together_shares_a_region_and_every_region_lies_in_the_picture() -> None:
    found = regions([(10, 10, 40, 60), (60, 20, 90, 80), (600, 300, 640, 360)], 320)
    assert len(found) == 2
    for left, top, right, bottom in found:
        assert 0 <= left < right <= SUB_SIZE[0]
        assert 0 <= top < bottom <= SUB_SIZE[1]
        assert right - left == bottom - top
