"""Errors of the video plane.

VideoError (VigieError)
├── Malformed       bytes of a camera that no standard allows
└── ReceiverError   why a receiver stops; carries a `StopReason`
"""

from enum import StrEnum

from vigie.kernel.errors import Unavailable, VigieError


class StopReason(StrEnum):
    """Why a receiver brings no pictures."""

    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a name, no password
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    NOT_FOUND = "not_found"
    UNSUPPORTED_CODEC = "unsupported_codec"
    NO_VIDEO = "no_video"
    PROTOCOL_ERROR = "protocol_error"
    SILENT = "silent"
    CLOSED_BY_CAMERA = "closed_by_camera"
    TLS_FAILED = "tls_failed"
    STOPPED = "stopped"


class Malformed(VigieError):
    """Bytes that the standard named in the message does not allow."""

    code = "malformed_video"


class ReceiverError(Unavailable):
    """Why a connection to a camera failed or ended."""

    code = "receiver_stopped"

    def __init__(self, reason: StopReason, message: str) -> None:
        super().__init__(message, code=reason.value)
        self.reason = reason
        self.detail = message
