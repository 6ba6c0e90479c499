"""What a replay asks of its neighbour, the archive; `bootstrap` joins them."""

from collections.abc import AsyncIterator
from typing import Protocol

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.rights import Principal


class OpenedConsultation(Protocol):
    """An open consultation: its recorded reason and legal basis, and when it ends."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def reason(self) -> str:
        """Why the archive was opened."""
        ...

    @property
    def basis(self) -> str:
        """On which legal basis."""
        ...

    @property
    def expires_at(self) -> UtcUs:
        """When it ends."""
        ...


class Door(Protocol):
    """Opens the archive (R2): whoever may not play back an interval runs no rule over it."""

    async def admit(
        self, principal: Principal, camera_id: CameraId, interval: Interval, consultation_id: str
    ) -> OpenedConsultation:
        """Return the consultation that opens an interval of a camera; its first use is journalled before.

        Raises:
            NotFound: there is no such consultation, or it is another session's.
            Refused: it does not open the interval, or the principal may not play back.
        """
        ...


class FilmSource(Protocol):
    """Reads recordings, decrypted on the way."""

    async def kept_until(self, camera_id: CameraId, interval: Interval) -> UtcUs:
        """Return when the first of these recordings is destroyed.

        Raises:
            NotFound: nothing is recorded there.
        """
        ...

    def parts(
        self, camera_id: CameraId, interval: Interval
    ) -> AsyncIterator[tuple[bytes | None, UtcUs, bytes]]:
        """Yield (init where a segment begins, when a part begins, the part).

        Raises:
            NotFound: nothing is recorded there.
            Unavailable: a file cannot be read.
        """
        ...
