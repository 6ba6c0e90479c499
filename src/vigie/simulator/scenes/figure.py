"""Where an upright thing's parts fall in the picture: a local frame on the ground, turned by its heading."""

from dataclasses import dataclass
from math import cos, sin

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.canvas import Pixel

Part = tuple[float, float, float]
"""Metres ahead, metres to the left, metres up, from the point on the ground."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A local frame; near its origin the perspective is taken as parallel, which holds for people."""

    u: float
    v: float
    along_px: float
    up_px: float
    away_px: float
    c: float
    s: float

    @classmethod
    def stand(cls, camera: MastCamera, x: float, y: float, heading: float) -> "Frame":
        """Return the frame of something at (x, y) metres that faces `heading` radians."""
        u, v = camera.point(x, y)
        scale = camera.scale(y)
        up = (v - camera.point(x, y, 1.7)[1]) / 1.7
        away = (v - camera.point(x, y + 0.5)[1]) / 0.5
        return cls(u, v, scale, up, away, cos(heading), sin(heading))

    def px(self, part: Part) -> Pixel:
        """Return the pixel of a part."""
        ahead, left, up = part
        x, y = self.c * ahead - self.s * left, self.s * ahead + self.c * left
        return self.u + self.along_px * x, self.v - self.up_px * up - self.away_px * y

    def on_ground(self, part: Part, sun_m: tuple[float, float]) -> Pixel:
        """Return the pixel of a part's shadow."""
        ahead, left, up = part
        x = self.c * ahead - self.s * left + sun_m[0] * up
        y = self.s * ahead + self.c * left + sun_m[1] * up
        return self.u + self.along_px * x, self.v - self.away_px * y

    def depth(self, part: Part) -> float:
        """Return how far behind the origin a part is, in metres."""
        return self.s * part[0] + self.c * part[1]
