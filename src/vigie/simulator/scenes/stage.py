"""Draws a scene moment by moment: the still backdrop, actors and props from far to near, weather, faults."""

from functools import partial

import cv2
import numpy as np

from vigie.simulator.scenes import facades, ground, lens, things
from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.canvas import Box, Canvas, Picture
from vigie.simulator.scenes.cast import Actor
from vigie.simulator.scenes.light import Mood, mood_of
from vigie.simulator.scenes.motion import Where
from vigie.simulator.scenes.places import SHEETS
from vigie.simulator.scenes.props import Prop, Sprite, cut_out, lamp_post, tree
from vigie.simulator.scenes.shows import write_script
from vigie.simulator.scenes.smoke import draw_smoke, smoke_box
from vigie.simulator.scenes.spec import Behaviour, Place, SceneSpec
from vigie.simulator.scenes.viewpoint import camera_of
from vigie.simulator.scenes.visibility import Visibility
from vigie.simulator.scenes.weather import Weather

Seen = dict[int, tuple[Box, tuple[float, float], float]]
"""By object id: box in pixels within the picture, ground position in metres, visible share of the box."""


def backdrop(spec: SceneSpec, camera: MastCamera, mood: Mood) -> tuple[Picture, Picture]:
    """Return the place without anybody, and what shines there after dark."""
    rng = np.random.default_rng(spec.seed)
    picture = facades.sky(camera, mood, rng)
    glow = np.zeros_like(picture)
    plan = ground.ground_plan(spec.place, rng)
    if mood.sun_m is not None:
        for x, y in SHEETS[spec.place].trees:
            plan.tree_shade(float(x), float(y), mood.sun_m, mood.shadow)
    laid, mask = ground.lay(plan, camera)
    cv2.copyTo(laid, mask, picture)
    facades.raise_fronts(picture, glow, camera, spec.place, rng)
    return picture, glow


