"""Gathering, crowd density, crowd movement, running: people counted and timed, never who they are."""

from collections.abc import Sequence
from statistics import median

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from vigie.vision import geometry
from vigie.vision.detections import ObjectClass
from vigie.vision.rules.episodes import Episodes, Finding
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

SPEED_SPAN_S = 0.8
NEIGHBOUR_M = 2.0
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


def speed_in_heights(track: ObjectTrack) -> float:
    """Return how fast a person goes, in own heights per second, 0 while too little is known."""
    path = [each for each in track.over(SPEED_SPAN_S) if each.score > 0]
    if len(path) < 4 or path[-1].t_s - path[0].t_s < 0.6 * SPEED_SPAN_S:  # noqa: PLR2004 - four places
        return 0.0
    times = np.array([each.t_s for each in path])
    feet = np.array([each.feet for each in path])
    slopes = np.polyfit(times - times[0], feet, 1)[0]
    return float(np.hypot(*slopes) / median(each.height for each in path))


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
            hold_s=2.0,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        people = people_in(view, self.settings)
        largest = max(groups(view, people, self.settings.spacing), key=len, default=[])
        self._counts = [(t, n) for t, n in self._counts if view.t_s - t <= 10] + [(view.t_s, len(largest))]  # noqa: PLR2004 - ten seconds of growth
        if len(largest) < self.settings.min_persons:
            return self._episodes.update(view.t_s, {})
        growth = (len(largest) - self._counts[0][1]) / max(view.t_s - self._counts[0][0], 1.0)
        details = {"persons": len(largest), "growth_per_s": round(growth, 2)}
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
            hold_s=2.0,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        people = people_in(view, self.settings)
        details: dict[str, float] = {"persons": len(people)}
        over = len(people) > self.settings.max_persons
        area = self._area_m2(view)
        if area is not None and self.settings.max_per_m2 is not None:
            details["per_m2"] = round(len(people) / area, 3)
            over = len(people) / area > self.settings.max_per_m2
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
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=2.0,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        fast = [t for t in people_in(view, self.settings) if speed_in_heights(t) >= self.settings.speed]
        if len(fast) < self.settings.min_persons:
            return self._episodes.update(view.t_s, {})
        finding = Finding(
            hull_box(fast), 0.7, tuple(track.object_id for track in fast), details={"persons": len(fast)}
        )
        return self._episodes.update(view.t_s, {"crowd": finding})


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
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        found = {}
        for track in people_in(view, self.settings):
            heights = speed_in_heights(track)
            metres = speed_m_s(view, track)
            runs = heights >= self.settings.speed if metres is None else metres >= self.settings.speed_m_s
            if runs:
                details = {"heights_per_s": round(heights, 2), "m_s": metres and round(metres, 2)}
                found[track.object_id] = Finding(
                    track.history[-1].box,
                    track.score,
                    (track.object_id,),
                    geometry.heading_deg(*track.speed_px_s),
                    details,
                )
        return self._episodes.update(view.t_s, found)


def speed_m_s(view: SceneView, track: ObjectTrack) -> float | None:
    """Return a person's speed on the ground, None without calibration or history."""
    path = [each for each in track.over(SPEED_SPAN_S) if each.score > 0]
    if view.calibration is None or len(path) < 4:  # noqa: PLR2004 - four places
        return None
    places = view.calibration.ground_m(np.array([each.feet for each in path]))
    if not np.isfinite(places).all() or path[-1].t_s - path[0].t_s < 0.6 * SPEED_SPAN_S:
        return None
    slopes = np.polyfit([each.t_s - path[0].t_s for each in path], places, 1)[0]
    return float(np.hypot(*slopes))
