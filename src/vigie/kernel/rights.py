"""Who acts, and the question every use case asks before acting.

The answer is given by the room `people`; rooms beside or below it know only this port.
Source: ARCHITECTURE R1 (a right is verb × cameras × time × reason × legal basis).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from vigie.kernel.ids import AccountId, CameraId, SessionId
from vigie.kernel.instants import Interval


class Verb(StrEnum):
    """What can be done to cameras, images and the system."""

    WATCH_LIVE = "watch_live"
    REWIND = "rewind"
    PLAY_BACK = "play_back"
    EXPORT = "export"
    STEER = "steer"
    LIFT_MASK = "lift_mask"
    HOLD = "hold"
    ADMINISTER = "administer"
    SUPERVISE = "supervise"
    READ_JOURNAL = "read_journal"
    SEE_EQUIPMENT = "see_equipment"


@dataclass(frozen=True, slots=True)
class Principal:
    """The signed-in person behind a request."""

    account_id: AccountId
    session_id: SessionId
    name: str
    role: str
    address: str
    verbs: frozenset[Verb] = field(default_factory=frozenset)


class Gate(Protocol):
    """Decides, and journals every refusal."""

    async def authorise(
        self,
        principal: Principal,
        verb: Verb,
        *,
        cameras: Iterable[CameraId] = (),
        interval: Interval | None = None,
        reason: str | None = None,
        basis: str | None = None,
    ) -> None:
        """Return when the act is allowed.

        Raises:
            Refused: it is not; the refusal has been journalled.
        """
        ...
