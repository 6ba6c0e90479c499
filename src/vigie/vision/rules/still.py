"""Abandoned and removed objects, and stopped vehicles: what stays where it should not, or is gone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vigie.vision import boxes
from vigie.vision.detections import VEHICLES, ObjectClass
from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.evidence import is_cut, new_share, way_of
from vigie.vision.rules.settings import StaticObjectSettings, StoppedVehicleSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import Box, RuleKind, Signal
from vigie.vision.statics import StaticRegion
from vigie.vision.tracks import ObjectTrack

if TYPE_CHECKING:
    from collections.abc import Hashable

STILL = 0.25
"""A vehicle that stays within this share of its size stands."""

WAY_S, WAY = 4.0, 0.4
"""A vehicle that drove went this far, in sizes, within this time."""

NEW = 0.12
"""A vehicle that came covers the background, though dark on dark asphalt only this share of it on the whole;
one that was parked all along is the background."""

KNOWN_S = 15.0
"""A thing that somebody hides for a while is the same afterwards."""

SAME_PLACE = 0.3
"""What lies there for this share is what rang before."""

LYING, WITHIN = 1.1, 0.5
"""Whoever was seen last so much wider than tall lies there; what is in that box by this share is a part of
them: detectors seldom see a person on the ground."""

OWNER_SPAN_S = 6.0
"""Whoever was near in the seconds before something was left is its owner."""


@dataclass(slots=True)
class _Left:
    """A static region: who was near when it came, where they were seen last, since when nobody is near."""

    box: Box
    since_s: float
    owner: int | None
    alone_s: float
    seen_s: float = 0.0
    owner_box: Box | None = None

    def is_owner(self) -> bool:
        """Tell whether this is a part of the owner, who was never seen to get up and leave."""
        if self.owner_box is None:
            return False
        left, top, right, bottom = self.owner_box
        region, owner = np.array([self.box], np.float32), np.array([self.owner_box], np.float32)
        lies = right - left >= LYING * (bottom - top)
        return lies and bool(boxes.cover(region, owner)[0, 0] >= WITHIN)


class StaticObject:
    """Rings for something left (`appeared`) or taken away, once its owner is gone for `min_duration_s`.

    People who stand still, parked vehicles and spots of light are refused: a region in which a detector saw a
    person or a vehicle lately is none, nor one that covers its box thinly or is larger than `max_share`.
    """

    def __init__(self, settings: StaticObjectSettings, *, appeared: bool) -> None:
        self.settings = settings
        self.kind = RuleKind.ABANDONED_OBJECT if appeared else RuleKind.REMOVED_OBJECT
        self._appeared = appeared
        self._left: list[_Left] = []
        self._rung: dict[float, Box] = {}
        self._episodes = Episodes(
            settings.id, self.kind, after_s=0, hold_s=15.0, least_confidence=settings.least_confidence
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        found: dict[Hashable, Finding] = {}
        kept: list[_Left] = []
        for region in view.statics:
            if region.appeared != self._appeared or not self._plausible(view, region):
                continue
            left = self._known(view, region)
            left.box, left.seen_s = region.box, view.t_s
            kept.append(left)
            if self._appeared and self._attended(view, left):
                left.alone_s = view.t_s
            self._note_owner(view, left)
            alone = view.t_s - max(left.alone_s, left.since_s)
            taken = self._was_person_or_vehicle(view, region.box, moving=not self._appeared)
            taken = taken or (self._appeared and left.is_owner())
            if alone >= self.settings.min_duration_s and not taken:
                ids = () if left.owner is None else (left.owner,)
                details = {"alone_s": round(alone, 1), "owner": left.owner}
                found[self._key(left)] = Finding(region.box, 0.5 + 0.4 * region.fill, ids, details=details)
        self._left = kept + [e for e in self._left if e not in kept and view.t_s - e.seen_s <= KNOWN_S]
        return self._episodes.update(view.t_s, found)

    def _key(self, left: _Left) -> float:
        """Return what names the place: something seen there anew after it was hidden rings once only."""
        box = np.array([left.box], np.float32)
        for key, place in self._rung.items():
            other = np.array([place], np.float32)
            if max(boxes.cover(box, other)[0, 0], boxes.cover(other, box)[0, 0]) > SAME_PLACE:
                self._rung[key] = left.box
                return key
        self._rung[left.since_s] = left.box
        return left.since_s

    def _plausible(self, view: SceneView, region: StaticRegion) -> bool:
        left, top, right, bottom = region.box
        share = (right - left) * (bottom - top) / (view.width_px * view.height_px)
        middle = ((left + right) / 2, bottom)
        slender = max(right - left, bottom - top) > 5 * min(right - left, bottom - top)
        return (
            share <= self.settings.max_share
            and region.fill >= 0.35  # noqa: PLR2004 - a spot of light is ragged
            and not slender
            and not is_cut(view, region.box)
            and not (region.dark and self._beside_somebody(view, region.box))
            and self.settings.holds(middle)
        )

    @staticmethod
    def _beside_somebody(view: SceneView, box: Box) -> bool:
        """Tell whether somebody or a vehicle is near, whose shadow it may be."""
        for track in view.tracks:
            last = track.history[-1]
            left, top, right, bottom = last.box
            reach = max(last.width, last.height)
            if (
                left - reach < box[2]
                and box[0] < right + reach
                and top - reach < box[3]
                and box[1] < bottom + reach
            ):
                return True
        return False

    def _known(self, view: SceneView, region: StaticRegion) -> _Left:
        box = np.array([region.box], np.float32)
        for each in self._left:
            other = np.array([each.box], np.float32)
            if max(boxes.cover(box, other)[0, 0], boxes.cover(other, box)[0, 0]) > 0.5:  # noqa: PLR2004 - the same place
                return each
        return _Left(region.box, region.since_s, self._owner(view, region), region.since_s)

    @staticmethod
    def _note_owner(view: SceneView, left: _Left) -> None:
        for track in view.tracks:
            if track.object_id == left.owner:
                left.owner_box = track.history[-1].box

    @staticmethod
    def _owner(view: SceneView, region: StaticRegion) -> int | None:
        """Return the person nearest to the place in the seconds before."""
        x, y = (region.box[0] + region.box[2]) / 2, region.box[3]
        best: tuple[float, int] | None = None
        for track in view.tracks:
            if track.kind != ObjectClass.PERSON:
                continue
            for each in track.over(OWNER_SPAN_S):
                apart = float(np.hypot(each.feet[0] - x, each.feet[1] - y)) / max(each.height, 1)
                if apart < 1.0 and (best is None or apart < best[0]):
                    best = (apart, track.object_id)
        return None if best is None else best[1]

    def _attended(self, view: SceneView, left: _Left) -> bool:
        """Tell whether its owner is near; without a known owner, whether anybody stands there."""
        x, y = (left.box[0] + left.box[2]) / 2, left.box[3]
        for track in view.tracks:
            if track.kind != ObjectClass.PERSON or view.t_s - track.seen_s > 1.0:
                continue
            if left.owner is not None and track.object_id != left.owner:
                continue
            feet = track.history[-1].feet
            if np.hypot(feet[0] - x, feet[1] - y) <= self.settings.owner_distance * track.height:
                return True
        return False

    @staticmethod
    def _was_person_or_vehicle(view: SceneView, box: Box, *, moving: bool) -> bool:
        """Tell whether a followed person or vehicle stands there, or only passes (`moving`).

        Where something was taken the built-in detector sees its ghost, which never moves.
        """
        bodies = [
            track.history[-1].box
            for track in view.tracks
            if track.kind in VEHICLES | {ObjectClass.PERSON, ObjectClass.MOTORCYCLE}
            and (not moving or way_of(track, track.over(WAY_S)) > STILL)
        ]
        if not bodies:
            return False
        region, others = np.array([box], np.float32), np.array(bodies, np.float32)
        together = boxes.cover(region, others).sum() > 0.5  # noqa: PLR2004 - a group that stands
        inside = boxes.cover(others, region).max() > 0.6  # noqa: PLR2004 - one body of it
        return bool(together or inside or boxes.iou(region, others).max() > 0.4)  # noqa: PLR2004 - the same thing


@dataclass(slots=True)
class _Stand:
    """A vehicle that stands: since when, where, and the mean share of its box that is new there."""

    since_s: float
    place: tuple[float, float]
    new: float = 0.0
    pictures: int = 0


class StoppedVehicle:
    """Rings for a vehicle that moved and now stands in the field for `min_duration_s`."""

    kind = RuleKind.STOPPED_VEHICLE

    def __init__(self, settings: StoppedVehicleSettings) -> None:
        self.settings = settings
        self._moved: set[int] = set()
        self._stands: dict[int, _Stand] = {}
        self._episodes = Episodes(
            settings.id, self.kind, after_s=0, hold_s=4.0, least_confidence=settings.least_confidence
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        found: dict[Hashable, Finding] = {}
        for track in view.tracks:
            if track.kind not in VEHICLES or not self.settings.concerns(track.kind):
                continue
            stand = self._stand(view, track)
            stood_s = track.history[-1].t_s - stand.since_s
            there = self.settings.holds(track.history[-1].feet) and stand.new >= NEW
            moved = track.object_id in self._moved
            if moved and there and stood_s >= self.settings.min_duration_s:
                details = {"stood_s": round(stood_s, 1), "class": track.kind.label}
                found[track.object_id] = Finding(
                    track.history[-1].box, max(track.score, 0.3), (track.object_id,), details=details
                )
        alive = {track.object_id for track in view.tracks}
        self._moved &= alive
        self._stands = {key: value for key, value in self._stands.items() if key in alive}
        return self._episodes.update(view.t_s, found)

    def _stand(self, view: SceneView, track: ObjectTrack) -> _Stand:
        """Return where a vehicle stands since when; one that never moved was parked before."""
        last = track.history[-1]
        x, y = (last.box[0] + last.box[2]) / 2, (last.box[1] + last.box[3]) / 2
        stand = self._stands.get(track.object_id)
        if stand is None or np.hypot(x - stand.place[0], y - stand.place[1]) > STILL * max(
            last.width, last.height
        ):
            stand = self._stands[track.object_id] = _Stand(last.t_s, (x, y))
        if track.object_id not in self._moved and _came_far(track):
            self._moved.add(track.object_id)
        stand.pictures += 1
        stand.new += (new_share(view, last.box) - stand.new) / stand.pictures
        return stand


def _came_far(track: ObjectTrack) -> bool:
    """Tell whether a vehicle went a way, rather than its box jumped."""
    seen = track.over(WAY_S)
    if len(seen) < 6:  # noqa: PLR2004 - a way has places
        return False
    rows = np.array([each.box for each in seen])
    path = (rows[:, :2] + rows[:, 2:]) / 2
    whole = float(np.hypot(*(path[-1] - path[0])))
    size = float((rows[:, 2:] - rows[:, :2]).max(axis=1).mean())
    return whole >= WAY * size and float(np.hypot(*np.diff(path, axis=0).T).max()) < 0.6 * whole
