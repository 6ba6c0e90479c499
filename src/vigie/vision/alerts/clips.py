"""Where an alert's clip comes from: the archive is this room's neighbour, `bootstrap` joins them."""

from typing import Protocol

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval


class ClipSource(Protocol):
    """Reads recordings; whether the reader may see them has been asked before."""

    async def read(self, camera_id: CameraId, interval: Interval) -> bytes:
        """Return what was recorded in an interval as one fragmented MP4 file.

        Raises:
            NotFound: nothing is recorded there (`nothing_recorded`).
            Unavailable: it cannot be read.
        """
        ...
