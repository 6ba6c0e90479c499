"""Textures of house fronts, 1 m = 30 pixels: plaster, shuttered windows, shops, a town hall, towers.

Each painter returns the wall by day, and what shines of it after dark.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.simulator.scenes.spec import Place

Picture = NDArray[np.uint8]
Wall = NDArray[np.float32]
PX_PER_M = 30
PLASTERS = (
    (168, 190, 206),
    (150, 174, 196),
    (184, 196, 204),
    (140, 164, 190),
    (176, 192, 196),
    (160, 170, 178),
    (196, 206, 212),
)
SHUTTERS = ((110, 84, 60), (84, 104, 70), (66, 62, 96), (150, 140, 126), (120, 110, 70))
AWNINGS = ((60, 50, 150), (90, 110, 50), (130, 80, 40), (60, 120, 190))
SHOPS = ("BOULANGERIE", "PHARMACIE", "CAFE", "TABAC", "LIBRAIRIE", "COIFFEUR", "FLEURS", "PRIMEUR")
WARM = np.array((120, 180, 225), np.float32)


class Front:
    """One front being painted; metres from its left and from its top."""

    def __init__(
        self, length_m: float, height_m: float, colour: tuple[int, ...], rng: np.random.Generator
    ) -> None:
        self.length_m, self.height_m, self.rng = length_m, height_m, rng
        shape = (int(height_m * PX_PER_M), int(length_m * PX_PER_M))
        self.wall: Wall = np.full((*shape, 3), colour, np.float32)
        self.glow: Wall = np.zeros((*shape, 3), np.float32)
        stains = cv2.resize(rng.normal(0, 5, (12, 14)).astype(np.float32), (shape[1], shape[0]))
        grain = rng.normal(0, 3, shape).astype(np.float32)
        self.wall += (stains + grain)[..., None]

    def area(self, x: float, y: float, wide: float, high: float, colour: object) -> None:
        """Fill a rectangle; what is painted over shines no more."""
        self.part(x, y, wide, high)[:] = np.asarray(colour, np.float32)
        self.part(x, y, wide, high, glow=True)[:] = 0

    def part(self, x: float, y: float, wide: float, high: float, *, glow: bool = False) -> Wall:
        """Return the pixels of a rectangle."""
        k = PX_PER_M
        rows = slice(max(int(y * k), 0), max(int((y + high) * k), 0))
        columns = slice(max(int(x * k), 0), max(int((x + wide) * k), 0))
        return (self.glow if glow else self.wall)[rows, columns]

    def window(self, x: float, y: float, wide: float = 1.05, high: float = 1.5, lit: float = 0.22) -> None:
        """A window in its frame, with the sky in its glass; some are lit after dark."""
        self.area(x - 0.1, y - 0.1, wide + 0.2, high + 0.2, (206, 210, 214))
        self.area(x - 0.16, y + high + 0.08, wide + 0.32, 0.1, (150, 156, 162))
        pane = self.part(x, y, wide, high)
        if pane.size == 0:
            return
        ramp = np.linspace(1.25, 0.7, pane.shape[0], dtype=np.float32)[:, None, None]
        pane[:] = np.array((92, 78, 66), np.float32) * ramp * self.rng.uniform(0.75, 1.2)
        if self.rng.random() < 0.5:  # noqa: PLR2004 - every second has curtains
            pane[:, : pane.shape[1] // 4] = (188, 194, 198)
            pane[:, -pane.shape[1] // 4 :] = (180, 186, 190)
        self.area(x + wide / 2 - 0.03, y, 0.06, high, (200, 204, 208))
        self.area(x, y + high * 0.45, wide, 0.05, (196, 200, 204))
        if self.rng.random() < lit:
            self.part(x, y, wide, high, glow=True)[:] = WARM * self.rng.uniform(0.35, 0.8)

    def shutters(self, x: float, y: float, wide: float, high: float, colour: tuple[int, ...]) -> None:
        """Open shutters on both sides of a window."""
        for left in (x - 0.62, x + wide + 0.14):
            self.area(left, y - 0.04, 0.48, high + 0.08, colour)
            for rung in np.arange(y, y + high, 0.16):
                self.area(left, rung, 0.48, 0.035, np.array(colour) * 0.75)

    def sign(self, x: float, y: float, text: str, size: float, colour: tuple[int, int, int]) -> None:
        """Write on the wall; `size` is the letters' height in metres."""
        scale = size * PX_PER_M / 22
        at = (int(x * PX_PER_M), int(y * PX_PER_M))
        weight = max(round(scale * 2.2), 1)
        mask = np.zeros(self.wall.shape[:2], np.uint8)
        cv2.putText(mask, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, weight, cv2.LINE_AA)
        share = mask[..., None].astype(np.float32) / 255
        self.wall[:] = self.wall * (1 - share) + np.array(colour, np.float32) * share

    def done(self) -> tuple[Picture, Picture]:
        """Return wall and glow; walls are darker near the ground."""
        rows = self.wall.shape[0]
        shade = np.clip(np.linspace(rows / 60, 0, rows, dtype=np.float32), 0, 1)[:, None, None] * 0.2 + 0.8
        return (
            np.clip(self.wall * shade, 0, 255).astype(np.uint8),
            np.clip(self.glow, 0, 255).astype(np.uint8),
        )


