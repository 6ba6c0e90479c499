import pytest

from vigie.simulator.scenes.visibility import Visibility


def test_a_nearer_box_hides_a_farther_one():
    seen = Visibility(640, 360).judge(
        [(1, (100.0, 100.0, 40.0, 80.0), (0.0, 20.0)), (2, (120.0, 100.0, 40.0, 80.0), (0.0, 10.0))]
    )
    assert seen[1][2] == pytest.approx(0.5, abs=0.05)
    assert seen[2][2] == pytest.approx(1.0)


def test_what_leaves_the_picture_is_cut_and_counted():
    seen = Visibility(640, 360).judge([(1, (620.0, 100.0, 40.0, 80.0), (0.0, 20.0))])
    box, _, share = seen[1]
    assert box == (620.0, 100.0, 20.0, 80.0)
    assert share == pytest.approx(0.5)


def test_what_is_outside_is_not_seen():
    assert Visibility(640, 360).judge([(1, (700.0, 100.0, 40.0, 80.0), (0.0, 20.0))]) == {}
