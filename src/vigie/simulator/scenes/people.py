"""People: a skeleton that walks, runs, stands, falls and lies, dressed."""

from dataclasses import dataclass
from math import cos, pi, sin

from vigie.simulator.scenes.canvas import Box, Canvas, Pixel
from vigie.simulator.scenes.figure import Frame, Part
from vigie.simulator.scenes.light import Colour

STILL, WALKING, RUNNING = 0, 1, 2
SWING_RAD = (0.03, 0.42, 0.8)
BEND_RAD = (0.05, 0.55, 1.3)
ELBOW_RAD = (0.15, 0.3, 1.5)


@dataclass(frozen=True, slots=True)
class Look:
    """Size and clothes of one person.

    Attributes:
        skirt: a skirt or a coat's tail covers the thighs.
        pack: a backpack.
    """

    height_m: float = 1.74
    top: Colour = (90, 60, 40)
    bottom: Colour = (60, 50, 45)
    skin: Colour = (124, 152, 192)
    hair: Colour = (36, 42, 54)
    skirt: bool = False
    pack: bool = False


@dataclass(frozen=True, slots=True)
class Pose:
    """A skeleton: pairs are (left, right); legs hip-knee-ankle-toe, arms shoulder-elbow-hand."""

    legs: tuple[tuple[Part, ...], tuple[Part, ...]]
    arms: tuple[tuple[Part, ...], tuple[Part, ...]]
    chest: Part
    hips: Part
    head: Part


def pose(tall: float, phase: float, gait: int) -> Pose:
    """Return the skeleton of someone `tall` metres high at a moment of the step, `phase` in turns."""
    turn, lean = 2 * pi * phase, (0.0, 0.03, 0.16)[gait] * tall
    lift = (0.0, 0.012, 0.03)[gait] * tall * cos(2 * turn)
    hips: Part = (0.0, 0.0, 0.51 * tall + lift)
    chest: Part = (lean, 0.0, 0.81 * tall + lift)
    legs = tuple(_leg(tall, hips, side, turn + (pi if side < 0 else 0), gait) for side in (1, -1))
    arms = tuple(_arm(tall, chest, side, turn + (0 if side < 0 else pi), gait) for side in (1, -1))
    head: Part = (lean * 1.25 + 0.015 * tall, 0.0, 0.925 * tall + lift)
    return Pose((legs[0], legs[1]), (arms[0], arms[1]), chest, hips, head)


def draw_person(
    canvas: Canvas, x: float, y: float, heading: float, look: Look, phase: float, gait: int
) -> Box:
    """Draw someone upright at (x, y) metres who faces `heading`; return the box."""
    frame = Frame.stand(canvas.camera, x, y, heading)
    body = pose(look.height_m, phase, gait)
    _shadow(canvas, frame, body, look.height_m)
    return _dress(canvas, frame, body, look)


