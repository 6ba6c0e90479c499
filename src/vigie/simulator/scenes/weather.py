"""What lies between the street and the picture: the hour's light, lamps, rain, smoke, noise, and the lens."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.spec import Light, Place, SceneSpec

Picture = NDArray[np.uint8]
TINTS = {
    Light.DAY: (1.0, 1.02, 1.04),
    Light.OVERCAST: (0.9, 0.88, 0.86),
    Light.DUSK: (0.62, 0.58, 0.66),
    Light.NIGHT: (0.30, 0.25, 0.23),
}
LAMPS = {
    Place.AVENUE: ((-15, 18), (-3, 18), (9, 18)),
    Place.STREET: ((-5, 14), (5, 26), (-5, 40)),
    Place.SQUARE: ((-9, 22), (9, 22)),
    Place.CAR_PARK: ((-10, 15), (6, 15)),
    Place.PARK: ((-3, 16), (3, 34)),
}
NOISE_TILES = 6
WIDE_PX = 1920
"""Wider pictures make do with two tiles of noise, or they would fill the memory."""


class Weather:
    """Applies light, rain and noise to finished pictures; everything that can be is computed once."""

    def __init__(self, spec: SceneSpec, camera: MastCamera) -> None:
        self._rng = np.random.default_rng(spec.seed + 99)
        self._camera = camera
        self.dark = spec.light in {Light.DUSK, Light.NIGHT}
        self._rain = spec.rain
        self._light = self._light_map(spec)
        strength = 5.0 if spec.light is Light.NIGHT else 2.6
        size = (camera.height_px, camera.width_px)
        self._tiles = NOISE_TILES if camera.width_px <= WIDE_PX else 2
        self._up, self._down = zip(*(self._grain(size, strength) for _ in range(self._tiles)), strict=True)

    def apply(self, picture: Picture, frame: int) -> Picture:
        """Return the picture as the sensor gives it."""
        lit: Picture = np.asarray(cv2.multiply(picture, self._light, scale=1 / 128), np.uint8)
        if self._rain:
            self._fall(lit)
        one, two = frame % self._tiles, (frame * 5 + 1) % self._tiles
        return np.asarray(cv2.subtract(cv2.add(lit, self._up[one]), self._down[two]), np.uint8)

    def _grain(self, size: tuple[int, int], strength: float) -> tuple[Picture, Picture]:
        """Return what noise adds to and takes off a picture, the same for the three colours."""
        tile = self._rng.normal(0, strength, size).astype(np.float32)
        up, down = (np.clip(one, 0, 40).astype(np.uint8)[..., None] for one in (tile, -tile))
        return np.repeat(up, 3, 2), np.repeat(down, 3, 2)

    def _light_map(self, spec: SceneSpec) -> Picture:
        high, wide = self._camera.height_px, self._camera.width_px
        ys, xs = np.mgrid[0:high, 0:wide].astype(np.float32)
        vignette = 1.0 - 0.28 * (((xs / wide - 0.5) * 1.6) ** 2 + ((ys / high - 0.5) * 1.4) ** 2)
        levels = vignette[..., None] * np.array(TINTS[spec.light], np.float32)
        if self.dark:
            levels += self._lamp_light(spec, xs, ys)
        lit: Picture = np.clip(levels * 128, 0, 255).astype(np.uint8)
        return lit

    def _lamp_light(
        self, spec: SceneSpec, xs: NDArray[np.float32], ys: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        total = np.zeros((*xs.shape, 3), np.float32)
        for x, y in LAMPS[spec.place]:
            u, v = self._camera.point(float(x), float(y))
            spread = 4.2 * self._camera.scale(float(y))
            glow = np.exp(-(((xs - u) / spread) ** 2) - ((ys - v) / (spread * 0.55)) ** 2)
            total += glow[..., None] * np.array((0.45, 0.62, 0.78), np.float32)
        return total

    def _fall(self, picture: Picture) -> None:
        for _ in range(90):
            x, y = int(self._rng.integers(picture.shape[1])), int(self._rng.integers(picture.shape[0]))
            length = int(self._rng.integers(8, 24)) * picture.shape[0] // 720
            cv2.line(picture, (x, y), (x - length // 5, y + length), (150, 150, 150), 1, cv2.LINE_AA)


def draw_smoke(
    picture: Picture, camera: MastCamera, x: float, y: float, age_s: float, *, burns: bool
) -> tuple[float, float, float, float]:
    """Draw smoke that rises from (x, y) since `age_s` seconds, over flames if it burns; return its box."""
    scale, (u, v) = camera.scale(y), camera.point(x, y)
    layer = picture.copy()
    grown = min(age_s / 6, 1.0)
    for puff in range(26):
        rise = ((age_s * 0.55 + puff * 0.23) % 6.0) * grown
        drift = np.sin(puff * 2.1 + age_s * 0.7) * 0.25 * rise + 0.22 * rise
        radius = max(int((0.25 + 0.24 * rise) * scale), 1)
        tone = int(150 - 60 * (puff % 3) / 3)
        cv2.circle(
            layer,
            (int(u + drift * scale), int(v - (0.5 + rise) * scale)),
            radius,
            (tone, tone, tone),
            cv2.FILLED,
            cv2.LINE_AA,
        )
    cv2.addWeighted(layer, 0.42, picture, 0.58, 0, picture)
    if burns:
        _flames(picture, u, v, scale * grown, age_s)
    high = (1.0 + 5.5 * grown) * scale
    return u - 0.8 * scale, v - high, 3.4 * scale * max(grown, 0.4), high


def _flames(picture: Picture, u: float, v: float, scale: float, age_s: float) -> None:
    for tongue in range(9):
        height = (0.7 + 0.45 * np.sin(age_s * 9 + tongue * 1.7)) * scale
        left = u + (tongue - 4) * 0.13 * scale
        points = np.array(
            [
                (left - 0.14 * scale, v),
                (left + 0.14 * scale, v),
                (left + 0.05 * scale * np.sin(age_s * 7 + tongue), v - height),
            ],
            np.int32,
        )
        colour = ((20, 90, 250), (30, 160, 255), (90, 220, 255))[tongue % 3]
        cv2.fillConvexPoly(picture, points, colour, cv2.LINE_AA)
