"""What each family's outputs mean: tensors to boxes, class scores in the network's input pixels.

Each head is a `Head`: how a picture becomes a tensor, how tensors become (boxes (N, 4), scores (N, C)).
Sources: YOLOX (Ge 2021, arXiv 2107.08430), NanoDet and PicoDet (generalised focal loss, Li 2020, arXiv
2006.04388; Yu 2021, arXiv 2111.00902), FastestDet's own reference post-processing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from vigie.vision.detections import Floats, Picture

Decoded = tuple[Floats, Floats]

FLOOR = 0.1
"""Lower scores tell nothing; those above are kept: the tracker carries on with them what it follows."""

YOLOX_STRIDES = (8, 16, 32)

IMAGENET_MEAN_BGR = np.array([103.53, 116.28, 123.675], np.float32)
IMAGENET_STD_BGR = np.array([57.375, 57.12, 58.395], np.float32)


@dataclass(frozen=True, slots=True)
class Head:
    """One family's way in and out.

    Attributes:
        prepare: picture (S, S, 3) to tensor (1, 3, S, S).
        decode: output tensors, input width and height → boxes (N, 4), class scores (N, C).
        outputs: the last dimensions that the outputs must have for a given side, to refuse a wrong model.
        granule: sides may be any multiples of this many pixels; 0: only the square the network was made for.
    """

    prepare: Callable[[Picture], Floats]
    decode: Callable[[Sequence[Floats], int, int], Decoded]
    outputs: Callable[[int], list[tuple[int, ...]]]
    granule: int = 0


def _planes(picture: Floats) -> Floats:
    return np.ascontiguousarray(picture.transpose(2, 0, 1)[None])


def raw_bgr(picture: Picture) -> Floats:
    """Colours as they are, 0–255; taken apart as bytes, which costs a fifth of turning floats around."""
    planes = np.empty((1, 3, *picture.shape[:2]), np.float32)
    for plane, colour in zip(planes[0], cv2.split(picture), strict=True):
        plane[:] = colour
    return planes


def unit_bgr(picture: Picture) -> Floats:
    """Colours 0–1."""
    return _planes(picture.astype(np.float32) / 255)


def imagenet_bgr(picture: Picture) -> Floats:
    """Colours around ImageNet's mean, blue first."""
    return _planes((picture.astype(np.float32) - IMAGENET_MEAN_BGR) / IMAGENET_STD_BGR)


def imagenet_rgb(picture: Picture) -> Floats:
    """Colours around ImageNet's mean, red first."""
    normal = (picture.astype(np.float32) - IMAGENET_MEAN_BGR) / IMAGENET_STD_BGR
    return _planes(normal[..., ::-1])


