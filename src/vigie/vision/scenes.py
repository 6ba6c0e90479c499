"""What one picture showed, as plain values for the rule editor's preview."""

from typing import Any

from vigie.vision.analyst import Analysis
from vigie.vision.eye import Sight
from vigie.vision.ports import LiveObject, LiveScene
from vigie.vision.rules.episodes import Episodes
from vigie.vision.rules.presence import Presences
from vigie.vision.rules.registry import Rule
from vigie.vision.tracks import ObjectTrack

TRAIL = 20
"""Most places shown behind an object."""


def scene_of(sight: Sight, analysis: Analysis) -> LiveScene:
    """Return the scene of one picture."""
    explained = {
        rule.settings.id: told for rule in sight.analyst.rules if (told := explanation_of(rule)) is not None
    }
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


def explanation_of(rule: Rule) -> dict[str, Any] | None:
    """Return what a rule waits for beside what holds, through whatever paces or schedules it.

    Rules keep what holds in `Episodes`, and who stays in a field in `Presences`; one that rings at an instant
    (a line crossed) waits for nothing.
    """
    parts = vars(rule)
    waiting = next((each.explain() for each in parts.values() if isinstance(each, Episodes)), None)
    stays = next((each.explain() for each in parts.values() if isinstance(each, Presences)), None)
    if waiting is not None and stays is not None:
        needs_s = getattr(rule.settings, "min_duration_s", 0.0)
        return {**stays, "needs_s": needs_s, "needs_confidence": rule.settings.least_confidence}
    if waiting is not None:
        return waiting
    inner = parts.get("_rule")
    return None if inner is None else explanation_of(inner)
