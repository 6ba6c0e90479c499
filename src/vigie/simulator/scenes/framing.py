"""Another view of a rendered scene: mirrored, or closer. Pictures and truth change together."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from vigie.simulator.scenes.canvas import Picture


@dataclass(frozen=True, slots=True)
class Framing:
    """How a clip of `size` is cut out of a picture rendered `zoom` times larger.

    Attributes:
        size: width and height of the clip in pixels.
        zoom: 1 or more; the surplus is cut off around the middle.
        mirrored: left and right are exchanged.
    """

    size: tuple[int, int]
    zoom: float = 1.0
    mirrored: bool = False

    @property
    def rendered_width_px(self) -> int:
        """Width at which the scene is rendered, even."""
        return round(self.size[0] * self.zoom / 2) * 2

    def picture(self, whole: Picture) -> Picture:
        """Return the clip's picture."""
        left, top = self._corner(whole.shape[1], whole.shape[0])
        cut = whole[top : top + self.size[1], left : left + self.size[0]]
        return np.asarray(cv2.flip(cut, 1), np.uint8) if self.mirrored else np.ascontiguousarray(cut)

    def point(self, point: list[float], rendered: tuple[int, int]) -> list[float]:
        """Return where a point of the rendered picture lies in the clip."""
        left, top = self._corner(*rendered)
        x, y = point[0] - left, point[1] - top
        return [round(self.size[0] - x if self.mirrored else x, 1), round(y, 1)]

    def box(self, box: list[float], rendered: tuple[int, int]) -> list[float] | None:
        """Return a box (left, top, width, height) in the clip and within it, None when it lies outside."""
        one = self.point(box[:2], rendered)
        two = self.point([box[0] + box[2], box[1] + box[3]], rendered)
        left, right = max(0.0, min(one[0], two[0])), min(float(self.size[0]), max(one[0], two[0]))
        top, bottom = max(0.0, one[1]), min(float(self.size[1]), two[1])
        if right <= left or bottom <= top:
            return None
        return [round(value, 1) for value in (left, top, right - left, bottom - top)]

    def direction(self, degrees: float | None) -> float | None:
        """Return a direction as seen in the clip."""
        if degrees is None or not self.mirrored:
            return degrees
        return round((180 - degrees) % 360, 1)

    def truth(self, truth: dict[str, Any]) -> dict[str, Any]:
        """Return the truth of the clip; objects outside it are left out, picture by picture."""
        rendered = (truth["size_px"][0], truth["size_px"][1])
        events = [
            {
                **event,
                "direction_deg": self.direction(event["direction_deg"]),
                "box_px": None if event["box_px"] is None else self.box(event["box_px"], rendered),
            }
            for event in truth["events"]
        ]
        return {
            **truth,
            "size_px": list(self.size),
            "field_px": [self.point(each, rendered) for each in truth["field_px"]],
            "line_px": [self.point(each, rendered) for each in truth["line_px"]],
            "allowed_direction_deg": self.direction(truth["allowed_direction_deg"]),
            "homography_ground_to_px": self._homography(truth["homography_ground_to_px"], rendered),
            "objects": [self._object(each, rendered) for each in truth["objects"]],
            "events": events,
        }

    def _object(self, given: dict[str, Any], rendered: tuple[int, int]) -> dict[str, Any]:
        boxes = [self.box(each, rendered) for each in given["boxes_px"]]
        kept = [row for row, box in enumerate(boxes) if box is not None]
        columns = {key: [given[key][row] for row in kept] for key in ("frames", "ground_m", "visible")}
        feet = [self.point(given["feet_px"][row], rendered) for row in kept]
        return {**given, **columns, "feet_px": feet, "boxes_px": [boxes[row] for row in kept]}

    def _homography(self, given: list[list[float]], rendered: tuple[int, int]) -> list[list[float]]:
        left, top = self._corner(*rendered)
        side = [[-1.0, 0.0, self.size[0] + left], [0.0, 1.0, -top], [0.0, 0.0, 1.0]]
        if not self.mirrored:
            side[0] = [1.0, 0.0, -left]
        return [[round(float(value), 6) for value in row] for row in np.array(side) @ np.array(given)]

    def _corner(self, width_px: int, height_px: int) -> tuple[int, int]:
        return (width_px - self.size[0]) // 2, (height_px - self.size[1]) // 2