@lru_cache(maxsize=32)
def grid(wide: int, high: int, stride: int) -> Floats:
    """Return the column and row (cells, 2) of each cell of a feature map, row by row."""
    rows, columns = np.mgrid[: -(-high // stride), : -(-wide // stride)]
    return np.stack([columns, rows], axis=-1).reshape(-1, 2).astype(np.float32)


@lru_cache(maxsize=256)
def _yolox_cells(wide: int, high: int) -> tuple[Floats, Floats]:
    """Return column and row (cells, 2) of each cell of the three maps, and its stride (cells, 1)."""
    maps = [grid(wide, high, stride) for stride in YOLOX_STRIDES]
    strides = np.repeat(np.array(YOLOX_STRIDES, np.float32), [len(each) for each in maps])
    return np.concatenate(maps), strides[:, None]


def _from_centres(centres: Floats, sizes: Floats) -> Floats:
    return np.concatenate([centres - sizes / 2, centres + sizes / 2], axis=1)


def decode_yolox(outputs: Sequence[Floats], wide: int, high: int) -> Decoded:
    """One tensor (1, cells, 5 + C): centre in cells, log of size in strides, objectness, class scores.

    A score is objectness times a class's share: cells whose objectness is below `FLOOR` can have none above.
    """
    cells, strides = _yolox_cells(wide, high)
    likely = np.flatnonzero(outputs[0][0, :, 4] >= FLOOR)
    rows, cells, strides = outputs[0][0][likely], cells[likely], strides[likely]
    centres = (rows[:, :2] + cells) * strides
    sizes = np.exp(np.clip(rows[:, 2:4], -10, 10)) * strides
    return _from_centres(centres, sizes), rows[:, 4:5] * rows[:, 5:]


def _softmax_mean(distances: Floats) -> Floats:
    """Return the mean (N, 4) of four distributions over 8 bins (N, 32)."""
    bins = distances.reshape(-1, 4, 8)
    weights = np.exp(bins - bins.max(axis=2, keepdims=True))
    weights /= weights.sum(axis=2, keepdims=True)
    mean: Floats = weights @ np.arange(8, dtype=np.float32)
    return mean


def _decode_focal(outputs: Sequence[Floats], size: tuple[int, int], strides: Sequence[int]) -> Decoded:
    """Class scores then distance bins for each stride; only cells above `FLOOR` are decoded."""
    boxes, scores = [], []
    for level, stride in enumerate(strides):
        classes = outputs[level][0]
        keep = classes.max(axis=1) >= FLOOR
        centres = (grid(*size, stride)[keep] + 0.5) * stride
        reach = _softmax_mean(outputs[level + len(strides)][0][keep]) * stride
        boxes.append(np.concatenate([centres - reach[:, :2], centres + reach[:, 2:]], axis=1))
        scores.append(classes[keep])
    return np.concatenate(boxes), np.concatenate(scores)


def decode_nanodet(outputs: Sequence[Floats], wide: int, high: int) -> Decoded:
    """Three class tensors (1, cells, C), then three distance tensors (1, cells, 32)."""
    return _decode_focal(outputs, (wide, high), (8, 16, 32))


def decode_picodet(outputs: Sequence[Floats], wide: int, high: int) -> Decoded:
    """Four class tensors (1, cells, C), then four distance tensors (1, cells, 32)."""
    return _decode_focal(outputs, (wide, high), (8, 16, 32, 64))


def decode_fastestdet(outputs: Sequence[Floats], wide: int, high: int) -> Decoded:
    """One map (1, 5 + C, cells, cells): objectness, offset (tanh), size (sigmoid), class scores."""
    plane = outputs[0][0]
    down, across = plane.shape[-2:]
    rows = plane.reshape(plane.shape[0], -1).T
    size = np.array([wide, high], np.float32)
    centres = (grid(across, down, 1) + np.tanh(rows[:, 1:3])) / np.array([across, down], np.float32) * size
    sizes = size / (1 + np.exp(-np.clip(rows[:, 3:5], -30, 30)))
    scores = np.clip(rows[:, :1], 0, 1) ** 0.6 * np.clip(rows[:, 5:], 0, 1) ** 0.4
    return _from_centres(centres, sizes), scores


def _cells(side: int, strides: Sequence[int]) -> list[int]:
    return [(-(-side // stride)) ** 2 for stride in strides]


YOLOX = Head(raw_bgr, decode_yolox, lambda side: [(sum(_cells(side, YOLOX_STRIDES)), 85)], granule=32)
LIGHT_PERSON = Head(raw_bgr, decode_yolox, lambda side: [(sum(_cells(side, YOLOX_STRIDES)), 6)])
NANODET = Head(
    imagenet_bgr,
    decode_nanodet,
    lambda side: [(n, width) for width in (80, 32) for n in _cells(side, (8, 16, 32))],
)
PICODET = Head(
    imagenet_rgb,
    decode_picodet,
    lambda side: [(n, width) for width in (80, 32) for n in _cells(side, (8, 16, 32, 64))],
)
FASTESTDET = Head(unit_bgr, decode_fastestdet, lambda side: [(85, side // 16, side // 16)])

HEADS = {
    "yolox": YOLOX,
    "light-person": LIGHT_PERSON,
    "nanodet": NANODET,
    "picodet": PICODET,
    "fastestdet": FASTESTDET,
}
