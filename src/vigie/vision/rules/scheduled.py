"""A rule that works only within its weekly spans (`schedule.Schedule`).

Outside its spans a rule sees nothing at all, and what it had open ends. Without a known local time it stays
silent: a rule that may only work at night must never work because a clock is missing.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from vigie.vision.rules.settings import RuleSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import Phase, RuleKind, Signal


class _Rule(Protocol):
    @property
    def kind(self) -> RuleKind: ...
    @property
    def settings(self) -> RuleSettings: ...
    def update(self, view: SceneView) -> list[Signal]: ...


class Scheduled:
    """Runs a fresh rule in each active span.

    Args:
        make: makes the rule.
    """

    def __init__(self, make: Callable[[], _Rule]) -> None:
        self._make = make
        self._rule = make()
        self._active = False
        self._open: list[Signal] = []

    @property
    def kind(self) -> RuleKind:
        """What it watches."""
        return self._rule.kind

    @property
    def settings(self) -> RuleSettings:
        """What it was told."""
        return self._rule.settings

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        active = view.local is not None and self.settings.schedule.active(view.local)
        if active and not self._active:
            self._rule = self._make()
        self._active = active
        if not active:
            return self._close(view.t_s)
        signals = self._rule.update(view)
        for each in signals:
            self._note(each)
        return signals

    def _note(self, signal: Signal) -> None:
        if signal.phase is Phase.START:
            self._open.append(signal)
        elif signal.phase is Phase.END:
            self._open = [each for each in self._open if each.event != signal.event]

    def _close(self, t_s: float) -> list[Signal]:
        ended = [replace(each, phase=Phase.END, t_s=t_s) for each in self._open]
        self._open = []
        return ended
