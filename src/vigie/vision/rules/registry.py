"""Every rule by its kind: its settings and its state machine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import ValidationError

from vigie.kernel.errors import BadInput
from vigie.vision.rules import settings as s
from vigie.vision.rules.fall import Fall
from vigie.vision.rules.fields import Intrusion, Loitering
from vigie.vision.rules.fire import Fire
from vigie.vision.rules.lines import LineCrossing, WrongWay
from vigie.vision.rules.people import CrowdDensity, CrowdMovement, Gathering, Running
from vigie.vision.rules.scheduled import Scheduled
from vigie.vision.rules.smoke import Smoke
from vigie.vision.rules.still import StaticObject, StoppedVehicle
from vigie.vision.rules.tampering import Tampering
from vigie.vision.scene import SceneView
from vigie.vision.signals import RuleKind, Signal


class Rule(Protocol):
    """A state machine over one camera's scene."""

    @property
    def kind(self) -> RuleKind:
        """What it watches."""
        ...

    @property
    def settings(self) -> s.RuleSettings:
        """What it was told."""
        ...

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in; return what is to be told."""
        ...


@dataclass(frozen=True, slots=True)
class RuleType:
    """A kind's settings class and how a rule is made of them."""

    settings: type[s.RuleSettings]
    make: Callable[[Any], Rule]


RULE_TYPES: Mapping[RuleKind, RuleType] = {
    RuleKind.INTRUSION: RuleType(s.IntrusionSettings, Intrusion),
    RuleKind.LINE_CROSSING: RuleType(s.LineCrossingSettings, LineCrossing),
    RuleKind.WRONG_WAY: RuleType(s.WrongWaySettings, WrongWay),
    RuleKind.LOITERING: RuleType(s.LoiteringSettings, Loitering),
    RuleKind.ABANDONED_OBJECT: RuleType(
        s.StaticObjectSettings, lambda given: StaticObject(given, appeared=True)
    ),
    RuleKind.REMOVED_OBJECT: RuleType(
        s.StaticObjectSettings, lambda given: StaticObject(given, appeared=False)
    ),
    RuleKind.GATHERING: RuleType(s.GatheringSettings, Gathering),
    RuleKind.CROWD_DENSITY: RuleType(s.CrowdDensitySettings, CrowdDensity),
    RuleKind.CROWD_MOVEMENT: RuleType(s.CrowdMovementSettings, CrowdMovement),
    RuleKind.RUNNING: RuleType(s.RunningSettings, Running),
    RuleKind.FALL: RuleType(s.FallSettings, Fall),
    RuleKind.STOPPED_VEHICLE: RuleType(s.StoppedVehicleSettings, StoppedVehicle),
    RuleKind.FIRE: RuleType(s.FireSettings, Fire),
    RuleKind.SMOKE: RuleType(s.SmokeSettings, Smoke),
    RuleKind.TAMPERING: RuleType(s.TamperingSettings, Tampering),
}

SCENE_KINDS = frozenset({RuleKind.FIRE, RuleKind.SMOKE, RuleKind.TAMPERING})
"""Kinds that need no detector."""


def parse_kind(label: str) -> RuleKind:
    """Return the kind of that name.

    Raises:
        BadInput: there is none; the message lists those that exist.
    """
    try:
        return RuleKind(label)
    except ValueError:
        known = ", ".join(each.value for each in RuleKind)
        raise BadInput(f"no rule is called {label!r}: choose one of {known}", code="unknown_rule") from None


def make_rule(kind: RuleKind, parameters: Mapping[str, Any]) -> Rule:
    """Make a rule of its parameters.

    Raises:
        BadInput: a parameter is missing, unknown or impossible; the message names it.
    """
    rule_type = RULE_TYPES[kind]
    try:
        settings = rule_type.settings.model_validate(dict(parameters))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "parameters"
        raise BadInput(f"rule {kind.value}: {where}: {first['msg']}", code="bad_rule") from error
    if settings.schedule.spans:
        return Scheduled(lambda: rule_type.make(settings))
    return rule_type.make(settings)
