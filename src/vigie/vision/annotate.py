"""Draws what was found on the pictures, for people who check: boxes, windows and signals."""

from pathlib import Path
from typing import Self

import av
import cv2
import numpy as np

from vigie.vision.analyst import Analysis
from vigie.vision.detections import Picture
from vigie.vision.signals import Phase


def annotate(picture: Picture, analysis: Analysis) -> Picture:
    """Return a copy of the picture with objects, closer looks and signals drawn on it."""
    drawn = picture.copy()
    for left, top, right, bottom in analysis.windows:
        cv2.rectangle(drawn, (left, top), (right, bottom), (120, 120, 120), 1)
    for track in analysis.tracks:
        left, top, right, bottom = (int(value) for value in track.history[-1].box)
        colour = (0, 200, 0) if track.seen_s == analysis.t_s else (0, 160, 200)
        cv2.rectangle(drawn, (left, top), (right, bottom), colour, 1)
        label = f"{track.kind.label} {track.object_id}"
        cv2.putText(drawn, label, (left, max(10, top - 2)), cv2.FONT_HERSHEY_PLAIN, 0.8, colour, 1)
    for signal in analysis.signals:
        if signal.phase is Phase.START:
            left, top, right, bottom = (int(value) for value in signal.region_px)
            cv2.rectangle(drawn, (left, top), (right, bottom), (0, 0, 255), 3)
    return drawn


class AnnotatedVideo:
    """An H.264 file of annotated pictures; use it in a `with` block."""

    def __init__(self, path: Path, pictures_per_s: float) -> None:
        self._container = av.open(str(path), "w")
        self._stream = self._container.add_stream("libx264", rate=max(1, round(pictures_per_s)))
        self._stream.pix_fmt = "yuv420p"
        self._size: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._size is not None:
            self._container.mux(self._stream.encode())
        self._container.close()

    def add(self, picture: Picture) -> None:
        """Append one picture; those of another size are fitted to the first one's."""
        if self._size is None:
            self._size = (picture.shape[1] // 2 * 2, picture.shape[0] // 2 * 2)
            self._stream.width, self._stream.height = self._size
        fitted = np.asarray(cv2.resize(picture, self._size), np.uint8)
        frame = av.VideoFrame.from_ndarray(fitted, format="bgr24")
        self._container.mux(self._stream.encode(frame))
