"""How much of each box is to be seen: inside the picture, and not behind the boxes of nearer actors."""

from collections.abc import Sequence

import numpy as np

from vigie.simulator.scenes.canvas import Box

CELL_SHARE = 1 / 320
"""Width of a cell of the raster, as a share of the picture's width."""


class Visibility:
    """Judges the boxes of one picture size."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self._size = (width_px, height_px)
        self._cell = max(width_px * CELL_SHARE, 1.0)
        shape = (int(height_px / self._cell) + 2, int(width_px / self._cell) + 2)
        self._owner = np.zeros(shape, np.int32)

    def clip(self, box: Box) -> tuple[Box, float]:
        """Return the box within the picture, and the share of it that lies there."""
        left, top, wide, high = box
        x0, y0 = max(left, 0.0), max(top, 0.0)
        x1, y1 = min(left + wide, float(self._size[0])), min(top + high, float(self._size[1]))
        if x1 <= x0 or y1 <= y0 or wide <= 0 or high <= 0:
            return (0.0, 0.0, 0.0, 0.0), 0.0
        return (x0, y0, x1 - x0, y1 - y0), (x1 - x0) * (y1 - y0) / (wide * high)

    def judge(
        self, boxes: Sequence[tuple[int, Box, tuple[float, float]]]
    ) -> dict[int, tuple[Box, tuple[float, float], float]]:
        """Return box, ground and visible share by object id; `boxes` come from far to near."""
        self._owner[:] = 0
        inside: list[tuple[int, Box, tuple[float, float], float]] = []
        for one, box, ground_m in boxes:
            clipped, share = self.clip(box)
            if share > 0:
                self._owner[self._cells(clipped)] = one
                inside.append((one, clipped, ground_m, share))
        return {
            one: (box, ground_m, share * float((self._owner[self._cells(box)] == one).mean()))
            for one, box, ground_m, share in inside
        }

    def _cells(self, box: Box) -> tuple[slice, slice]:
        left, top, wide, high = (value / self._cell for value in box)
        return (
            slice(int(top), max(int(top + high), int(top) + 1)),
            slice(int(left), max(int(left + wide), int(left) + 1)),
        )
