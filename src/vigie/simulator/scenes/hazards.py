"""Light that deceives: what falls on a scene without being in it. No rule may ring for it."""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.canvas import Picture

COARSE = 4
"""Light is soft: its map is drawn this many times smaller."""


class Hazard(StrEnum):
    """What deceives."""

    NONE = "none"
    LIGHT_SPOT = "light_spot"
    EXPOSURE = "exposure"
    CLOUD = "cloud"
    HEADLIGHTS = "headlights"
    BRANCHES = "branches"


BY_DAY = (Hazard.LIGHT_SPOT, Hazard.EXPOSURE, Hazard.CLOUD, Hazard.BRANCHES)
BY_NIGHT = (Hazard.LIGHT_SPOT, Hazard.EXPOSURE, Hazard.HEADLIGHTS)


@dataclass(slots=True)
class Lighting:
    """Casts one hazard on the pictures of one clip.

    Args:
        hazard: which.
        seed: decides where, when and how strong.
        size: width and height in pixels.
        duration_s: of the clip.
    """

    hazard: Hazard
    seed: int
    size: tuple[int, int]
    duration_s: float

    def apply(self, picture: Picture, second: float) -> Picture:
        """Return the picture as it looks at an instant."""
        if self.hazard is Hazard.NONE:
            return picture
        rng = np.random.default_rng([self.seed, 77])
        if self.hazard is Hazard.EXPOSURE:
            return self._exposed(picture, second, rng)
        gain = {
            Hazard.LIGHT_SPOT: self._spot,
            Hazard.CLOUD: self._cloud,
            Hazard.HEADLIGHTS: self._headlights,
            Hazard.BRANCHES: self._branches,
        }[self.hazard](second, rng)
        levels = np.clip(gain * 100, 0, 255).astype(np.uint8)
        light = cv2.resize(levels, self.size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(cv2.multiply(picture, cv2.merge([light] * 3), scale=1 / 100), np.uint8)

    def _exposed(self, picture: Picture, second: float, rng: np.random.Generator) -> Picture:
        """A gain that jumps and comes back within seconds, as automatic exposure does."""
        gain = 1.0
        for begin in rng.uniform(0.1, 0.8, 3) * self.duration_s:
            jump = float(rng.choice((-0.3, -0.22, 0.25, 0.35)))
            if second >= begin:
                gain += jump * exp(-(second - begin) / 1.5)
        return np.asarray(cv2.convertScaleAbs(picture, alpha=gain), np.uint8)

    def _grid(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        wide, high = self.size[0] // COARSE, self.size[1] // COARSE
        ys, xs = np.mgrid[0:high, 0:wide].astype(np.float32)
        return xs / wide, ys / high

    def _spot(self, second: float, rng: np.random.Generator) -> NDArray[np.float32]:
        """A patch of light that appears on the ground and stays."""
        x, y = rng.uniform(0.2, 0.8), rng.uniform(0.55, 0.85)
        wide, high = rng.uniform(0.03, 0.08), rng.uniform(0.03, 0.06)
        begin, strength = rng.uniform(0.15, 0.4) * self.duration_s, rng.uniform(0.35, 0.6)
        xs, ys = self._grid()
        share = float(np.clip((second - begin) / 0.6, 0, 1))
        inside = ((xs - x) / wide) ** 2 + ((ys - y) / high) ** 2
        return np.asarray(1 + share * strength / (1 + np.exp((np.minimum(inside, 20) - 1) * 4)), np.float32)

    def _cloud(self, second: float, rng: np.random.Generator) -> NDArray[np.float32]:
        """The edge of a cloud's shadow that passes over the scene."""
        begin, lasts = rng.uniform(0.1, 0.4) * self.duration_s, rng.uniform(5, 10)
        xs, ys = self._grid()
        front = (second - begin) / lasts * 1.6 - 0.3
        share = 1 / (1 + np.exp(-np.clip((front - xs - 0.2 * ys) / 0.06, -30, 30)))
        return np.asarray(1 - 0.32 * share, np.float32)

    def _headlights(self, second: float, rng: np.random.Generator) -> NDArray[np.float32]:
        """Beams of cars outside the picture that sweep over the ground."""
        xs, ys = self._grid()
        gain = np.ones_like(xs)
        for begin in rng.uniform(0.05, 0.85, 4) * self.duration_s:
            level, lasts = rng.uniform(0.5, 0.8), rng.uniform(1.5, 3.0)
            place = (second - begin) / lasts * 1.6 - 0.3
            inside = ((xs - place) / 0.14) ** 2 + ((ys - level) / 0.07) ** 2
            gain += np.float32(1.3) * np.exp(-inside)
        return gain

    def _branches(self, second: float, rng: np.random.Generator) -> NDArray[np.float32]:
        """The dappled shade of a tree that sways."""
        xs, ys = self._grid()
        x0, y0 = rng.uniform(0.1, 0.7), rng.uniform(0.55, 0.75)
        shade = np.zeros_like(xs)
        for number in range(14):
            x = x0 + rng.uniform(0, 0.25) + 0.008 * sin(second * 2.1 + number)
            y = y0 + rng.uniform(0, 0.2) + 0.005 * sin(second * 1.7 + 2 * number)
            shade += np.exp(-(((xs - x) / 0.022) ** 2) - ((ys - y) / 0.02) ** 2)
        return np.asarray(1 - 0.4 * np.minimum(shade, 1), np.float32)
