"""Scenario files `vigie.scenario/1`: a clip, rules in pixels, and the events that a person saw in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vigie.kernel.errors import BadInput
from vigie.vision.calibration import Calibration, from_points
from vigie.vision.plans import PIXEL_KEYS, Size, scaled
from vigie.vision.rules.registry import RULE_TYPES, Rule, make_rule, parse_kind
from vigie.vision.signals import Box, RuleKind

SCHEMA = "vigie.scenario/1"
KEYS = frozenset(
    {"schema", "clip", "rules", "events", "match_s", "interval_s", "starts_at", "calibration", "note"}
)
MATCH_S = (-1.0, 3.0)


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

    def make_rules(self, drawn: Size | None = None, size_px: Size | None = None) -> list[Rule]:
        """Return fresh rules; fields drawn on pictures of size `drawn` are scaled to `size_px`."""
        return [
            make_rule(kind, parameters if size_px is None else scaled(parameters, drawn, size_px))
            for kind, parameters in self.rules.values()
        ]

    def check_inside(self, size_px: Size) -> None:
        """Refuse rules that can see nothing of a picture of this size.

        Raises:
            BadInput: a field or line lies wholly outside; the message names the rule and the picture's size.
        """
        width, height = size_px
        for rule_id, (_, parameters) in self.rules.items():
            for key in PIXEL_KEYS:
                points = parameters.get(key) or ()
                across = [float(x) for x, _ in points]
                down = [float(y) for _, y in points]
                if points and not (
                    min(across) < width and max(across) > 0 and min(down) < height and max(down) > 0
                ):
                    raise BadInput(
                        f"rule {rule_id}: {key} lies outside the picture of {width} × {height}: give its "
                        "points in pixels of the clip",
                        code="point_outside",
                    )


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
    except KeyError as error:
        raise BadInput(f"{path}: add {error.args[0]!r}, which is missing", code="bad_scenario") from error
    except (TypeError, ValueError, IndexError, AttributeError) as error:
        raise BadInput(f"{path}: something has the wrong form: {error}", code="bad_scenario") from error
    except BadInput as error:
        raise BadInput(f"{path}: {error}", code=error.error_code) from error


def _scenario(path: Path, content: Mapping[str, Any], media: Path | None) -> Scenario:
    rules, warnings = _rules(content["rules"])
    warnings += [f"key {key!r} is unknown to {SCHEMA} and was left aside" for key in content.keys() - KEYS]
    events = tuple(_event(number, each) for number, each in enumerate(content.get("events", []), 1))
    unknown = [each.rule for each in events if each.rule not in rules]
    if unknown:
        raise BadInput(
            f"an event names rule {unknown[0]!r}, which is not in the file: its rules are {', '.join(rules)}",
            code="bad_scenario",
        )
    return Scenario(
        path.stem,
        _clip(path, str(content["clip"]), media),
        rules,
        events,
        _span("match_s", content.get("match_s", MATCH_S)),
        None if content.get("interval_s") is None else _span("interval_s", content["interval_s"]),
        tuple(warnings),
        datetime.fromisoformat(content["starts_at"]) if "starts_at" in content else None,
        _calibration(content.get("calibration")),
    )


def _span(name: str, given: Any) -> tuple[float, float]:
    """Return two seconds in their order.

    Raises:
        BadInput: they are not two numbers, the lower first.
    """
    try:
        low, high = (float(each) for each in given)
    except (TypeError, ValueError) as error:
        raise BadInput(f"{name}: give two numbers of seconds, not {given!r}", code="bad_scenario") from error
    if not low < high:
        raise BadInput(f"{name}: {low:g} must be below {high:g}", code="bad_scenario")
    return low, high


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
        if str(each["id"]) in rules:
            raise BadInput(f"two rules have the id {each['id']!r}: give each its own", code="bad_scenario")
        kind = parse_kind(each["kind"])
        known = RULE_TYPES[kind].settings.model_fields
        rules[str(each["id"])] = (kind, {key: value for key, value in each.items() if key in known})
        left_aside = [key for key in each if key not in known and key not in {"kind", "note"}]
        warnings += [f"rule {each['id']}: parameter {key!r} is unknown to {kind.value}" for key in left_aside]
        make_rule(kind, rules[str(each["id"])][1])
    return rules, warnings


def _event(number: int, given: Mapping[str, Any]) -> ExpectedEvent:
    box = given.get("box_px", given.get("box"))
    direction = given.get("direction_deg")
    try:
        return ExpectedEvent(
            str(given["rule"]),
            float(given["t_s"]),
            None if direction is None else float(direction),
            None if box is None else _box(box),
        )
    except KeyError as error:
        raise BadInput(
            f"event {number}: add {error.args[0]!r}, which is missing", code="bad_scenario"
        ) from error
    except (TypeError, ValueError) as error:
        raise BadInput(
            f"event {number}: something has the wrong form: {error}", code="bad_scenario"
        ) from error


def _box(given: Any) -> Box:
    left, top, right, bottom = (float(each) for each in given)
    if not (left < right and top < bottom):
        raise ValueError("box_px: give left, top, right, bottom")
    return left, top, right, bottom
