from collections.abc import Sequence

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vigie.vision.analyst import SceneAnalyst
from vigie.vision.batches import Wanted, look_together
from vigie.vision.detections import Detections, ObjectClass, Picture
from vigie.vision.planar import PlanarPicture
from vigie.vision.rules.registry import make_rule
from vigie.vision.signals import RuleKind

SIZE = (640, 360)


class WhiteSquares:
    """A detector whose objects are the white patches of a picture."""

    name, side_px = "white", 416

    def __init__(self) -> None:
        self.pictures = 0

    def detect(self, pictures: Sequence[Picture]) -> list[Detections]:
        assert all(picture.shape == (416, 416, 3) for picture in pictures)
        return self.white(pictures)

    def white(self, pictures: Sequence[Picture]) -> list[Detections]:
        self.pictures += len(pictures)
        found = []
        for picture in pictures:
            mask = (picture.min(axis=2) > 180).astype(np.uint8)
            _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
            boxes = [(x, y, x + w, y + h) for x, y, w, h, area in stats[1:].tolist() if area > 20]
            count = len(boxes)
            kinds = np.full(count, int(ObjectClass.PERSON), np.int16)
            found.append(Detections.of(np.array(boxes, np.float32).reshape(-1, 4), kinds, np.ones(count)))
        return found


class AnySize(WhiteSquares):
    """The same, and it takes pictures of other sizes."""

    granule_px = 32

    def detect_sized(self, pictures: Sequence[Picture]) -> list[Detections]:
        for picture in pictures:
            high, wide, _ = picture.shape
            assert 32 <= high <= 416
            assert 32 <= wide <= 416
            assert (high % 32, wide % 32) == (0, 0)
        return self.white(pictures)


def scene(boxes: Sequence[tuple[int, int, int, int]]) -> Wanted:
    wide, high = SIZE
    luma = np.full((high, wide), 40, np.uint8)
    for left, top, right, bottom in boxes:
        luma[top:bottom, left:right] = 235
    chroma = np.full((high // 2, wide // 2), 128, np.uint8)
    return Wanted(PlanarPicture(luma, chroma, chroma), np.array(boxes, np.float32).reshape(-1, 4))


def test_many_cameras_share_one_input() -> None:
    detector = WhiteSquares()
    wanted = [scene([(100 + 30 * n, 100, 120 + 30 * n, 150)]) for n in range(6)]
    together = look_together(detector, wanted)
    assert together.inputs == detector.pictures
    assert together.inputs < len(wanted)
    for each, want in zip(together.found, wanted, strict=True):
        assert np.abs(each.boxes - want.seeds).max() < 2.5


def test_what_has_left_the_picture_or_is_no_number_is_not_looked_for() -> None:
    wanted = scene([])
    outside = np.array(
        [
            [700, 100, 760, 200],
            [-90, 100, -30, 200],
            [100, 380, 160, 480],
            [100, -80, 160, -10],
            [np.nan, 0, 50, 50],
            [0, 0, np.inf, 50],
        ],
        np.float32,
    )
    together = look_together(WhiteSquares(), [Wanted(wanted.picture, outside)])
    assert (len(together.found[0]), together.regions, together.inputs) == (0, [[]], 0)


@given(
    seeds=st.lists(
        st.tuples(*[st.floats(-2_000, 2_000, width=32)] * 2, *[st.floats(0, 900, width=32)] * 2), max_size=8
    )
)
@settings(max_examples=60)
def test_whatever_is_followed_the_regions_lie_in_the_picture(seeds) -> None:
    wide, high = SIZE
    boxes = np.array([(x, y, x + w, y + h) for x, y, w, h in seeds], np.float32).reshape(-1, 4)
    [regions] = look_together(WhiteSquares(), [Wanted(scene([]).picture, boxes)]).regions
    for left, top, right, bottom in regions:
        assert 0 <= left < right <= wide
        assert 0 <= top < bottom <= high


def test_nothing_moving_costs_nothing() -> None:
    detector = WhiteSquares()
    together = look_together(detector, [scene([]), scene([])])
    assert [len(each) for each in together.found] == [0, 0]
    assert together.regions == [[], []]
    assert (together.inputs, together.squares) == (0, 0)
    assert detector.pictures == 0


def test_something_cut_by_a_region_is_left_to_the_region_that_holds_it() -> None:
    wanted = scene([(100, 100, 120, 150), (150, 60, 400, 300)])
    only_small = Wanted(wanted.picture, wanted.seeds[:1])
    found = look_together(WhiteSquares(), [only_small]).found
    assert len(found[0]) == 1
    assert np.abs(found[0].boxes[0] - [100, 100, 120, 150]).max() < 2.5


box = st.tuples(st.integers(4, 560), st.integers(4, 270), st.integers(12, 60), st.integers(16, 80)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(box, max_size=4), min_size=1, max_size=5), st.sampled_from([WhiteSquares, AnySize]))
def test_boxes_come_back_to_their_own_camera_and_within_its_picture(scenes, detector) -> None:
    wanted = [scene(each) for each in scenes]
    together = look_together(detector(), wanted)
    for each, own, want in zip(together.found, together.regions, wanted, strict=True):
        assert (each.boxes[:, :2] >= -1).all()
        assert (each.boxes[:, 2] <= SIZE[0] + 1).all()
        assert (each.boxes[:, 3] <= SIZE[1] + 1).all()
        for left, top, right, bottom in own:
            assert 0 <= left < right <= SIZE[0]
            assert 0 <= top < bottom <= SIZE[1]
        for seen in each.boxes:
            middle = ((seen[:2] + seen[2:]) / 2).astype(int)
            assert want.picture.luma[middle[1], middle[0]] > 180 or len(want.seeds) > 1


def test_until_the_background_is_learned_the_whole_picture_is_wanted() -> None:
    intrusion = make_rule(RuleKind.INTRUSION, {"id": "r", "field_px": [(0, 0), (9, 0), (9, 9)]})
    analyst = SceneAnalyst([intrusion], WhiteSquares())
    small = np.full((180, 320, 3), 40, np.uint8)
    seeds = [analyst.seeds(analyst.glance(step * 0.2, small, SIZE)) for step in range(8)]
    assert seeds[0].tolist() == [[0, 0, *SIZE]]
    assert len(seeds[-1]) == 0


def test_a_whole_picture_is_looked_at_in_one_input() -> None:
    wanted = scene([(100, 100, 160, 180)])
    whole = Wanted(wanted.picture, np.array([[0, 0, *SIZE]], np.float32))
    together = look_together(WhiteSquares(), [whole])
    assert (together.inputs, together.regions) == (1, [[(0, 0, *SIZE)]])
    assert np.abs(together.found[0].boxes[0] - [100, 100, 160, 180]).max() < 3


def test_a_network_that_takes_any_size_pays_for_what_it_is_shown_alone() -> None:
    wanted = [scene([(100, 100, 120, 150)])]
    one, other = look_together(WhiteSquares(), wanted), look_together(AnySize(), wanted)
    assert one.squares == 1
    assert other.squares < 0.1
    assert np.abs(other.found[0].boxes - one.found[0].boxes).max() < 1
