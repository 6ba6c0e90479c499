"""What a region of foreground is, by its size in persons and its shape; groups are taken apart.

Sizes are shares of the height of a person who would stand there, so that distance does not matter.
"""

from dataclasses import dataclass

import numpy as np

from vigie.vision.detections import Mask, ObjectClass

PERSON_WIDE, BODY_WIDE = 0.4, 0.32
"""Width of a person, walking, with the arms; and of the body alone."""

LEAST_FILL = 0.3
MOST_IN_GROUP = 40
HIGHEST = 2.2
"""People one behind another are seen no higher than this."""

SOLID_BASE = 0.6
"""A vehicle fills this share of its width in one piece near the ground; people's legs leave gaps."""

HEAD_SHARE = 0.14
LEAST_LEFT = 0.3
"""Of a person's area: what is left over of a group below it is nobody."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A region: left, top, width, height in small pixels, and how much of its box it fills, 0–1."""

    left: int
    top: int
    width: int
    height: int
    fill: float

    @property
    def bottom(self) -> int:
        """The row of the feet."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Judgement:
    """A class with its score; None is a group of people, to be taken apart."""

    kind: ObjectClass | None
    score: float


def judge(shape: Shape, person_px: float, heads: int, base: float) -> Judgement | None:
    """Return what a region is, None for no object: too small, or as high as smoke.

    Args:
        shape: the region.
        person_px: the height of a person standing there, in small pixels.
        heads: how many peaks its upper outline has.
        base: how much of its width it fills in one piece where legs or wheels are, 0–1.
    """
    tall, wide = shape.height / person_px, shape.width / person_px
    if tall < 0.15 and wide < 0.25:  # noqa: PLR2004 - sizes in persons, here and below
        return None
    if tall < 0.5:  # noqa: PLR2004 - shares of a person's size
        return _low(wide)
    if wide > 0.5 and heads > 1:  # noqa: PLR2004 - shares of a person's size
        return Judgement(None, 0.5) if wide / tall < 1.9 or heads > 2 else Judgement(ObjectClass.CAR, 0.4)  # noqa: PLR2004 - shares of a person's size
    if wide <= 0.72 and tall <= 1.45:  # noqa: PLR2004 - shares of a person's size
        return Judgement(ObjectClass.PERSON, 0.75 if 0.7 < tall < 1.3 else 0.45)  # noqa: PLR2004 - shares of a person's size
    if tall > HIGHEST:
        return Judgement(ObjectClass.TRUCK, 0.5) if wide > 1.2 and base > SOLID_BASE else None  # noqa: PLR2004 - shares of a person's size
    return _wide(shape, tall, wide, heads, base) if wide > 0.72 else Judgement(None, 0.5)  # noqa: PLR2004 - shares of a person's size


def _low(wide: float) -> Judgement:
    if 0.65 <= wide <= 1.4:  # noqa: PLR2004 - somebody who lies
        return Judgement(ObjectClass.PERSON, 0.4)
    if wide > 1.4:  # noqa: PLR2004 - the roof of a car behind something
        return Judgement(ObjectClass.CAR, 0.35)
    return Judgement(ObjectClass.OBJECT, 0.4)


def _wide(shape: Shape, tall: float, wide: float, heads: int, base: float) -> Judgement:
    """Tell vehicles, solid down to the wheels, from people side by side, who stand on legs."""
    solid = (shape.fill >= 0.62 and heads <= 1) or (shape.fill >= 0.5 and base >= SOLID_BASE)  # noqa: PLR2004 - shares of a person's size
    if solid and tall > 1.4 and wide > 1.3:  # noqa: PLR2004 - shares of a person's size
        return Judgement(ObjectClass.TRUCK, 0.6)
    if solid and wide >= 0.92 and wide / tall >= 0.85:  # noqa: PLR2004 - shares of a person's size
        return Judgement(ObjectClass.CAR, 0.7 if wide > 1.4 else 0.55)  # noqa: PLR2004 - shares of a person's size
    if wide / tall >= 1.9 and heads <= 1 and tall <= 1.1:  # noqa: PLR2004 - a car, partly hidden
        return Judgement(ObjectClass.CAR, 0.45)
    if wide <= 1.1 and heads <= 1 and tall <= 1.05:  # noqa: PLR2004 - shares of a person's size
        return Judgement(ObjectClass.BICYCLE, 0.45)
    return Judgement(None, 0.5)


def heads_of(region: Mask, person_px: float) -> int:
    """Count the peaks of a region's upper outline that stand out like heads."""
    filled = region.any(axis=0)
    top = np.where(filled, region.argmax(axis=0), region.shape[0]).astype(np.float32)
    reach = max(1, round(0.16 * person_px))
    padded = np.pad(top, reach, constant_values=region.shape[0])
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    lowest = top <= around.min(axis=1)
    prominent = np.minimum(around[:, :reach].max(axis=1), around[:, reach + 1 :].max(axis=1)) - top
    peaks = np.flatnonzero(lowest & filled & (prominent >= 0.07 * person_px))
    return int(1 + np.count_nonzero(np.diff(peaks) > reach)) if len(peaks) else 0


