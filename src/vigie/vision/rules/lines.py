"""Line crossing and wrong way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vigie.vision import boxes, geometry
from vigie.vision.geometry import Point
from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.evidence import is_believable
from vigie.vision.rules.settings import LineCrossingSettings, WrongWaySettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import Phase, RuleKind, Signal
from vigie.vision.tracks import ObjectTrack, Sighting

MARGIN = 0.12
"""How far from the line, in object widths, its feet must be to count as beyond it."""

AT_ONCE_S = 0.05
RETURN_S = 5.0
"""Who crossed lately and is seen back in one picture only, in a box cut short, did not come back."""

SHORT, LENGTHEN = 0.7, 0.2
"""A box shorter than this share of the usual height shows no feet; how much one picture counts in that."""

REPEAT_S = 1.0
"""The same object crosses again the same way only after this time."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One object went over the line.

    Attributes:
        track: the object.
        t_s: when its feet met the line.
        direction_deg: across the line, towards the side it went to.
    """

    track: ObjectTrack
    t_s: float
    direction_deg: float


@dataclass(slots=True)
class _Walk:
    """What is known of one object's way: the last place clearly on one side, and if it was seen back once."""

    sure: Sighting
    read_s: float
    tall: float
    told_s: float = -1e9
    told_deg: float = 0.0
    back: bool = False

    def shows_feet(self, sighting: Sighting) -> bool:
        """Tell whether feet are where a box ends: not where legs are hidden, nor where only motion was seen.

        A moving region holds the shadow too.
        """
        if not sighting.score:
            return False
        usual = self.tall
        self.tall += (sighting.height - usual) * LENGTHEN
        return sighting.height >= SHORT * usual

    def returns(self, crossing: Crossing) -> bool:
        """Tell whether this is the first picture of a way back, which may be a box cut short."""
        lately = crossing.t_s - self.told_s < RETURN_S
        first = lately and not self._same_way(crossing) and not self.back
        self.back = first
        return first

    def tell(self, crossing: Crossing) -> list[Crossing]:
        """Return the crossing, nothing where it was told just before."""
        if crossing.t_s - self.told_s < REPEAT_S and self._same_way(crossing):
            return []
        self.told_s, self.told_deg = crossing.t_s, crossing.direction_deg
        return [crossing]

    def _same_way(self, crossing: Crossing) -> bool:
        return geometry.turn_deg(crossing.direction_deg, self.told_deg) < 90  # noqa: PLR2004 - the same way


class LineWatch:
    """Finds crossings of one polyline by feet; trembling on the line does not count."""

    def __init__(self, polyline: Sequence[Point]) -> None:
        self._segments = list(pairwise(polyline))
        self._walks: dict[int, _Walk] = {}
        self._told: list[tuple[float, ObjectTrack, float]] = []

    def update(self, view: SceneView) -> list[Crossing]:
        """Return the crossings of what is truly there, each object's once however many boxes it has."""
        found = [each for each in self._read(view.tracks) if is_believable(view, each.track)]
        return [each for each in found if not self._told_before(view.t_s, each)]

    def _told_before(self, t_s: float, crossing: Crossing) -> bool:
        """Tell whether the crossing was told of another box of the same object, which is here too."""
        self._told = [each for each in self._told if t_s - each[0] <= REPEAT_S]
        box = np.array([_box_of(crossing.track)], np.float32)
        for _, track, direction in self._told:
            other = np.array([_box_of(track)], np.float32)
            alike = max(boxes.iou(box, other)[0, 0], 0.6 * boxes.cover(box, other)[0, 0])
            here = t_s - track.seen_s <= AT_ONCE_S and track is not crossing.track
            if here and alike > 0.4 and geometry.turn_deg(direction, crossing.direction_deg) < 90:  # noqa: PLR2004 - the same thing
                return True
        self._told.append((t_s, crossing.track, crossing.direction_deg))
        return False

    def _read(self, tracks: Sequence[ObjectTrack]) -> Iterator[Crossing]:
        """Read what is new in each object's history, from its first sighting on."""
        for track in tracks:
            first = track.history[0]
            walk = self._walks.setdefault(track.object_id, _Walk(first, first.t_s, first.height))
            for sighting in [each for each in track.history if each.t_s > walk.read_s]:
                walk.read_s = sighting.t_s
                if walk.shows_feet(sighting):
                    yield from self._step(track, walk, sighting)
        alive = {track.object_id for track in tracks}
        self._walks = {key: walk for key, walk in self._walks.items() if key in alive}

    def _step(self, track: ObjectTrack, walk: _Walk, sighting: Sighting) -> Iterator[Crossing]:
        met = False
        for first, second in self._segments:
            share = geometry.crossing(walk.sure.feet, sighting.feet, first, second)
            if share is None:
                continue
            met = True
            beyond = geometry.signed_distance(sighting.feet, first, second)
            if abs(beyond) < max(1.0, MARGIN * sighting.width):
                continue
            crossing = self._cross(track, walk, sighting, share, (first, second), beyond)
            if walk.returns(crossing):
                continue
            yield from walk.tell(crossing)
            walk.sure = sighting
        if not met:
            walk.sure, walk.back = sighting, False

    @staticmethod
    def _cross(
        track: ObjectTrack,
        walk: _Walk,
        sighting: Sighting,
        share: float,
        segment: tuple[Point, Point],
        beyond: float,
    ) -> Crossing:
        (x1, y1), (x2, y2) = segment
        side = 1 if beyond > 0 else -1
        direction = geometry.heading_deg(-(y2 - y1) * side, (x2 - x1) * side)
        return Crossing(track, walk.sure.t_s + share * (sighting.t_s - walk.sure.t_s), direction)


