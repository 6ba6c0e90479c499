"""Who is in a field since when. An object that is lost there and found again nearby is the same presence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from vigie.vision import boxes
from vigie.vision.geometry import Point
from vigie.vision.rules.evidence import is_believable
from vigie.vision.scene import SceneView
from vigie.vision.tracks import ObjectTrack, Sighting

ENTER_S = 0.25
"""An object must be inside this long before its presence counts: a box that trembles at the edge does not."""

LEAVE_S = 1.0
"""…and outside this long before it ends."""

HEAD_STAYS, LEGLESS = 0.25, 0.8
"""Without the legs a box is this share of its height or less; its upper edge moved less than that share."""

LATEST = 0.93
"""How much a picture counts after the next one: some fifteen count."""

JUMPED = 0.4
"""Overlap of two boxes in a row below which an object jumped."""

NEAR, AS_TALL = 0.35, 0.75
"""Another who stands no farther than this, in heights, from where somebody was, and is as tall but for this
share, is the same."""

LOST_S = 4.0
"""An object lost inside keeps its presence this long."""


@dataclass(slots=True)
class Presence:
    """One object in the field.

    Attributes:
        whole: where it was seen in the field last, feet and all.
        rested_s: when it first stopped walking on, kept by the rule that asks for it.
        rang: whether a rule told of it: it stays present, however hard to see, until it is gone.
    """

    track: ObjectTrack
    key: int
    since_s: float
    inside_s: float
    came_from_outside: bool
    whole: Sighting
    was_outside: bool = False
    pictures: float = 0.0
    evident: float = 0.0
    rested_s: float | None = None
    rang: bool = False

    @property
    def believable(self) -> bool:
        """Whether something was truly there in half of the latest pictures or more, or when it rang."""
        return self.rang or self.evident * 2 >= self.pictures


class Presences:
    """All presences in one field."""

    def __init__(self, holds: Callable[[Point], bool], concerns: Callable[[ObjectTrack], bool]) -> None:
        self._holds, self._concerns = holds, concerns
        self._present: dict[int, Presence] = {}
        self._seen_outside: set[int] = set()
        self._next_key = 1

    def update(self, view: SceneView) -> list[Presence]:
        """Take one instant in; return those present for `ENTER_S` or longer, oldest first."""
        t_s, tracks = view.t_s, list(view.tracks)
        for track in tracks:
            if track.seen_s != t_s or not self._concerns(track):
                continue
            if self._holds(track.history[-1].feet) or self._legs_hidden(track):
                self._inside(t_s, track)
            else:
                self._seen_outside.add(track.object_id)
        self._drop(t_s, tracks)
        self._weigh(view)
        ripe = [
            each
            for each in self._present.values()
            if each.inside_s - each.since_s >= ENTER_S and each.believable
        ]
        return sorted(ripe, key=lambda each: each.since_s)

    def _legs_hidden(self, track: ObjectTrack) -> bool:
        """Tell whether somebody present is now seen without the legs: the head is where it was."""
        presence = self._present.get(track.object_id)
        if presence is None:
            return False
        now, whole = track.history[-1], presence.whole
        stays = abs(now.box[1] - whole.box[1]) < HEAD_STAYS * whole.height
        stays = stays and abs(now.feet[0] - whole.feet[0]) < HEAD_STAYS * whole.height
        return stays and now.height < LEGLESS * whole.height

    def _weigh(self, view: SceneView) -> None:
        for each in self._present.values():
            if each.track.seen_s == view.t_s:
                each.pictures = LATEST * each.pictures + 1
                each.evident = LATEST * each.evident + is_believable(view, each.track)

    def _inside(self, t_s: float, track: ObjectTrack) -> None:
        presence = self._present.get(track.object_id)
        if presence is not None:
            presence.inside_s = t_s
            if self._holds(track.history[-1].feet):
                presence.whole = track.history[-1]
            return
        heir = self._heir_of(t_s, track) or self._mistaken_for(track)
        if heir is not None:
            del self._present[heir.track.object_id]
            heir.track, heir.inside_s, heir.whole = track, t_s, track.history[-1]
            self._present[track.object_id] = heir
            return
        since_s = self._since(track)
        outside = track.object_id in self._seen_outside
        self._present[track.object_id] = Presence(
            track, self._next_key, since_s, t_s, outside, track.history[-1]
        )
        self._next_key += 1

    def _since(self, track: ObjectTrack) -> float:
        """Return when the object's unbroken stay began: its history may be older than its confirmation."""
        since_s = track.history[-1].t_s
        for sighting in reversed(track.history):
            if not self._holds(sighting.feet):
                break
            since_s = sighting.t_s
        return since_s

    def _heir_of(self, t_s: float, track: ObjectTrack) -> Presence | None:
        """Return the presence that was lost where this object appeared, if any."""
        if track.object_id in self._seen_outside:
            return None
        first = track.history[0]
        for each in sorted(self._present.values(), key=lambda one: -one.inside_s):
            gap_s = first.t_s - each.track.seen_s
            if each.track.seen_s >= t_s or gap_s < -1.0:
                continue
            last = each.track.history[-1]
            apart = np.hypot(first.feet[0] - last.feet[0], first.feet[1] - last.feet[1])
            if apart <= max(first.height, last.height) * (0.6 + 0.5 * max(gap_s, 0)):
                return each
        return None

    def _mistaken_for(self, track: ObjectTrack) -> Presence | None:
        """Return the presence whose place this object took by a jump, while its own number jumped away.

        Where two pass close by, the tracker may exchange their numbers: nobody came in.
        """
        if not _jumped(track):
            return None
        now = track.history[-1]
        for each in self._present.values():
            gone = each.track.seen_s < track.seen_s or not _is_at(each.track.history[-1], each.whole)
            if gone and track.seen_s - each.inside_s <= LEAVE_S and _is_at(now, each.whole):
                return each
        return None

    def _drop(self, t_s: float, tracks: list[ObjectTrack]) -> None:
        alive = {track.object_id: track for track in tracks}
        for object_id, each in list(self._present.items()):
            seen_after = object_id in alive and alive[object_id].seen_s > each.inside_s
            limit = LEAVE_S if seen_after else LOST_S
            if t_s - each.inside_s > limit:
                del self._present[object_id]
        self._seen_outside &= set(alive)

    def explain(self) -> dict[str, Any]:
        """Tell who is in the field: how many, the longest stay in seconds, and how sure the detector was."""
        if not self._present:
            return {"candidates": 0}
        longest = max(self._present.values(), key=lambda each: each.inside_s - each.since_s)
        return {
            "candidates": len(self._present),
            "holds_s": round(longest.inside_s - longest.since_s, 2),
            "confidence": round(float(longest.track.score), 3),
        }


def _jumped(track: ObjectTrack) -> bool:
    """Tell whether an object's last two boxes have little in common."""
    if len(track.history) < 2:  # noqa: PLR2004 - before and after
        return False
    one, two = (np.array([each.box], np.float32) for each in list(track.history)[-2:])
    return bool(boxes.iou(one, two)[0, 0] < JUMPED)


def _is_at(one: Sighting, place: Sighting) -> bool:
    """Tell whether a box is as tall as another, and its feet are where those were."""
    apart = np.hypot(one.feet[0] - place.feet[0], one.feet[1] - place.feet[1])
    alike = AS_TALL * place.height < one.height < place.height / AS_TALL
    return bool(alike and apart <= NEAR * place.height)
