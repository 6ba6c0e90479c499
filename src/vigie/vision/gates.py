"""The two cheap questions before anything is analysed: had the encoder something to say; did pixels change?

Gate 1 reads only the length of each encoded picture. An encoder spends few bytes on a picture like the one
before; its quiet level is learned per camera: down at once, up slowly, and up at once where gate 2 finds that
nothing moved. Gate 2 compares two small gray pictures.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Parameters.

    Attributes:
        factor: times the quiet level from which a picture says that something moves.
        least_bytes: bytes above the quiet level that it must have besides.
        rise: share by which the quiet level rises toward each larger picture.
        fall: share by which it falls toward each smaller one.
        least_change: difference of a small gray pixel (0–255) that counts.
        least_pixels: small pixels that must differ, as a share of the picture.
        apart_s: time between compared pictures, in seconds, once that much is known.
    """

    factor: float = 1.5
    least_bytes: float = 60.0
    rise: float = 0.002
    fall: float = 0.2
    least_change: int = 14
    least_pixels: float = 0.0002
    apart_s: float = 0.4


class SizeGate:
    """Gate 1 of one camera."""

    def __init__(self, settings: GateSettings | None = None) -> None:
        self.settings = settings or GateSettings()
        self._quiet: float | None = None
        self._recent = 0.0

    @property
    def quiet_bytes(self) -> float | None:
        """The learned length of a picture in which nothing moves; None before the first."""
        return self._quiet

    def update(self, size_bytes: int, *, keyframe: bool) -> bool:
        """Take one picture's length; tell whether something moves. Keyframes tell nothing."""
        if keyframe:
            return False
        if self._quiet is None:
            self._quiet = self._recent = float(size_bytes)
            return True
        limit = max(self._quiet * self.settings.factor, self._quiet + self.settings.least_bytes)
        share = self.settings.fall if size_bytes < self._quiet else self.settings.rise
        self._quiet += (size_bytes - self._quiet) * share
        self._recent += (size_bytes - self._recent) * 0.3
        return size_bytes > limit

    def nothing_moved(self) -> None:
        """Gate 2 saw nothing: pictures of the present length are this camera's quiet ones."""
        if self._quiet is not None and self._recent > self._quiet:
            self._quiet += (self._recent - self._quiet) * 0.5


class ChangeGate:
    """Gate 2 of one camera: compares with a picture at least `apart_s` old, so that slow walkers count."""

    def __init__(self, settings: GateSettings | None = None) -> None:
        self.settings = settings or GateSettings()
        self._before: Gray | None = None
        self._before_s = 0.0
        self._last: Gray | None = None
        self._last_s = 0.0

    def update(self, gray: Gray, t_s: float) -> bool:
        """Take the picture of second `t_s`; tell whether something moved. The first one always did."""
        last, last_s = self._last, self._last_s
        self._last, self._last_s = gray, t_s
        if self._before is None or self._before.shape != gray.shape or t_s < self._before_s:
            self._before, self._before_s = gray, t_s
            return True
        if last is not None and t_s - self._before_s > 2 * self.settings.apart_s and last.shape == gray.shape:
            self._before, self._before_s = last, last_s
        difference = np.asarray(cv2.absdiff(self._before, gray), np.uint8)
        _, changed = cv2.threshold(difference, self.settings.least_change, 255, cv2.THRESH_BINARY)
        return cv2.countNonZero(changed) > self.settings.least_pixels * gray.size