def _box_of(track: ObjectTrack) -> tuple[float, float, float, float]:
    return track.history[-1].box


class LineCrossing:
    """Rings once for each crossing, in the watched direction or in both."""

    kind = RuleKind.LINE_CROSSING

    def __init__(self, settings: LineCrossingSettings) -> None:
        self.settings = settings
        self._watch = LineWatch(settings.polyline_px)

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        return [signal for each in self._watch.update(view) for signal in self._judge(view, each)]

    def _judge(self, view: SceneView, crossing: Crossing) -> list[Signal]:
        track, wanted = crossing.track, self.settings.direction_deg
        if not self.settings.concerns(track.kind) or track.score < self.settings.least_confidence * 0.5:
            return []
        if wanted is not None and geometry.turn_deg(crossing.direction_deg, wanted) > 90:  # noqa: PLR2004 - the other way
            return []
        return _instant(self.settings.id, self.kind, view, crossing)


class WrongWay:
    """Rings for an object that crosses the line, or moves in the field, against the allowed direction."""

    kind = RuleKind.WRONG_WAY

    def __init__(self, settings: WrongWaySettings) -> None:
        self.settings = settings
        self._watch = LineWatch(settings.polyline_px) if settings.polyline_px else None
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=2.0,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        if self._watch is not None:
            found = [each for each in self._watch.update(view) if self._over_the_line(each)]
            return [signal for each in found for signal in _instant(self.settings.id, self.kind, view, each)]
        against = {
            track.object_id: Finding(_box_of(track), track.score, (track.object_id,), heading)
            for track in view.tracks
            if (heading := self._against(track, view.t_s)) is not None
        }
        return self._episodes.update(view.t_s, against)

    def _over_the_line(self, crossing: Crossing) -> bool:
        if not self.settings.concerns(crossing.track.kind):
            return False
        if crossing.track.score < self.settings.least_confidence * 0.5:
            return False
        turn = geometry.turn_deg(crossing.direction_deg, self.settings.allowed_direction_deg)
        return turn > 90  # noqa: PLR2004 - a line has two sides

    def _against(self, track: ObjectTrack, t_s: float) -> float | None:
        """Return the heading of an object that moves against the allowed direction in the field."""
        if track.seen_s != t_s or not self.settings.concerns(track.kind):
            return None
        first, last = track.over(1.0)[0], track.history[-1]
        dx, dy = last.feet[0] - first.feet[0], last.feet[1] - first.feet[1]
        moved = (dx**2 + dy**2) ** 0.5 > 0.4 * max(last.width, last.height) * max(last.t_s - first.t_s, 0.3)
        if not moved or not self.settings.holds(last.feet):
            return None
        heading = geometry.heading_deg(dx, dy)
        turn = geometry.turn_deg(heading, self.settings.allowed_direction_deg)
        return heading if turn > self.settings.tolerance_deg else None


def _instant(rule_id: str, kind: RuleKind, view: SceneView, crossing: Crossing) -> list[Signal]:
    """Return the start and the end of something that takes no time."""
    track = crossing.track
    details = {"crossed_at_s": round(crossing.t_s, 3), "class": track.kind.label}
    confidence = round(max(track.score, 0.3), 3)
    return [
        Signal(
            rule_id,
            kind,
            phase,
            view.t_s,
            view.t_s,
            confidence,
            _box_of(track),
            (track.object_id,),
            crossing.direction_deg,
            details,
            track.object_id,
        )
        for phase in (Phase.START, Phase.END)
    ]
