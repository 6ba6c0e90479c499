"""Scenario files `vigie.scenario/1`: a clip, rules in pixels, and the events that a person saw in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vigie.kernel.errors import BadInput
from vigie.vision.calibration import Calibration, from_points
from vigie.vision.rules.registry import RULE_TYPES, Rule, make_rule, parse_kind
from vigie.vision.signals import Box, RuleKind

SCHEMA = "vigie.scenario/1"


@dataclass(frozen=True, slots=True)
class ExpectedEvent:
    """One event: its rule, its instant in seconds, and where known its direction and box."""

    rule: str
    t_s: float
    direction_deg: float | None = None
    box_px: Box | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file.

    Attributes:
        name: the file's name without ending.
        clip: the clip's path.
        rules: kind and parameters of each rule, by id.
        events: what must ring.
        match_s: window around an event's instant in which a signal counts for it.
        interval_s: the part of the clip that counts, None for all of it.
        warnings: parameters that no rule knows, and were left aside.
        starts_at: local time of the clip's first picture, for rules with a schedule (`starts_at`, ISO 8601).
        calibration: places known in the picture and on the ground (`calibration`: `points_px`, `points_m`).
    """

    name: str
    clip: Path
    rules: Mapping[str, tuple[RuleKind, Mapping[str, Any]]]
    events: tuple[ExpectedEvent, ...]
    match_s: tuple[float, float]
    interval_s: tuple[float, float] | None
    warnings: tuple[str, ...]
    starts_at: datetime | None = None
    calibration: Calibration | None = None

    def make_rules(self) -> list[Rule]:
        """Return fresh rules."""
        return [make_rule(kind, parameters) for kind, parameters in self.rules.values()]


def read_scenario(path: Path, media: Path | None = None) -> Scenario:
    """Read a scenario file.

    Args:
        path: the file.
        media: folder of clips, when they do not lie where the file says.

    Raises:
        BadInput: the file is absent, is no such scenario, or asks for something impossible.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput(f"{path} cannot be read as a scenario: {error}", code="bad_scenario") from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise BadInput(f'{path} is no scenario: it lacks "schema": "{SCHEMA}"', code="bad_scenario")
    try:
        return _scenario(path, content, media)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadInput(f"{path}: {error!r} is missing or of the wrong form", code="bad_scenario") from error
    except BadInput as error:
        raise BadInput(f"{path}: {error}", code=error.error_code) from error


def _scenario(path: Path, content: Mapping[str, Any], media: Path | None) -> Scenario:
    rules, warnings = _rules(content["rules"])
    events = tuple(_event(each) for each in content.get("events", []))
    unknown = [each.rule for each in events if each.rule not in rules]
    if unknown:
        raise BadInput(f"an event names rule {unknown[0]!r}, which is not in the file", code="bad_scenario")
    low, high = content.get("match_s", (-1.0, 3.0))
    interval = content.get("interval_s")
    return Scenario(
        path.stem,
        _clip(path, str(content["clip"]), media),
        rules,
        events,
        (float(low), float(high)),
        None if interval is None else (float(interval[0]), float(interval[1])),
        tuple(warnings),
        datetime.fromisoformat(content["starts_at"]) if "starts_at" in content else None,
        _calibration(content.get("calibration")),
    )


def _calibration(given: Mapping[str, Any] | None) -> Calibration | None:
    if given is None:
        return None
    pixels, metres = ([(float(x), float(y)) for x, y in given[key]] for key in ("points_px", "points_m"))
    return from_points(pixels, metres)


def _clip(path: Path, clip: str, media: Path | None) -> Path:
    """Return where the clip lies: beside the file, or in the media folder under its path or its name."""
    if media is None:
        return (path.parent / clip).resolve()
    inner = Path(*[part for part in Path(clip).parts if part not in {"..", "/"}])
    whole = media / inner
    return whole if whole.exists() else media / inner.name


def _rules(
    given: list[Mapping[str, Any]],
) -> tuple[dict[str, tuple[RuleKind, Mapping[str, Any]]], list[str]]:
    rules: dict[str, tuple[RuleKind, Mapping[str, Any]]] = {}
    warnings: list[str] = []
    for each in given:
        kind = parse_kind(each["kind"])
        known = RULE_TYPES[kind].settings.model_fields
        rules[str(each["id"])] = (kind, {key: value for key, value in each.items() if key in known})
        left_aside = [key for key in each if key not in known and key not in {"kind", "note"}]
        warnings += [f"rule {each['id']}: parameter {key!r} is unknown to {kind.value}" for key in left_aside]
        make_rule(kind, rules[str(each["id"])][1])
    return rules, warnings


def _event(given: Mapping[str, Any]) -> ExpectedEvent:
    box = given.get("box_px", given.get("box"))
    direction = given.get("direction_deg")
    return ExpectedEvent(
        str(given["rule"]),
        float(given["t_s"]),
        None if direction is None else float(direction),
        None if box is None else (float(box[0]), float(box[1]), float(box[2]), float(box[3])),
    )
