"""One camera's eye: picture after picture to objects, tracks and signals."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision import boxes
from vigie.vision.attention import AttentionSettings, choose_windows, look
from vigie.vision.background import Background, Foreground, small_picture
from vigie.vision.calibration import Calibration
from vigie.vision.carrying import Carried, Carrier, Still, unexplained
from vigie.vision.detections import Detections, Floats, Picture
from vigie.vision.detector import Detector, ForegroundDetector
from vigie.vision.perspective import SelfCalibration
from vigie.vision.riders import join_riders
from vigie.vision.rules.registry import SCENE_KINDS, Rule
from vigie.vision.scene import SceneView
from vigie.vision.signals import RuleKind, Signal
from vigie.vision.statics import StaticForeground
from vigie.vision.steady import Steady
from vigie.vision.tracker import Tracker, TrackerSettings
from vigie.vision.tracks import ObjectTrack

STATIC_KINDS = frozenset({RuleKind.ABANDONED_OBJECT, RuleKind.REMOVED_OBJECT})
SHAPE_KINDS = frozenset({RuleKind.FALL})
"""These read an object's shape, which only a network sees: it looks at every picture."""

RECENT_S = 1.0
"""Objects seen within this time are looked for again where they were."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one picture gave."""

    t_s: float
    signals: Sequence[Signal]
    tracks: Sequence[ObjectTrack]
    detections: Detections
    windows: Sequence[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Glance:
    """One picture before anything looked for objects in it.

    Attributes:
        t_s: its instant in seconds of the camera's timeline.
        elapsed_s: since the picture before.
        size_px: width and height of the whole picture.
        small: the small colour picture, the mast's sway taken out.
        as_sent: the same as the camera sent it.
        foreground: what differs from the background in it.
        blobs: (N, 4) regions of the foreground, in pixels of the whole picture.
        local: local time, for schedules.
    """

    t_s: float
    elapsed_s: float
    size_px: tuple[int, int]
    small: Picture
    as_sent: Picture
    foreground: Foreground
    blobs: Floats
    local: datetime | None

    @property
    def scale(self) -> float:
        """Small pixels for one pixel of the whole picture."""
        return float(self.small.shape[1]) / self.size_px[0]


class SceneAnalyst:
    """Analyses the pictures of one camera in the order of time.

    `analyse` does all at once. Where one network serves many cameras, its parts are called one by one:
    `glance`, then objects are looked for where `seeds` says (`wants_objects`), then `conclude`.

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
        self.calibration = calibration
        self._given_detector = detector
        self._attention = attention or AttentionSettings()
        self._background = Background()
        self._steady = Steady()
        self._statics: StaticForeground | None = None
        self._tracker = Tracker(tracker)
        self._carrier: Carrier | None = None
        self._carried = Carried.nothing()
        self._still: Still | None = None
        self._self_calibration = SelfCalibration()
        self._now_s: float | None = None
        self.set_rules(rules)

    def set_rules(self, rules: Sequence[Rule]) -> None:
        """Go on with these rules; what no rule needs is not done."""
        self.rules = list(rules)
        needs_objects = any(rule.kind not in SCENE_KINDS for rule in rules)
        self._in_foreground: ForegroundDetector | None = None
        self._network: Detector | None = None
        if isinstance(self._given_detector, ForegroundDetector):
            self._in_foreground = self._given_detector if needs_objects else None
        else:
            self._network = self._given_detector if needs_objects else None
        self._needs_background = any(rule.kind is not RuleKind.TAMPERING for rule in rules)
        if any(rule.kind in SHAPE_KINDS for rule in rules):
            self._carrier = None
        elif self._carrier is None:
            self._carrier = Carrier()
        if not any(rule.kind in STATIC_KINDS for rule in rules):
            self._statics = None
        elif self._statics is None:
            self._statics = StaticForeground()

    @property
    def now_s(self) -> float | None:
        """The instant of the newest picture, None before the first."""
        return self._now_s

    @property
    def tracks(self) -> Sequence[ObjectTrack]:
        """What is followed now."""
        return self._tracker.tracks

    def analyse(self, t_s: float, picture: Picture, *, local: datetime | None = None) -> Analysis:
        """Take one picture in; `t_s` in seconds of the camera's timeline, `local` time for schedules."""
        height, width = picture.shape[:2]
        glance = self.glance(t_s, small_picture(picture), (width, height), local=local)
        network = self._network
        if network is None:
            return self.conclude(glance)
        windows = choose_windows(self._seeds(glance.blobs), width, height, network.side_px, self._attention)
        return self.conclude(glance, look(network, picture, windows), windows)

    @property
    def wants_objects(self) -> bool:
        """Whether `conclude` must be given what a network found at `seeds`."""
        return self._network is not None

    @property
    def followed(self) -> int:
        """Objects that were seen within the last seconds."""
        return sum(self._recent(track) for track in self._tracker.tracks)

    def glance(
        self, t_s: float, small: Picture, size_px: tuple[int, int], *, local: datetime | None = None
    ) -> Glance:
        """Take one small picture of a whole one of `size_px` in; compare it with the background."""
        elapsed_s = 0.0 if self._now_s is None else max(0.0, t_s - self._now_s)
        self._now_s = t_s
        as_sent, foreground = small, _nothing(small)
        if self._needs_background:
            small = self._steady.update(as_sent, elapsed_s)
            foreground = self._background.update(small, elapsed_s)
        scale = np.float32(small.shape[1] / size_px[0])
        blobs = foreground.boxes / scale if foreground.settled else np.zeros((0, 4), np.float32)
        return Glance(t_s, elapsed_s, size_px, small, as_sent, foreground, blobs, local)

    def seeds(self, glance: Glance) -> Floats:
        """Return what to look at closer: moving regions, and objects followed that move no more.

        Until enough is learned to tell what moves, that is the whole picture: who is there when a scene
        begins may move no more.
        """
        if not glance.foreground.settled and self._needs_background:
            whole = np.array([[0, 0, *glance.size_px]], np.float32)
            return np.concatenate([whole, self._seeds(glance.blobs)])
        if self._carrier is None:
            return self._seeds(glance.blobs)
        self._still = Still(glance.t_s, _gray(glance.small), glance.foreground, glance.scale)
        self._carried = self._carrier.carry(self._still, self._tracker.tracks)
        small_boxes = self._carried.found.boxes * glance.scale
        left_over = unexplained(glance.foreground, glance.foreground.boxes, small_boxes)
        left_over = self._carrier.unseen(self._still, left_over)
        return self._seeds(left_over / np.float32(glance.scale))

    def conclude(
        self,
        glance: Glance,
        found: Detections | None = None,
        windows: Sequence[tuple[int, int, int, int]] = (),
    ) -> Analysis:
        """Follow objects and ask the rules; `found` is what a network saw, None where none was asked."""
        tracks, learned = list[ObjectTrack](), self.calibration
        scale, foreground, small = glance.scale, glance.foreground, glance.small
        if self._in_foreground is not None:
            found = self._in_foreground.detect_foreground(small, foreground, scale, self.calibration)
        elif found is not None:
            found = self._carried.beside(join_riders(found))
        if found is not None:
            new = _new_shares(found.boxes * scale, foreground)
            tracks = self._tracker.update(glance.t_s, found, glance.blobs, new)
            self._place_on_ground(tracks)
            if self.calibration is None:
                learned = self._self_calibration.update(glance.t_s, tracks, glance.size_px)
        if self._carrier is not None and self._still is not None:
            self._carrier.note(self._still, self._tracker.tracks, self._carried)
        self._carried, self._still = Carried.nothing(), None
        statics = (
            [] if self._statics is None else self._statics.update(small, glance.t_s, glance.elapsed_s, scale)
        )
        view = SceneView(
            glance.t_s,
            glance.elapsed_s,
            *glance.size_px,
            tracks,
            small,
            foreground,
            statics,
            self.calibration,
            glance.local,
            glance.as_sent,
            learned,
        )
        signals = [signal for rule in self.rules for signal in rule.update(view)]
        return Analysis(glance.t_s, signals, tracks, found or Detections.empty(), windows)

    def _seeds(self, blobs: Floats) -> Floats:
        """Return what to look at closer: moving regions, and objects followed that move no more."""
        followed = [
            track.box
            for track in self._tracker.tracks
            if self._recent(track) and track.object_id not in self._carried.object_ids
        ]
        if not followed:
            return blobs
        tracks = np.array(followed, np.float32)
        if len(blobs):
            covered = boxes.cover(tracks, blobs).max(axis=1) > 0.5  # noqa: PLR2004 - the region leads there
            return np.concatenate([blobs, tracks[~covered]])
        return tracks

    def _recent(self, track: ObjectTrack) -> bool:
        return self._now_s is not None and self._now_s - track.seen_s < RECENT_S

    def _place_on_ground(self, tracks: Sequence[ObjectTrack]) -> None:
        if self.calibration is None or not tracks:
            return
        places = self.calibration.ground_m(np.array([track.history[-1].feet for track in tracks]))
        for track, place in zip(tracks, places, strict=True):
            track.ground_m = (float(place[0]), float(place[1])) if np.isfinite(place).all() else None


def _nothing(small: Picture) -> Foreground:
    """Return a foreground that says nothing, for rules that look at none."""
    empty = np.zeros(small.shape[:2], np.bool_)
    return Foreground(empty, np.zeros((0, 4), np.float32), 0.0, settled=False)


def _gray(small: Picture) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)


def _new_shares(found_small: Floats, foreground: Foreground) -> Floats:
    """Return which share of each box (N, 4, small pixels) is foreground, NaN while that is unknown."""
    shares = np.full(len(found_small), np.nan, np.float32)
    if not foreground.settled:
        return shares
    height, width = foreground.mask.shape
    for row, box in enumerate(found_small):
        left, top = max(0, int(box[0])), max(0, int(box[1]))
        right, bottom = min(width, int(np.ceil(box[2]))), min(height, int(np.ceil(box[3])))
        part = foreground.mask[top:bottom, left:right]
        shares[row] = part.mean() if part.size else 0.0
    return shares