def house(length_m: float, height_m: float, rng: np.random.Generator) -> tuple[Picture, Picture]:
    """A French town house: plaster, shutters, a cornice under a tiled roof, sometimes a shop."""
    front = Front(length_m, height_m, PLASTERS[int(rng.integers(len(PLASTERS)))], rng)
    shutter = SHUTTERS[int(rng.integers(len(SHUTTERS)))]
    shuttered, pitch = rng.random() < 0.7, float(rng.choice((2.6, 3.0, 3.4)))  # noqa: PLR2004 - most have them
    roof = 1.5
    _roof(front, roof, slate=bool(rng.random() < 0.4))  # noqa: PLR2004 - two in five
    columns = np.arange((length_m % pitch) / 2 + pitch / 2 - 0.5, length_m - 1.3, pitch)
    for y in np.arange(roof + 0.75, height_m - 3.6, 2.9):
        front.area(0, y + 2.05, length_m, 0.09, np.array(front.wall[-3, 3]) * 0.86)
        for x in columns:
            if shuttered:
                front.shutters(float(x), float(y), 1.0, 1.5, shutter)
            front.window(float(x), float(y), 1.0)
    _street_floor(front, columns)
    return front.done()


def _roof(front: Front, high: float, *, slate: bool) -> None:
    front.area(0, 0, front.length_m, high, (112, 104, 98) if slate else (92, 108, 164))
    for y in np.arange(0, high, 0.22):
        front.area(0, y, front.length_m, 0.04, (90, 84, 80) if slate else (76, 90, 138))
    front.area(0, high, front.length_m, 0.22, (196, 202, 208))
    front.area(0, high + 0.22, front.length_m, 0.12, np.array(front.wall[-3, 3]) * 0.7)
    front.area(front.length_m - 0.18, high + 0.3, 0.1, front.height_m, (132, 136, 140))


def _street_floor(front: Front, columns: NDArray[np.float64]) -> None:
    height, rng = front.height_m, front.rng
    front.area(0, height - 0.7, front.length_m, 0.7, np.array(front.wall[3 * PX_PER_M, 3]) * 0.68)
    if rng.random() < 0.5 and front.length_m > 8:  # noqa: PLR2004 - every second has a shop
        _shop(front, float(rng.uniform(0.5, 1.5)))
        door = front.length_m - 2.0
    else:
        for x in columns[1:]:
            front.window(float(x), height - 2.5, 1.0, 1.4)
        door = float(columns[0]) if len(columns) else 1.0
    front.area(door - 0.14, height - 2.5, 1.28, 2.5, (176, 182, 188))
    front.area(door, height - 2.35, 1.0, 2.35, rng.uniform(36, 96, 3))
    front.area(door + 0.15, height - 2.2, 0.7, 0.7, (80, 72, 66))


def _shop(front: Front, x: float) -> None:
    rng, height, wide = front.rng, front.height_m, min(6.6, front.length_m - 3.6)
    colour = AWNINGS[int(rng.integers(len(AWNINGS)))]
    front.area(x, height - 3.1, wide, 3.1, np.array(colour) * 0.8)
    front.area(x + 0.2, height - 2.3, wide - 0.4, 1.9, (86, 76, 66))
    glass = front.part(x + 0.2, height - 2.3, wide - 0.4, 1.9)
    glass *= np.linspace(1.3, 0.7, glass.shape[0], dtype=np.float32)[:, None, None]
    for shelf in np.arange(x + 0.4, x + wide - 0.6, 0.5):
        front.area(float(shelf), height - 1.1, 0.34, rng.uniform(0.25, 0.7), rng.uniform(60, 190, 3))
    front.part(x + 0.2, height - 2.3, wide - 0.4, 1.9, glow=True)[:] = WARM * 0.55
    for stripe, left in enumerate(np.arange(x, x + wide - 0.2, 0.4)):
        front.area(float(left), height - 2.75, 0.4, 0.5, colour if stripe % 2 else (214, 218, 220))
    front.sign(x + 0.5, height - 2.82, SHOPS[int(rng.integers(len(SHOPS)))], 0.3, (232, 236, 238))


