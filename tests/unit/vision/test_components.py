"""Regions of a mask: those that OpenCV's own count finds, wherever they lie."""

import cv2
import numpy as np
import pytest

from vigie.vision.components import components


@pytest.mark.parametrize("share", [0.001, 0.02, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("size", [(180, 320), (320, 180), (17, 33), (1, 40), (600, 700)])
def test_the_same_regions_as_the_plain_count(share: float, size: tuple[int, int]) -> None:
    mask = (np.random.default_rng(7).random(size) < share).astype(np.uint8) * 255
    count, labels, stats = components(mask)
    plain, theirs, their_stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    assert count == plain
    assert sorted(map(tuple, stats[1:].tolist())) == sorted(map(tuple, np.asarray(their_stats)[1:].tolist()))
    assert np.array_equal(labels > 0, mask > 0)
    pairs = set(zip(labels.ravel().tolist(), np.asarray(theirs).ravel().tolist(), strict=True))
    assert len(pairs) == (plain if (mask == 0).any() else plain - 1)


def test_each_row_tells_of_its_own_label() -> None:
    mask = np.zeros((180, 320), np.uint8)
    mask[100:120, 200:210] = 255
    mask[20:25, 300:320] = 1
    count, labels, stats = components(mask)
    assert count == 3
    for label in (1, 2):
        left, top, width, height, area = stats[label].tolist()
        inside = labels == label
        assert np.count_nonzero(inside) == area == width * height
        assert inside[top : top + height, left : left + width].all()


def test_an_empty_mask_has_none() -> None:
    count, labels, stats = components(np.zeros((180, 320), np.uint8))
    assert (count, len(stats)) == (1, 1)
    assert labels.shape == (180, 320)
    assert not labels.any()


def test_the_mask_stays_as_it_was() -> None:
    mask = np.eye(50, dtype=np.uint8)
    before = mask.copy()
    components(mask)
    assert np.array_equal(mask, before)
