import pytest

from vigie.simulator.scenes.cast import Actor
from vigie.simulator.scenes.motion import Path
from vigie.simulator.scenes.shows import write_script
from vigie.simulator.scenes.spec import Place, SceneSpec
from vigie.simulator.scenes.untangle import clear_path

CAR = Actor(1, "car", Path.line(4.0, (-20.0, 12.0), (20.0, 12.0), 10.0))


def test_who_would_walk_into_a_car_waits():
    crossing = Path.line(2.0, (0.0, 6.0), (0.0, 18.0), 1.5)
    moved = clear_path("person", crossing, [CAR], 30.0)
    assert moved is not None
    assert moved.points[0][0] > crossing.points[0][0]


def test_who_meets_nobody_is_left_alone():
    beside = Path.line(2.0, (-9.0, 20.0), (9.0, 20.0), 1.5)
    assert clear_path("person", beside, [CAR], 30.0) == beside


def test_a_car_that_would_drive_into_one_that_stands_stays_away():
    standing = Actor(2, "car", Path(((0.0, 3.0, 12.0), (31.0, 3.001, 12.0))))
    assert clear_path("car", CAR.path, [standing], 30.0) is None


@pytest.mark.parametrize("place", list(Place))
def test_no_scene_drives_over_its_people(place):
    script = write_script(SceneSpec(name="x", place=place, seed=21, people=10, cars=8))
    cars = [one for one in script.actors if one.kind in {"car", "truck"}]
    people = [one for one in script.actors if one.kind == "person"]
    for tick in range(60):
        spots = [where for one in cars if (where := one.path.at(tick / 2)) is not None]
        for one in people:
            where = one.path.at(tick / 2)
            assert where is None or all(abs(where.x - car.x) + abs(where.y - car.y) > 1 for car in spots)


def test_cars_pass_beside_parked_ones():
    parked = Actor(2, "car", Path(((0.0, 3.0, 14.7), (31.0, 3.001, 14.7))))
    assert clear_path("car", CAR.path, [parked], 30.0) == CAR.path


@pytest.mark.parametrize("place", [Place.AVENUE, Place.STREET, Place.CROSSROADS, Place.SCHOOL])
def test_roads_have_traffic(place):
    script = write_script(SceneSpec(name="x", place=place, seed=21, people=4, cars=6))
    assert sum(one.kind in {"car", "truck"} and not one.stays(30.0) for one in script.actors) >= 3