def town_hall(length_m: float, height_m: float, rng: np.random.Generator) -> tuple[Picture, Picture]:
    """A town hall: stone, tall windows, a clock, its name, flags."""
    front = Front(length_m, height_m, (178, 198, 210), rng)
    _roof(front, 1.5, slate=True)
    for y in np.arange(2.0, height_m, 0.55):
        front.area(0, y, length_m, 0.035, (150, 168, 178))
    for x in np.arange(1.1, length_m - 1.3, 2.53):
        front.window(float(x), 2.5, 1.25, 2.2, 0.5)
        front.window(float(x), 6.9, 1.25, 2.3, 0.5)
        front.area(float(x) - 0.2, 6.3, 1.65, 0.22, (204, 214, 220))
    middle = length_m / 2
    front.area(middle - 2.3, 1.9, 4.6, height_m - 1.9, (192, 206, 215))
    front.area(middle - 1.2, height_m - 3.1, 2.4, 3.1, (52, 66, 92))
    front.sign(middle - 1.75, 5.9, "MAIRIE", 0.66, (58, 66, 76))
    centre = (int(middle * PX_PER_M), int(3.3 * PX_PER_M))
    cv2.circle(front.wall, centre, 30, (214, 222, 226), cv2.FILLED, cv2.LINE_AA)
    cv2.circle(front.wall, centre, 30, (70, 76, 84), 3, cv2.LINE_AA)
    for hand in ((0, -22), (14, 8)):
        cv2.line(front.wall, centre, (centre[0] + hand[0], centre[1] + hand[1]), (40, 40, 44), 3, cv2.LINE_AA)
    for pole in (middle - 2.1, middle + 0.9):
        for part, colour in enumerate(((150, 70, 30), (235, 235, 235), (50, 40, 200))):
            front.area(pole + part * 0.4, 6.3, 0.4, 0.75, colour)
    return front.done()


def long_hall(
    length_m: float, height_m: float, name: str, rng: np.random.Generator
) -> tuple[Picture, Picture]:
    """A station or a school: brick and large panes, with its name."""
    front = Front(length_m, height_m, (122, 140, 178), rng)
    for y in np.arange(0.8, height_m, 0.3):
        front.area(0, y, length_m, 0.025, (108, 124, 156))
    front.area(0, 0, length_m, 0.8, (120, 116, 112))
    for x in np.arange(1.0, length_m - 2.6, 3.6):
        front.area(x - 0.25, 1.6, 3.0, height_m - 5.4, (200, 206, 210))
        for floor in np.arange(1.8, height_m - 4.8, 2.4):
            front.window(float(x), float(floor), 2.5, 1.9, 0.6)
        front.window(float(x), height_m - 2.7, 2.5, 1.9, 0.7)
    middle = length_m / 2
    front.area(middle - 2.4, height_m - 3.2, 4.8, 3.2, (170, 176, 180))
    front.area(middle - 2.0, height_m - 2.7, 4.0, 2.7, (74, 68, 62))
    front.part(middle - 2.0, height_m - 2.7, 4.0, 2.7, glow=True)[:] = WARM * 0.7
    front.area(middle - 3.4, height_m - 4.3, 6.8, 1.0, (84, 60, 40))
    front.sign(middle - 0.35 * len(name), height_m - 3.5, name, 0.66, (236, 240, 242))
    return front.done()


def tower(length_m: float, height_m: float, rng: np.random.Generator) -> tuple[Picture, Picture]:
    """A block of flats with balconies."""
    front = Front(length_m, height_m, (190, 196, 200), rng)
    tint = np.array(((150, 170, 196), (170, 164, 150), (140, 160, 176))[int(rng.integers(3))])
    for y in np.arange(0.8, height_m - 3.2, 2.8):
        for number, x in enumerate(np.arange(0.8, length_m - 2.2, 3.1)):
            if number % 3 == 1:
                front.area(x - 0.3, y - 0.2, 2.9, 2.4, (132, 132, 134))
                front.window(float(x), float(y), 2.2, 1.9, 0.3)
                front.area(x - 0.3, y + 1.2, 2.9, 1.0, tint)
            else:
                front.window(float(x) + 0.3, float(y) + 0.2, 1.4, 1.4, 0.3)
        front.area(0, y + 2.35, length_m, 0.08, (160, 166, 170))
    for x in np.arange(3.0, length_m - 3, 9.0):
        front.area(x, height_m - 2.6, 2.4, 2.6, (70, 66, 62))
        front.part(float(x), height_m - 2.6, 2.4, 2.6, glow=True)[:] = WARM * 0.5
    return front.done()


def paint(
    place: Place, length_m: float, height_m: float, rng: np.random.Generator
) -> tuple[Picture, Picture]:
    """Return the front that belongs at a place: its own building in the middle, houses around."""
    grand = length_m > 20  # noqa: PLR2004 - only the place's own building is so long
    if place is Place.TOWN_HALL and grand:
        return town_hall(length_m, height_m, rng)
    if place in {Place.STATION, Place.SCHOOL} and length_m > 30:  # noqa: PLR2004 - same
        return long_hall(length_m, height_m, "GARE" if place is Place.STATION else "ECOLE", rng)
    if place is Place.HOUSING:
        return tower(length_m, height_m, rng)
    return house(length_m, height_m, rng)
