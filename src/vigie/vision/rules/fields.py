"""Intrusion and loitering: who is in a field, and for how long."""

from collections.abc import Sequence
from math import hypot

from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.presence import ENTER_S, LEAVE_S, Presence, Presences
from vigie.vision.rules.settings import IntrusionSettings, LoiteringSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import RuleKind, Signal

HERE_S = 0.5
"""Who stayed long is still there: not seen outside for longer than this."""

REST_S, REST_WAY = 1.0, 0.4
"""Who goes less than this share of the own height in this time has stopped walking through."""


class Intrusion:
    """Rings once for each object that is in the field (`presence`) or came into it (`entry`)."""

    kind = RuleKind.INTRUSION

    def __init__(self, settings: IntrusionSettings) -> None:
        self.settings = settings
        self._presences = Presences(settings.holds, lambda track: settings.concerns(track.kind))
        self._episodes = Episodes(
            settings.id, self.kind, after_s=0, hold_s=LEAVE_S, least_confidence=settings.least_confidence
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        least_s = max(ENTER_S, self.settings.min_duration_s)
        present = [
            each
            for each in self._presences.update(view)
            if each.inside_s - each.since_s >= least_s
            and (self.settings.mode == "presence" or each.came_from_outside)
        ]
        return _ring(self._episodes, present, view.t_s)


class Loitering:
    """Rings once for each object that stays in the field longer than `min_duration_s`.

    A stay begins where somebody first stops walking on: who crosses a large field, however long it takes,
    does not stay in it.
    """

    kind = RuleKind.LOITERING

    def __init__(self, settings: LoiteringSettings) -> None:
        self.settings = settings
        self._presences = Presences(settings.holds, lambda track: settings.concerns(track.kind))
        self._episodes = Episodes(
            settings.id, self.kind, after_s=0, hold_s=LEAVE_S, least_confidence=settings.least_confidence
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        present = [
            each
            for each in self._presences.update(view)
            if self._stays_s(each, view.t_s) >= self.settings.min_duration_s
            and view.t_s - each.inside_s <= HERE_S
        ]
        return _ring(self._episodes, present, view.t_s)

    @staticmethod
    def _stays_s(presence: Presence, t_s: float) -> float:
        """Return how long somebody has stayed, in seconds; 0 while walking on."""
        if presence.rested_s is None:
            presence.rested_s = _rest(presence)
        return 0.0 if presence.rested_s is None else t_s - presence.rested_s


def _rest(presence: Presence) -> float | None:
    """Return since when somebody rests; None while walking on, or while too little is known."""
    path = presence.track.over(REST_S)
    if path[-1].t_s - path[0].t_s < 0.7 * REST_S:
        return None
    way = hypot(path[-1].feet[0] - path[0].feet[0], path[-1].feet[1] - path[0].feet[1])
    return max(path[0].t_s, presence.since_s) if way <= REST_WAY * presence.track.size else None


def _ring(episodes: Episodes, present: Sequence[Presence], t_s: float) -> list[Signal]:
    """Return what is to be told of those for whom the rule holds; note which of them rang."""
    signals = episodes.update(t_s, {each.key: _finding(each, t_s) for each in present})
    for each in present:
        each.rang = each.rang or episodes.rings(each.key)
    return signals


def _finding(presence: Presence, t_s: float) -> Finding:
    track = presence.track
    return Finding(
        track.history[-1].box,
        max(track.score, 0.3),
        (track.object_id,),
        details={"inside_s": round(t_s - presence.since_s, 2), "class": track.kind.label},
    )
