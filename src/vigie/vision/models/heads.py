"""What each family's outputs mean: tensors to boxes, class scores in the network's input pixels.

Each head is a `Head`: how a picture becomes a tensor, how tensors become (boxes (N, 4), scores (N, C)).
Sources: YOLOX (Ge 2021, arXiv 2107.08430), NanoDet and PicoDet (generalised focal loss, Li 2020, arXiv
2006.04388; Yu 2021, arXiv 2111.00902), FastestDet's own reference post-processing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vigie.vision.detections import Floats, Picture

Decoded = tuple[Floats, Floats]

IMAGENET_MEAN_BGR = np.array([103.53, 116.28, 123.675], np.float32)
IMAGENET_STD_BGR = np.array([57.375, 57.12, 58.395], np.float32)


@dataclass(frozen=True, slots=True)
class Head:
    """One family's way in and out.

    Attributes:
        prepare: picture (S, S, 3) to tensor (1, 3, S, S).
        decode: output tensors, input side → boxes (N, 4), class scores (N, C).
        outputs: the last dimensions that the outputs must have for a given side, to refuse a wrong model.
    """

    prepare: Callable[[Picture], Floats]
    decode: Callable[[Sequence[Floats], int], Decoded]
    outputs: Callable[[int], list[tuple[int, ...]]]


def _planes(picture: Floats) -> Floats:
    return np.ascontiguousarray(picture.transpose(2, 0, 1)[None])


def raw_bgr(picture: Picture) -> Floats:
    """Colours as they are, 0–255."""
    return _planes(picture.astype(np.float32))


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
def grid(side: int, stride: int) -> Floats:
    """Return the column and row (cells², 2) of each cell of a feature map."""
    cells = -(-side // stride)
    rows, columns = np.mgrid[:cells, :cells]
    return np.stack([columns, rows], axis=-1).reshape(-1, 2).astype(np.float32)


def _from_centres(centres: Floats, sizes: Floats) -> Floats:
    return np.concatenate([centres - sizes / 2, centres + sizes / 2], axis=1)


def decode_yolox(outputs: Sequence[Floats], side: int) -> Decoded:
    """One tensor (1, cells, 5 + C): centre in cells, log of size in strides, objectness, class scores."""
    rows = outputs[0][0]
    cells = np.concatenate([grid(side, stride) for stride in (8, 16, 32)])
    strides = np.concatenate([np.full(len(grid(side, s)), s, np.float32) for s in (8, 16, 32)])[:, None]
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


def _decode_focal(outputs: Sequence[Floats], side: int, strides: Sequence[int], floor: float) -> Decoded:
    """Class scores then distance bins for each stride; only cells above `floor` are decoded."""
    boxes, scores = [], []
    for level, stride in enumerate(strides):
        classes = outputs[level][0]
        keep = classes.max(axis=1) >= floor
        centres = (grid(side, stride)[keep] + 0.5) * stride
        reach = _softmax_mean(outputs[level + len(strides)][0][keep]) * stride
        boxes.append(np.concatenate([centres - reach[:, :2], centres + reach[:, 2:]], axis=1))
        scores.append(classes[keep])
    return np.concatenate(boxes), np.concatenate(scores)


def decode_nanodet(outputs: Sequence[Floats], side: int) -> Decoded:
    """Three class tensors (1, cells, C), then three distance tensors (1, cells, 32)."""
    return _decode_focal(outputs, side, (8, 16, 32), 0.1)


def decode_picodet(outputs: Sequence[Floats], side: int) -> Decoded:
    """Four class tensors (1, cells, C), then four distance tensors (1, cells, 32)."""
    return _decode_focal(outputs, side, (8, 16, 32, 64), 0.1)


def decode_fastestdet(outputs: Sequence[Floats], side: int) -> Decoded:
    """One map (1, 5 + C, cells, cells): objectness, offset (tanh), size (sigmoid), class scores."""
    plane = outputs[0][0]
    cells = plane.shape[-1]
    rows = plane.reshape(plane.shape[0], -1).T
    centres = (grid(cells, 1) + np.tanh(rows[:, 1:3])) / cells * side
    sizes = side / (1 + np.exp(-np.clip(rows[:, 3:5], -30, 30)))
    scores = np.clip(rows[:, :1], 0, 1) ** 0.6 * np.clip(rows[:, 5:], 0, 1) ** 0.4
    return _from_centres(centres, sizes), scores


def _cells(side: int, strides: Sequence[int]) -> list[int]:
    return [len(grid(side, stride)) for stride in strides]


YOLOX = Head(raw_bgr, decode_yolox, lambda side: [(sum(_cells(side, (8, 16, 32))), 85)])
LIGHT_PERSON = Head(raw_bgr, decode_yolox, lambda side: [(sum(_cells(side, (8, 16, 32))), 6)])
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
