"""Key files: made once, complete or not at all, readable by their owner alone."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from vigie.kernel.errors import BadInput

OTHERS = 0o077


def read_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what a key file holds; where there is none, `make` gives it, and of two starters the first wins.

    Raises:
        BadInput: others may read it.
        OSError: it cannot be read or made.
    """
    if not path.exists():
        _make_once(path, make())
    return read_private(path)


def read_private(path: Path) -> bytes:
    """Return what a file holds that only its owner may read.

    Raises:
        BadInput: others may read it.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & OTHERS:
            raise BadInput(
                f"{path} can be read by others: run chmod 600 {path}",
                code="key_file_exposed",
                named=str(path),
            )
        return file.read()


def _make_once(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):  # another starter was quicker: its key is everybody's
            os.link(fresh, path)
    finally:
        fresh.unlink()
