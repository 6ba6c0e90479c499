"""What makes a track believable for a rule: something is truly there, moves truly, and is seen whole."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vigie.vision import boxes
from vigie.vision.calibration import Calibration
from vigie.vision.scene import SceneView
from vigie.vision.signals import Box
from vigie.vision.tracks import ObjectTrack, Sighting

BORDER_SHARE = 0.006
ASSUMED_MAST_M, ASSUMED_FOCAL = 5.0, 0.85
"""Height of an assumed street camera, and its focal length as a share of the picture's width."""

LEAST_TALL, UPRIGHT = 0.08, 1.35
"""Whose pace is judged is this tall, as a share of the picture, and this much taller than wide."""

MOST_DEPTH = 4.5
"""Far away depth is not to be read off a box: a metre of it counts as no more than this many across."""

MOST_JUMP, MOST_GROWTH = 1.4, 2.0
"""Heights of one pace differ by no more than this from an even growth, and grow no more than that."""

PERSON_M = 1.7
SURE, SURE_OF_OLD, LIKELY, MOVED, FAR, NEW, ALL_NEW, LAST = 0.6, 0.7, 0.35, 0.5, 1.0, 0.2, 0.5, 30
OLD = 0.1
"""Where less than this share is new, a detector may see a person in a barrier that was always there."""

SURER, SECOND = 1.5, 0.6
"""A box is a second one where it shares this much with one whose score is so many times higher."""

AS_TALL = (0.65, 1.5)
"""On learned ground a person's height is between these shares of what it should be there."""

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
    """Tell whether something is there: a sure detection, something new, or something that went a way.

    What is always seen there must be seen surely: passers-by are new before a barrier too.
    """
    new = new_share(view, track.history[-1].box)
    if track.score >= (SURE if new >= OLD and not track.scenery else SURE_OF_OLD):
        return True
    if track.scenery or is_second_box(view, track):
        return False
    scores = [each.score for each in list(track.history)[-LAST:] if each.score > 0]
    likely = bool(scores) and sum(scores) / len(scores) >= LIKELY
    if likely and (new >= ALL_NEW or way_of(track, track.over(LATELY_S)) > FAR):
        return True
    return new >= NEW and way_of(track, track.history) > MOVED


def is_second_box(view: SceneView, track: ObjectTrack) -> bool:
    """Tell whether a doubtful box lies on somebody seen much more surely: a part, or whoever and a fence."""
    if track.score >= LIKELY:
        return False
    surer = [
        each.history[-1].box
        for each in view.tracks
        if each.seen_s == track.seen_s and each is not track and each.score >= SURER * max(track.score, 0.1)
    ]
    if not surer:
        return False
    box, others = np.array([track.history[-1].box], np.float32), np.array(surer, np.float32)
    return bool(max(boxes.cover(box, others).max(), boxes.cover(others, box).max()) >= SECOND)


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
        half_m_s: speed in the slower half of the time: a box that jumped once is fast in one of them.
        measured: whether a calibration told it, or a street camera was assumed.
    """

    m_s: float
    least_m_s: float
    half_m_s: float
    measured: bool


def pace(view: SceneView, track: ObjectTrack, span_s: float) -> Pace | None:
    """Return the pace over the last `span_s` seconds; None where too little, or no steady walk, is known.

    Without a calibration the ground is the one learned from people who walk by; before that metres come from
    the height of the person: across, 1.70 m for as many pixels; in depth, as under a camera 5 m high with a
    common lens (after Criminisi 2000).
    """
    path = [each for each in track.over(span_s) if not is_cut(view, each.box)]
    if len(path) < 5 or path[-1].t_s - path[0].t_s < 0.75 * span_s:  # noqa: PLR2004 - a walk has places
        return None
    heights = np.array([each.height for each in path])
    widths = np.array([each.width for each in path])
    if np.median(heights) < max(LEAST_TALL * view.height_px, UPRIGHT * np.median(widths)):
        return None  # too far away, or half hidden: the height would mislead
    if _unsteady(heights):
        return None
    places = _places_m(view, path, float(np.median(heights)))
    if not np.isfinite(places).all():
        return None
    times = np.array([each.t_s for each in path])
    slopes, error = _line(times, places)
    speed = float(np.hypot(*slopes))
    along = slopes / max(speed, 1e-6)
    half = len(path) // 2
    halves = [
        float(along @ _line(times[part], places[part])[0]) for part in (np.s_[: half + 1], np.s_[half:])
    ]
    least = speed - 2 * float((np.abs(along) * error).sum())
    return Pace(speed, least, min(halves), view.calibration is not None)


def _line(times: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return velocity and its standard error, in metres per second, of places (N, 2) in the order of time."""
    times, off = times - times.mean(), places - places.mean(axis=0)
    spread = float((times**2).sum())
    slopes = (times[:, None] * off).sum(axis=0) / spread
    rest = off - times[:, None] * slopes
    return slopes, np.sqrt((rest**2).sum(axis=0) / max(len(times) - 2, 1) / spread)


def _fits(ground: Calibration, feet: np.ndarray, tall_px: float) -> bool:
    """Tell whether somebody so tall may stand there."""
    x, y = np.median(feet, axis=0)
    aside = ground.ground_m(np.array([[x, y], [x + 1.0, y]]))
    share = tall_px * float(np.hypot(*(aside[1] - aside[0]))) / PERSON_M
    return AS_TALL[0] <= share <= AS_TALL[1]


def _unsteady(heights: np.ndarray) -> bool:
    """Tell whether heights jump as a box does that takes others in; who comes nearer grows evenly."""
    logs = np.log(np.maximum(heights, 1.0))
    steps = np.arange(len(logs)) - (len(logs) - 1) / 2
    slope = float((steps * logs).sum() / (steps**2).sum())
    low, high = np.percentile(logs - slope * steps, [10, 90])
    return bool(high - low > np.log(MOST_JUMP) or abs(slope) * len(logs) > np.log(MOST_GROWTH))


def _places_m(view: SceneView, path: list[Sighting], tall_px: float) -> np.ndarray:
    feet = np.array([each.feet for each in path])
    if view.calibration is not None:
        return view.calibration.ground_m(feet)
    if view.learned is not None and _fits(view.learned, feet, tall_px):
        return view.learned.ground_m(feet)
    metre_px = tall_px / PERSON_M
    depth_m = ASSUMED_FOCAL * view.width_px / metre_px
    across = (feet[:, 0] - feet[0, 0]) / metre_px
    away = (feet[0, 1] - feet[:, 1]) / metre_px * float(np.clip(depth_m / ASSUMED_MAST_M, 1.0, MOST_DEPTH))
    return np.stack([across, away], axis=1)
