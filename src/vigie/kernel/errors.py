"""The root of every error Vigie raises on purpose.

VigieError
├── BadInput        what was given cannot be used; the message says what to do
├── NotFound        the thing named does not exist (or may not be known to the caller)
├── Conflict        it contradicts what is already there
├── NotSignedIn     nobody is signed in
├── Refused         somebody is signed in, and has no right to do it
└── Unavailable     a part outside the process does not answer (camera, disk, database, network)

`code` is stable: interfaces translate it (French first). The message is English, for logs and developers.
"""

from typing import ClassVar


class VigieError(Exception):
    """Root of Vigie's own errors; `details` are plain values that a translated message may quote."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, code: str | None = None, **details: str | float | None) -> None:
        super().__init__(message)
        self.error_code = code or self.code
        self.details = details


class BadInput(VigieError):
    """What was given cannot be used; the message says what to do."""

    code = "bad_input"


class NotFound(VigieError):
    """The thing named does not exist."""

    code = "not_found"


class Conflict(VigieError):
    """It contradicts what is already there."""

    code = "conflict"


class NotSignedIn(VigieError):
    """Nobody is signed in."""

    code = "not_signed_in"


class Refused(VigieError):
    """The one signed in has no right to do it."""

    code = "refused"


class Unavailable(VigieError):
    """A part outside the process does not answer."""

    code = "unavailable"


def required(text: str | None, field_name: str) -> str:
    """Return a text that must be given.

    Raises:
        BadInput: it is blank.
    """
    if text is None or not text.strip():
        raise BadInput(f"{field_name} is needed", code=f"{field_name}_needed", field=field_name)
    return text.strip()
