"""Typed action tags, `source:subject:action`: who acts (a room), on what, what happened (past tense).

Each room declares its own as module constants; `declared` finds them all, for the registry test and the
reference page. A tag outlives the code that wrote it: never rename one.
"""

import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path
from types import ModuleType
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


def declared(package: ModuleType) -> dict[Tag, str]:
    """Return every tag declared in a package, and a module that holds it, of its own room if any."""
    found: dict[Tag, str] = {}
    for info in sorted(pkgutil.walk_packages(package.__path__, f"{package.__name__}."), key=lambda i: i.name):
        if info.name.endswith(".__main__") or ".migrations" in info.name:
            continue
        module = importlib.import_module(info.name)
        for value in vars(module).values():
            if isinstance(value, Tag) and (value not in found or _room(info.name) == value.source):
                found[value] = info.name
    return found


@cache
def written(package_folder: Path) -> tuple[Tag, ...]:
    """Return every tag that a package's source declares, without importing anything of it.

    `declared` imports everything, models and simulator included: for seconds a serving process stands still.
    """
    found = {
        Tag(text)
        for file in package_folder.rglob("*.py")
        for text in _DECLARED.findall(file.read_text(encoding="utf-8"))
    }
    return tuple(sorted(found))


def _room(module: str) -> str:
    return module.split(".")[1]