def draw_lying(canvas: Canvas, x: float, y: float, look: Look, share: float, heading: float) -> Box:
    """Draw someone falling sideways (`share` from 0, upright) or lying on the ground (1)."""
    frame = Frame.stand(canvas.camera, x, y, heading)
    upright = pose(look.height_m, 0.1, STILL)
    angle = share * pi / 2

    def tip(part: Part) -> Part:
        ahead, left, up = part
        up, left = up - 0.09 * share, left * (1 + 0.3 * share)
        return ahead + sin(angle) * up, left, max(cos(angle) * up + 0.1 * share + 0.2 * left * share, 0.03)

    def tip_all(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(tip(part) for part in parts)

    legs = (tip_all(upright.legs[0]), tip_all(upright.legs[1]))
    arms = (tip_all(upright.arms[0]), tip_all(upright.arms[1]))
    fallen = Pose(legs, arms, tip(upright.chest), tip(upright.hips), tip(upright.head))
    _shadow(canvas, frame, fallen, look.height_m)
    return _dress(canvas, frame, fallen, look)


def _leg(tall: float, hips: Part, side: int, turn: float, gait: int) -> tuple[Part, ...]:
    swing = SWING_RAD[gait] * sin(turn)
    bend = BEND_RAD[gait] * max(cos(turn), 0.0) + 0.06
    left = side * 0.05 * tall
    knee: Part = (hips[0] + 0.245 * tall * sin(swing), left, hips[2] - 0.245 * tall * cos(swing))
    low = swing - bend
    ankle: Part = (knee[0] + 0.235 * tall * sin(low), left, max(knee[2] - 0.235 * tall * cos(low), 0.02))
    toe: Part = (ankle[0] + 0.085 * tall, left * 1.2, max(ankle[2] - 0.02, 0.0))
    return ((hips[0], left, hips[2]), knee, ankle, toe)


def _arm(tall: float, chest: Part, side: int, turn: float, gait: int) -> tuple[Part, ...]:
    swing, bend = 0.8 * SWING_RAD[gait] * sin(turn), ELBOW_RAD[gait]
    left = side * 0.112 * tall
    shoulder: Part = (chest[0], left, chest[2] - 0.01 * tall)
    elbow: Part = (chest[0] + 0.17 * tall * sin(swing), left * 1.15, shoulder[2] - 0.17 * tall * cos(swing))
    low = swing + bend
    hand: Part = (elbow[0] + 0.15 * tall * sin(low), left * 1.1, elbow[2] - 0.15 * tall * cos(low))
    return (shoulder, elbow, hand)


def _shadow(canvas: Canvas, frame: Frame, body: Pose, tall: float) -> None:
    k = frame.along_px * tall
    contact = [frame.px((a, b, 0.0)) for a, b in ((0.25, 0), (0, 0.22), (-0.25, 0), (0, -0.22))]
    canvas.shade([(contact, 0.0)], max(0.05 * k, 1), 0.5)
    sun = canvas.mood.sun_m
    if sun is None:
        return
    shapes: list[tuple[list[Pixel], float]] = [
        ([frame.on_ground(part, sun) for part in leg], 0.09 * k) for leg in body.legs
    ]
    shapes.append(([frame.on_ground(part, sun) for part in (body.hips, body.chest)], 0.16 * k))
    shapes.append(([frame.on_ground(body.head, sun)] * 2, 0.1 * k))
    canvas.shade(shapes, max(0.018 * k, 1), canvas.mood.shadow)


def _dress(canvas: Canvas, frame: Frame, body: Pose, look: Look) -> Box:
    k = frame.up_px * look.height_m
    far, near = (0, 1) if frame.c >= 0 else (1, 0)
    seen: list[Pixel] = []
    _draw_arm(canvas, [frame.px(part) for part in body.arms[far]], look, k, 0.8)
    for side, tone in ((far, 0.82), (near, 1.0)):
        leg = [frame.px(part) for part in body.legs[side]]
        seen += leg
        canvas.limb(leg[:2], _toned(look.bottom, tone), 0.1 * k)
        canvas.limb(leg[1:3], _toned(look.bottom, tone * 0.95), 0.075 * k)
        canvas.limb(leg[2:], _toned((40, 40, 46), tone), 0.055 * k)
    _torso(canvas, frame, body, look, k)
    arm = [frame.px(part) for part in body.arms[near]]
    _draw_arm(canvas, arm, look, k, 1.08)
    head = frame.px(body.head)
    _head(canvas, frame, head, look, k)
    seen += [*arm, frame.px(body.arms[far][2])]
    wide = 0.05 * k
    us = [u for u, _ in seen] + [head[0] - 0.02 * k, head[0] + 0.02 * k]
    vs = [v for _, v in seen] + [head[1]]
    left, right, top, bottom = min(us) - wide, max(us) + wide, min([*vs, head[1] - 0.075 * k]), max(vs)
    return left, top, right - left, bottom + 0.028 * k - top


def _torso(canvas: Canvas, frame: Frame, body: Pose, look: Look, k: float) -> None:
    hips, chest = frame.px(body.hips), frame.px(body.chest)
    if look.pack:
        ahead, left, up = body.chest
        middle = frame.px((ahead - 0.17, left, up - 0.14))
        canvas.limb([middle, frame.px((ahead - 0.15, left, up - 0.32))], (52, 44, 88), 0.15 * k)
    shoulders = [frame.px(arm[0]) for arm in body.arms]
    waist = [frame.px(leg[0]) for leg in body.legs]
    canvas.limb([chest, hips], look.top, 0.155 * k)
    canvas.polygon([shoulders[0], shoulders[1], waist[1], waist[0]], look.top)
    if look.skirt:
        knees = [frame.px(leg[1]) for leg in body.legs]
        canvas.limb(
            [hips, ((knees[0][0] + knees[1][0]) / 2, (knees[0][1] + knees[1][1]) / 2)], look.top, 0.17 * k
        )
    lit = -0.035 if canvas.mood.sun_m is not None and canvas.mood.sun_m[0] > 0 else 0.035
    canvas.limb(
        [(chest[0] + lit * k, chest[1] + 0.02 * k), (hips[0] + lit * k, hips[1] - 0.05 * k)],
        _toned(look.top, 1.16),
        0.06 * k,
    )


def _draw_arm(canvas: Canvas, arm: list[Pixel], look: Look, k: float, tone: float) -> None:
    canvas.limb(arm[:2], _toned(look.top, tone), 0.062 * k)
    canvas.limb(arm[1:], _toned(look.top, tone * 0.96), 0.052 * k)
    canvas.oval(arm[2], (0.026 * k, 0.03 * k), _toned(look.skin, tone))


def _head(canvas: Canvas, frame: Frame, at: Pixel, look: Look, k: float) -> None:
    canvas.limb([(at[0], at[1] + 0.05 * k), (at[0], at[1] + 0.1 * k)], _toned(look.skin, 0.85), 0.06 * k)
    canvas.oval(at, (0.056 * k, 0.07 * k), look.skin)
    back = 0.022 * k * frame.c
    if frame.s > 0.3:  # noqa: PLR2004 - walks away: only hair is to be seen
        canvas.oval((at[0] - back, at[1] - 0.01 * k), (0.058 * k, 0.066 * k), look.hair)
    else:
        canvas.oval((at[0] - back, at[1] - 0.032 * k), (0.058 * k, 0.046 * k), look.hair)


def _toned(colour: Colour, tone: float) -> Colour:
    return min(int(colour[0] * tone), 255), min(int(colour[1] * tone), 255), min(int(colour[2] * tone), 255)
