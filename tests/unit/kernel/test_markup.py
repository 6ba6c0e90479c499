"""What a camera sends is XML without a document type, or nothing."""

import pytest

from vigie.kernel.errors import BadInput
from vigie.kernel.markup import parse_xml

LAUGHS = "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>"


def test_a_message_is_read_with_its_names():
    root = parse_xml(b'<?xml version="1.0"?><a xmlns="urn:x"><b>1</b></a>')
    assert (root.tag, root[0].text) == ("{urn:x}a", "1")


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS.encode(),
        ("<!--" + "x" * 5_000 + "-->" + LAUGHS).encode(),
        ('<?xml version="1.0" encoding="UTF-16"?>' + LAUGHS).encode("utf-16"),
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        b"",
        b"not xml",
        b"<a>",
        b"<a/><b/>",
        b'<?xml version="1.0" encoding="none-such"?><a/>',
        b"\xff\xfe\x00<",
        b"<a>\x00</a>",
        b"<a>&undeclared;</a>",
    ],
)
def test_anything_else_is_refused(content):
    with pytest.raises(BadInput) as refused:
        parse_xml(content)
    assert refused.value.error_code == "bad_xml"
