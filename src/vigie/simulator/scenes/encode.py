"""Writes pictures as an H.264 file: closed groups, no B-frames, yuv420p, as cameras send."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from numpy.typing import NDArray


class Film:
    """One file being written; a context manager. The file appears under its name only when it is whole."""

    def __init__(
        self, path: Path, width_px: int, height_px: int, *, fps: int, group_s: float, bit_rate_bps: int
    ) -> None:
        self._path, self._unfinished = path, path.with_suffix(".part.mp4")
        self._container = av.open(str(self._unfinished), "w")
        stream = self._container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width_px, height_px, "yuv420p"
        stream.bit_rate, stream.gop_size, stream.max_b_frames = bit_rate_bps, round(fps * group_s), 0
        stream.options = {"preset": "superfast", "profile": "main", "sc_threshold": "0", "threads": "1"}
        self._stream, self._next, self._tick = stream, 0, Fraction(1, fps)

    def add(self, picture: NDArray[np.uint8]) -> None:
        """Append one BGR picture."""
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
        frame.pts, frame.time_base = self._next, self._tick
        self._next += 1
        self._container.mux(self._stream.encode(frame))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._container.mux(self._stream.encode())
        self._container.close()
        if kind is None:
            self._unfinished.replace(self._path)
        else:
            self._unfinished.unlink(missing_ok=True)
