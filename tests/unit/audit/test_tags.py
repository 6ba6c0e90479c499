import pytest

import vigie
from vigie.audit.tags import Tag, declared


@pytest.mark.parametrize("text", ["", "a:b", "a:b:c:d", "A:b:c", "a b:c:d", "a::c", "a:b:" + "c" * 100])
def test_a_tag_of_another_shape_is_refused(text):
    with pytest.raises(ValueError, match="source:subject:action"):
        Tag(text)


def test_each_room_declares_its_own_tags():
    found = declared(vigie)
    assert len(found) > 10
    foreign = {tag: module for tag, module in found.items() if tag.source != module.split(".")[1]}
    assert foreign == {}
