"""A camera on a mast above flat ground: where a point of the world falls in the picture, and back.

World: metres; x to the right, y away from the mast's foot, z up. Picture: pixels, origin at the top left.
"""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MastCamera:
    """A pinhole camera.

    Attributes:
        height_m: of the lens above the ground.
        tilt_deg: how far it looks below the horizon.
        focal_px: focal length in pixels.
        width_px: of the picture.
        height_px: of the picture.
    """

    height_m: float = 5.5
    tilt_deg: float = 17.0
    focal_px: float = 950.0
    width_px: int = 1280
    height_px: int = 720

    def scaled(self, width_px: int) -> "MastCamera":
        """Return the same view in a picture of another width."""
        factor = width_px / self.width_px
        return MastCamera(
            self.height_m, self.tilt_deg, self.focal_px * factor, width_px, round(self.height_px * factor)
        )

    @property
    def horizon_px(self) -> float:
        """The row of the horizon."""
        tilt = radians(self.tilt_deg)
        return self.height_px / 2 - self.focal_px * sin(tilt) / cos(tilt)

    def homography(self) -> Points:
        """Return the 3x3 matrix from ground metres (x, y, 1) to pixels."""
        tilt, f, h = radians(self.tilt_deg), self.focal_px, self.height_m
        c, s, cx, cy = cos(tilt), sin(tilt), self.width_px / 2, self.height_px / 2
        return np.array(
            [[f, cx * c, cx * h * s], [0.0, cy * c - f * s, cy * h * s + f * h * c], [0.0, c, h * s]]
        )

    def project(self, world: Points) -> Points:
        """Return pixels (n, 2) of world points (n, 3) in front of the camera."""
        tilt, f = radians(self.tilt_deg), self.focal_px
        c, s = cos(tilt), sin(tilt)
        dz = world[:, 2] - self.height_m
        depth = np.maximum(world[:, 1] * c - dz * s, 0.2)
        up = world[:, 1] * s + dz * c
        return np.stack(
            [self.width_px / 2 + f * world[:, 0] / depth, self.height_px / 2 - f * up / depth], axis=1
        )

    def point(self, x: float, y: float, z: float = 0.0) -> tuple[float, float]:
        """Return the pixel of one point."""
        tilt = radians(self.tilt_deg)
        c, s, dz = cos(tilt), sin(tilt), z - self.height_m
        depth = max(y * c - dz * s, 0.2)
        across, up = self.focal_px * x / depth, self.focal_px * (y * s + dz * c) / depth
        return float(self.width_px / 2 + across), float(self.height_px / 2 - up)

    def scale(self, y: float) -> float:
        """Return pixels per metre for upright things that stand `y` metres away."""
        tilt = radians(self.tilt_deg)
        return self.focal_px / max(y * cos(tilt) + self.height_m * sin(tilt), 0.5)
