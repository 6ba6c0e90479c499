"""Each behaviour has its page, and what it says of parameters, defaults and topic is what the code does."""

from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from vigie.vision.rules.registry import RULE_TYPES
from vigie.vision.rules.schedule import Schedule
from vigie.vision.signals import TOPICS, RuleKind

PAGES = Path(__file__).resolve().parents[3] / "docs/reference/vision/rules"


@pytest.mark.parametrize("kind", RuleKind)
def test_a_page_tells_topic_parameters_and_defaults(kind: RuleKind) -> None:
    page = (PAGES / f"{kind.value}.md").read_text(encoding="utf-8")
    assert f"`{TOPICS[kind]}`" in page
    for name, field in RULE_TYPES[kind].settings.model_fields.items():
        row = next((line for line in page.splitlines() if line.startswith(f"| `{name}` |")), None)
        assert row is not None, f"{kind.value}.md does not tell the parameter {name}"
        plain = field.default not in (PydanticUndefined, None, ()) and not isinstance(field.default, Schedule)
        assert not plain or f"| `{field.default}` |" in row, f"{kind.value}.md: default of {name}"
        assert field.description is None or field.description in row


def test_the_index_names_every_page() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    assert all(f"({kind.value}.md)" in index for kind in RuleKind)
