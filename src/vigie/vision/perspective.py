"""`SelfCalibration`: the ground seen by a camera that nobody calibrated, learned from people who walk by.

Who walks nearer looks taller: from some two dozen places the horizon and the camera's height follow
(`calibration.from_people`). Good for speeds; positions on a map need points that somebody gave.
"""

from collections import deque
from collections.abc import Iterable

import numpy as np

from vigie.kernel.errors import BadInput
from vigie.vision.calibration import PERSON_HEIGHT_M, Calibration, from_people
from vigie.vision.detections import ObjectClass
from vigie.vision.tracks import ObjectTrack, Sighting

SURE = 0.45
"""Only boxes of at least this score are measured."""

SLENDER, THIN = 1.6, 4.5
"""Somebody upright and whole is so many times taller than wide."""

STEP = 0.1
"""Somebody is measured again after so many own heights."""

LEAST_TALL = 0.05
"""Whoever is smaller than this share of the picture is not measured."""

LEAST, MOST, EVERY_S = 16, 600, 1.0
"""Fewest and most places that are known, and how often they are fitted."""

MOST_ERROR_M = 0.25
"""People who differ more from the fit, in the median, stand on no one ground."""

LOW_M, HIGH_M = 2.0, 15.0
"""How high a street camera hangs."""


class SelfCalibration:
    """Learns one camera's ground; pictures must come in the order of time."""

    def __init__(self) -> None:
        self.calibration: Calibration | None = None
        self._places: deque[tuple[float, float, float]] = deque(maxlen=MOST)
        self._measured: dict[int, Sighting] = {}
        self._fitted_s = 0.0
        self._new = 0

    def update(
        self, t_s: float, tracks: Iterable[ObjectTrack], size_px: tuple[int, int]
    ) -> Calibration | None:
        """Take the people of one picture in; return what is known of the ground, None while nothing is."""
        alive = set[int]()
        for track in tracks:
            alive.add(track.object_id)
            self._measure(t_s, track, size_px)
        self._measured = {key: value for key, value in self._measured.items() if key in alive}
        if self._new and len(self._places) >= LEAST and t_s - self._fitted_s >= EVERY_S:
            self._fitted_s, self._new = t_s, 0
            self.calibration = self._fit(size_px[0])
        return self.calibration

    def _measure(self, t_s: float, track: ObjectTrack, size_px: tuple[int, int]) -> None:
        """Note where somebody is who walked on since the last time."""
        now = track.history[-1]
        if track.kind != ObjectClass.PERSON or track.seen_s != t_s or not _is_whole(now, size_px):
            return
        before = self._measured.setdefault(track.object_id, now)
        if np.hypot(now.feet[0] - before.feet[0], now.feet[1] - before.feet[1]) >= STEP * now.height:
            self._measured[track.object_id] = now
            self._places.append((*now.feet, now.height))
            self._new += 1

    def _fit(self, width_px: int) -> Calibration | None:
        places = np.array(self._places)
        try:
            found = from_people(places[:, :2], places[:, 2], width_px, least=LEAST)
        except BadInput:
            return None
        return (
            found if found.error_m <= MOST_ERROR_M * PERSON_HEIGHT_M and _is_street(found, width_px) else None
        )


def _is_street(ground: Calibration, width_px: int) -> bool:
    """Tell whether the camera hangs as high as street cameras do, after the width of the ground below it."""
    below = ground.ground_m(np.array([[0.0, 0.0], [0.0, 1e6]]))
    # Far below the horizon x = H (u − cx) / (v − y₀): the row 1e6 px lower shows H / 1e6 metres for a pixel.
    aside = ground.ground_m(np.array([[width_px / 2, 1e6], [width_px / 2 + 1e3, 1e6]]))
    height_m = abs(float(aside[1, 0] - aside[0, 0])) * 1e3
    return bool(np.isfinite(below[1]).all()) and LOW_M <= height_m <= HIGH_M


def _is_whole(seen: Sighting, size_px: tuple[int, int]) -> bool:
    """Tell whether somebody is surely seen, upright and within the picture."""
    wide, high = size_px
    left, top, right, bottom = seen.box
    inside = left > 1 and top > 1 and right < wide - 2 and bottom < high - 2
    upright = SLENDER * seen.width <= seen.height <= THIN * seen.width
    return inside and upright and seen.score >= SURE and seen.height >= LEAST_TALL * high
