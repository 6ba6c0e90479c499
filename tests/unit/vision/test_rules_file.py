import json

import pytest

from vigie.kernel.errors import BadInput
from vigie.vision.rules_file import RulesFile
from vigie.vision.signals import RuleKind


def written(folder, content):
    path = folder / "rules.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return RulesFile(path)


async def test_rules_are_read_as_in_scenario_files(tmp_path):
    rule = {"kind": "fire", "id": "f", "min_duration_s": 2}
    book = written(tmp_path, {"cam-001": {"version": 3, "size_px": [640, 360], "rules": [rule]}})
    rules = (await book.all())["cam-001"]
    assert (rules.version, rules.size_px) == (3, (640, 360))
    assert rules.rules[0].kind is RuleKind.FIRE
    assert rules.rules[0].parameters == {"id": "f", "min_duration_s": 2}
    assert await book.revision() == await book.revision()


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        {"cam-001": {}},
        {"cam-001": {"rules": [{"id": "x"}]}},
        {"cam-001": {"rules": [{"id": "x", "kind": "teleport"}]}},
        {"cam-001": {"rules": [{"id": "x", "kind": "line_crossing", "polyline_px": [[1, 1], [1, 1]]}]}},
    ],
)
async def test_what_is_no_rule_is_refused_with_a_reason(tmp_path, content):
    with pytest.raises(BadInput):
        await written(tmp_path, content).all()
