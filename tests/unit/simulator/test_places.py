import pytest

from vigie.kernel.errors import BadInput
from vigie.simulator.places import all_places, some_places


def test_the_town_has_104_cameras_with_their_own_names_and_ids():
    places = all_places()
    assert len(places) == 104
    assert len({place.name for place in places}) == 104
    assert [place.id for place in places][:2] == ["cam-001", "cam-002"]
    assert places[-1].id == "cam-104"


def test_each_start_gives_the_same_town():
    assert all_places() == all_places()


def test_all_kinds_of_places_occur_and_a_few_cameras_move():
    places = all_places()
    assert {place.kind for place in places} == {"public_building", "residential", "main_road"}
    assert sum(place.ptz for place in places) == 4


def test_positions_lie_in_the_town():
    assert all(48.925 < place.latitude_deg < 48.96 for place in all_places())
    assert all(2.44 < place.longitude_deg < 2.485 for place in all_places())


def test_more_cameras_than_places_get_ids_of_their_own():
    places = some_places(230)
    assert len({place.id for place in places}) == len({place.name for place in places}) == 230


@pytest.mark.parametrize("count", [0, -1, 10_000])
def test_too_few_or_too_many_cameras_are_refused(count):
    with pytest.raises(BadInput):
        some_places(count)
