"""Where a scene's camera hangs."""

from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.places import SHEETS
from vigie.simulator.scenes.spec import SceneSpec

FOCAL_SHARE = 0.74
"""Focal length as a share of the picture's width: about 68 degrees across."""
MAST_M = 5.6


def camera_of(spec: SceneSpec) -> MastCamera:
    """Return the camera of a scene."""
    tilt = SHEETS[spec.place].tilt_deg
    return MastCamera(MAST_M, tilt, spec.width_px * FOCAL_SHARE, spec.width_px, spec.height_px)
