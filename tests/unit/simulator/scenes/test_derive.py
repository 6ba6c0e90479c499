import pytest

from vigie.simulator.scenes.cast import Actor, Script
from vigie.simulator.scenes.derive import CROWDED, derived, heading_px
from vigie.simulator.scenes.motion import Path
from vigie.simulator.scenes.spec import Behaviour, Place, SceneSpec
from vigie.simulator.scenes.viewpoint import camera_of

FIELD = ((-2.0, 18.0), (2.0, 18.0), (2.0, 22.0), (-2.0, 22.0))


def spec(behaviour):
    return SceneSpec(name="x", place=Place.SQUARE, behaviour=behaviour, duration_s=30.0)


def walker(number, *points):
    return Actor(number, "person", Path(points))


def test_who_enters_the_field_is_an_intrusion_for_as_long_as_they_are_inside():
    through = walker(1, (1.0, -6.0, 20.0), (13.0, 6.0, 20.0))
    outside = walker(2, (1.0, -6.0, 12.0), (13.0, 6.0, 12.0))
    script = derived(spec(Behaviour.INTRUSION), Script((through, outside), field_m=FIELD))
    (event,) = script.events
    assert event.object_ids == (1,)
    assert (event.start_s, event.end_s) == (pytest.approx(5.0, abs=0.15), pytest.approx(9.0, abs=0.15))


def test_who_only_grazes_the_field_is_taken_out():
    grazing = walker(1, (1.0, -6.0, 17.7), (13.0, 6.0, 17.7))
    script = derived(spec(Behaviour.INTRUSION), Script((grazing,), field_m=FIELD))
    assert (script.actors, script.events) == ((), ())


def test_only_a_long_stay_is_loitering():
    passes = walker(1, (1.0, -6.0, 20.0), (9.0, 6.0, 20.0))
    stays = walker(2, (1.0, -6.0, 20.0), (5.0, 0.0, 20.0), (20.0, 0.5, 20.0), (24.0, 6.0, 20.0))
    script = derived(spec(Behaviour.LOITERING), Script((passes, stays), field_m=FIELD))
    assert [event.object_ids for event in script.events] == [(2,)]


@pytest.mark.parametrize(("count", "events"), [(CROWDED, 0), (CROWDED + 1, 1)])
def test_more_persons_than_allowed_are_a_crowd(count, events):
    people = tuple(
        walker(n + 1, (5.0, 0.1 * n - 0.5, 20.0), (20.0, 0.1 * n - 0.5, 20.5)) for n in range(count)
    )
    script = derived(spec(Behaviour.CROWD_DENSITY), Script(people, field_m=FIELD))
    assert len(script.events) == events


def test_every_crossing_of_the_line_counts_with_its_direction():
    line = ((0.0, 17.0), (0.0, 23.0))
    people = (
        walker(1, (1.0, -6.0, 20.0), (13.0, 6.0, 20.0)),
        walker(2, (3.0, 6.0, 19.0), (15.0, -6.0, 19.0)),
        walker(3, (3.0, -6.0, 12.0), (15.0, 6.0, 12.0)),
    )
    script = derived(spec(Behaviour.LINE_CROSSING), Script(people, line_m=line))
    assert [event.object_ids for event in script.events] == [(1,), (2,)]
    assert [event.start_s for event in script.events] == [
        pytest.approx(7.0, abs=0.15),
        pytest.approx(9, abs=0.15),
    ]
    assert script.events[0].direction_deg == pytest.approx(0.0, abs=1.0)
    assert script.events[1].direction_deg == pytest.approx(180.0, abs=1.0)


def test_only_the_wrong_way_is_wrong():
    line, allowed = ((0.0, 17.0), (0.0, 23.0)), (1.0, 0.0)
    cars = tuple(
        Actor(number, "car", Path(((1.0, -9.0 * way, 20.0), (5.0, 9.0 * way, 20.0))))
        for number, way in ((1, 1), (2, -1))
    )
    script = derived(spec(Behaviour.WRONG_WAY), Script(cars, line_m=line, allowed_m=allowed))
    assert [event.object_ids for event in script.events] == [(2,)]


def test_away_is_up_in_the_picture():
    camera = camera_of(spec(Behaviour.QUIET))
    assert heading_px(camera, (0.0, 10.0), (0.0, 20.0)) == pytest.approx(270.0)
    assert heading_px(camera, (0.0, 10.0), (1.0, 10.0)) == pytest.approx(0.0)
