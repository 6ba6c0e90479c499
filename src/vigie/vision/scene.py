"""`SceneView`: everything a rule may know of one picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vigie.vision.background import Foreground
from vigie.vision.calibration import Calibration
from vigie.vision.detections import Picture
from vigie.vision.signals import Box
from vigie.vision.statics import StaticRegion
from vigie.vision.tracks import ObjectTrack


@dataclass(frozen=True, slots=True)
class SceneView:
    """One instant of one camera.

    Attributes:
        t_s: the instant in seconds of the camera's timeline.
        elapsed_s: since the picture before.
        width_px: width of the picture.
        height_px: its height.
        tracks: confirmed objects, those just lost included.
        small: the small colour picture, the mast's sway taken out.
        foreground: what differs from the background in it.
        statics: regions that changed and stayed.
        calibration: from pixels to metres, None when unknown.
        learned: the same as learned from people who walk by, good enough for speeds; None while unknown.
        local: the instant in local time, for schedules; None when the clock is unknown.
        as_sent: the small picture with all that the mast did; None where it is `small`.
    """

    t_s: float
    elapsed_s: float
    width_px: int
    height_px: int
    tracks: Sequence[ObjectTrack]
    small: Picture
    foreground: Foreground
    statics: Sequence[StaticRegion] = ()
    calibration: Calibration | None = None
    local: datetime | None = None
    as_sent: Picture | None = None
    learned: Calibration | None = None

    @property
    def small_scale(self) -> float:
        """Small pixels for one pixel of the picture."""
        return float(self.small.shape[1]) / self.width_px

    @property
    def whole(self) -> Box:
        """The whole picture as a box."""
        return 0.0, 0.0, float(self.width_px), float(self.height_px)
