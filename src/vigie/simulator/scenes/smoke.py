"""Smoke and flames."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.canvas import Box, Canvas, Glow, Picture

PUFFS = 34
LIFE_S = 6.0
GROWS_S = 5.0
COARSE = 3
"""Smoke is soft: its mask is drawn this many times smaller."""


def draw_smoke(canvas: Canvas, x: float, y: float, age_s: float, *, burns: bool) -> None:
    """Draw smoke that rises from (x, y) since `age_s` seconds, over flames if it burns."""
    k, (u, v) = canvas.camera.scale(y), canvas.camera.point(x, y, 0.9)
    grown = min(age_s / GROWS_S, 1.0)
    left, top, wide, high = (int(value) for value in smoke_box(canvas.camera, x, y, age_s))
    area = canvas.picture[top : top + high, left : left + wide]
    if area.size > 0:
        air = None if canvas.air is None else canvas.air[top : top + high, left : left + wide]
        _veil(canvas, area, air, (u - left, v - top), k, age_s, grown)
    if burns:
        _flames(canvas, u, v + 0.5 * k, k * (0.4 + 0.6 * grown), age_s)


def smoke_box(camera: MastCamera, x: float, y: float, age_s: float) -> Box:
    """Return where smoke that rises since `age_s` seconds is to be seen, within the picture."""
    k, (u, v) = camera.scale(y), camera.point(x, y, 0.9)
    grown = min(age_s / GROWS_S, 1.0)
    left, right = int(max(u - 1.6 * k, 0)), int(min(u + (0.6 + 3.6 * grown) * k, camera.width_px))
    top, bottom = int(max(v - (1.2 + 5.8 * grown) * k, 0)), int(min(v + 0.4 * k, camera.height_px))
    return float(left), float(top), float(max(right - left, 0)), float(max(bottom - top, 0))


def _veil(
    canvas: Canvas,
    area: Picture,
    air: NDArray[np.float32] | None,
    foot: tuple[float, float],
    k: float,
    age_s: float,
    grown: float,
) -> None:
    rows, columns = max(area.shape[0] // COARSE, 1), max(area.shape[1] // COARSE, 1)
    mask = np.zeros((rows, columns), np.float32)
    for puff in range(PUFFS):
        life = (age_s * 0.85 + puff * LIFE_S / PUFFS * 5.3) % LIFE_S / LIFE_S
        if life > grown + 0.05:
            continue
        rise = 5.4 * life
        drift = 0.5 * rise + 0.22 * np.sin(puff * 2.1 + age_s * 1.3) * (0.4 + rise)
        at = (int((foot[0] + drift * k) / COARSE), int((foot[1] - rise * k) / COARSE))
        radius = max(int((0.2 + 0.23 * rise) * k / COARSE), 1)
        puffed = np.zeros_like(mask)
        cv2.circle(puffed, at, radius, 0.8 * (1 - life) ** 0.6, cv2.FILLED)
        mask += puffed
    size = max(int(0.16 * k / COARSE), 1) * 2 + 1
    soft = cv2.resize(cv2.blur(np.minimum(mask, 0.93), (size, size)), (area.shape[1], area.shape[0]))
    tone = np.array((128, 126, 124) if canvas.mood.dark else (172, 170, 168), np.float32)
    tone = tone if air is None else tone * air
    area[:] = (area * (1 - soft[..., None]) + tone * soft[..., None]).astype(np.uint8)


def _flames(canvas: Canvas, u: float, v: float, k: float, age_s: float) -> None:
    tongues = []
    for tongue in range(11):
        flicker = 0.62 + 0.38 * np.sin(age_s * 11 + tongue * 1.7) * np.sin(age_s * 7.3 + tongue)
        height = (0.75 if tongue % 2 else 1.15) * flicker * k
        left = u + (tongue - 5) * 0.09 * k
        lean = 0.12 * k * np.sin(age_s * 8 + tongue)
        colour = ((20, 88, 246), (36, 150, 255), (110, 225, 255))[tongue % 3]
        outline = (
            (left - 0.15 * k, v),
            (left + 0.15 * k, v),
            (left + 0.06 * k + lean, v - height * 0.6),
            (left + lean, v - height),
        )
        tongues.append((outline, colour))
    canvas.burn(tongues)
    canvas.glows.append(Glow(((u, v - 0.4 * k),), 0.75 * k, (36, 110, 190)))
