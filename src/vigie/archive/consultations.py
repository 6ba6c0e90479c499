"""The archive is closed by default (R2): a consultation opens it in part, for a recorded reason."""

from dataclasses import dataclass

from vigie.kernel.errors import BadInput, NotFound, Refused
from vigie.kernel.ids import AccountId, CameraId, SessionId
from vigie.kernel.instants import DAY_US, Interval, UtcUs
from vigie.kernel.rights import Principal

LONGEST_US = 31 * DAY_US
MOST_CAMERAS = 200
SHORTEST_REASON = 3
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Consultation:
    """Who may play back what, until when, and why."""

    id: str
    account_id: AccountId
    session_id: SessionId
    cameras: tuple[CameraId, ...]
    interval: Interval
    reason: str
    basis: str
    opened_at: UtcUs
    expires_at: UtcUs

    def require(self, principal: Principal, camera_id: CameraId, interval: Interval, now: UtcUs) -> None:
        """Return when this consultation opens `interval` of a camera to `principal` now.

        Raises:
            NotFound: it is somebody else's, or of another session.
            Refused: it has expired, or does not cover the camera or the interval.
        """
        if (self.account_id, self.session_id) != (principal.account_id, principal.session_id):
            raise NotFound("no such consultation", code="consultation_unknown")
        if now >= self.expires_at:
            raise Refused("this consultation has expired: open a new one", code="consultation_expired")
        inside = self.interval.start <= interval.start and interval.end <= self.interval.end
        if camera_id not in self.cameras or not inside:
            raise Refused(
                "this consultation does not cover that camera and time: open another one",
                code="consultation_too_narrow",
                camera_id=camera_id,
            )


def check_request(cameras: tuple[CameraId, ...], interval: Interval, reason: str, basis: str) -> None:
    """Refuse what cannot be a consultation.

    Raises:
        BadInput: no camera, too many, too long, no reason or no legal basis.
    """
    if not cameras or len(cameras) > MOST_CAMERAS or len(set(cameras)) != len(cameras):
        raise BadInput(f"choose 1 to {MOST_CAMERAS} different cameras", code="consultation_cameras")
    if interval.length_us > LONGEST_US:
        raise BadInput("a consultation covers one month at most", code="consultation_too_long")
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_TEXT:
        raise BadInput("write the reason: it is journalled", code="reason_missing", field="reason")
    if not 1 <= len(basis.strip()) <= LONGEST_TEXT:
        raise BadInput("name the legal basis: it is journalled", code="basis_missing", field="basis")
