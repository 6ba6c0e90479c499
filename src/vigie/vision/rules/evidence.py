"""What makes a track believable for a rule: something is truly there, moves truly, and is seen whole."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vigie.vision.scene import SceneView
from vigie.vision.signals import Box
from vigie.vision.tracks import ObjectTrack, Sighting

BORDER_SHARE = 0.006
ASSUMED_MAST_M, ASSUMED_FOCAL = 5.0, 0.85
"""Height of an assumed street camera, and its focal length as a share of the picture's width."""

LEAST_TALL, UPRIGHT = 0.08, 1.35
"""Whose pace is judged is this tall, as a share of the picture, and this much taller than wide."""

MOST_DEPTH = 3.0
"""Far away depth is not to be read off a box: a metre of it counts as no more than this many across."""

PERSON_M = 1.7
SURE, LIKELY, MOVED, FAR, NEW, ALL_NEW, LAST = 0.6, 0.35, 0.5, 1.0, 0.2, 0.5, 30
LATELY_S = 3.0


def new_share(view: SceneView, box: Box) -> float:
    """Return how much of a box differs from the background, 0–1; 1 while the background is not yet known."""
    if not view.foreground.settled:
        return 1.0
    height, width = view.foreground.mask.shape
    left, top, right, bottom = (value * view.small_scale for value in box)
    part = view.foreground.mask[
        max(0, int(top)) : min(height, int(np.ceil(bottom))),
        max(0, int(left)) : min(width, int(np.ceil(right))),
    ]
    return float(part.mean()) if part.size else 0.0


def is_believable(view: SceneView, track: ObjectTrack) -> bool:
    """Tell whether something is there: a sure detection, something new, or something that went a way."""
    new = new_share(view, track.history[-1].box)
    if track.score >= SURE:
        return True
    scores = [each.score for each in list(track.history)[-LAST:] if each.score > 0]
    likely = bool(scores) and sum(scores) / len(scores) >= LIKELY
    if likely and (new >= ALL_NEW or way_of(track, track.over(LATELY_S)) > FAR):
        return True
    return new >= NEW and way_of(track, track.history) > MOVED


def way_of(track: ObjectTrack, path: Iterable[Sighting]) -> float:
    """Return how far somebody went, in own sizes; a box that jumped once went nowhere."""
    feet = np.array([each.feet for each in path])
    low, high = np.percentile(feet, [10, 90], axis=0)
    return float(np.hypot(*(high - low))) / max(track.size, 1.0)


def is_cut(view: SceneView, box: Box) -> bool:
    """Tell whether a box touches the picture's edge: nobody knows how it goes on."""
    margin = BORDER_SHARE * view.width_px + 1
    return (
        box[0] <= margin
        or box[1] <= margin
        or box[2] >= view.width_px - margin
        or box[3] >= view.height_px - margin
    )


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast somebody moves, with what is certain of it.

    Attributes:
        m_s: speed in metres per second.
        least_m_s: what it is at least, two standard errors below.
        measured: whether a calibration told it, or a street camera was assumed.
    """

    m_s: float
    least_m_s: float
    measured: bool


def pace(view: SceneView, track: ObjectTrack, span_s: float) -> Pace | None:
    """Return the pace over the last `span_s` seconds; None where too little, or no steady walk, is known.

    Without a calibration metres come from the height of the person: across, 1.70 m for as many pixels; in
    depth, as under a camera 5 m high with a common lens (after Criminisi 2000).
    """
    path = [each for each in track.over(span_s) if not is_cut(view, each.box)]
    if len(path) < 5 or path[-1].t_s - path[0].t_s < 0.75 * span_s:  # noqa: PLR2004 - a walk has places
        return None
    heights = np.array([each.height for each in path])
    widths = np.array([each.width for each in path])
    if np.median(heights) < max(LEAST_TALL * view.height_px, UPRIGHT * np.median(widths)):
        return None  # too far away, or half hidden: the height would mislead
    if float(np.percentile(heights, 90) / max(np.percentile(heights, 10), 1)) > 1.45:  # noqa: PLR2004 - another's box
        return None
    places = _places_m(view, path, float(np.median(heights)))
    if not np.isfinite(places).all():
        return None
    times = np.array([each.t_s for each in path])
    times -= times.mean()
    spread = float((times**2).sum())
    slopes = (times[:, None] * (places - places.mean(axis=0))).sum(axis=0) / spread
    rest = places - places.mean(axis=0) - times[:, None] * slopes
    error = np.sqrt((rest**2).sum(axis=0) / (len(path) - 2) / spread)
    speed = float(np.hypot(*slopes))
    along = np.abs(slopes) / max(speed, 1e-6)
    return Pace(speed, speed - 2 * float((along * error).sum()), view.calibration is not None)


def _places_m(view: SceneView, path: list[Sighting], tall_px: float) -> np.ndarray:
    feet = np.array([each.feet for each in path])
    if view.calibration is not None:
        return view.calibration.ground_m(feet)
    metre_px = tall_px / PERSON_M
    depth_m = ASSUMED_FOCAL * view.width_px / metre_px
    across = (feet[:, 0] - feet[0, 0]) / metre_px
    away = (feet[0, 1] - feet[:, 1]) / metre_px * float(np.clip(depth_m / ASSUMED_MAST_M, 1.0, MOST_DEPTH))
    return np.stack([across, away], axis=1)
