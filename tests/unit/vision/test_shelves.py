"""Rectangles on as little canvas as holds them."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from vigie.vision.shelves import lay_out

SIDE, GUTTER = 416, 6
sizes = st.lists(st.tuples(st.integers(8, SIDE), st.integers(8, SIDE)), max_size=12)


@given(sizes, st.sampled_from([0, 32]))
def test_nothing_overlaps_and_everything_lies_on_its_canvas(wanted, granule) -> None:
    places, canvases = lay_out(wanted, SIDE, GUTTER, granule)
    assert len(places) == len(wanted)
    for (wide, high), place in zip(wanted, places, strict=True):
        across, down = canvases[place.canvas]
        assert 0 <= place.left <= across - wide
        assert 0 <= place.top <= down - high
    for (one, first), (two, second) in combinations(list(zip(wanted, places, strict=True)), 2):
        beside = first.left + one[0] <= second.left or second.left + two[0] <= first.left
        above = first.top + one[1] <= second.top or second.top + two[1] <= first.top
        assert first.canvas != second.canvas or beside or above


@given(sizes)
def test_canvases_are_multiples_and_no_larger_than_the_square(wanted) -> None:
    _, canvases = lay_out(wanted, SIDE, GUTTER, 32)
    for wide, high in canvases:
        assert (wide % 32, high % 32) == (0, 0)
        assert 32 <= wide <= SIDE
        assert 32 <= high <= SIDE


def test_a_network_of_one_size_gets_whole_squares() -> None:
    assert lay_out([(50, 80)], SIDE, GUTTER, 0)[1] == [(SIDE, SIDE)]
    assert lay_out([], SIDE, GUTTER, 0) == ([], [])


def test_little_takes_little() -> None:
    assert lay_out([(50, 80)], SIDE, GUTTER, 32)[1] == [(64, 96)]
    assert lay_out([(60, 90)] * 4, SIDE, GUTTER, 32)[1] == [(128, 192)]
    assert lay_out([], SIDE, GUTTER, 32) == ([], [])
