"""What every room's routes share: the signed-in principal of a request."""

from typing import Annotated

from fastapi import Depends, Request

from vigie.kernel.errors import NotSignedIn
from vigie.kernel.rights import Principal


def signed_in(request: Request) -> Principal:
    """Return the principal that the web floor put on the request.

    Raises:
        NotSignedIn: there is none; its code says why (`session_expired`, `session_locked`, …).
    """
    principal = getattr(request.state, "principal", None)
    if not isinstance(principal, Principal):
        code = getattr(request.state, "sign_in_code", NotSignedIn.code)
        raise NotSignedIn("sign in first", code=code)
    return principal


SignedIn = Annotated[Principal, Depends(signed_in)]
