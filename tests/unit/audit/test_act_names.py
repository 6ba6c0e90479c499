"""Every act that code can write into the journal has a name in the pages, in both languages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def declared():
    found = set()
    for path in (ROOT / "src/vigie").rglob("*.py"):
        found |= set(re.findall(r'Tag\("([a-z_]+:[a-z_]+:[a-z_]+)"\)', path.read_text()))
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_act_has_a_name(language):
    named = set(
        re.findall(r"^  (\w+):", (ROOT / f"web/src/i18n/{language}/acts.ts").read_text(), re.MULTILINE)
    )
    assert {tag.replace(":", "_") for tag in declared()} - named == set()
    assert len(declared()) > 60
