"""Perimeters: what GeoJSON says of a town's outline, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.errors import BadInput
from vigie.law.perimeter import check_perimeter

RING = [[2.45, 48.93], [2.48, 48.93], [2.48, 48.95], [2.45, 48.93]]
SQUARE = {"type": "Polygon", "coordinates": [RING]}


def test_polygons_are_kept_without_what_else_came_along():
    several = {"type": "MultiPolygon", "coordinates": [[RING], [RING, RING]], "bbox": [0], "crs": {}}
    assert check_perimeter(SQUARE) == SQUARE
    assert set(check_perimeter(several)) == {"type", "coordinates"}


@pytest.mark.parametrize(
    "geometry",
    [
        {},
        {"type": "Point", "coordinates": [2.4, 48.9]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [RING[:3]]},
        {"type": "Polygon", "coordinates": [[*RING[:3], [2.46, 48.93]]]},
        {"type": "Polygon", "coordinates": [[[2.4, 48.9]] * 4]},
        {"type": "Polygon", "coordinates": [[[652_000.0, 6_870_000.0]] * 4]},
        {"type": "Polygon", "coordinates": [[["2.4", 48.9], *RING[1:]]]},
        {"type": "Polygon", "coordinates": [[[True, 48.9], *RING[1:]]]},
        {"type": "Polygon", "coordinates": [[[float("nan"), 48.9], *RING[1:]]]},
        {"type": "Polygon", "coordinates": [[RING[0]] * 5_001]},
        {"type": "MultiPolygon", "coordinates": [RING]},
    ],
)
def test_what_is_none_is_refused(geometry):
    with pytest.raises(BadInput) as refused:
        check_perimeter(geometry)
    assert refused.value.error_code == "bad_perimeter"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=20,
)


@given(st.sampled_from(["Polygon", "MultiPolygon"]), JSON)
def test_nothing_else_than_a_refusal_comes_of_nonsense(kind, coordinates):
    try:
        check_perimeter({"type": kind, "coordinates": coordinates})
    except BadInput:
        return
