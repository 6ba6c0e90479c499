"""`ObjectTrack`: one object followed from picture to picture, by place and motion only (ARCHITECTURE R5)."""

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vigie.vision.detections import TWO_WHEELERS, VEHICLES, ObjectClass

HISTORY = 600
"""Most places remembered of one object."""

ACCELERATION = 1.5
"""Usual change of speed, in object sizes per second squared."""

SIZE_SHARE = 0.12
"""How much one sighting counts in the usual size: it outlasts the moment in which others hide somebody."""

PLACE_NOISE = 0.07
"""Usual error of a detected place, in object sizes."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where an object was at one instant: seconds, box, detector score (0 when only motion showed it)."""

    t_s: float
    box: tuple[float, float, float, float]
    score: float

    @property
    def feet(self) -> tuple[float, float]:
        """Bottom centre in pixels."""
        return (self.box[0] + self.box[2]) / 2, self.box[3]

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.box[3] - self.box[1]


class Axis:
    """Kalman filter of one coordinate with constant velocity."""

    def __init__(self, place: float, size: float) -> None:
        self.place, self.speed = place, 0.0
        self._covariance: NDArray[np.float64] = np.diag([(PLACE_NOISE * size) ** 2, (3.0 * size) ** 2])

    def predict(self, elapsed_s: float, size: float) -> None:
        """Let time pass."""
        self.place += self.speed * elapsed_s
        step = np.array([[1.0, elapsed_s], [0.0, 1.0]])
        push = np.array([elapsed_s**2 / 2, elapsed_s]) * ACCELERATION * size
        self._covariance = step @ self._covariance @ step.T + np.outer(push, push)

    def correct(self, place: float, size: float, trust: float) -> None:
        """Take a measured place in; `trust` 0–1 widens its error."""
        noise = (PLACE_NOISE * size / max(trust, 0.2)) ** 2
        gain = self._covariance[:, 0] / (self._covariance[0, 0] + noise)
        error = place - self.place
        self.place += float(gain[0]) * error
        self.speed += float(gain[1]) * error
        self._covariance = self._covariance - np.outer(gain, self._covariance[0])


def group(kind: int) -> int:
    """Return a number shared by classes that detectors confuse: vehicles, riders and people, the rest."""
    if kind in VEHICLES:
        return 1
    if kind in TWO_WHEELERS or kind in {ObjectClass.PERSON, ObjectClass.ANIMAL}:
        return 2
    return 3


@dataclass(slots=True)
class ObjectTrack:
    """One object.

    Attributes:
        object_id: its number, never used again.
        history: where it was, oldest first, at most `HISTORY` places.
        votes: the sum of scores for each class.
        hits: pictures in which a detector saw it.
        confirmed: seen often enough to count.
        born_s: first seen.
        seen_s: last seen.
        shadows: pictures in a row in which it lay on a surer object.
        scenery: whether its last detection was of something that is always seen there.
        usual_size: the longer side that detectors gave it over the last second or so, in pixels.
        ground_m: position on the ground in metres, None without calibration.
    """

    object_id: int
    history: deque[Sighting]
    x: Axis
    y: Axis
    width: float
    height: float
    votes: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(ObjectClass)))
    hits: int = 0
    confirmed: bool = False
    born_s: float = 0.0
    seen_s: float = 0.0
    usual_size: float = 0.0
    shadows: int = 0
    scenery: bool = False
    ground_m: tuple[float, float] | None = None

    @classmethod
    def begin(cls, object_id: int, sighting: Sighting, kind: int) -> "ObjectTrack":
        """Start following what was sighted."""
        left, top, right, bottom = sighting.box
        size = max(right - left, bottom - top)
        track = cls(
            object_id,
            deque([sighting], maxlen=HISTORY),
            Axis((left + right) / 2, size),
            Axis((top + bottom) / 2, size),
            right - left,
            bottom - top,
            born_s=sighting.t_s,
            seen_s=sighting.t_s,
            usual_size=size,
        )
        track.vote(kind, sighting.score)
        track.hits = 1
        return track

    @property
    def size(self) -> float:
        """The longer side in pixels."""
        return max(self.width, self.height)

    @property
    def kind(self) -> ObjectClass:
        """The class most seen so far."""
        return ObjectClass(int(self.votes.argmax()))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The filtered box, predicted where it is not seen."""
        half_width, half_height = self.width / 2, self.height / 2
        x, y = self.x.place, self.y.place
        return x - half_width, y - half_height, x + half_width, y + half_height

    @property
    def feet(self) -> tuple[float, float]:
        """Bottom centre in pixels."""
        return self.x.place, self.y.place + self.height / 2

    @property
    def speed_px_s(self) -> tuple[float, float]:
        """Velocity in pixels per second, right and down."""
        return self.x.speed, self.y.speed

    @property
    def score(self) -> float:
        """Mean score of the last ten sightings."""
        last = [sighting.score for sighting in list(self.history)[-10:]]
        return sum(last) / len(last)

    def walks(self, span_s: float, share: float) -> bool:
        """Tell whether it went more than `share` of its size in the last `span_s` seconds it was seen."""
        path = self.over(span_s)
        (l1, t1, r1, b1), (l2, t2, r2, b2) = path[0].box, path[-1].box
        return float(np.hypot(l2 + r2 - l1 - r1, t2 + b2 - t1 - b1)) / 2 > share * self.size

    def predict(self, elapsed_s: float) -> None:
        """Let time pass."""
        self.x.predict(elapsed_s, self.size)
        self.y.predict(elapsed_s, self.size)

    def see(self, sighting: Sighting, kind: int | None) -> None:
        """Take a sighting in; `kind` is None when only motion shows the object."""
        left, top, right, bottom = sighting.box
        trust = 1.0 if kind is not None else 0.4
        self.x.correct((left + right) / 2, self.size, trust)
        self.y.correct((top + bottom) / 2, self.size, trust)
        share = 0.5 if kind is not None else 0.2
        self.width += (right - left - self.width) * share
        self.height += (bottom - top - self.height) * share
        self.history.append(sighting)
        self.seen_s = sighting.t_s
        if kind is not None:
            self.hits += 1
            size = max(right - left, bottom - top)
            self.usual_size += (size - self.usual_size) * max(SIZE_SHARE, 1 / self.hits)
            self.vote(kind, sighting.score)

    def vote(self, kind: int, score: float) -> None:
        """Count what a detector says it is; old votes fade over some fifty pictures."""
        self.votes *= 0.98
        self.votes[kind] += score

    def over(self, span_s: float) -> list[Sighting]:
        """Return the sightings of the last `span_s` seconds, oldest first."""
        since = self.seen_s - span_s
        return [sighting for sighting in self.history if sighting.t_s >= since]
