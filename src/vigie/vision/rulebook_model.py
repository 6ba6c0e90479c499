"""One version of a camera's rules, checked before it is kept. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import UtcUs
from vigie.vision.calibration import Calibration, from_points
from vigie.vision.ports import CameraRules, RuleSpec
from vigie.vision.rules.registry import make_rule, parse_kind

MOST_RULES = 40
LARGEST_PX = 16_384
POINT_KEYS = ("field_px", "polyline_px")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One version of a camera's rules.

    Attributes:
        rules: `{"id", "kind", …parameters}` as scenario files write them; pixels are of `size_px`.
        calibration: `{"points_px", "points_m"}`: four or more places known in the picture and on the ground.
    """

    camera_id: CameraId
    version: int
    rules: Sequence[Mapping[str, Any]]
    size_px: tuple[int, int]
    author: AccountId
    author_name: str
    saved: UtcUs
    calibration: Mapping[str, Any] | None = None

    def specs(self) -> tuple[RuleSpec, ...]:
        """Return the rules by kind and parameters."""
        return tuple(spec_of(each) for each in self.rules)

    def as_camera_rules(self) -> CameraRules:
        """Return them as the analysis reads them."""
        return CameraRules(
            self.camera_id, self.version, self.specs(), self.size_px, calibration_of(self.calibration)
        )


@dataclass(frozen=True, slots=True)
class InForce:
    """Which version a camera runs, since when, by whom."""

    camera_id: CameraId
    version: int
    name: str
    since: UtcUs


def spec_of(given: Mapping[str, Any]) -> RuleSpec:
    """Return one rule, checked.

    Raises:
        BadInput: its kind or a parameter is impossible; the message names it.
    """
    kind = parse_kind(str(given.get("kind", "")))
    parameters = {key: value for key, value in given.items() if key != "kind"}
    rule = make_rule(kind, parameters)
    return RuleSpec(rule.settings.id, kind, parameters)


def calibration_of(given: Mapping[str, Any] | None) -> Calibration | None:
    """Return the calibration that known points give.

    Raises:
        BadInput: too few points, or points on one line.
    """
    if given is None:
        return None
    try:
        pixels, metres = ([(float(x), float(y)) for x, y in given[key]] for key in ("points_px", "points_m"))
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            "calibration: give points_px and points_m, lists of pairs of numbers", code="bad_calibration"
        ) from error
    return from_points(pixels, metres)


def check_rules(rules: Sequence[Mapping[str, Any]], size_px: tuple[int, int]) -> None:
    """Refuse rules that cannot run on a picture of this size.

    Raises:
        BadInput: a rule is impossible, two share an id, or a point lies outside the picture.
    """
    if not all(0 < side <= LARGEST_PX for side in size_px):
        raise BadInput("size_px: the picture's width and height in pixels", code="bad_size")
    if len(rules) > MOST_RULES:
        raise BadInput(f"a camera has {MOST_RULES} rules at most", code="too_many_rules")
    specs = [spec_of(each) for each in rules]
    if len({spec.rule_id for spec in specs}) < len(specs):
        raise BadInput("two rules have the same id: give each its own", code="rule_id_taken")
    for spec in specs:
        for key in POINT_KEYS:
            for x, y in spec.parameters.get(key) or ():
                if not (0 <= x <= size_px[0] and 0 <= y <= size_px[1]):
                    raise BadInput(
                        f"rule {spec.rule_id}: the point ({x:.0f}, {y:.0f}) lies outside the picture",
                        code="point_outside",
                        rule=spec.rule_id,
                    )
