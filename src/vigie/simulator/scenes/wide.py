"""A scene wider than any one view, for cameras that turn: drawn at any moment, cropped by the camera."""

import numpy as np

from vigie.simulator.scenes.canvas import Picture
from vigie.simulator.scenes.spec import Light, Place, SceneSpec
from vigie.simulator.scenes.stage import Stage

WIDTH_PX = 2560


class WideScene:
    """A place in the town, endlessly repeating; `draw` returns pictures of (height, width, 3), BGR."""

    def __init__(
        self,
        seed: int = 7,
        place: Place = Place.SQUARE,
        light: Light = Light.DAY,
        *,
        width_px: int = WIDTH_PX,
    ) -> None:
        spec = SceneSpec(
            name="wide", place=place, light=light, seed=seed, people=14, cars=4, width_px=width_px
        )
        self._stage = Stage(spec)
        self.width_px, self.height_px = spec.width_px, spec.height_px

    def draw(self, t_s: float) -> Picture:
        """Return the whole view at a moment, in seconds from any origin."""
        spec = self._stage.spec
        picture, _seen = self._stage.draw(int(t_s * spec.fps) % spec.frames)
        return np.ascontiguousarray(picture)


def panorama(spec: SceneSpec, *, width_px: int = WIDTH_PX) -> WideScene:
    """Return a wide scene of the place, hour and seed of a specification."""
    return WideScene(spec.seed, spec.place, spec.light, width_px=width_px)
