"""What stands upright behind the ground: sky, house fronts with windows, trees, lamp posts."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.spec import Light, Place

Picture = NDArray[np.uint8]
WALLS = ((150, 172, 190), (140, 150, 165), (168, 180, 186), (120, 138, 170), (176, 188, 200), (132, 146, 150))
SKIES = {
    Light.DAY: ((214, 168, 120), (236, 222, 206)),
    Light.OVERCAST: ((188, 184, 180), (212, 210, 208)),
    Light.DUSK: ((120, 84, 70), (120, 160, 222)),
    Light.NIGHT: ((34, 22, 16), (52, 40, 34)),
}
TEXTURE_PX_PER_M = 26


def sky(camera: MastCamera, light: Light) -> Picture:
    """Return a picture that is all sky, darker above."""
    top, bottom = (np.array(colour, np.float32) for colour in SKIES[light])
    ramp = np.linspace(0, 1, camera.height_px, dtype=np.float32)[:, None, None]
    column = (top + (bottom - top) * ramp).astype(np.uint8)
    return np.repeat(column, camera.width_px, axis=1)


def raise_fronts(picture: Picture, camera: MastCamera, place: Place, rng: np.random.Generator) -> None:
    """Draw the house fronts of a place, far ones first."""
    if place in {Place.AVENUE, Place.SQUARE, Place.CAR_PARK}:
        y = {Place.AVENUE: 23.0, Place.SQUARE: 38.0, Place.CAR_PARK: 42.0}[place]
        for x in np.arange(-48, 48, 12.0):
            _front(picture, camera, ((x, y), (x + 12, y)), float(rng.uniform(7, 13)), rng)
    elif place is Place.STREET:
        for y in np.arange(70, 6, -9.0):
            for side in (-1, 1):
                ends = (
                    ((side * 8.0, y + 9), (side * 8.0, y))
                    if side < 0
                    else ((side * 8.0, y), (side * 8.0, y + 9))
                )
                _front(picture, camera, ends, float(rng.uniform(7, 12)), rng)


def plant_trees(
    picture: Picture, camera: MastCamera, place: Place, rng: np.random.Generator, light: Light
) -> None:
    """Draw trees, far ones first."""
    planted: dict[Place, list[tuple[float, float]]] = {
        Place.AVENUE: [(x, 19.0) for x in (-18, -7, 6, 15)],
        Place.STREET: [(side * 5.8, y) for y in (46, 34, 23) for side in (-1, 1)],
        Place.SQUARE: [(-14, 30), (14, 30), (-15, 20), (16, 21)],
        Place.CAR_PARK: [(-20, 34), (0, 35), (18, 34)],
        Place.PARK: [(x + rng.uniform(-2, 2), y) for y in (50, 36, 26) for x in (-18, -9, 8, 17)],
    }
    for x, y in sorted(planted[place], key=lambda spot: -spot[1]):
        _tree(picture, camera, float(x), float(y), rng, light)


def _front(
    picture: Picture,
    camera: MastCamera,
    ends: tuple[tuple[float, float], ...],
    height_m: float,
    rng: np.random.Generator,
) -> None:
    (x0, y0), (x1, y1) = ends
    if max(y0, y1) < 3:  # noqa: PLR2004 - behind the mast
        return
    length = float(np.hypot(x1 - x0, y1 - y0))
    texture = _wall(length, height_m, rng)
    rows, columns = texture.shape[:2]
    corners = camera.project(
        np.array([[x0, y0, height_m], [x1, y1, height_m], [x1, y1, 0], [x0, y0, 0]], float)
    )
    source = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    size = (camera.width_px, camera.height_px)
    warped = cv2.warpPerspective(texture, matrix, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((rows, columns), 255, np.uint8), matrix, size)
    cv2.copyTo(warped, mask, picture)


def _wall(length_m: float, height_m: float, rng: np.random.Generator) -> Picture:
    scale = TEXTURE_PX_PER_M
    wall = np.full(
        (int(height_m * scale), int(length_m * scale), 3), WALLS[rng.integers(len(WALLS))], np.float32
    )
    wall += rng.normal(0, 4, wall.shape[:2])[..., None]
    wall[-int(0.6 * scale) :] *= 0.75
    for floor in np.arange(height_m - 2.3, 2.6, -2.9):
        for x in np.arange(0.9, length_m - 1.4, 2.3):
            _window(wall, x, height_m - floor - 1.5, rng)
    door = int(rng.uniform(1, max(length_m - 3, 1.1)) * scale)
    wall[-int(2.3 * scale) :, door : door + int(1.2 * scale)] = rng.uniform(30, 90, 3)
    shop = int(rng.uniform(0.5, 0.9) * 255)
    if rng.random() < 0.4:  # noqa: PLR2004 - two houses in five have a shop
        wall[-int(2.6 * scale) : -int(0.5 * scale), int(0.6 * scale) : int(4 * scale)] = (
            shop * 0.7,
            shop * 0.6,
            shop * 0.5,
        )
    wall[: int(0.35 * scale)] = (70, 76, 96)
    return np.clip(wall, 0, 255).astype(np.uint8)


def _window(wall: NDArray[np.float32], x: float, y: float, rng: np.random.Generator) -> None:
    scale = TEXTURE_PX_PER_M
    top, left, high, wide = int(max(y, 0.4) * scale), int(x * scale), int(1.45 * scale), int(1.05 * scale)
    wall[top - 3 : top + high + 3, left - 3 : left + wide + 3] = (196, 200, 204)
    wall[top : top + high, left : left + wide] = rng.uniform(45, 95) + np.array([12, 4, 0])
    wall[top : top + high, left + wide // 2 - 1 : left + wide // 2 + 1] = 190


def _tree(
    picture: Picture, camera: MastCamera, x: float, y: float, rng: np.random.Generator, light: Light
) -> None:
    scale = camera.scale(y)
    u, v = camera.point(x, y)
    trunk = max(int(0.18 * scale), 1)
    cv2.line(picture, (int(u), int(v)), (int(u), int(v - 2.6 * scale)), (42, 56, 72), 2 * trunk, cv2.LINE_AA)
    shade = 0.45 if light is Light.NIGHT else 1.0
    for _ in range(70):
        angle, radius = rng.uniform(0, 2 * np.pi), rng.uniform(0, 1.5) ** 0.8
        centre = (
            int(u + np.cos(angle) * radius * scale),
            int(v - (3.6 + np.sin(angle) * radius * 0.8) * scale),
        )
        tone = rng.uniform(0.6, 1.15) * shade
        colour = (int(48 * tone), int(98 * tone), int(66 * tone))
        cv2.circle(
            picture, centre, max(int(rng.uniform(0.22, 0.5) * scale), 1), colour, cv2.FILLED, cv2.LINE_AA
        )
