"""Films drawn without any footage: the first one a town shows, and the heavy one of the benchmarks."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from vigie.simulator.encoding import Picture, encode

FIRST_FPS = 12
FIRST_S = 8
BENCH_FPS = 25
BENCH_S = 10
BENCH_SIZE = (1920, 1080)
BENCH_SUB_SIZE = (640, 360)
FIRST_SUB_SIZE = (480, 270)
"""No film's own size: see `Film.stand_in`."""


def first_film(folder: Path) -> tuple[Path, Path]:
    """Return main (1280×720) and sub-stream (480×270) of a crossroads with moving cars, drawn once."""
    main, sub = folder / "first.main.mp4", folder / "first.sub.mp4"
    for path, size in ((main, (1280, 720)), (sub, FIRST_SUB_SIZE)):
        if not path.exists():
            options = {"preset": "veryfast", "crf": "26"}
            encode(_crossroads(size), path, fps=FIRST_FPS, size=size, options=options)
    return main, sub


def bench_film(folder: Path, bitrate_bps: int = 4_000_000) -> tuple[Path, Path]:
    """Return main (1080p, 25 pictures/s, `bitrate_bps`) and sub-stream (a tenth of it), drawn once.

    Noise that moves keeps the encoder from spending less than it is allowed.
    """
    made = []
    for kind, size, bits in (("main", BENCH_SIZE, bitrate_bps), ("sub", BENCH_SUB_SIZE, bitrate_bps // 10)):
        path = folder / f"bench-{bitrate_bps}.slice.{kind}.mp4"
        if not path.exists():
            encode(_noise(size), path, fps=BENCH_FPS, size=size, options=_constant(bits))
        made.append(path)
    return made[0], made[1]


def _constant(bits: int) -> dict[str, str]:
    rate = {"b": str(bits), "maxrate": str(bits), "bufsize": str(bits)}
    return {"preset": "ultrafast", **rate}


def _crossroads(size: tuple[int, int]) -> Iterator[Picture]:
    width, height = size
    ground = np.full((height, width, 3), (96, 110, 104), np.uint8)
    cv2.rectangle(ground, (0, height * 5 // 12), (width, height * 8 // 12), (72, 72, 74), -1)
    cv2.rectangle(ground, (width * 5 // 12, 0), (width * 7 // 12, height), (72, 72, 74), -1)
    for step in range(0, width, width // 16):
        cv2.line(
            ground, (step, height * 13 // 24), (step + width // 32, height * 13 // 24), (215, 215, 215), 3
        )
    for number in range(FIRST_FPS * FIRST_S):
        yield _with_cars(ground.copy(), number / (FIRST_FPS * FIRST_S))


def _with_cars(picture: Picture, turn: float) -> Picture:
    """Draw four cars at the moment `turn` (0 to 1); at 1 they are where they were at 0."""
    height, width = picture.shape[:2]
    long_px, wide_px = width // 14, height // 16
    for number, colour in enumerate(((40, 40, 190), (180, 90, 30), (210, 210, 210), (30, 30, 30))):
        at = (turn * (1 + number % 2) + number / 4) % 1
        if number % 2:
            x, y = int(at * (width + long_px)) - long_px, height * 9 // 20
            cv2.rectangle(picture, (x, y), (x + long_px, y + wide_px), colour, -1)
        else:
            x, y = width * (11 + number) // 24, int(at * (height + long_px)) - long_px
            cv2.rectangle(picture, (x, y), (x + wide_px, y + long_px), colour, -1)
    return picture


def _noise(size: tuple[int, int]) -> Iterator[Picture]:
    width, height = size
    random = np.random.default_rng(7)
    large = random.integers(0, 256, (height // 2, width // 2, 3), dtype=np.uint8)
    canvas = np.asarray(cv2.resize(cv2.GaussianBlur(large, (5, 5), 0), (width * 2, height * 2)), np.uint8)
    count = BENCH_FPS * BENCH_S
    for number in range(count):
        angle = 2 * np.pi * number / count
        x, y = int(width / 2 * (1 + np.cos(angle))), int(height / 2 * (1 + np.sin(angle)))
        yield np.ascontiguousarray(canvas[y : y + height, x : x + width])


class PlainWideScene:
    """A wide square with walkers, for moving cameras when no better scene is at hand."""

    def __init__(self, *, seed: int = 0, size: tuple[int, int] = (2560, 1080)) -> None:
        self._random = np.random.default_rng(seed)
        width, height = size
        self._ground = np.full((height, width, 3), (120, 132, 128), np.uint8)
        self._ground[: height // 3] = (205, 180, 150)
        for number in range(12):
            left = number * width // 12
            shade = [int(part) for part in self._random.integers(90, 190, 3)]
            top = height // 3 - int(self._random.integers(height // 12, height // 4))
            cv2.rectangle(self._ground, (left, top), (left + width // 14, height // 3), shade, -1)
        self._canvas = np.empty_like(self._ground)
        self._walkers = self._random.uniform((0, 0.4, -0.02), (1, 0.95, 0.02), (14, 3))

    def draw(self, t_s: float) -> Picture:
        """Return the scene at a moment; the next call draws over it."""
        picture = self._canvas
        np.copyto(picture, self._ground)
        height, width = picture.shape[:2]
        for start, depth, speed in self._walkers:
            x, y, tall = int((start + speed * t_s) % 1 * width), int(depth * height), int(depth * 90)
            cv2.rectangle(picture, (x, y - tall), (x + tall // 3, y), (50, 40, 45), -1)
            cv2.circle(picture, (x + tall // 6, y - tall), tall // 6, (120, 150, 190), -1)
        return picture
