"""`Signal`: what a rule tells a person. It starts, may be updated, and ends; it decides nothing (REQ-66)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RuleKind(StrEnum):
    """The behaviours and states that can be watched."""

    INTRUSION = "intrusion"
    LINE_CROSSING = "line_crossing"
    WRONG_WAY = "wrong_way"
    LOITERING = "loitering"
    ABANDONED_OBJECT = "abandoned_object"
    REMOVED_OBJECT = "removed_object"
    GATHERING = "gathering"
    CROWD_DENSITY = "crowd_density"
    CROWD_MOVEMENT = "crowd_movement"
    RUNNING = "running"
    FALL = "fall"
    STOPPED_VEHICLE = "stopped_vehicle"
    FIRE = "fire"
    SMOKE = "smoke"
    TAMPERING = "tampering"


EQUIPMENT_KINDS = frozenset({RuleKind.TAMPERING})
"""Diagnostics of the equipment, not of people: they always run (LAW.md REQ-71)."""

TOPICS: Mapping[RuleKind, str] = {
    RuleKind.INTRUSION: "tns1:RuleEngine/FieldDetector/ObjectsInside",
    RuleKind.LINE_CROSSING: "tns1:RuleEngine/LineDetector/Crossed",
    RuleKind.WRONG_WAY: "tns1:RuleEngine/vigie:DirectionDetector/WrongWay",
    RuleKind.LOITERING: "tns1:RuleEngine/LoiteringDetector/ObjectIsLoitering",
    RuleKind.ABANDONED_OBJECT: "tns1:RuleEngine/vigie:StaticObjectDetector/Abandoned",
    RuleKind.REMOVED_OBJECT: "tns1:RuleEngine/vigie:StaticObjectDetector/Removed",
    RuleKind.GATHERING: "tns1:RuleEngine/vigie:CrowdDetector/Gathering",
    RuleKind.CROWD_DENSITY: "tns1:RuleEngine/vigie:CrowdDetector/Density",
    RuleKind.CROWD_MOVEMENT: "tns1:RuleEngine/vigie:CrowdDetector/Movement",
    RuleKind.RUNNING: "tns1:RuleEngine/vigie:SpeedDetector/Running",
    RuleKind.FALL: "tns1:RuleEngine/vigie:FallDetector/PersonOnGround",
    RuleKind.STOPPED_VEHICLE: "tns1:RuleEngine/vigie:SpeedDetector/StoppedVehicle",
    RuleKind.FIRE: "tns1:RuleEngine/vigie:FireDetector/Fire",
    RuleKind.SMOKE: "tns1:RuleEngine/vigie:FireDetector/Smoke",
    RuleKind.TAMPERING: "tns1:RuleEngine/TamperDetector/Tamper",
}
"""ONVIF topic of each kind; `vigie:` marks those that ONVIF's analytics specification does not name."""


class Phase(StrEnum):
    """Where a signal stands."""

    START = "start"
    UPDATE = "update"
    END = "end"


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Signal:
    """One message of one rule.

    Attributes:
        rule_id: the rule's id on its camera.
        kind: what it watches.
        phase: start, update or end.
        t_s: the instant of the picture, in seconds of the camera's timeline.
        began_s: when the signal started.
        confidence: 0–1.
        region_px: the part of the picture that explains it.
        object_ids: the objects concerned, none for states of the whole scene.
        direction_deg: movement, clockwise from right with y down, where it has a sense.
        details: plain values that explain why (seconds inside, persons counted, kind of tampering).
        number: tells apart what one rule tells of at one time; the same from start to end whoever takes part.
    """

    rule_id: str
    kind: RuleKind
    phase: Phase
    t_s: float
    began_s: float
    confidence: float
    region_px: Box
    object_ids: tuple[int, ...] = ()
    direction_deg: float | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0

    @property
    def event(self) -> tuple[str, float, int]:
        """What start, updates and end of one event have in common, among all signals of one camera."""
        return self.rule_id, self.began_s, self.number

    @property
    def topic(self) -> str:
        """ONVIF topic."""
        return TOPICS[self.kind]
