"""When a camera went into service, and when the prefect was told beforehand (REQ-6; CSI R252-17)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from vigie.audit import Entry, Journal
from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId, new_id
from vigie.kernel.instants import Clock
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database
from vigie.law import agreements_store as store
from vigie.law import tags

MAX_TEXT = 200
MAX_CAMERAS = 5_000


class CameraIds(Protocol):
    """Tells which cameras there are; given by `bootstrap`."""

    async def __call__(self) -> Iterable[CameraId]:
        """Return the ids of all cameras."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Commissioning:
    """A notice to the prefect about one camera: first day of service, day and reference of the letter."""

    id: str
    camera_id: CameraId
    commissioned: date
    notified: date
    reference: str

    @property
    def late(self) -> bool:
        """Whether the prefect was told only after the camera was in service."""
        return self.notified > self.commissioned


class Commissionings:
    """Notices; recorded by who administers, never changed: a correction is a further notice."""

    def __init__(
        self, database: Database, gate: Gate, journal: Journal, clock: Clock, cameras: CameraIds
    ) -> None:
        self._database, self._gate, self._journal, self._clock = database, gate, journal, clock
        self._cameras = cameras

    async def all(self) -> list[Commissioning]:
        """Return every notice, the newest date first."""
        async with self._database.snapshot() as tx:
            return [_notice(each) for each in await store.commissionings(tx)]

    async def record(
        self, principal: Principal, cameras: Iterable[CameraId], draft: Commissioning
    ) -> list[Commissioning]:
        """Write down one letter for one or more cameras; a letter that came late is written down as it is.

        Raises:
            BadInput: a camera does not exist, or the reference is empty.
            Refused: the principal may not administer.
        """
        await self._gate.authorise(principal, Verb.ADMINISTER)
        reference = draft.reference.strip()
        if not reference or len(reference) > MAX_TEXT:
            raise _bad(f"reference: 1 to {MAX_TEXT} characters", "reference")
        named = sorted(set(cameras))
        if not 1 <= len(named) <= MAX_CAMERAS or not set(named) <= set(await self._cameras()):
            raise _bad("cameras: at least one, and only cameras that exist", "cameras")
        made = [replace(draft, id=new_id(), camera_id=each, reference=reference) for each in named]
        details = {
            "cameras": named,
            "commissioned": draft.commissioned.isoformat(),
            "notified": draft.notified.isoformat(),
            "reference": reference,
        }
        async with self._database.transaction() as tx:
            await store.insert_commissionings(tx, [self._row(principal, each) for each in made])
            subject = named[0] if len(named) == 1 else None
            await self._journal.record(
                tx, Entry.by(principal, tags.COMMISSIONING_RECORDED, subject, details=details)
            )
        return made

    def _row(self, principal: Principal, each: Commissioning) -> dict[str, object]:
        names = ("id", "camera_id", "commissioned", "notified", "reference")
        plain: dict[str, object] = {name: getattr(each, name) for name in names}
        return plain | {"recorded_by": principal.account_id, "recorded_us": self._clock.now()}


def _notice(row: store.Row) -> Commissioning:
    return Commissioning(
        id=row["id"],
        camera_id=CameraId(row["camera_id"]),
        commissioned=row["commissioned"],
        notified=row["notified"],
        reference=row["reference"],
    )


def _bad(message: str, field: str) -> BadInput:
    return BadInput(message, code="bad_commissioning", field=field)
