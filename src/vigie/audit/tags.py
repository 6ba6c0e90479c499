"""Typed action tags, `source:subject:action`: who acts (a room), on what, what happened (past tense).

Each room declares its own as module constants; `declared` finds them all, for the registry test and the
reference page. A tag outlives the code that wrote it: never rename one.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

_SHAPE = re.compile(r"[a-z][a-z0-9_]*:[a-z][a-z0-9_]*:[a-z][a-z0-9_]*")
_DECLARED = re.compile(r'^[A-Z_]+ = Tag\("([^"]+)"\)', re.MULTILINE)
MAX_LENGTH = 96


class Tag(str):
    """A checked `source:subject:action`.

    Raises:
        ValueError: the text has another shape.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Check the shape once, where the tag is declared."""
        if not _SHAPE.fullmatch(text) or len(text) > MAX_LENGTH:
            raise ValueError(f"{text!r} is no audit tag: write source:subject:action in lower case")
        return super().__new__(cls, text)

    @property
    def source(self) -> str:
        """The room that writes it."""
        return self.split(":", 1)[0]


CHECKPOINT_STAMPED = Tag("audit:checkpoint:stamped")
CLOCK_WENT_BACK = Tag("audit:clock:went_back")
JOURNAL_EXPORTED = Tag("audit:journal:exported")
JOURNAL_PURGED = Tag("audit:journal:purged")
JOURNAL_SEARCHED = Tag("audit:journal:searched")


@cache
def declared(package: Path) -> Mapping[Tag, str]:
    """Return every tag that the source of a package declares, and the module that does.

    Nothing is imported for it: models and simulator would hold a serving process up for seconds.
    """
    return {
        Tag(text): ".".join(file.relative_to(package.parent).with_suffix("").parts)
        for file in sorted(package.rglob("*.py"))
        for text in _DECLARED.findall(file.read_text(encoding="utf-8"))
    }
