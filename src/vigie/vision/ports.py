"""What the live analysis asks of others: which rules each camera has, who takes signals, who watches.

The room's alerts implement them on the database; tests use the fakes of `vigie.testing.vision`. All are
called on the analyst's event loop.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.vision.calibration import Calibration
from vigie.vision.signals import RuleKind, Signal


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """One rule as it was decided for a camera, as scenario files write it.

    Attributes:
        rule_id: its id on the camera; also `parameters["id"]`.
        kind: what it watches.
        parameters: what `rules.registry.make_rule` takes, `id` included; pixels are of `CameraRules.size_px`.
    """

    rule_id: str
    kind: RuleKind
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CameraRules:
    """The rules in force on one camera.

    Attributes:
        camera_id: the camera.
        version: the version of its rules, written beside each signal.
        rules: the rules that are switched on.
        size_px: width and height of the picture on which they were drawn; None: of the analysed stream. The
            analysis scales fields, lines and calibration when the stream's size is another.
        calibration: pixels (of `size_px`) to metres, None when unknown.
        timezone: IANA name of the local time that schedules mean.
    """

    camera_id: CameraId
    version: int
    rules: tuple[RuleSpec, ...]
    size_px: tuple[int, int] | None = None
    calibration: Calibration | None = None
    timezone: str = "Europe/Paris"


class Rulebook(Protocol):
    """Where rules are kept."""

    async def revision(self) -> int:
        """Return a number that changes whenever a rule of any camera changes; cheap, asked every second."""
        ...

    async def all(self) -> Mapping[CameraId, CameraRules]:
        """Return the rules in force, by camera; a camera without any may be absent."""
        ...


@dataclass(frozen=True, slots=True)
class LiveSignal:
    """A rule's signal with all that an alert must keep about it (LAW.md REQ-69).

    Attributes:
        camera_id: the camera.
        signal: the rule's message.
        at: when the picture was taken.
        began: when what holds began to ring.
        size_px: width and height of the picture in whose pixels `signal.region_px` is.
        detector: name and version of the model that looked.
        rules_version: `CameraRules.version`.
        basis_id: the legal basis that covers it; None only for diagnostics of the equipment.
        ground_m: where it is on the ground, when the camera is calibrated.
        thresholds: the rule's parameters in force.
    """

    camera_id: CameraId
    signal: Signal
    at: UtcUs
    began: UtcUs
    size_px: tuple[int, int]
    detector: str
    rules_version: int
    basis_id: str | None
    ground_m: tuple[float, float] | None = None
    thresholds: Mapping[str, Any] = field(default_factory=dict)


class SignalSink(Protocol):
    """Who takes signals. A refusal (VigieError, database) is logged and tried again; analysis goes on."""

    async def open(self, told: LiveSignal) -> str:
        """Take a signal that starts; return the alert's id."""
        ...

    async def update(self, alert_id: str, told: LiveSignal) -> None:
        """Take an update of an open alert."""
        ...

    async def close(self, alert_id: str, at: UtcUs, reason: str) -> None:
        """End an open alert: `ended`, `basis_ended`, `rule_changed`, `camera_lost` or `stopped`."""
        ...


@dataclass(frozen=True, slots=True)
class LiveObject:
    """One followed object as the editor's preview shows it, in pixels of the analysed picture."""

    object_id: int
    label: str
    box_px: tuple[float, float, float, float]
    trail_px: tuple[tuple[float, float], ...] = ()
    ground_m: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class LiveScene:
    """What the analysis saw in one picture, for the editor's preview.

    Attributes:
        moving_px: regions that differ from the background.
        ringing: ids of the rules that have a signal open.
        explained: per rule id what `explain()` says of the instant, where the rule can.
        closed: per rule id why it does not run (`no_basis`, `basis_ended`, `not_lawful`, `no_field`).
    """

    camera_id: CameraId
    at: UtcUs
    size_px: tuple[int, int]
    objects: tuple[LiveObject, ...]
    moving_px: tuple[tuple[float, float, float, float], ...]
    ringing: tuple[str, ...]
    explained: Mapping[str, Any]
    closed: Mapping[str, str]


class SceneWatcher(Protocol):
    """Who looks over the analysis's shoulder; only cameras that somebody edits are asked for."""

    def watched(self) -> frozenset[CameraId]:
        """Return the cameras whose scenes are wanted now."""
        ...

    def on_scene(self, scene: LiveScene) -> None:
        """Take one scene, without waiting."""
        ...
