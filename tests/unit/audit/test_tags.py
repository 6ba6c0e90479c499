import re
from pathlib import Path

import pytest

import vigie
from vigie.audit.tags import Tag, declared
from vigie.audit.tags_page import tags_page

SOURCE = Path(vigie.__file__).parent
PAGE = Path(__file__).resolve().parents[3] / "docs/reference/audit.md"


@pytest.mark.parametrize("text", ["", "a:b", "a:b:c:d", "A:b:c", "a b:c:d", "a::c", "a:b:" + "c" * 100])
def test_a_tag_of_another_shape_is_refused(text):
    with pytest.raises(ValueError, match="source:subject:action"):
        Tag(text)


def test_each_room_declares_its_own_tags():
    found = declared(SOURCE)
    assert len(found) > 10
    foreign = {tag: module for tag, module in found.items() if tag.source != module.split(".")[1]}
    assert foreign == {}


def test_every_tag_is_on_the_reference_page():
    assert PAGE.read_text(encoding="utf-8") == tags_page(declared(SOURCE)), (
        "run: vigie audit reference > docs/reference/audit.md"
    )


def test_every_tag_that_is_made_is_found_and_made_once():
    made = [each for file in SOURCE.rglob("*.py") for each in re.findall(r"\bTag\(\"", file.read_text())]
    assert len(made) == len(declared(SOURCE))
