"""Draws a scene moment by moment: the still backdrop, the actors from far to near, smoke, weather, faults."""

import cv2
import numpy as np

from vigie.simulator.scenes import facades, ground
from vigie.simulator.scenes.actors import Box, Picture
from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.shows import write_script
from vigie.simulator.scenes.spec import Place, SceneSpec
from vigie.simulator.scenes.weather import Weather, draw_smoke

TILTS = {Place.AVENUE: 17.5, Place.STREET: 13.0, Place.SQUARE: 14.0, Place.CAR_PARK: 16.0, Place.PARK: 13.0}
FOCAL_SHARE = 0.74
"""Focal length as a share of the picture's width: about 68 degrees across."""

Seen = dict[int, tuple[Box, tuple[float, float], float]]
"""By object id: box in pixels, ground position in metres, visible share of the box."""


def camera_of(spec: SceneSpec) -> MastCamera:
    """Return the camera of a scene."""
    return MastCamera(5.6, TILTS[spec.place], spec.width_px * FOCAL_SHARE, spec.width_px, spec.height_px)


def backdrop(spec: SceneSpec, camera: MastCamera) -> Picture:
    """Return the place without anybody."""
    rng = np.random.default_rng(spec.seed)
    picture = facades.sky(camera, spec.light)
    laid, mask = ground.lay(ground.ground_plan(spec.place, rng), camera)
    cv2.copyTo(laid, mask, picture)
    facades.raise_fronts(picture, camera, spec.place, rng)
    facades.plant_trees(picture, camera, spec.place, rng, spec.light)
    return picture


class Stage:
    """A scene ready to be drawn at any moment."""

    def __init__(self, spec: SceneSpec) -> None:
        self.spec = spec
        self.camera = camera_of(spec)
        self.script = write_script(spec)
        self.weather = Weather(spec, self.camera)
        self._backdrop = backdrop(spec, self.camera)
        self._fence()

    def draw(self, frame: int) -> tuple[Picture, Seen]:
        """Return the picture of one frame, and what is to be seen in it."""
        second = frame / self.spec.fps
        picture = self._backdrop.copy()
        seen = self._actors(picture, second)
        if self.script.smoke is not None:
            start, end, x, y, burns = self.script.smoke
            if start <= second < end:
                draw_smoke(picture, self.camera, x, y, second - start, burns=burns)
        return self._fault(self._shake(self.weather.apply(picture, frame), second), second), seen

    def _actors(self, picture: Picture, second: float) -> Seen:
        present = [(one, where) for one in self.script.actors if (where := one.path.at(second)) is not None]
        seen: Seen = {}
        for actor, where in sorted(present, key=lambda pair: -pair[1].y):
            box = actor.draw(picture, self.camera, where, second, dark=self.weather.dark)
            clipped, share = clip(box, self.spec)
            if share > 0:
                seen[actor.object_id] = (clipped, (where.x, where.y), share)
        return seen

    def _shake(self, picture: Picture, second: float) -> Picture:
        if self.spec.shake_px == 0:
            return picture
        amount = self.spec.shake_px
        dx, dy = amount * np.sin(second * 5.1), amount * 0.6 * np.sin(second * 7.3)
        matrix = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
        size = (picture.shape[1], picture.shape[0])
        return np.asarray(cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)

    def _fault(self, picture: Picture, second: float) -> Picture:
        if self.script.fault is None or not self.script.fault[1] <= second < self.script.fault[2]:
            return picture
        kind = self.script.fault[0]
        if kind == "covered":
            return (picture // 32 + 13).astype(np.uint8)
        if kind == "blurred":
            return np.asarray(cv2.GaussianBlur(picture, (0, 0), self.spec.width_px / 70), np.uint8)
        return np.roll(np.flip(picture, 1), self.spec.width_px // 3, 1).copy()

    def _fence(self) -> None:
        """Closed areas are fenced: posts and two rails along their edge."""
        corners = self.script.field_m
        if not corners or self.spec.behaviour != "intrusion":
            return
        for a, b in zip(corners, (*corners[1:], corners[0]), strict=True):
            for height in (0.45, 0.9):
                one, two = self.camera.point(*a, height), self.camera.point(*b, height)
                cv2.line(self._backdrop, _whole(one), _whole(two), (60, 70, 200), 2, cv2.LINE_AA)
            cv2.line(
                self._backdrop,
                _whole(self.camera.point(*a)),
                _whole(self.camera.point(*a, 1.0)),
                (230, 230, 235),
                3,
                cv2.LINE_AA,
            )


def clip(box: Box, spec: SceneSpec) -> tuple[Box, float]:
    """Return the box within the picture, and the share of it that lies there."""
    left, top, wide, high = box
    x0, y0 = max(left, 0.0), max(top, 0.0)
    x1, y1 = min(left + wide, float(spec.width_px)), min(top + high, float(spec.height_px))
    if x1 <= x0 or y1 <= y0:
        return (0.0, 0.0, 0.0, 0.0), 0.0
    return (x0, y0, x1 - x0, y1 - y0), (x1 - x0) * (y1 - y0) / (wide * high)


def _whole(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0]), round(point[1])
