"""Pictures for tests: no real bits, but the shape that hub, link and channels see."""

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName

SPS = bytes.fromhex("6742c01eda0280bfe5c044000003000400000300f03c58ba80")
"""H.264 Constrained Baseline, 640×360."""
PARAMETERS = ParameterSets(Codec.H264, 640, 360, (), (SPS,), (bytes.fromhex("68ce3c80"),))
CAMERA = CameraId("cam-001")


def unit(
    number: int,
    *,
    keyframe: bool = False,
    camera: CameraId = CAMERA,
    parameters: ParameterSets = PARAMETERS,
    size: int = 40,
    discontinuity: bool = False,
) -> AccessUnit:
    """Return picture `number` of a stream of 25 pictures per second."""
    return AccessUnit(
        camera_id=camera,
        stream=StreamName.SUB,
        parameters=parameters,
        keyframe=keyframe,
        pts_90k=number * 3600,
        utc=UtcUs(1_800_000_000_000_000 + number * 40_000),
        data=number.to_bytes(4, "big") * (size // 4),
        discontinuity=discontinuity,
    )
