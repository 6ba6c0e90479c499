"""XML from elsewhere: read without document types, so that no entity grows or names a file."""

from typing import NoReturn
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from vigie.kernel.errors import BadInput


class _Plain(ET.TreeBuilder):
    """Ends the reading at a document type, whatever its encoding and wherever it stands."""

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> NoReturn:
        raise BadInput("an XML message holds no document type", code="bad_xml")


def parse_xml(content: bytes) -> Element:
    """Return the root of a message.

    Raises:
        BadInput: it is no XML, or it has a document type.
    """
    parser = ET.XMLParser(target=_Plain())  # noqa: S314 - no document type, so no entities
    try:
        parser.feed(content)
        root: Element = parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:  # the last two: an encoding that is none
        raise BadInput(f"not XML: {error}", code="bad_xml") from error
    return root
