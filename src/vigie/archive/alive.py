"""When the recorder was last alive, to a tenth of a second: what a kill took is measured, not guessed.

A file of 16 bytes, the run's start and its last sign, is rewritten in place; it is not synced, for only a
killed process, not a power cut, is measured.
"""

import logging
import os
import struct
from pathlib import Path
from typing import Final

from vigie.kernel.instants import SECOND_US, Clock, UtcUs

logger = logging.getLogger(__name__)

ALIVE_S: Final = 0.1
_VALUE = struct.Struct(">qq")


class Alive:
    """The recorder's sign of life.

    Args:
        path: the file; None keeps none.
    """

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self._clock = clock
        self._descriptor: int | None = None
        self._started = clock.now()
        self._before: tuple[int, int] | None = None
        if path is not None:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
            content = os.pread(self._descriptor, _VALUE.size, 0)
            if len(content) == _VALUE.size:
                self._before = _VALUE.unpack(content)

    def touch(self) -> None:
        """Write the present instant."""
        if self._descriptor is not None:
            try:
                os.pwrite(self._descriptor, _VALUE.pack(self._started, self._clock.now()), 0)
            except OSError as error:
                logger.warning("the sign of life cannot be written: %s", error)

    def lost_us(self, end: UtcUs) -> str:
        """Return the microseconds between a camera's last recorded picture and the last run's end, at most.

        Empty when the last run left no sign. It includes what camera and network delay, and clocks differ.
        """
        if self._before is None:
            return ""
        started, last = self._before
        return str(max(last + round(ALIVE_S * SECOND_US) - max(end, started), 0))

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
