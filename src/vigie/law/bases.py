"""Legal bases for analytics (R5; REQ-63 to REQ-67): off, unless text, order, event, cameras and dates allow.

Pure. The kinds of event are those of décret 2023-828 art. 3; no other can be recorded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, UtcUs

MAX_DAYS = 31
MAX_TEXT = 400


class EventKind(StrEnum):
    """The eight events."""

    ABANDONED_OBJECT = "abandoned_object"
    WEAPON = "weapon"
    WRONG_WAY = "wrong_way"
    FORBIDDEN_AREA = "forbidden_area"
    PERSON_ON_GROUND = "person_on_ground"
    CROWD_MOVEMENT = "crowd_movement"
    CROWD_DENSITY = "crowd_density"
    FIRE = "fire"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyticsBasis:
    """What allows analytics on some cameras for some time.

    Attributes:
        text: the law in force, by name and article.
        order_number: the order that authorises it here.
        authority: who signed the order (in Seine-Saint-Denis the préfet de police, REQ-64).
        event: the gathering it is for.
        attestation: the conformity of the processing.
    """

    id: str
    text: str
    order_number: str
    authority: str
    event: str
    kinds: tuple[EventKind, ...]
    cameras: tuple[CameraId, ...]
    starts: UtcUs
    ends: UtcUs
    attestation: str
    revoked: UtcUs | None = None
    revoked_reason: str | None = None

    def in_force(self, at: UtcUs) -> bool:
        """Tell whether it holds at an instant."""
        return self.starts <= at < self.ends and (self.revoked is None or at < self.revoked)

    def permits(self, camera_id: CameraId, kind: EventKind, at: UtcUs) -> bool:
        """Tell whether it covers a camera, an event and an instant."""
        return self.in_force(at) and camera_id in self.cameras and kind in self.kinds


def permitted(bases: Iterable[AnalyticsBasis], at: UtcUs) -> dict[CameraId, frozenset[EventKind]]:
    """Return the events that may be looked for, by camera; a camera that is absent is not analysed."""
    found: dict[CameraId, frozenset[EventKind]] = {}
    for basis in bases:
        for camera_id in basis.cameras:
            kinds = {kind for kind in basis.kinds if basis.permits(camera_id, kind, at)}
            if kinds:
                found[camera_id] = found.get(camera_id, frozenset()) | kinds
    return found


def check_basis(new: AnalyticsBasis) -> None:
    """Return when a basis can be one.

    Raises:
        BadInput: `field` names what is missing.
    """
    for name in ("text", "order_number", "authority", "event", "attestation"):
        value = getattr(new, name)
        if not value.strip() or len(value) > MAX_TEXT:
            raise _bad(f"{name}: 1 to {MAX_TEXT} characters", name)
    if not new.kinds:
        raise _bad("kinds: at least one of the eight events of décret 2023-828", "kinds")
    if not new.cameras:
        raise _bad("cameras: at least one", "cameras")
    if not 0 < new.ends - new.starts <= MAX_DAYS * DAY_US:
        raise _bad(f"ends_us: after starts_us, {MAX_DAYS} days at most; record a renewal", "ends_us")


def _bad(message: str, field: str) -> BadInput:
    return BadInput(message, code="bad_basis", field=field)