class Stage:
    """A scene ready to be drawn at any moment."""

    def __init__(self, spec: SceneSpec) -> None:
        self.spec = spec
        self.camera = camera_of(spec)
        self.mood = mood_of(spec.light, spec.seed)
        self.script = write_script(spec)
        self._backdrop, glow = backdrop(spec, self.camera, self.mood)
        self._furnish()
        self._parked = self._park()
        self._props = self._plant()
        self._light_windows(glow)
        self.weather = Weather(spec, self.camera, self.mood, glow)
        self._visibility = Visibility(spec.width_px, spec.height_px)

    def draw(self, frame: int) -> tuple[Picture, Seen]:
        """Return the picture of one frame, and what is to be seen in it."""
        kind, start, end = self.script.fault or ("", 0.0, 0.0)
        second = frame / self.spec.fps
        faulty = bool(kind) and start <= second < end
        if faulty and kind == Behaviour.FROZEN:
            frame = int(start * self.spec.fps)
            second = frame / self.spec.fps
        canvas = Canvas(self._backdrop.copy(), self.camera, self.mood, air=self.weather.air)
        seen = self._fill(canvas, second)
        picture = self.weather.apply(canvas, frame)
        picture, seen = self._sway(picture, seen, second)
        if faulty and kind != Behaviour.FROZEN:
            return lens.disturb(picture, kind, second - start), seen if kind == Behaviour.BLURRED else {}
        return picture, seen

    def smoke_box(self, second: float) -> Box | None:
        """Return where smoke is to be seen, None where there is none."""
        if self.script.smoke is None or not self.script.smoke[0] <= second < self.script.smoke[1]:
            return None
        start, _, x, y, _ = self.script.smoke
        return smoke_box(self.camera, x, y, second - start)

    def _fill(self, canvas: Canvas, second: float) -> Seen:
        present = [(one, where) for one in self.script.actors if (where := one.path.at(second)) is not None]
        things_by_depth: list[tuple[float, Prop | tuple[Actor, Where]]] = [(p.y, p) for p in self._props]
        things_by_depth += [(where.y, (actor, where)) for actor, where in present]
        boxes: list[tuple[int, Box, tuple[float, float]]] = []
        smoke_y = self.script.smoke[3] if self.script.smoke is not None else -1.0
        for y, thing in sorted(things_by_depth, key=lambda pair: -pair[0]):
            if y < smoke_y:
                self._smoke(canvas, second)
                smoke_y = -1.0
            if isinstance(thing, Prop):
                thing.draw(canvas.picture, second)
                continue
            actor, where = thing
            boxes.append((actor.object_id, self._draw(actor, canvas, where, second), (where.x, where.y)))
        if smoke_y > 0:
            self._smoke(canvas, second)
        self._pigeons(canvas, second)
        return self._visibility.judge(boxes)

    def _draw(self, actor: Actor, canvas: Canvas, where: Where, second: float) -> Box:
        if actor.object_id in self._parked:
            sprite, box = self._parked[actor.object_id]
            sprite.paste(canvas.picture)
            return box
        return actor.draw(canvas, where, second)

    def _park(self) -> dict[int, tuple[Sprite, Box]]:
        """Draw the cars that never move once, far ones first."""
        canvas = Canvas(self._backdrop, self.camera, self.mood)
        parked: dict[int, tuple[Sprite, Box]] = {}
        standing = [one for one in self.script.actors if one.stays(self.spec.duration_s)]
        for actor in sorted(standing, key=lambda one: -one.path.points[0][2]):
            where = actor.path.at(0.0)
            if where is not None:
                parked[actor.object_id] = cut_out(canvas, partial(actor.draw, where=where, second=0.0))
        return parked

    def _smoke(self, canvas: Canvas, second: float) -> None:
        if self.script.smoke is not None:
            start, end, x, y, burns = self.script.smoke
            if start <= second < end:
                draw_smoke(canvas, x, y, second - start, burns=burns)

    def _pigeons(self, canvas: Canvas, second: float) -> None:
        if self.spec.place not in {Place.SQUARE, Place.TOWN_HALL, Place.STATION} or self.mood.dark:
            return
        loop = self.spec.duration_s
        for number in range(5):
            turn = 2 * np.pi * second / loop * (1 + number % 2)
            x = 3.4 + 0.8 * number + 0.5 * np.sin(turn + number)
            y = 9.6 + 0.35 * number + 0.3 * np.cos(turn + 2 * number)
            things.draw_pigeon(canvas, float(x), float(y), second + number)

    def _sway(self, picture: Picture, seen: Seen, second: float) -> tuple[Picture, Seen]:
        if self.spec.shake_px == 0:
            return picture, seen
        dx, dy = lens.sway(self.spec, second)
        moved: Seen = {}
        for one, ((left, top, wide, high), ground_m, share) in seen.items():
            box, inside = self._visibility.clip((left + dx, top + dy, wide, high))
            if inside > 0:
                moved[one] = (box, ground_m, share)
        return lens.shift(picture, dx, dy), moved

    def _plant(self) -> tuple[Prop, ...]:
        """Return trees and lamp posts; few enough pixels of them change to be cheap."""
        rng, sheet = np.random.default_rng(self.spec.seed + 5), SHEETS[self.spec.place]
        trees = [tree(self.camera, float(x), float(y), self.mood, rng) for x, y in sheet.trees]
        posts = [lamp_post(self.camera, float(x), float(y), self.mood) for x, y in sheet.lamps]
        return tuple(sorted([*trees, *posts], key=lambda prop: -prop.y))

    def _light_windows(self, glow: Picture) -> None:
        """After dark, colour lit windows warm; leaves before them stay dark."""
        if not self.mood.dark:
            return
        for prop in self._props:
            prop.sprites[0].blank(glow)
        for sprite, _ in self._parked.values():
            sprite.blank(glow)
        lit = glow.max(2) > 0
        self._backdrop[lit] = (self._backdrop[lit] * 0.4 + glow[lit] * 0.75).clip(0, 255).astype(np.uint8)

    def _furnish(self) -> None:
        """Put up what never moves: the bin, and the fence of a closed area."""
        canvas = Canvas(self._backdrop, self.camera, self.mood)
        things.draw_bin(canvas, *SHEETS[self.spec.place].fire)
        if self.spec.behaviour == Behaviour.INTRUSION:
            things.draw_fence(canvas, self.script.field_m)
