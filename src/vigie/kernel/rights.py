"""Who acts, and the question every use case asks before acting.

The answer is given by the room `people`; rooms beside or below it know only this port.
Source: ARCHITECTURE R1 (a right is verb × cameras × time × reason × legal basis).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from vigie.kernel.ids import AccountId, CameraId, SessionId
from vigie.kernel.instants import Interval

if TYPE_CHECKING:
    from vigie.kernel.store import Transaction


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


class SensitiveAct(StrEnum):
    """Acts that two people decide."""

    LIFT_MASK = "lift_mask"
    RELEASE_HOLD = "release_hold"
    ROTATE_KEYS = "rotate_keys"
    DELETE_CAMERA = "delete_camera"


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


class SecondPerson(Protocol):
    """Tells that a second person has confirmed an act."""

    async def use(
        self, tx: "Transaction", act: SensitiveAct, subject: str, principal: Principal | None
    ) -> None:
        """Take the confirmation of an act in the very transaction of the act; it serves once.

        `principal` acts, and asked before; None is the command line, where whoever asked counts.

        Raises:
            Refused: nobody has confirmed it, or who did may not any more.
        """
        ...
