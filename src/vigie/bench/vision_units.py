"""A clip as the access units of the sub-stream that a simulated camera would send of it."""

from pathlib import Path

import av

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.simulator.clips import load_clip
from vigie.simulator.media import prepare
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName
from vigie.vision.ports import CameraRules, RuleSpec
from vigie.vision.scenario import Scenario


def sub_stream(
    clip: Path, cache: Path, camera_id: CameraId, start: UtcUs
) -> tuple[list[AccessUnit], tuple[int, int]]:
    """Return a clip's sub-stream, its first picture taken at `start`, and its size.

    Raises:
        BadInput: the clip cannot be read.
    """
    film = load_clip(prepare(clip, cache).sub)
    setup = film.setup
    size = setup.width_px, setup.height_px
    codec = Codec.H264 if setup.codec.value.lower().endswith("264") else Codec.H265
    parameters = ParameterSets(codec, *size, setup.vps, setup.sps, setup.pps)
    units = [
        AccessUnit(
            camera_id=camera_id,
            stream=StreamName.SUB,
            parameters=parameters,
            keyframe=picture.keyframe,
            pts_90k=picture.pts_90k,
            utc=UtcUs(start + picture.pts_90k * 100 // 9),
            data=b"".join(len(nal).to_bytes(4, "big") + nal for nal in picture.nals),
        )
        for picture in film.pictures
    ]
    return units, size


def scaled_rules(scenario: Scenario, camera_id: CameraId, size_px: tuple[int, int]) -> CameraRules:
    """Return a scenario's rules for its clip's sub-stream of `size_px`."""
    with av.open(str(scenario.clip)) as container:
        context = container.streams.video[0].codec_context
        drawn = context.width, context.height
    specs = tuple(
        RuleSpec(rule_id, kind, {**parameters, "id": rule_id})
        for rule_id, (kind, parameters) in scenario.rules.items()
    )
    return CameraRules(camera_id, 1, specs, drawn if drawn != size_px else None, scenario.calibration)
