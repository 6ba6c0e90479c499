"""Objects carried on by the picture's own motion: what is certain, and nothing else."""

import numpy as np
import pytest

from vigie.vision.background import Foreground
from vigie.vision.carrying import Carried, Carrier, Still, unexplained
from vigie.vision.detections import Detections, ObjectClass
from vigie.vision.tracker import Tracker

WIDE, HIGH, SCALE = 320, 180, 0.5
STEP_S = 0.2
ODD = np.random.default_rng(3).integers(0, 255, (HIGH, WIDE), np.uint8)
SKIN = np.random.default_rng(4).integers(40, 220, (60, 60), np.uint8)
PLAIN = np.full((HIGH, WIDE), 90, np.uint8)


def still(t_s: float, *objects: tuple[int, int, int, int], behind=PLAIN) -> Still:
    """A small picture with textured things at these places, small pixels."""
    gray, mask = behind.copy(), np.zeros((HIGH, WIDE), np.bool_)
    for left, top, right, bottom in objects:
        gray[top:bottom, left:right] = SKIN[: bottom - top, : right - left]
        mask[top:bottom, left:right] = True
    boxes = np.array(objects, np.float32).reshape(-1, 4)
    return Still(t_s, gray, Foreground(mask, boxes, float(mask.mean()), settled=True), SCALE)


def seen(*places: tuple[int, int, int, int]) -> Detections:
    boxes = np.array(places, np.float32).reshape(-1, 4) / SCALE
    count = len(places)
    return Detections.of(boxes, np.full(count, int(ObjectClass.PERSON), np.int16), np.full(count, 0.8))


class Scene:
    """A tracker and a carrier, taught by a network for some pictures."""

    def __init__(self) -> None:
        self.tracker, self.carrier, self.t_s = Tracker(), Carrier(), 0.0

    def network(self, *places) -> None:
        picture = still(self.t_s, *places)
        self.update(picture, seen(*places), Carried.nothing())

    def update(self, picture, found, carried) -> None:
        moving = np.ones(len(found), np.bool_)
        self.tracker.update(self.t_s, found, picture.foreground.boxes / SCALE, moving)
        self.carrier.note(picture, self.tracker.tracks, carried)
        self.t_s += STEP_S

    def carried(self, *places, behind=PLAIN):
        picture = still(self.t_s, *places, behind=behind)
        return picture, self.carrier.carry(picture, self.tracker.tracks)


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    for step in range(4):
        scene.network((100 + 3 * step, 60, 120 + 3 * step, 100))
    return scene


def test_who_walks_on_is_carried_to_where_they_are(scene) -> None:
    _, carried = scene.carried((112, 61, 132, 101))
    assert len(carried.object_ids) == 1
    assert np.abs(carried.found.boxes * SCALE - [112, 61, 132, 101]).max() < 0.5
    assert carried.found.scores[0] == pytest.approx(0.8)
    assert carried.found.classes[0] == ObjectClass.PERSON


def test_nobody_is_carried_for_long(scene) -> None:
    times = 0
    for step in range(4, 12):
        picture, carried = scene.carried((100 + 3 * step, 60, 120 + 3 * step, 100))
        times += len(carried.object_ids)
        scene.update(picture, carried.beside(Detections.empty()), carried)
    assert 1 <= times <= 3


def test_a_network_that_looks_again_renews_what_is_carried(scene) -> None:
    times = 0
    for step in range(4, 14):
        place = (100 + 3 * step, 60, 120 + 3 * step, 100)
        picture, carried = scene.carried(place)
        times += len(carried.object_ids)
        found = carried.found if carried.object_ids else seen(place)
        scene.update(picture, found, carried)
    assert 5 <= times <= 8


@pytest.mark.parametrize(
    "places",
    [
        pytest.param((), id="gone"),
        pytest.param(((112, 60, 132, 70),), id="hidden below"),
    ],
)
def test_who_is_not_there_any_more_is_not_carried(scene, places) -> None:
    assert not scene.carried(*places, behind=ODD)[1].object_ids


def test_a_new_person_is_not_carried_before_being_followed() -> None:
    scene = Scene()
    scene.network((100, 60, 120, 100))
    assert not scene.carried((103, 60, 123, 100))[1].object_ids


def test_people_across_one_another_are_looked_at() -> None:
    scene = Scene()
    for step in range(4):
        scene.network((100 + step, 60, 120 + step, 100), (108 + step, 62, 128 + step, 102))
    assert not scene.carried((104, 60, 124, 100), (112, 62, 132, 102))[1].object_ids


def test_whoever_meets_the_edge_is_looked_at() -> None:
    scene = Scene()
    for _ in range(4):
        scene.network((0, 60, 20, 100))
    assert not scene.carried((2, 60, 22, 100))[1].object_ids


def test_a_network_s_own_box_counts_more_than_a_carried_one(scene) -> None:
    _, carried = scene.carried((112, 60, 132, 100))
    both = carried.beside(seen((113, 61, 133, 101), (200, 60, 220, 100)))
    assert len(both) == 2
    assert len(carried.beside(seen((200, 60, 220, 100)))) == 2
    assert len(carried.beside(Detections.empty())) == 1


def test_what_carried_objects_explain_is_not_looked_at() -> None:
    picture = still(0, (100, 60, 120, 100), (150, 60, 170, 100))
    foreground, both = picture.foreground, picture.foreground.boxes
    assert len(unexplained(foreground, both, both)) == 0
    assert unexplained(foreground, both, both[:1]).tolist() == [[150, 60, 170, 100]]
    assert len(unexplained(foreground, both, both[:0])) == 2
    joined = np.array([[100, 60, 170, 100]], np.float32)
    assert unexplained(foreground, joined, both[:1]).tolist() == [[150, 60, 170, 100]]


def test_who_rests_is_known_until_it_is_time_to_look_again() -> None:
    scene, place = Scene(), (100, 60, 120, 100)
    for _ in range(4):
        scene.network(place)
    carried_s = []
    for _ in range(12):
        picture, carried = scene.carried(place)
        if not carried.object_ids:
            break
        carried_s.append(scene.t_s)
        scene.update(picture, carried.beside(Detections.empty()), carried)
    assert 1.5 <= carried_s[-1] - carried_s[0] <= 2.0


def test_a_region_that_a_network_saw_is_looked_at_again_when_it_changed_or_after_a_while() -> None:
    carrier, region = Carrier(), (100, 60, 120, 100)
    first = still(0.0, region)
    assert len(carrier.unseen(first, first.foreground.boxes)) == 1
    same = still(0.4, region)
    assert len(carrier.unseen(same, same.foreground.boxes)) == 0
    other = Still(0.8, same.gray // 2, same.foreground, SCALE)
    assert len(carrier.unseen(other, other.foreground.boxes)) == 1
    late = still(3.0, region)
    assert len(carrier.unseen(late, late.foreground.boxes)) == 1
    assert len(carrier.unseen(late, np.zeros((0, 4), np.float32))) == 0
