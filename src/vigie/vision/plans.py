"""What is to be watched on one camera, ready for the size of its picture: rules made, fields scaled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vigie.vision.calibration import Calibration
from vigie.vision.ports import CameraRules, RuleSpec
from vigie.vision.rules.registry import Rule, make_rule
from vigie.vision.rules.settings import RuleSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import RuleKind, Signal

TAMPERING_ID = "equipment:tampering"
DIAGNOSE_EVERY_S = 0.45
"""Tampering lasts: looking for it twice a second is enough, however often people are looked for."""

PIXEL_KEYS = ("field_px", "polyline_px")

Size = tuple[int, int]


class Paced:
    """A rule that is asked less often than pictures are looked at; it sees whole times between them.

    Args:
        rule: the rule.
        every_s: shortest time between two questions.
    """

    def __init__(self, rule: Rule, every_s: float) -> None:
        self._rule = rule
        self._every_s = every_s
        self._asked_s: float | None = None

    @property
    def kind(self) -> RuleKind:
        """What it watches."""
        return self._rule.kind

    @property
    def settings(self) -> RuleSettings:
        """What it was told."""
        return self._rule.settings

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in, if it is time."""
        since_s = None if self._asked_s is None else view.t_s - self._asked_s
        if since_s is not None and 0 <= since_s < self._every_s:
            return []
        self._asked_s = view.t_s
        elapsed_s = view.elapsed_s if since_s is None else max(0.0, since_s)
        return self._rule.update(replace(view, elapsed_s=elapsed_s))


@dataclass(frozen=True, slots=True)
class CameraPlan:
    """One camera's rules and what else matters about it.

    Attributes:
        rules: its rules, as the rulebook gave them.
        ptz: whether it can be steered: then a view that changed is nothing suspicious.
    """

    rules: CameraRules
    ptz: bool = False

    def specs(self) -> tuple[RuleSpec, ...]:
        """Return every rule; the diagnostic of tampering is always among them."""
        given = self.rules.rules
        if any(spec.kind is RuleKind.TAMPERING for spec in given):
            return given
        return (*given, RuleSpec(TAMPERING_ID, RuleKind.TAMPERING, {"id": TAMPERING_ID}))

    def make(self, spec: RuleSpec, size_px: Size) -> Rule:
        """Make a rule for pictures of `size_px`.

        Raises:
            BadInput: its parameters are impossible; the message names it.
        """
        parameters = scaled(spec.parameters, self.rules.size_px, size_px)
        rule = make_rule(spec.kind, {**parameters, "id": spec.rule_id})
        return Paced(rule, DIAGNOSE_EVERY_S) if spec.kind is RuleKind.TAMPERING else rule

    def calibration(self, size_px: Size) -> Calibration | None:
        """Return the calibration for pictures of `size_px`."""
        return rescaled(self.rules.calibration, self.rules.size_px, size_px)


def scaled(parameters: Mapping[str, Any], drawn: Size | None, size_px: Size) -> Mapping[str, Any]:
    """Return parameters whose points, drawn on a picture of size `drawn`, fit one of `size_px`."""
    if drawn is None or drawn == size_px:
        return parameters
    across, down = size_px[0] / drawn[0], size_px[1] / drawn[1]
    points = {
        key: [(float(x) * across, float(y) * down) for x, y in parameters[key]]
        for key in PIXEL_KEYS
        if parameters.get(key)
    }
    return {**parameters, **points}


def rescaled(known: Calibration | None, drawn: Size | None, size_px: Size) -> Calibration | None:
    """Return a calibration made on pictures of size `drawn` for pictures of `size_px`."""
    if known is None or drawn is None or drawn == size_px:
        return known
    back = np.diag([drawn[0] / size_px[0], drawn[1] / size_px[1], 1.0])
    return Calibration(known.matrix @ back, known.error_m)
