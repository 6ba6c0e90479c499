"""Cyclists."""

from math import cos, pi, sin

from vigie.simulator.scenes.canvas import Box, Canvas, Glow, Pixel
from vigie.simulator.scenes.figure import Frame, Part
from vigie.simulator.scenes.light import Colour
from vigie.simulator.scenes.people import Look

WHEEL_M, REACH_M = 0.34, 0.52
TYRE: Colour = (34, 34, 36)


def draw_cyclist(canvas: Canvas, x: float, y: float, heading: float, look: Look, turn: float) -> Box:
    """Draw a bicycle with its rider at (x, y) metres; `turn` is the pedals' phase in turns."""
    frame = Frame.stand(canvas.camera, x, y, heading)
    k = frame.up_px
    rings = [_ring(frame, ahead) for ahead in (-REACH_M, REACH_M)]
    _shadow(canvas, frame)
    pedals = [
        (cos(2 * pi * turn + off) * 0.17, side * 0.1, 0.34 + sin(2 * pi * turn + off) * 0.17)
        for side, off in ((1, 0.0), (-1, pi))
    ]
    far, near = (0, 1) if frame.c >= 0 else (1, 0)
    saddle: Part = (-0.2, 0.0, 0.98)
    _leg(canvas, frame, saddle, pedals[far], look, 0.8)
    for ring in rings:
        canvas.limb([*ring, ring[0]], TYRE, 0.045 * k)
    _frame_tubes(canvas, frame, k)
    _leg(canvas, frame, saddle, pedals[near], look, 1.0)
    chest: Part = (0.16, 0.0, 1.46)
    canvas.limb([frame.px(saddle), frame.px(chest)], look.top, 0.26 * k)
    for side in (0.17, -0.17):
        canvas.limb([frame.px((0.14, side, 1.42)), frame.px((0.48, side * 1.3, 1.06))], look.top, 0.1 * k)
    head = frame.px((0.26, 0.0, 1.63))
    canvas.oval(head, (0.095 * k, 0.115 * k), look.skin)
    canvas.oval((head[0], head[1] - 0.045 * k), (0.108 * k, 0.08 * k), look.hair)
    if canvas.mood.dark:
        _lamp(canvas, frame, k)
    return _box(rings, head, k)


def _leg(canvas: Canvas, frame: Frame, saddle: Part, pedal: Part, look: Look, tone: float) -> None:
    knee: Part = (pedal[0] * 0.5 + 0.22, pedal[1], (saddle[2] + pedal[2]) / 2 + 0.1)
    b, g, r = look.bottom
    colour = (int(b * tone), int(g * tone), int(r * tone))
    k = frame.up_px
    canvas.limb([frame.px(saddle), frame.px(knee)], colour, 0.15 * k)
    canvas.limb([frame.px(knee), frame.px(pedal)], colour, 0.11 * k)


def _frame_tubes(canvas: Canvas, frame: Frame, k: float) -> None:
    crank, seat, head = (0.0, 0.0, 0.34), (-0.17, 0.0, 0.85), (0.38, 0.0, 0.86)
    for a, b in (
        (crank, seat),
        (crank, head),
        (seat, head),
        (seat, (-REACH_M, 0, WHEEL_M)),
        (head, (REACH_M, 0, WHEEL_M)),
    ):
        canvas.limb([frame.px(a), frame.px(b)], (70, 60, 150), 0.045 * k)


def _ring(frame: Frame, ahead: float) -> list[Pixel]:
    turns = [number * pi / 8 for number in range(16)]
    return [frame.px((ahead + cos(t) * WHEEL_M, 0.0, WHEEL_M + sin(t) * WHEEL_M)) for t in turns]


def _shadow(canvas: Canvas, frame: Frame) -> None:
    k = frame.along_px
    contact = [frame.px((a, 0.0, 0.0)) for a in (-0.8, 0.8)]
    canvas.shade([(contact, 0.12 * k)], max(0.06 * k, 1), 0.4)
    sun = canvas.mood.sun_m
    if sun is not None:
        rider = [frame.on_ground(part, sun) for part in ((-0.2, 0, 0.95), (0.16, 0, 1.46), (0.26, 0, 1.65))]
        canvas.shade([(rider, 0.26 * k)], max(0.04 * k, 1), canvas.mood.shadow)


def _lamp(canvas: Canvas, frame: Frame, k: float) -> None:
    canvas.glows.append(Glow((frame.px((0.55, 0.0, 0.8)),), 0.09 * k, (190, 225, 240)))


def _box(rings: list[list[Pixel]], head: Pixel, k: float) -> Box:
    points = [point for ring in rings for point in ring]
    margin = 0.03 * k
    left = min([u for u, _ in points] + [head[0] - 0.1 * k]) - margin
    right = max([u for u, _ in points] + [head[0] + 0.1 * k]) + margin
    top, bottom = head[1] - 0.13 * k, max(v for _, v in points) + margin
    return left, top, right - left, bottom - top
