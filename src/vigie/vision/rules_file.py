"""Rules of cameras in a JSON file: `{CAMERA: {"version": 1, "size_px": [w, h], "rules": [{"kind", "id"…}]}}`.

For measurements and tests; a town keeps its rules in the database. Rules are written as in scenario files.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.vision.ports import CameraRules, RuleSpec
from vigie.vision.rules.registry import make_rule, parse_kind


class RulesFile:
    """A `Rulebook` over a file; it is read anew when it changes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def revision(self) -> int:
        """Return the file's time of change, in nanoseconds."""
        return self._path.stat().st_mtime_ns

    async def all(self) -> Mapping[CameraId, CameraRules]:
        """Return every camera's rules.

        Raises:
            BadInput: the file cannot be read, or a rule in it is impossible; the message names it.
        """
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            return {CameraId(key): _rules(CameraId(key), value) for key, value in content.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(f"{self._path} holds no rules ({error!r})", code="bad_rules_file") from error


def _rules(camera_id: CameraId, given: Mapping[str, Any]) -> CameraRules:
    size = given.get("size_px")
    return CameraRules(
        camera_id=camera_id,
        version=int(given.get("version", 1)),
        rules=tuple(_spec(each) for each in given["rules"]),
        size_px=None if size is None else (int(size[0]), int(size[1])),
    )


def _spec(given: Mapping[str, Any]) -> RuleSpec:
    kind = parse_kind(str(given["kind"]))
    parameters = {key: value for key, value in given.items() if key != "kind"}
    make_rule(kind, parameters)
    return RuleSpec(str(given["id"]), kind, parameters)
