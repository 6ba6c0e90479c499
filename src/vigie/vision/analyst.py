"""One camera's eye: picture after picture to objects, tracks and signals."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from vigie.vision import boxes
from vigie.vision.attention import AttentionSettings, choose_windows, look
from vigie.vision.background import Background, Foreground, small_picture
from vigie.vision.calibration import Calibration
from vigie.vision.detections import Detections, Floats, Mask, Picture
from vigie.vision.detector import Detector, ForegroundDetector
from vigie.vision.riders import join_riders
from vigie.vision.rules.registry import SCENE_KINDS, Rule
from vigie.vision.scene import SceneView
from vigie.vision.signals import RuleKind, Signal
from vigie.vision.statics import StaticForeground
from vigie.vision.tracker import Tracker, TrackerSettings
from vigie.vision.tracks import ObjectTrack

STATIC_KINDS = frozenset({RuleKind.ABANDONED_OBJECT, RuleKind.REMOVED_OBJECT})


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one picture gave."""

    t_s: float
    signals: Sequence[Signal]
    tracks: Sequence[ObjectTrack]
    detections: Detections
    windows: Sequence[tuple[int, int, int, int]] = field(default_factory=list)


class SceneAnalyst:
    """Analyses the pictures of one camera in the order of time.

    Args:
        rules: its rules.
        detector: finds objects; None when no rule needs objects.
        calibration: pixels to metres, where known.
        attention: how closely to look at small objects.
        tracker: how objects are followed.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        detector: Detector | ForegroundDetector | None,
        *,
        calibration: Calibration | None = None,
        attention: AttentionSettings | None = None,
        tracker: TrackerSettings | None = None,
    ) -> None:
        self.rules = list(rules)
        self.calibration = calibration
        self._detector = detector if any(rule.kind not in SCENE_KINDS for rule in rules) else None
        self._attention = attention or AttentionSettings()
        self._background = Background()
        self._statics = StaticForeground() if any(rule.kind in STATIC_KINDS for rule in rules) else None
        self._tracker = Tracker(tracker)
        self._now_s: float | None = None

    def analyse(self, t_s: float, picture: Picture, *, local: datetime | None = None) -> Analysis:
        """Take one picture in; `t_s` in seconds of the camera's timeline, `local` time for schedules."""
        elapsed_s = 0.0 if self._now_s is None else max(0.0, t_s - self._now_s)
        self._now_s = t_s
        height, width = picture.shape[:2]
        small = small_picture(picture)
        scale = small.shape[1] / width
        foreground = self._background.update(small, elapsed_s)
        found, tracks, windows = Detections.empty(), list[ObjectTrack](), list[tuple[int, int, int, int]]()
        if self._detector is not None:
            blobs = (
                foreground.boxes / np.float32(scale) if foreground.settled else np.zeros((0, 4), np.float32)
            )
            if isinstance(self._detector, ForegroundDetector):
                found = self._detector.detect_foreground(small, foreground, scale, self.calibration)
            else:
                windows = choose_windows(
                    self._seeds(blobs), width, height, self._detector.side_px, self._attention
                )
                found = join_riders(look(self._detector, picture, windows))
            tracks = self._tracker.update(t_s, found, blobs, _moving(found.boxes * scale, foreground))
            self._place_on_ground(tracks)
        statics = [] if self._statics is None else self._statics.update(small, t_s, elapsed_s, scale)
        view = SceneView(
            t_s, elapsed_s, width, height, tracks, small, foreground, statics, self.calibration, local
        )
        signals = [signal for rule in self.rules for signal in rule.update(view)]
        return Analysis(t_s, signals, tracks, found, windows)

    def _seeds(self, blobs: Floats) -> Floats:
        """Return what to look at closer: moving regions, and objects followed that move no more."""
        followed = [track.box for track in self._tracker.tracks if self._recent(track)]
        if not followed:
            return blobs
        tracks = np.array(followed, np.float32)
        if len(blobs):
            covered = boxes.cover(tracks, blobs).max(axis=1) > 0.5  # noqa: PLR2004 - the region leads there
            return np.concatenate([blobs, tracks[~covered]])
        return tracks

    def _recent(self, track: ObjectTrack) -> bool:
        return self._now_s is not None and self._now_s - track.seen_s < 1.0

    def _place_on_ground(self, tracks: Sequence[ObjectTrack]) -> None:
        if self.calibration is None or not tracks:
            return
        places = self.calibration.ground_m(np.array([track.history[-1].feet for track in tracks]))
        for track, place in zip(tracks, places, strict=True):
            track.ground_m = (float(place[0]), float(place[1])) if np.isfinite(place).all() else None


def _moving(found_small: Floats, foreground: Foreground) -> Mask:
    """Tell which boxes (N, 4, small pixels) hold foreground in a quarter of their area or more."""
    result = np.zeros(len(found_small), np.bool_)
    if not foreground.settled:
        return result
    height, width = foreground.mask.shape
    for row, box in enumerate(found_small):
        left, top = max(0, int(box[0])), max(0, int(box[1]))
        right, bottom = min(width, int(np.ceil(box[2]))), min(height, int(np.ceil(box[3])))
        part = foreground.mask[top:bottom, left:right]
        result[row] = part.size > 0 and part.mean() > 0.25  # noqa: PLR2004 - a quarter
    return result
