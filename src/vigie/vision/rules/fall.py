"""A person on the ground after a fall: upright, then down within a second or so, then staying down.

What counts is the collapse of the body's height, not a posture: a person who sits, bends or lies down
slowly does not ring. The height before is the person's own of the last seconds, so distance and camera do
not matter.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vigie.vision import boxes
from vigie.vision.detections import ObjectClass
from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.evidence import is_cut, new_share
from vigie.vision.rules.settings import FallSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import RuleKind, Signal
from vigie.vision.tracks import ObjectTrack, Sighting

if TYPE_CHECKING:
    from collections.abc import Hashable

LOOK_BACK_S = 2.5
"""A fall, from the last upright instant to the ground, lasts no longer."""

LOW = 0.5
"""On the ground: at most this share of the height before."""

LOW_WIDE = 0.72
"""…or this share, when lying across: wider than tall."""

WIDE = 1.1
LEAST_TALL = 0.09
"""Whoever stands shorter than this share of the picture is too far away to tell."""

RECOVER = 0.75
"""Back on the feet from this share on."""

LONG, BROAD = 0.42, 0.28
"""A body on the ground is still this long and this broad, in heights; a bag or half a body is not."""

HEAD_DROP = 0.4
"""The top of the body came down by this share of the height before."""

STAYS = 0.8
"""Whoever lies does not go farther than this, in heights, from one picture to the next."""

SURELY = 0.35
"""Who stands is seen with this score: behind a parked car a doubtful box grows and shrinks."""

LEAST_UPRIGHT, NOT_NOW_S = 4, 0.2
"""Pictures in which somebody was seen surely before a fall, and how long before the one that is judged."""

SAME_FALL_S, UPRIGHT = 5.0, 1.6
SEEN_SHARE, NEW, HIDDEN = 0.3, 0.2, 0.6
"""Somebody on the ground is seen in this share of the pictures, differs from the background in this share of
the box, and is hidden by others for no more than this share."""


@dataclass(slots=True)
class _Down:
    """A collapsed person: the height before, the last sighting and when it was down first."""

    standing: float
    since_s: float
    last: Sighting
    seen: int = 1
    pictures: int = 1


class Fall:
    """Rings for a person who collapsed and stays down for `min_duration_s`."""

    kind = RuleKind.FALL

    def __init__(self, settings: FallSettings) -> None:
        self.settings = settings
        self._down: dict[int, _Down] = {}
        self._places: list[tuple[int, Sighting, float]] = []
        self._fallen = 0
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=SAME_FALL_S,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        found: dict[Hashable, Finding] = {}
        for track in view.tracks:
            down = self._judge(view, track)
            if down is not None and self.settings.holds(down.last.feet) and self._lies(view, track, down):
                share = down.last.height / down.standing
                details = {"height_share": round(share, 2), "down_s": round(view.t_s - down.since_s, 2)}
                confidence = min(1.0, 0.5 + 0.5 * (LOW_WIDE - share) / LOW_WIDE + 0.2)
                found[self._key(view.t_s, down)] = Finding(
                    down.last.box, confidence, (track.object_id,), details=details
                )
        alive = {track.object_id for track in view.tracks}
        self._down = {key: value for key, value in self._down.items() if key in alive}
        return self._episodes.update(view.t_s, found)

    def _key(self, t_s: float, down: _Down) -> int:
        """Return the fall's number: who lies where somebody lay just before is the same, lost and found."""
        self._places = [each for each in self._places if t_s - each[2] <= SAME_FALL_S]
        for row, (number, place, _) in enumerate(self._places):
            if _apart(down.last, place) <= STAYS * down.standing:
                self._places[row] = (number, down.last, t_s)
                return number
        self._fallen += 1
        self._places.append((self._fallen, down.last, t_s))
        return self._fallen

    def _judge(self, view: SceneView, track: ObjectTrack) -> _Down | None:
        if track.kind not in {ObjectClass.PERSON, ObjectClass.ANIMAL}:
            return None
        down = self._down.get(track.object_id)
        if down is None:
            down = self._collapse(track, view)
            if down is not None:
                self._down[track.object_id] = down
            return down
        down.pictures += 1
        if track.seen_s == view.t_s:
            last = track.history[-1]
            stands = last.height > RECOVER * down.standing
            if stands or _apart(last, down.last) > STAYS * down.standing:
                self._rise(down, surely=stands and last.score >= SURELY)
                del self._down[track.object_id]
                return None
            down.last, down.seen = last, down.seen + 1
        return down

    def _rise(self, down: _Down, *, surely: bool) -> None:
        """Let who stands up again be another fall when they come down once more."""
        if surely:
            near = STAYS * down.standing
            self._places = [each for each in self._places if _apart(down.last, each[1]) > near]

    @staticmethod
    def _lies(view: SceneView, track: ObjectTrack, down: _Down) -> bool:
        """Tell whether somebody is truly there: seen often, not hidden by others, not scenery."""
        if down.seen < SEEN_SHARE * down.pictures or new_share(view, down.last.box) < NEW:
            return False
        others = [
            each.history[-1].box
            for each in view.tracks
            if each.object_id != track.object_id
            and view.t_s - each.seen_s <= 1.0
            and each.history[-1].height > UPRIGHT * down.last.height
        ]
        if not others:
            return True
        box = np.array([down.last.box], np.float32)
        return bool(boxes.cover(box, np.array(others, np.float32)).max() <= HIDDEN)

    @staticmethod
    def _collapse(track: ObjectTrack, view: SceneView) -> _Down | None:
        """Return the collapse that ends now, if there is one."""
        now = track.history[-1]
        if track.seen_s != view.t_s:
            return None
        if is_cut(view, now.box) and now.width < WIDE * now.height:
            return None  # who leaves the picture by its edge grows short too
        earlier = [each for each in track.over(LOOK_BACK_S) if now.t_s - each.t_s >= NOT_NOW_S]
        before = [each for each in earlier if each.score >= SURELY]
        if len(before) < LEAST_UPRIGHT:
            return None
        upright = sorted(before, key=lambda each: -each.height)[: max(2, len(before) // 5)][-1]
        standing = upright.height
        share = now.height / standing
        whole = max(now.width, now.height) >= LONG * standing and now.width >= BROAD * standing
        low = share <= LOW or (share <= LOW_WIDE and now.width / now.height >= WIDE)
        dropped = now.box[1] - upright.box[1] >= HEAD_DROP * standing
        if standing < LEAST_TALL * view.height_px:
            return None
        was_upright = upright.height / upright.width > 1.0
        if low and whole and dropped and was_upright:
            return _Down(standing, view.t_s, now)
        return None


def _apart(one: Sighting, two: Sighting) -> float:
    return float(np.hypot(one.feet[0] - two.feet[0], one.feet[1] - two.feet[1]))
