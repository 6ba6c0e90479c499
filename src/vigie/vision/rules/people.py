"""Gathering, crowd density, crowd movement, running: people counted and timed, never who they are."""

from collections.abc import Sequence

import cv2
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from vigie.vision import geometry
from vigie.vision.detections import ObjectClass
from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.evidence import PERSON_M, Pace, new_share, pace
from vigie.vision.rules.settings import (
    CrowdDensitySettings,
    CrowdMovementSettings,
    FieldRuleSettings,
    GatheringSettings,
    RunningSettings,
)
from vigie.vision.scene import SceneView
from vigie.vision.signals import Box, RuleKind, Signal
from vigie.vision.tracks import ObjectTrack

FORESHORTENING = 2.5
"""Without calibration a step in depth shows this many times shorter than one across."""

SPEED_SPAN_S = 1.0
FASTEST_M_S = 12.0
"""Nobody runs faster: a box that jumped."""

STAY_S, STAY_HEIGHTS = 1.5, 0.55
"""Who goes slower than this, in own heights per second, stays."""

STEADY, PATIENCE_S = 0.6, 0.6
"""Who runs has this share of the speed at least in each half of a second, without a longer interruption."""

FLED_S = 1.0
"""In a crowd that flees one hides the other: who ran within this time runs."""

AROUND_M = 0.5
NEIGHBOUR_M = 2.0
EASE, HOLD_S = 0.75, 5.0
"""Once it rang, a crowd ends when fewer than this share of the limit are there, for that long."""

SEEN_WITHIN_S = 1.5


def people_in(view: SceneView, settings: FieldRuleSettings) -> list[ObjectTrack]:
    """Return the people seen lately in the field."""
    return [
        track
        for track in view.tracks
        if track.kind == ObjectClass.PERSON
        and view.t_s - track.seen_s <= SEEN_WITHIN_S
        and settings.holds(track.history[-1].feet)
    ]


def crowd_area_m2(view: SceneView, people: Sequence[ObjectTrack]) -> float | None:
    """Return the ground that people take up: the hull of their feet and half a metre around it."""
    if view.calibration is None:
        return None
    places = view.calibration.ground_m(np.array([track.history[-1].feet for track in people]))
    if not np.isfinite(places).all():
        return None
    hull = cv2.convexHull(places.astype(np.float32))
    around = float(cv2.arcLength(hull, closed=True))
    return float(cv2.contourArea(hull)) + AROUND_M * around + np.pi * AROUND_M**2


def stays(track: ObjectTrack) -> bool:
    """Tell whether somebody stands about: those who walk past together are no gathering."""
    path = track.over(STAY_S)
    way = np.hypot(path[-1].feet[0] - path[0].feet[0], path[-1].feet[1] - path[0].feet[1])
    return bool(way <= STAY_HEIGHTS * max(path[-1].t_s - path[0].t_s, 0.5) * path[-1].height)


