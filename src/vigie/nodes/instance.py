"""One Vigie per data folder: two recorders writing the same archive would destroy each other's work."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vigie.kernel.errors import Conflict, Unavailable


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder for the length of a `with` block; the lock goes with the process, however it ends.

    Raises:
        Conflict: `already_running`.
        Unavailable: the folder cannot be made or written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data / "vigie.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise Unavailable(
            f"{data} ne peut pas être utilisé ({error.strerror}) : choisissez un autre dossier avec --data",
            code="data_folder",
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Conflict(
            f"Vigie tourne déjà avec le dossier {data} : arrêtez-le (Ctrl-C) ou choisissez --data AUTRE",
            code="already_running",
        ) from None
    else:
        yield
    finally:
        os.close(descriptor)
