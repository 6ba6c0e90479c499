"""Intrusion and loitering: who is in a field, and for how long."""

from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.presence import ENTER_S, LEAVE_S, Presence, Presences
from vigie.vision.rules.settings import IntrusionSettings, LoiteringSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import RuleKind, Signal

HERE_S = 0.5
"""Who stayed long is still there: not seen outside for longer than this."""


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
        found = {
            each.key: _finding(each, view.t_s)
            for each in self._presences.update(view)
            if each.inside_s - each.since_s >= least_s
            and (self.settings.mode == "presence" or each.came_from_outside)
        }
        return self._episodes.update(view.t_s, found)


class Loitering:
    """Rings once for each object that stays in the field longer than `min_duration_s`."""

    kind = RuleKind.LOITERING

    def __init__(self, settings: LoiteringSettings) -> None:
        self.settings = settings
        self._presences = Presences(settings.holds, lambda track: settings.concerns(track.kind))
        self._episodes = Episodes(
            settings.id, self.kind, after_s=0, hold_s=LEAVE_S, least_confidence=settings.least_confidence
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        found = {
            each.key: _finding(each, view.t_s)
            for each in self._presences.update(view)
            if view.t_s - each.since_s >= self.settings.min_duration_s and view.t_s - each.inside_s <= HERE_S
        }
        return self._episodes.update(view.t_s, found)


def _finding(presence: Presence, t_s: float) -> Finding:
    track = presence.track
    return Finding(
        track.history[-1].box,
        max(track.score, 0.3),
        (track.object_id,),
        details={"inside_s": round(t_s - presence.since_s, 2), "class": track.kind.label},
    )
