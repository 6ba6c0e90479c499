"""Thumbnails in memory: bounded, each gone in time, shown to its consultation alone."""

from dataclasses import replace

from vigie.archive.shelf import Kept, Shelf
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs

CAM = CameraId("cam-1")
ONE = Kept("c-1", CAM, UtcUs(100), Interval(UtcUs(100), UtcUs(200)), UtcUs(1_000), b"jpeg")
NOW = UtcUs(500)


def at(shelf: Shelf, instant: int, *, consultation: str = "c-1", now: UtcUs = NOW) -> Kept | None:
    return shelf.find(consultation, CAM, UtcUs(100), UtcUs(instant), now)


def test_a_picture_stands_for_its_interval_and_its_consultation() -> None:
    shelf = Shelf()
    shelf.put(ONE, NOW)
    assert at(shelf, 100) == at(shelf, 199) == ONE
    assert at(shelf, 99) is at(shelf, 200) is None
    assert at(shelf, 100, consultation="c-2") is None


def test_what_is_over_is_neither_kept_nor_found() -> None:
    shelf = Shelf()
    shelf.put(ONE, ONE.until)
    assert len(shelf) == 0
    shelf.put(ONE, NOW)
    assert at(shelf, 100, now=ONE.until) is None
    shelf.expire(UtcUs(ONE.until - 1))
    assert len(shelf) == 1
    shelf.expire(ONE.until)
    assert len(shelf) == 0


def test_the_least_looked_at_makes_room() -> None:
    shelf = Shelf(most=2)
    second = replace(ONE, stands_for=Interval(UtcUs(200), UtcUs(300)))
    third = replace(ONE, stands_for=Interval(UtcUs(300), UtcUs(400)))
    shelf.put(ONE, NOW)
    shelf.put(second, NOW)
    assert at(shelf, 150) == ONE
    shelf.put(third, NOW)
    assert [at(shelf, 150), at(shelf, 250), at(shelf, 350)] == [ONE, None, third]


def test_a_destroyed_segment_is_forgotten_alone() -> None:
    shelf = Shelf()
    other = replace(ONE, segment_start=UtcUs(300), stands_for=Interval(UtcUs(300), UtcUs(400)))
    shelf.put(ONE, NOW)
    shelf.put(other, NOW)
    assert shelf.segments() == {(CAM, 100), (CAM, 300)}
    shelf.forget(CAM, UtcUs(100))
    assert shelf.segments() == {(CAM, 300)}
