"""The collector's settings are changed for the block, and put back."""

import gc

import pytest

from vigie.video.collector import THRESHOLDS, rare_collections


def test_thresholds_are_put_back_whatever_happens():
    before = gc.get_threshold()
    inside = []

    def block():
        with rare_collections():
            inside.append(gc.get_threshold())
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        block()
    assert inside == [THRESHOLDS]
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
