"""Every act that code can write into the journal has a name in the pages, in both languages."""

import re
from pathlib import Path

import pytest

from vigie.audit.tags import declared

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_act_has_a_name(language):
    named = set(
        re.findall(r"^  (\w+):", (ROOT / f"web/src/i18n/{language}/acts.ts").read_text(), re.MULTILINE)
    )
    assert {tag.replace(":", "_") for tag in declared(ROOT / "src/vigie")} - named == set()
    assert len(declared(ROOT / "src/vigie")) > 60