def hull_box(people: Sequence[ObjectTrack]) -> Box:
    """Return the box around people."""
    rows = np.array([track.history[-1].box for track in people])
    low, high = rows[:, :2].min(axis=0), rows[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def groups(view: SceneView, people: Sequence[ObjectTrack], spacing: float) -> list[list[ObjectTrack]]:
    """Return people in groups of neighbours, by metres where calibrated, else by their own heights."""
    if not people:
        return []
    feet = np.array([track.history[-1].feet for track in people])
    if view.calibration is not None:
        places = view.calibration.ground_m(feet)
        apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
        near = apart <= NEIGHBOUR_M * spacing / 1.2
    else:
        heights = np.array([track.height for track in people])
        step = (feet[:, None] - feet[None]) * np.array([1.0, FORESHORTENING])
        near = np.hypot(step[..., 0], step[..., 1]) <= spacing * (heights[:, None] + heights[None]) / 2
    count, labels = connected_components(coo_matrix(near), directed=False)
    return [[people[int(row)] for row in np.flatnonzero(labels == label)] for label in range(count)]


class Gathering:
    """Rings when a group reaches `min_persons` for `min_duration_s`."""

    kind = RuleKind.GATHERING

    def __init__(self, settings: GatheringSettings) -> None:
        self.settings = settings
        self._counts: list[tuple[float, int]] = []
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=HOLD_S,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        people = [each for each in people_in(view, self.settings) if stays(each)]
        largest = max(groups(view, people, self.settings.spacing), key=len, default=[])
        self._counts = [(t, n) for t, n in self._counts if view.t_s - t <= 10] + [(view.t_s, len(largest))]  # noqa: PLR2004 - ten seconds of growth
        if len(largest) < self.settings.min_persons:
            return self._episodes.update(view.t_s, {})
        growth = (len(largest) - self._counts[0][1]) / max(view.t_s - self._counts[0][0], 1.0)
        details = {"persons": len(largest), "growth_per_s": round(growth, 2)}
        area = crowd_area_m2(view, largest)
        if area is not None:
            details["per_m2"] = round(len(largest) / area, 2)
        finding = Finding(
            hull_box(largest), 0.7, tuple(track.object_id for track in largest), details=details
        )
        return self._episodes.update(view.t_s, {"group": finding})


class CrowdDensity:
    """Rings when more people are in the field than admitted, by number or per square metre."""

    kind = RuleKind.CROWD_DENSITY

    def __init__(self, settings: CrowdDensitySettings) -> None:
        self.settings = settings
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=HOLD_S,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        people = people_in(view, self.settings)
        details: dict[str, float] = {"persons": len(people)}
        ease = EASE if self._episodes.ringing() else 1.0
        over = len(people) > self.settings.max_persons * ease
        area = self._area_m2(view)
        if area is not None and self.settings.max_per_m2 is not None:
            details["per_m2"] = round(len(people) / area, 3)
            over = len(people) / area > self.settings.max_per_m2 * ease
        if not over or not people:
            return self._episodes.update(view.t_s, {})
        finding = Finding(hull_box(people), 0.7, details=details)
        return self._episodes.update(view.t_s, {"field": finding})

    def _area_m2(self, view: SceneView) -> float | None:
        if view.calibration is None or not self.settings.field_px:
            return None
        corners = view.calibration.ground_m(np.array(self.settings.field_px))
        if not np.isfinite(corners).all():
            return None
        return max(1.0, abs(geometry.area([(float(x), float(y)) for x, y in corners])))


class CrowdMovement:
    """Rings when several people suddenly run at the same time: a crowd moves or scatters."""

    kind = RuleKind.CROWD_MOVEMENT

    def __init__(self, settings: CrowdMovementSettings) -> None:
        self.settings = settings
        self._fled_s: dict[int, float] = {}
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=2.0,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        people = people_in(view, self.settings)
        self._fled_s |= {each.object_id: view.t_s for each in people if self._flees(view, each)}
        self._fled_s = {key: t_s for key, t_s in self._fled_s.items() if view.t_s - t_s <= FLED_S}
        fast = [each for each in people if each.object_id in self._fled_s]
        if len(fast) < self.settings.min_persons:
            return self._episodes.update(view.t_s, {})
        finding = Finding(
            hull_box(fast), 0.7, tuple(track.object_id for track in fast), details={"persons": len(fast)}
        )
        return self._episodes.update(view.t_s, {"crowd": finding})

    def _flees(self, view: SceneView, track: ObjectTrack) -> bool:
        if view.t_s - track.seen_s > 0.5 or new_share(view, track.history[-1].box) < 0.2:  # noqa: PLR2004 - there, and new
            return False
        known = pace(view, track, SPEED_SPAN_S)
        if known is None or known.m_s > FASTEST_M_S:
            return False
        limit = self.settings.speed * PERSON_M
        return known.m_s >= limit and min(known.least_m_s, known.half_m_s) >= STEADY * limit


class Running:
    """Rings for a person who runs: in m/s where calibrated, else in own heights per second."""

    kind = RuleKind.RUNNING

    def __init__(self, settings: RunningSettings) -> None:
        self.settings = settings
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=2.0,
            least_confidence=settings.least_confidence,
            patience_s=PATIENCE_S,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        found = {}
        for track in people_in(view, self.settings):
            runs = self._runs(view, track)
            if runs is not None:
                details = {"m_s": round(runs.m_s, 2), "calibrated": runs.measured}
                found[track.object_id] = Finding(
                    track.history[-1].box,
                    max(track.score, 0.3),
                    (track.object_id,),
                    geometry.heading_deg(*track.speed_px_s),
                    details,
                )
        return self._episodes.update(view.t_s, found)

    def _runs(self, view: SceneView, track: ObjectTrack) -> Pace | None:
        """Return the pace of somebody who surely runs."""
        if view.t_s - track.seen_s > 0.3 or new_share(view, track.history[-1].box) < 0.2:  # noqa: PLR2004 - there, and new
            return None
        known = pace(view, track, SPEED_SPAN_S)
        if known is None or known.m_s > FASTEST_M_S:
            return None
        limit = self.settings.speed_m_s if known.measured else self.settings.speed * PERSON_M
        steady = known.half_m_s >= STEADY * limit
        return known if steady and known.least_m_s >= limit else None
