"""What every room's routes share: the signed-in principal of a request."""

from typing import Annotated

from fastapi import Depends, Request

from vigie.kernel.errors import NotSignedIn
from vigie.kernel.rights import Principal


def signed_in(request: Request) -> Principal:
    """Return the principal that the web floor put on the request.

    Raises:
        NotSignedIn: there is none.
    """
    principal = getattr(request.state, "principal", None)
    if not isinstance(principal, Principal):
        raise NotSignedIn("sign in first")
    return principal


SignedIn = Annotated[Principal, Depends(signed_in)]
