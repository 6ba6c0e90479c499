"""Things on the ground: bags, wheeled bins, pigeons."""

from math import sin

from vigie.simulator.scenes.canvas import Box, Canvas
from vigie.simulator.scenes.figure import Frame
from vigie.simulator.scenes.light import Colour


def draw_bag(canvas: Canvas, x: float, y: float, colour: Colour) -> Box:
    """Draw a travel bag, 55 cm wide and 38 cm high, with handles."""
    frame = Frame.stand(canvas.camera, x, y, 0.0)
    k = frame.up_px
    _contact(canvas, frame, 0.34)
    body = [frame.px(part) for part in ((-0.27, 0, 0), (0.27, 0, 0), (0.25, 0, 0.34), (-0.25, 0, 0.34))]
    canvas.polygon(body, colour)
    top = [
        frame.px(part) for part in ((-0.25, 0, 0.3), (0.25, 0, 0.3), (0.2, 0.12, 0.38), (-0.2, 0.12, 0.38))
    ]
    canvas.polygon(top, _lighter(colour))
    handle = [frame.px(part) for part in ((-0.14, 0, 0.3), (-0.1, 0, 0.44), (0.1, 0, 0.44), (0.14, 0, 0.3))]
    canvas.limb(handle, (34, 34, 38), 0.035 * k)
    left, top_px, bottom = body[0][0], handle[1][1] - 0.02 * k, body[0][1]
    return left - 1, top_px, body[1][0] - left + 2, bottom + 1 - top_px


def draw_bin(canvas: Canvas, x: float, y: float, colour: Colour = (46, 92, 40)) -> Box:
    """Draw a wheeled bin, 1.1 m high."""
    frame = Frame.stand(canvas.camera, x, y, 0.0)
    _contact(canvas, frame, 0.45)
    body = [frame.px(part) for part in ((-0.26, 0, 0), (0.26, 0, 0), (0.32, 0, 1.0), (-0.32, 0, 1.0))]
    canvas.polygon(body, colour)
    lid = [
        frame.px(part) for part in ((-0.34, 0, 0.98), (0.34, 0, 0.98), (0.3, 0.2, 1.12), (-0.3, 0.2, 1.12))
    ]
    canvas.polygon(lid, _lighter(colour))
    return body[3][0], lid[2][1], body[2][0] - body[3][0], body[0][1] - lid[2][1]


def draw_pigeon(canvas: Canvas, x: float, y: float, phase: float) -> None:
    """Draw a pigeon that pecks."""
    frame = Frame.stand(canvas.camera, x, y, 0.0)
    k = frame.up_px
    at = frame.px((0, 0, 0.13))
    canvas.oval(frame.px((0, 0, 0)), (0.14 * k, 0.04 * k), (70, 70, 72))
    canvas.oval(at, (0.15 * k, 0.08 * k), (122, 112, 108))
    nod = 0.05 * sin(phase * 9)
    canvas.oval(frame.px((0.14, 0, 0.2 + nod)), (0.05 * k, 0.05 * k), (96, 88, 82))


def _contact(canvas: Canvas, frame: Frame, half_m: float) -> None:
    line = [frame.px((-half_m, 0, 0)), frame.px((half_m, 0, 0))]
    canvas.shade([(line, 0.18 * frame.up_px)], max(0.08 * frame.up_px, 1), 0.5)
    sun = canvas.mood.sun_m
    if sun is not None:
        cast = [frame.on_ground((0, 0, up), sun) for up in (0.0, 0.5)]
        canvas.shade([(cast, 1.5 * half_m * frame.up_px)], max(0.05 * frame.up_px, 1), canvas.mood.shadow)


def _lighter(colour: Colour) -> Colour:
    return min(colour[0] + 26, 255), min(colour[1] + 26, 255), min(colour[2] + 26, 255)


def draw_fence(canvas: Canvas, corners: tuple[tuple[float, float], ...]) -> None:
    """Draw site barriers, red and white, along the edge of a closed area; corners in metres."""
    for a, b in zip(corners, (*corners[1:], corners[0]), strict=True):
        steps = 4
        for step in range(steps):
            p = (a[0] + (b[0] - a[0]) * step / steps, a[1] + (b[1] - a[1]) * step / steps)
            q = (a[0] + (b[0] - a[0]) * (step + 1) / steps, a[1] + (b[1] - a[1]) * (step + 1) / steps)
            k = canvas.camera.scale(p[1])
            colour = (52, 54, 200) if step % 2 else (226, 228, 230)
            for up in (0.5, 0.95):
                canvas.limb([canvas.camera.point(*p, up), canvas.camera.point(*q, up)], colour, 0.14 * k)
            canvas.limb([canvas.camera.point(*p), canvas.camera.point(*p, 1.05)], (150, 154, 158), 0.06 * k)
