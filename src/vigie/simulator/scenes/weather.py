"""What lies between the street and the picture: the hour's light, lamps, rain, noise, and the lens."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.canvas import Canvas
from vigie.simulator.scenes.light import Mood
from vigie.simulator.scenes.places import SHEETS
from vigie.simulator.scenes.props import lamp_head
from vigie.simulator.scenes.spec import SceneSpec

Picture = NDArray[np.uint8]
NOISE_TILES = 6
WIDE_PX = 1920
"""Wider pictures make do with two tiles of noise, or they would fill the memory."""
STREAKS = 110
SOFT_PX = 960
"""Narrower pictures are soft already, and wide ones become so when a camera crops and scales them."""


class Weather:
    """Applies light, rain and noise to finished pictures; everything that can be is computed once."""

    def __init__(self, spec: SceneSpec, camera: MastCamera, mood: Mood, glow: Picture) -> None:
        self._rng = np.random.default_rng(spec.seed + 99)
        self._seed, self._camera, self._mood = spec.seed, camera, mood
        self._rain = spec.rain
        self.air: NDArray[np.float32] | None = None
        """Which share of a place's light falls on what is before it, (h, w, 3); None by day: all of it."""
        self._light = self._light_map(spec, glow)
        self._glow = self._lanterns(spec) if mood.dark else None
        size = (camera.height_px, camera.width_px)
        self._tiles = NOISE_TILES if camera.width_px <= WIDE_PX else 2
        self._up, self._down = zip(*(self._grain(size, mood.noise) for _ in range(self._tiles)), strict=True)

    def apply(self, canvas: Canvas, frame: int) -> Picture:
        """Return the picture as the sensor gives it."""
        shining = canvas.unhidden()
        cv2.multiply(canvas.picture, self._light, canvas.picture, scale=1 / 128)
        for area, drawn, inside in shining:
            area[inside] = drawn[inside]
        if self._glow is not None:
            cv2.add(canvas.picture, self._glow, canvas.picture)
        canvas.shine()
        if self._rain:
            self._fall(canvas.picture, frame)
        if SOFT_PX <= self._camera.width_px <= WIDE_PX:
            cv2.blur(canvas.picture, (2, 2), canvas.picture)
        one, two = frame % self._tiles, (frame * 5 + 1) % self._tiles
        lit = cv2.add(canvas.picture, self._up[one])
        return np.asarray(cv2.subtract(lit, self._down[two]), np.uint8)

    def _grain(self, size: tuple[int, int], strength: float) -> tuple[Picture, Picture]:
        """Return what noise adds to and takes off a picture, the same for the three colours."""
        tile = self._rng.standard_normal(size, np.float32) * np.float32(strength)
        up, down = (np.clip(one, 0, 40).astype(np.uint8)[..., None] for one in (tile, -tile))
        return np.repeat(up, 3, 2), np.repeat(down, 3, 2)

    def _light_map(self, spec: SceneSpec, glow: Picture) -> Picture:
        high, wide = self._camera.height_px, self._camera.width_px
        ys, xs = np.mgrid[0:high, 0:wide].astype(np.float32)
        vignette = 1.0 - 0.24 * (((xs / wide - 0.5) * 1.6) ** 2 + ((ys / high - 0.5) * 1.4) ** 2)
        levels = vignette[..., None] * np.array(self._mood.tint, np.float32)
        if self._rain:
            levels *= np.float32(0.9)
        if self._mood.dark:
            levels += self._lamp_light(spec, xs, ys)
            outside = levels
            levels = np.maximum(levels, glow.max(2, keepdims=True) * np.float32(1.25 / 180))
            self.air = np.asarray(outside / levels, np.float32)
        lit: Picture = np.clip(levels * 128, 0, 255).astype(np.uint8)
        return lit

    def _lamp_light(
        self, spec: SceneSpec, xs: NDArray[np.float32], ys: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        total = np.zeros((*xs.shape, 3), np.float32)
        for x, y in SHEETS[spec.place].lamps:
            u, v = self._camera.point(float(x), float(y))
            head = lamp_head(self._camera, x, y)[1]
            spread = 5.2 * self._camera.scale(float(y))
            on_ground = np.exp(-(((xs - u) / spread) ** 2) - ((ys - v) / (spread * 0.5)) ** 2)
            tall = max(v - head, 1.0)
            around = 0.4 * np.exp(-(((xs - u) / (spread * 0.6)) ** 2) - ((ys - (v + head) / 2) / tall) ** 2)
            total += (on_ground + around)[..., None] * np.array((0.4, 0.57, 0.74), np.float32)
        return np.minimum(total, 0.95)

    def _lanterns(self, spec: SceneSpec) -> Picture:
        """Return what lamp heads add, with the halo that a lens gives them."""
        total = np.zeros((self._camera.height_px, self._camera.width_px, 3), np.float32)
        for x, y in SHEETS[spec.place].lamps:
            u, v = lamp_head(self._camera, x, y)
            k = self._camera.scale(y)
            for reach, colour in ((1.1, (26, 42, 56)), (0.42, (70, 100, 118)), (0.16, (190, 205, 215))):
                spot = np.zeros(total.shape[:2], np.float32)
                cv2.circle(spot, (int(u), int(v)), max(int(reach * k * 0.6), 1), 1.0, cv2.FILLED)
                size = max(int(reach * k * 0.5), 1) * 2 + 1
                soft = np.asarray(cv2.blur(cv2.blur(spot, (size, size)), (size, size)), np.float32)
                total += soft[..., None] * np.array(colour, np.float32)
        halos: Picture = np.minimum(total, 255).astype(np.uint8)
        return halos

    def _fall(self, picture: Picture, frame: int) -> None:
        """Draw streaks of rain, the same for a frame however often it is drawn."""
        rng = np.random.default_rng((self._seed, frame))
        high, wide = picture.shape[:2]
        starts = rng.integers((0, 0), (wide, high), (STREAKS, 2))
        lengths = rng.integers(10, 34, STREAKS) * high // 720 + 1
        tone = (96, 96, 98) if self._mood.dark else (188, 188, 188)
        under = picture.copy()
        ends = np.stack([starts[:, 0] - lengths // 5, starts[:, 1] + lengths], 1)
        cv2.polylines(under, list(np.stack([starts, ends], 1).astype(np.int32)), False, tone, 1, cv2.LINE_AA)
        cv2.addWeighted(under, 0.55, picture, 0.45, 0, picture)
