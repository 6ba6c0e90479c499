"""What the room `people` asks of places: whose cameras they are, and whether an order shares their images.

Given by `bootstrap`, from the rooms `cameras` and `law`. REQ-14: staff act under the mayor of the commune
whose images they watch, so a grant is that mayor's. REQ-17: police see only what an order shares.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction


class Places(Protocol):
    """Asked in the transaction of the question."""

    async def names(self, tx: Transaction) -> Mapping[str, str]:
        """Return the communes that share the centre, name by INSEE code; none where a town is alone."""
        ...

    async def communes(self, tx: Transaction, cameras: Iterable[CameraId]) -> Mapping[CameraId, str]:
        """Return the commune of those cameras that have one."""
        ...

    async def shared(self, tx: Transaction, cameras: Iterable[CameraId], at: UtcUs) -> bool:
        """Tell whether orders in force share the images of every one of the cameras (CSI L252-3)."""
        ...


class OneTown:
    """A town alone, whose images no order shares."""

    async def names(self, _tx: Transaction) -> Mapping[str, str]:
        """Return none."""
        return {}

    async def communes(self, _tx: Transaction, _cameras: Iterable[CameraId]) -> Mapping[CameraId, str]:
        """Return none."""
        return {}

    async def shared(self, _tx: Transaction, _cameras: Iterable[CameraId], _at: UtcUs) -> bool:
        """Return that none is."""
        return False
