"""`PlanarPicture`: a decoded picture as the decoder left it, turned into colours only where somebody looks.

Converting a whole 640 × 360 picture costs as much as decoding it; the small picture that gates, background
and rules need is made from the reduced planes instead, and detectors get only the regions they ask for.
Brightness is read as ITU-R BT.601, limited range, whatever the stream says: analysis needs no exact colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from vigie.vision.background import WORK_SIDE_PX
from vigie.vision.detections import Picture

Plane = NDArray[np.uint8]
PLANAR = frozenset({"yuv420p", "yuvj420p"})


@dataclass(frozen=True, slots=True)
class PlanarPicture:
    """One picture in three planes.

    Attributes:
        luma: (height, width) brightness.
        blue: (height / 2, width / 2) blue difference.
        red: (height / 2, width / 2) red difference.
    """

    luma: Plane
    blue: Plane
    red: Plane

    @classmethod
    def of_frame(cls, frame: VideoFrame) -> "PlanarPicture":
        """Take a decoder's frame without copying it, other formats than 4:2:0 bytes converted first."""
        if frame.format.name not in PLANAR:
            frame = frame.reformat(format="yuv420p")
        planes = [_plane(frame, number) for number in range(3)]
        return cls(*planes)

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        return self.luma.shape[1], self.luma.shape[0]

    def reduced(self) -> tuple[Plane, Picture]:
        """Return the small gray picture and the small colour picture, of one size."""
        wide, high = small_size(*self.size_px)
        gray = _resized(self.luma, wide, high)
        stacked = np.empty((high * 3 // 2, wide), np.uint8)
        stacked[:high] = gray
        quarter = (wide // 2) * (high // 2)
        chroma = stacked[high:].reshape(-1)
        chroma[:quarter] = _resized(self.blue, wide // 2, high // 2).reshape(-1)
        chroma[quarter:] = _resized(self.red, wide // 2, high // 2).reshape(-1)
        return gray, _colours(stacked)

    def region(self, box: Sequence[int]) -> Picture:
        """Return the colours of left, top, right, bottom; uneven edges are moved outwards by a pixel."""
        wide, high = self.size_px
        left, top = max(0, box[0]) & ~1, max(0, box[1]) & ~1
        right, bottom = min(wide & ~1, (box[2] + 1) & ~1), min(high & ~1, (box[3] + 1) & ~1)
        rows, columns = bottom - top, right - left
        stacked = np.empty((rows * 3 // 2, columns), np.uint8)
        stacked[:rows] = self.luma[top:bottom, left:right]
        quarter = rows * columns // 4
        chroma = stacked[rows:].reshape(-1)
        half = np.s_[top // 2 : bottom // 2, left // 2 : right // 2]
        chroma[:quarter] = self.blue[half].reshape(-1)
        chroma[quarter:] = self.red[half].reshape(-1)
        return _colours(stacked)


def small_size(wide: int, high: int) -> tuple[int, int]:
    """Return the even width and height of the small picture, its longer side `WORK_SIDE_PX` at most."""
    scale = min(1.0, WORK_SIDE_PX / max(wide, high))
    return max(16, round(wide * scale) & ~3), max(16, round(high * scale) & ~3)


def _plane(frame: VideoFrame, number: int) -> Plane:
    plane = frame.planes[number]
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]  # a buffer since 3.11
    cut: Plane = rows[: plane.height, : plane.width]
    return cut


def _resized(plane: Plane, wide: int, high: int) -> Plane:
    return np.asarray(cv2.resize(plane, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)


def _colours(stacked: Plane) -> Picture:
    return np.asarray(cv2.cvtColor(stacked, cv2.COLOR_YUV2BGR_I420), np.uint8)
