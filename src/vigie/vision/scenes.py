"""What one picture showed, as plain values for the rule editor's preview."""

from vigie.vision.analyst import Analysis
from vigie.vision.eye import Sight
from vigie.vision.ports import LiveObject, LiveScene
from vigie.vision.tracks import ObjectTrack

TRAIL = 20
"""Most places shown behind an object."""


def scene_of(sight: Sight, analysis: Analysis) -> LiveScene:
    """Return the scene of one picture."""
    explained = {}
    for rule in sight.analyst.rules:
        explain = getattr(rule, "explain", None)
        if explain is not None:
            explained[rule.settings.id] = explain()
    return LiveScene(
        camera_id=sight.eye.camera_id,
        at=sight.unit.utc,
        size_px=sight.glance.size_px,
        objects=tuple(_object(track) for track in analysis.tracks),
        moving_px=tuple(
            (float(a), float(b), float(c), float(d)) for a, b, c, d in sight.glance.blobs.tolist()
        ),
        ringing=sight.eye.ringing,
        explained=explained,
        closed=dict(sight.eye.closed),
    )


def _object(track: ObjectTrack) -> LiveObject:
    left, top, right, bottom = (float(value) for value in track.box)
    trail = tuple(sighting.feet for sighting in list(track.history)[-TRAIL:])
    return LiveObject(track.object_id, track.kind.label, (left, top, right, bottom), trail, track.ground_m)
