"""Arithmetic on boxes: left, top, right, bottom, in pixels."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from vigie.vision.detections import Detections, Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray


def areas(boxes: Floats) -> Floats:
    """Return the area (N,) of boxes (N, 4); a reversed box has none."""
    sides = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None)
    product: Floats = sides[:, 0] * sides[:, 1]
    return product


def intersections(first: Floats, second: Floats) -> Floats:
    """Return the common area (N, M) of boxes (N, 4) and (M, 4)."""
    corner = np.maximum(first[:, None, :2], second[None, :, :2])
    opposite = np.minimum(first[:, None, 2:], second[None, :, 2:])
    sides = np.clip(opposite - corner, 0, None)
    product: Floats = sides[..., 0] * sides[..., 1]
    return product


def iou(first: Floats, second: Floats) -> Floats:
    """Return intersection over union (N, M), 0–1."""
    common = intersections(first, second)
    union = areas(first)[:, None] + areas(second)[None, :] - common
    share: Floats = common / np.maximum(union, 1e-6)
    return share


def cover(first: Floats, second: Floats) -> Floats:
    """Return how much of each first box lies in each second one (N, M), 0–1."""
    share: Floats = intersections(first, second) / np.maximum(areas(first)[:, None], 1e-6)
    return share


def widened(boxes: Floats, share: float) -> Floats:
    """Return boxes grown on each side by `share` of their width and height."""
    grow = (boxes[:, 2:] - boxes[:, :2]) * share
    return np.concatenate([boxes[:, :2] - grow, boxes[:, 2:] + grow], axis=1)


def suppress(
    found: Detections,
    limit: float,
    *,
    across_classes: bool = False,
    one_kind: Collection[Collection[int]] = (),
    inner: float | None = None,
) -> Detections:
    """Keep the best of boxes that overlap by more than `limit`: non-maximum suppression, best first.

    Args:
        found: the boxes.
        limit: intersection over union.
        across_classes: whether boxes of different classes suppress one another too.
        one_kind: groups of classes that count as one: a van is no lorry beside a car.
        inner: a box of which this share lies in a better one of its class, or the reverse, is the same.
    """
    order = np.argsort(-found.scores, kind="stable")
    found = found.pick(order)
    overlap = iou(found.boxes, found.boxes)
    if not across_classes:
        kinds = found.classes.copy()
        for group in one_kind:
            kinds[np.isin(kinds, list(group))] = min(group)
        overlap = overlap * (kinds[:, None] == kinds[None, :])
    if inner is not None and len(found):
        within = cover(found.boxes, found.boxes)
        same = across_classes or found.classes[:, None] == found.classes[None, :]
        overlap = np.where((np.maximum(within, within.T) > inner) & same, 1.0, overlap)
    kept: list[int] = []
    alive = np.ones(len(found), np.bool_)
    for row in range(len(found)):
        if alive[row]:
            kept.append(row)
            alive &= overlap[row] <= limit
    rows: NDArray[np.intp] = np.array(kept, np.intp)
    return found.pick(rows)
