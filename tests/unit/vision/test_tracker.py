"""Objects followed by place and motion: who is who from picture to picture."""

import numpy as np

from vigie.vision.detections import Detections
from vigie.vision.tracker import Tracker
from vigie.vision.tracks import ObjectTrack

NO_BLOBS = np.zeros((0, 4), np.float32)


def follow(*pictures: list[tuple[tuple[float, float, float, float], float]]) -> list[ObjectTrack]:
    tracker, tracks = Tracker(), list[ObjectTrack]()
    for number, picture in enumerate(pictures):
        found = Detections.of(
            np.array([box for box, _ in picture]).reshape(-1, 4),
            np.zeros(len(picture), np.int16),
            np.array([score for _, score in picture]),
        )
        tracks = tracker.update(number / 10, found, NO_BLOBS, np.ones(len(picture), np.bool_))
    return tracks


STANDS = ((100.0, 100.0, 116.0, 148.0), 0.8)


def test_nobody_becomes_ten_times_larger_from_one_picture_to_the_next() -> None:
    tracks = follow(*[[STANDS]] * 5, [((40.0, 90.0, 190.0, 158.0), 0.45)])
    assert tracks[0].history[-1].box == STANDS[0]


def test_somebody_who_falls_is_still_the_same() -> None:
    tracks = follow(*[[STANDS]] * 5, [((90.0, 130.0, 134.0, 148.0), 0.45)])
    assert [track.object_id for track in tracks] == [1]
    assert tracks[0].history[-1].height == 18


def test_who_passes_before_a_far_walker_stays_the_near_one() -> None:
    def far(number: int) -> tuple[tuple[float, float, float, float], float]:
        return (100.0 + 2 * number, 100.0, 114.0 + 2 * number, 140.0), 0.8

    def near(number: int) -> tuple[tuple[float, float, float, float], float]:
        return (160.0 - 2 * number, 104.0, 182.0 - 2 * number, 164.0), 0.8

    def both(number: int) -> tuple[tuple[float, float, float, float], float]:
        one, other = far(number)[0], near(number)[0]
        return (min(one[0], other[0]), 100.0, max(one[2], other[2]), 164.0), 0.35

    pictures = [[near(n)] + ([both(n)] if 12 <= n <= 17 else [far(n)]) for n in range(30)]
    tracks = {track.object_id: track for track in follow(*pictures)}
    assert len(tracks) == 2
    assert sorted(round(track.height) for track in tracks.values()) == [40, 60]
    ends = {round(track.height): round(track.history[-1].box[0]) for track in tracks.values()}
    begins = {round(track.height): round(track.history[0].box[0]) for track in tracks.values()}
    assert begins == {40: 100, 60: 160}
    assert ends == {40: 158, 60: 102}


def test_a_doubtful_box_around_somebody_begins_nobody() -> None:
    around = ((90.0, 90.0, 130.0, 160.0), 0.4)
    assert len(follow(*[[STANDS]] * 5, *[[STANDS, around]] * 5)) == 1


def test_a_second_box_of_the_same_thing_is_forgotten() -> None:
    beside = ((101.0, 101.0, 119.0, 152.0), 0.3)
    apart = ((114.0, 100.0, 130.0, 148.0), 0.3)
    assert len(follow(*[[STANDS, apart]] * 5, *[[STANDS, beside]] * 12)) == 1


def test_two_who_stand_close_stay_two() -> None:
    other = ((110.0, 102.0, 126.0, 150.0), 0.7)
    assert len(follow(*[[STANDS, other]] * 20)) == 2


def test_who_passes_before_a_barrier_keeps_the_number_and_the_barrier_takes_none() -> None:
    barrier = (206.0, 160.0, 218.0, 200.0)
    tracker, numbers = Tracker(), set[int]()
    for picture in range(80):
        x = 100.0 + 4 * max(0, picture - 30)
        hidden = 200 < x < 224
        boxes = [barrier] if hidden else [barrier, (x, 158.0, x + 16, 200.0)]
        new = [0.3 if hidden else 0.0, 0.6][: len(boxes)]
        found = Detections.of(
            np.array(boxes), np.zeros(len(boxes), np.int16), np.array([0.42, 0.8][: len(boxes)])
        )
        for track in tracker.update(picture / 10, found, NO_BLOBS, np.array(new, np.float32)):
            if track.history[-1].t_s == picture / 10 and track.history[-1].box != barrier:
                numbers.add(track.object_id)
            assert not (track.history[-1].box == barrier and track.walks(2.0, 1.0))
    assert len(numbers) == 1