def base_of(region: Mask) -> float:
    """Return the longest filled piece of the rows above the ground, as a share of the width (median)."""
    high, wide = region.shape
    pieces = []
    for row in region[int(0.8 * high) : max(int(0.97 * high), int(0.8 * high) + 1)]:
        steps = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
        pieces.append(int((steps[1::2] - steps[::2]).max(initial=0)))
    return float(np.median(pieces)) / wide if pieces else 0.0


def people_of(region: Mask, top: int, scale: tuple[float, float]) -> list[tuple[float, float, float, float]]:
    """Take a group apart: boxes (left, top, right, bottom) of persons within the region's own box.

    The highest pixel left is a head; a person of the size of that place is taken off; and so on.

    Args:
        region: (h, w) the group.
        top: the row of its upper edge in the small picture.
        scale: slope and offset of a person's height over the row of the feet.
    """
    rest = region.copy()
    slope, offset = scale
    found: list[tuple[float, float, float, float]] = []
    for _ in range(MOST_IN_GROUP):
        rows = np.flatnonzero(rest.any(axis=1))
        if not len(rows):
            break
        head = int(rows[0])
        # feet − (slope·feet + offset) = head, in rows of the picture
        feet = (top + head + offset) / max(1 - slope, 0.1)
        tall = max(4.0, min(feet, top + region.shape[0] * 1.15) - top - head)
        wide = max(2.0, PERSON_WIDE * tall)
        band = np.asarray(rest[head : head + max(1, round(HEAD_SHARE * tall))].any(axis=0))
        middle = _head(band, wide)
        box = (middle - wide / 2, float(head), middle + wide / 2, head + tall)
        body = _part(
            (middle - BODY_WIDE * tall / 2, box[1], middle + BODY_WIDE * tall / 2, box[3]), rest.shape
        )
        share = float(rest[body].mean()) if rest[body].size else 0.0
        if share >= LEAST_FILL:
            found.append(box)
        rest[body] = False
        rest[: head + 1] = False
        if np.count_nonzero(rest) < LEAST_LEFT * LEAST_FILL * 2 * wide * tall:
            break
    return found


def _head(columns: Mask, wide: float) -> float:
    """Return the middle of the first run of columns, or of its first part when it is wider than a person."""
    filled = np.flatnonzero(columns)
    gaps = np.flatnonzero(np.diff(filled) > 1)
    run = filled[: gaps[0] + 1] if len(gaps) else filled
    return float(run[run - run[0] <= wide].mean()) + 0.5


def _part(box: tuple[float, float, float, float], shape: tuple[int, ...]) -> tuple[slice, slice]:
    return (
        slice(max(0, int(box[1])), min(shape[0], round(box[3]))),
        slice(max(0, int(box[0])), min(shape[1], round(box[2]) + 1)),
    )
